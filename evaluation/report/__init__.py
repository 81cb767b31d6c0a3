"""The report of a run: one self-contained HTML page, and the same tables as Markdown. Values in, text out."""

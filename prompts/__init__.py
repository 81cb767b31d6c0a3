"""The prompt texts, one Markdown file each and language, and their loader."""

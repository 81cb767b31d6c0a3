"""Blocks → Markdown. Text is escaped, so that a thesis's "#" or "<b>" stays text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.citation_styles import Printed
from retrieval.export.blocks import Block, Heading, Paragraph, Quotation, Source, Table, without_controls
from retrieval.wording import escape_markdown, without_links


def as_markdown(blocks: Iterable[Block]) -> str:
    """The text, its blocks parted by empty lines.

    >>> print(as_markdown([Heading(2, "1. *Kota*"), Table(("a|b",), ((("x", "y"),),))]), end="")
    ## 1. \\*Kota\\*
    <BLANKLINE>
    | a\\|b |
    |---|
    | x<br>y |
    """
    return "\n\n".join(map(_block, blocks)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_text(text)}"
        case Paragraph(content):
            return _at_line_start(_printed(content))
        case Quotation(_, number, label):
            quote = "".join(f"**{_text(words)}**" if answers else _text(words) for words, answers in block.runs)
            return f"> “{quote}” [{number}]" + (f" ({_text(label)})" if label else "")
        case Source(number, content):
            return f"{number}. {_printed(content)}"
        case Table(header, rows):
            lines = [[_text(cell) for cell in header]]
            lines += [["<br>".join(map(_text, cell)) for cell in row] for row in rows]
            return "\n".join([_row(lines[0]), "|" + "---|" * len(header), *map(_row, lines[1:])])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _printed(content: Printed) -> str:
    return "".join(f"*{_text(run.text)}*" if run.italic and run.text.strip() else _text(run.text) for run in content)


def _text(text: str) -> str:
    """Escaped, on one line, without an address that would become a link."""
    return without_links(escape_markdown(re.sub(r"[\r\n]+", " ", without_controls(text))))


def _at_line_start(text: str) -> str:
    """What would begin a list at the start of a line begins none: "1. ", "- ", "+ "."""
    return re.sub(r"^(\d+)([.)])(?=\s)|^([-+=])", lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", text)

"""Kutip's own word lists, one file of tab-separated values each; a line that begins with # is a remark. Read when first asked for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a list, without remarks and empty lines.

    >>> ("gimana", "bagaimana", "id") in rows("informal")
    True
    """
    text = files(__package__).joinpath(f"{name}.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines)

"""Blocks → one page of HTML that needs nothing else. Every text is escaped by the template. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingest.language import Language
from retrieval.export.blocks import Block, without_controls


def as_html(blocks: Iterable[Block], title: str, language: Language) -> str:
    """The page: no script, nothing loaded from elsewhere; it prints well.

    >>> from retrieval.export.blocks import text_block
    >>> "<p>1 &lt; 2</p>" in as_html([text_block("1 < 2")], "Angka", "id")
    True
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    kinds = [(type(block).__name__, block) for block in blocks]
    page = environment.get_template("page.html").render(blocks=kinds, title=title, language=language)
    return without_controls(page)

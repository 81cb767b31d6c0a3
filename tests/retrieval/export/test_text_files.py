"""Markdown, Word and HTML say what the blocks say, and a thesis's own signs are no markup in any of them."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.citation_styles import Run
from retrieval.export.blocks import Block, Heading, Paragraph, Quotation, Source, Table, without_controls
from retrieval.export.html import as_html
from retrieval.export.markdown import as_markdown
from retrieval.export.word import as_docx

SLY = '<script>alert("x")</script> *a* [b](c) # | & \x00'
BLOCKS: list[Block] = [
    Heading(1, "Judul"),
    Paragraph((Run("Kutip. ("), Run("Kota <i>", italic=True), Run(")")), hanging=True),
    Quotation(SLY, 3, "own"),
    Source(3, (Run("(Dinanti, 2025)"),)),
    Table(("Skripsi", "Hambatan"), ((("satu",), ("dua", "tiga")), (("",), ()))),
]


class Page(HTMLParser):
    """The tags of a page, and its text outside of head and tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_needs_nothing_else_and_runs_nothing() -> None:
    page = Page(as_html(BLOCKS, "Judul <1>", "id"))
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert [attributes["href"] for _, attributes in page.tags if "href" in attributes] == ["#source-3"]
    assert any(attributes.get("id") == "source-3" for _, attributes in page.tags)
    assert not any("src" in attributes for _, attributes in page.tags)
    assert dict(page.tags)["html"] == {"lang": "id"}
    assert without_controls(SLY) in page.text
    assert [tag for tag, _ in page.tags].count("td") == 4


def test_html_sets_titles_italic_and_keeps_their_signs() -> None:
    assert "<i>Kota &lt;i&gt;</i>" in as_html(BLOCKS, "Judul", "id")


def test_markdown_escapes_what_would_be_markup() -> None:
    text = as_markdown(BLOCKS)
    assert r"> “&lt;script&gt;alert(" in text
    assert r"\*a\* \[b\](c) \# \| &amp;" in text
    assert "” [3] (own)" in text
    assert r"Kutip. (*Kota &lt;i&gt;*)" in text
    assert text.endswith("| Skripsi | Hambatan |\n|---|---|\n| satu | dua<br>tiga |\n|  |  |\n")
    assert as_markdown([Paragraph((Run("1. satu"),)), Paragraph((Run("- dua"),))]) == "1\\. satu\n\n\\- dua\n"


def test_word_reads_back_with_styles_and_table() -> None:
    document = docx.Document(BytesIO(as_docx(BLOCKS, "Judul", "id")))
    assert document.core_properties.title == "Judul"
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == ["Judul", "Kutip. (Kota <i>)", f"“{without_controls(SLY)}” [3] (own)", "[3] (Dinanti, 2025)"]
    assert [run.text for run in document.paragraphs[1].runs if run.italic] == ["Kota <i>"]
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["Skripsi", "Hambatan"], ["satu", "dua\ntiga"], ["", ""]]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_written_and_comes_back(text: str) -> None:
    written = as_docx([Quotation(text, 1)], "x", "en")
    (paragraph,) = docx.Document(BytesIO(written)).paragraphs
    assert paragraph.text.replace("\r", "\n") == f"“{without_controls(text)}” [1]".replace("\r", "\n")
    page = Page(as_html([Quotation(text, 1)], "x", "en"))
    assert [tag for tag, _ in page.tags].count("p") == 1
    assert without_controls(text).replace("\r\n", "\n").replace("\r", "\n") in page.text.replace("\r\n", "\n").replace(
        "\r", "\n"
    )
    assert as_markdown([Quotation(text, 1)]).count("\n") == 1

"""Blocks → a Word document (DOCX), through python-docx. Values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.language import Language
from retrieval.citation_styles import Printed
from retrieval.export.blocks import Block, Heading, Paragraph, Quotation, Source, Table, without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

LOCALES: dict[Language, str] = {"id": "id-ID", "en": "en-US"}


def as_docx(blocks: Iterable[Block], title: str, language: Language) -> bytes:
    """The file's bytes; ``title`` and ``language`` stand in its properties."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    document = docx.Document()
    document.core_properties.title = without_controls(title)
    document.core_properties.author = "Kutip"
    document.core_properties.language = LOCALES[language]
    for block in blocks:
        if isinstance(block, Table) and len(block.header) > 3:
            section = document.sections[0]
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21.0)
        _add(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Document, block: Block) -> None:
    from docx.shared import Cm

    match block:
        case Heading(level, text):
            document.add_heading(_clean(text), level - 1)
        case Paragraph(content, hanging):
            paragraph = document.add_paragraph()
            _write(paragraph, content)
            if hanging:
                paragraph.paragraph_format.left_indent = Cm(1.27)
                paragraph.paragraph_format.first_line_indent = Cm(-1.27)
        case Quotation(_, number, label):
            paragraph = document.add_paragraph(style="Quote")
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraph.add_run("“")
            for words, answers in block.runs:
                paragraph.add_run(_clean(words)).bold = answers
            paragraph.add_run("”")
            paragraph.add_run(_clean(f" [{number}]" + (f" ({label})" if label else ""))).italic = False
        case Source(number, content):
            paragraph = document.add_paragraph(f"[{number}] ")
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraph.paragraph_format.first_line_indent = Cm(-1)
            _write(paragraph, content)
        case Table(header, rows):
            _add_table(document, header, rows)


def _add_table(document: Document, header: tuple[str, ...], rows: tuple[tuple[tuple[str, ...], ...], ...]) -> None:
    table = document.add_table(rows=1, cols=len(header), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(_clean(text)).bold = True
    for row in rows:
        for cell, paragraphs in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(_clean(paragraphs[0]) if paragraphs else "")
            for text in paragraphs[1:]:
                cell.add_paragraph(_clean(text))


def _write(paragraph: WordParagraph, content: Printed) -> None:
    for run in content:
        written = paragraph.add_run(_clean(run.text))
        if run.italic:
            written.italic = True


def _clean(text: str) -> str:
    return without_controls(text)

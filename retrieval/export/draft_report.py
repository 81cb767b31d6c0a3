"""A draft's report as a Word document: the draft with a comment at each quotation and statement, then all verdicts in full."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.language import Language
from retrieval.draft_view import DraftView, ParagraphView, Row, draft_view
from retrieval.export.blocks import without_controls
from retrieval.export.word import LOCALES
from retrieval.verify import DraftReport

if TYPE_CHECKING:
    from docx.document import Document

AUTHOR = "Kutip"


def draft_docx(report: DraftReport, language: Language) -> bytes:
    """The file's bytes. Whoever wrote the draft can go from comment to comment, as with a reader's."""
    import docx

    view = draft_view(report, language)
    document = docx.Document()
    document.core_properties.title = without_controls(f"{view.words['title']} {view.name}".strip())
    document.core_properties.author = AUTHOR
    document.core_properties.language = LOCALES[language]
    document.add_heading(without_controls(view.words["title"]), 0)
    if view.name:
        document.add_paragraph(without_controls(view.name))
    document.add_paragraph(
        without_controls(" · ".join(f"{count.number} {count.word}" for count in view.counts) or view.words["nothing"])
    )
    document.add_paragraph(without_controls(view.words["note"]))
    _add_draft(document, view)
    document.add_heading(without_controls(view.words["verdicts"]), 1)
    for row in view.rows:
        _add_row(document, row)
    document.add_heading(without_controls(view.words["theses"]), 1)
    for thesis in view.theses:
        document.add_paragraph(without_controls(thesis), style="List Bullet")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def comment_of(row: Row) -> str:
    """What stands in the margin: the verdict, why, what differs, and where the words are."""
    return "\n".join(filter(None, (row.verdict, row.reason, *row.changes, *_places(row))))


def _add_draft(document: Document, view: DraftView) -> None:
    document.add_heading(without_controls(view.words["draft"]), 1)
    rows = {row.number: row for row in view.rows}
    for paragraph in view.paragraphs:
        _add_paragraph(document, paragraph, rows)


def _add_paragraph(document: Document, paragraph: ParagraphView, rows: dict[int, Row]) -> None:
    written = document.add_paragraph(style="Quote" if paragraph.is_block_quote else None)
    for part in paragraph.parts:
        run = written.add_run(without_controls(part.text))
        if part.number:
            run.underline = True
            comment = without_controls(f"{part.number}. {comment_of(rows[part.number])}")
            document.add_comment(run, text=comment, author=AUTHOR, initials=AUTHOR[0])
            written.add_run(f"[{part.number}]").font.superscript = True


def _add_row(document: Document, row: Row) -> None:
    document.add_heading(without_controls(f"{row.number}. {row.verdict}"), 2)
    document.add_paragraph(without_controls(" – ".join(filter(None, (row.said, row.cited)))))
    if row.reason:
        document.add_paragraph(without_controls(row.reason))
    if row.pieces:
        compared = document.add_paragraph()
        for side in row.pieces:
            if not side.kind:
                compared.add_run(without_controls(f"{side.stored} "))
                continue
            if side.quoted:
                compared.add_run(without_controls(side.quoted)).font.strike = True
                compared.add_run(" ")
            if side.stored:
                compared.add_run(without_controls(side.stored)).bold = True
                compared.add_run(" ")
    for line in (*row.changes, *_places(row)):
        document.add_paragraph(without_controls(line), style="List Bullet")


def _places(row: Row) -> Iterator[str]:
    """Where the words are, with the words themselves where they are not the quotation's own."""
    for place in row.places:
        yield f"“{place.quote}” {place.where}" if place.quote else place.where
    if row.also:
        yield row.also

"""An evidence matrix as rows of text, as blocks, and as a sheet: CSV and XLSX. Values in, text or bytes out.

Programs take a cell of a sheet that begins with "=", "+", "-" or "@" for a formula. What comes from a thesis or a
reader must never be one: CSV gets an apostrophe in front, the way that spreadsheets mark text; in XLSX the cell's type
says that it is text, and nothing is put in.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from ingest.language import Language
from retrieval.citation import Citation, thesis_name
from retrieval.citation_styles import Bibliography, Style, plain
from retrieval.export.blocks import Block, Heading, Paragraph, Table, text_block, without_controls
from retrieval.matrix import Cell, Matrix
from retrieval.origin import origin_label
from retrieval.wording import one_line

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "title": "Matriks bukti",
        "thesis": "Skripsi/tesis",
        "note": "Setiap kutipan sama kata demi kata dengan teks karyanya. Sel tanpa kutipan menyebutkan alasannya.",
        "bibliography": "Daftar Pustaka",
        "stopped": "dihentikan sebelum sel ini dibuat",
    },
    "en": {
        "title": "Evidence matrix",
        "thesis": "Thesis",
        "note": "Every quote is word for word what the work says. A cell without a quote says why.",
        "bibliography": "Bibliography",
        "stopped": "stopped before this cell was made",
    },
}

BYTE_ORDER_MARK = "\ufeff"
"""In front of CSV, so that Excel reads it as UTF-8."""

MAX_CELL = 32_767
"""Letters that a cell of XLSX holds."""


def matrix_title(language: Language) -> str:
    """What the table is called."""
    return _WORDS[language]["title"]


def header(matrix: Matrix, language: Language) -> tuple[str, ...]:
    """The first row: what the rows are, and the topics."""
    return (_WORDS[language]["thesis"], *(topic.title(language) for topic in matrix.topics))


def rows(matrix: Matrix, style: Style, language: Language) -> list[tuple[tuple[str, ...], ...]]:
    """A row a thesis: its name, then the paragraphs of each cell: quotes with their citations, or the reason for none."""
    bibliography = Bibliography(matrix.theses, style, language)
    found = []
    for thesis in matrix.theses:
        cells = (matrix.cell(thesis, topic) for topic in matrix.topics)
        found.append(((thesis_name(thesis),), *(_paragraphs(cell, bibliography) for cell in cells)))
    return found


def _paragraphs(cell: Cell | None, bibliography: Bibliography) -> tuple[str, ...]:
    language = bibliography.language
    if cell is None:
        return (f"[{_WORDS[language]['stopped']}]",)
    if not cell.citations:
        return (f"[{cell.why_empty(language)}]",)
    return tuple(quote_line(citation, bibliography) for citation in cell.citations)


def quote_line(citation: Citation, bibliography: Bibliography) -> str:
    """A quote with its citation, and whose words they are where the citation does not say so already."""
    cited = plain(bibliography.quoted(citation))
    label = origin_label(citation, bibliography.language) if not bibliography.names_others(citation) else ""
    return f"“{one_line(citation.quote)}” {cited}" + (f" ({label})" if label else "")


def matrix_blocks(matrix: Matrix, style: Style, language: Language) -> list[Block]:
    """The matrix as a table, with the bibliography of its theses."""
    words = _WORDS[language]
    entries = Bibliography(matrix.theses, style, language).entries()
    return [
        Heading(1, words["title"]),
        text_block(words["note"]),
        Table(header(matrix, language), tuple(rows(matrix, style, language))),
        Heading(2, words["bibliography"]),
        *(Paragraph(entry, hanging=True) for entry in entries),
    ]


def as_csv(matrix: Matrix, style: Style, language: Language) -> str:
    """The matrix as comma-separated values; the paragraphs of a cell stand on lines of it."""
    file = StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(map(guarded, header(matrix, language)))
    for row in rows(matrix, style, language):
        writer.writerow(guarded("\n".join(cell)) for cell in row)
    return file.getvalue()


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> guarded("=HYPERLINK(0)"), guarded(" +1"), guarded("“=1” (Dinanti)")
    ("'=HYPERLINK(0)", "' +1", '“=1” (Dinanti)')
    """
    text = without_controls(text)
    begins = text.lstrip()[:1] in _FORMULA or text[:1] in _BLANKS
    return f"'{text}" if begins else text


_BLANKS = frozenset("\t\r\n")
_FORMULA = frozenset("=+-@＝＋－＠")


def as_xlsx(matrix: Matrix, style: Style, language: Language) -> bytes:
    """The matrix as a workbook of one sheet, its header fixed; no cell of it is a formula."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = matrix_title(language)
    lines: Sequence[Sequence[str]] = [
        header(matrix, language),
        *(["\n".join(cell) for cell in row] for row in rows(matrix, style, language)),
    ]
    for at, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            cell = sheet.cell(row=at, column=column)
            cell.value = without_controls(text)[:MAX_CELL]
            cell.data_type = "s"
            cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if at == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(lines[0]) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 30 if column == 1 else 60
    sheet.freeze_panes = "B2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()

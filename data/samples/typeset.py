# mypy: disable-error-code="import-untyped, misc, no-any-unimported"
"""Typeset the sample documents: `sources/*.md` becomes `<stem>.pdf` beside this file.

    python data/samples/typeset.py

The PDFs have what makes theses hard to quote from: words broken at line ends, a running header on every body page,
roman and arabic page numbers that disagree with the sheet count, and a table that runs over a page break.

Read from top to bottom: the values a source consists of, `parse` (text to values), the flowables, `typeset` (values
to PDF bytes), `main` (files). ReportLab has no type information, hence the first line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pyphen
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)

HERE = Path(__file__).resolve().parent
LEFT, RIGHT, TOP, BOTTOM = 3.2 * cm, 2.8 * cm, 2.9 * cm, 2.4 * cm
TEXT_WIDTH = A4[0] - LEFT - RIGHT
SERIF, ITALIC, BOLD = "Times-Roman", "Times-Italic", "Times-Bold"
FIRST_CHAPTER = re.compile(r"(BAB I|CHAPTER 1) ")
CHAPTER = re.compile(r"(BAB [IVX]+|CHAPTER \d+) (.+)")
REFERENCES = {"DAFTAR PUSTAKA", "REFERENCES"}
ABSTRACT_LANGUAGES = {"ABSTRAK": "id", "ABSTRACT": "en"}  # both stand in every sample, whatever its own language
HYPHENATION = {"id": ("id_ID", 3), "en": ("en_US", 2)}  # patterns, and the fewest letters before a break


# --- What a source consists of ---------------------------------------------------------------------------------------


class SourceError(ValueError):
    """A source says something this typesetter does not understand; the message names it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its number or letter is part of the text."""

    level: int  # 1 for chapters and unnumbered parts, 2 and 3 for sections
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with its mark."""

    mark: str  # "1.", "a." or a bullet, as printed
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under its caption."""

    caption: str
    rows: tuple[tuple[str, ...], ...]  # the first row is the header, repeated on every page


@dataclass(frozen=True, slots=True)
class Listing:
    """The place where the contents or the list of tables are to stand."""

    of: str  # "contents" or "tables"


Block = Heading | Prose | Item | Grid | Listing


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed source: its front matter, field by field, and its blocks in order."""

    title: str
    short: str
    kind: str
    notice: str
    author: str
    year: str
    language: str
    keywords: str
    blocks: tuple[Block, ...]


# --- Text to values --------------------------------------------------------------------------------------------------


def parse(text: str) -> Source:
    """Read a source: `key: value` lines between two `---` lines, then blocks with blank lines between them."""
    try:
        _, front, body = text.split("---\n", 2)
        fields = dict(line.split(": ", 1) for line in front.splitlines())
        return Source(**fields, blocks=tuple(_blocks(body)))
    except (TypeError, ValueError) as error:
        raise SourceError(f"a source starts with its front matter between two '---' lines: {error}") from error


def _blocks(body: str) -> Iterator[Block]:
    """The blocks of a body; a `: caption` belongs to the table after it."""
    caption = ""
    for chunk in re.split(r"\n\s*\n", body.strip()):
        if chunk.startswith(": "):
            caption = chunk[2:]
        elif chunk.startswith("|"):
            yield Grid(caption, _rows(chunk))
        else:
            yield from _simple_blocks(chunk)


def _simple_blocks(chunk: str) -> Iterator[Block]:
    """A heading, a listing, the items of a list, or else a paragraph.

    >>> list(_simple_blocks("1. satu\\n2. dua"))
    [Item(mark='1.', text='satu'), Item(mark='2.', text='dua')]
    """
    lines = chunk.splitlines()
    items = [re.fullmatch(r"(\d+\.|[a-z]\.|-) (.+)", line) for line in lines]
    if heading := re.fullmatch(r"(#{1,3}) (.+)", chunk):
        yield Heading(len(heading[1]), heading[2])
    elif listing := re.fullmatch(r"\[\[(contents|tables)\]\]", chunk):
        yield Listing(listing[1])
    elif all(items):
        yield from (Item(item[1].replace("-", "•"), item[2]) for item in items if item)
    else:
        yield Prose(" ".join(lines))


def _rows(chunk: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a pipe table without its `|---|` line."""
    lines = [line for line in chunk.splitlines() if not re.fullmatch(r"[|\-: ]+", line)]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


# --- How it looks ----------------------------------------------------------------------------------------------------


def hyphenator(language: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    """Pairs (head, tail) at which a word may be broken, last break first, the order ReportLab tries them in.

    Names are left whole, and a capital is the only sign of one. The Indonesian patterns also offer breaks that leave
    a lone consonant as a syllable (im-p-lementasi); those are left out too.
    """
    patterns, fewest = HYPHENATION[language]
    dictionary = pyphen.Pyphen(lang=patterns, left=fewest, right=3)

    def breaks(word: str) -> Iterator[tuple[str, str]]:
        if word[0].isupper():
            return
        places = dictionary.positions(word)
        for before, place in reversed(list(zip([0, *places], places, strict=False))):
            if re.search("[aeiouyAEIOUY]", word[before:place]):
                yield word[:place], word[place:]

    return breaks


def styles(language: str) -> dict[str, ParagraphStyle]:
    """The paragraph styles by name, breaking words as `language` does."""
    breaks = {"hyphenationLang": hyphenator(language), "hyphenationMinWordLength": 6}
    plain = ParagraphStyle(
        "plain", fontName=SERIF, fontSize=11, leading=15, alignment=TA_JUSTIFY, spaceAfter=5, allowWidows=0, **breaks
    )
    cell = ParagraphStyle("cell", fontName=SERIF, fontSize=9.5, leading=11.5, **breaks)
    title = ParagraphStyle(
        "title", fontName=BOLD, fontSize=12, leading=15.5, alignment=TA_CENTER, spaceBefore=14, spaceAfter=9
    )
    section = ParagraphStyle("section", fontName=BOLD, fontSize=11, leading=15, spaceBefore=6, spaceAfter=4)
    return {
        "plain": plain,
        "prose": ParagraphStyle("prose", plain, firstLineIndent=0.9 * cm),
        "item": ParagraphStyle("item", plain, leftIndent=0.9 * cm, bulletIndent=0.25 * cm, spaceAfter=3),
        "entry": ParagraphStyle(
            "entry", plain, fontSize=10.5, leading=13, leftIndent=0.9 * cm, firstLineIndent=-0.9 * cm, spaceAfter=3
        ),
        "cell": cell,
        "header cell": ParagraphStyle("header cell", cell, fontName=BOLD),
        "caption": ParagraphStyle("caption", section, fontName=SERIF, fontSize=10.5, alignment=TA_CENTER),
        "1": title,
        "2": section,
        "3": ParagraphStyle("3", section, leftIndent=0.5 * cm, spaceBefore=3),
        "cover": ParagraphStyle("cover", title, fontSize=16, leading=22),
        "cover line": ParagraphStyle("cover line", title, fontName=SERIF, leading=17),
    }


def markup(text: str) -> str:
    """Our inline Markdown (only *italic*) as ReportLab's markup.

    >>> markup("Isnarti & Trisni: *soft power*")
    'Isnarti &amp; Trisni: <i>soft power</i>'
    """
    return re.sub(r"\*(.+?)\*", r"<i>\1</i>", escape(text))


class Marked(Paragraph):
    """A heading or a table caption: a paragraph that can be listed in the contents, under `text`."""

    def __init__(self, text: str, shown: str, style: ParagraphStyle, level: int) -> None:
        super().__init__(shown, style)
        self.text_listed, self.level = text, level


class ListingLine(Flowable):
    """One line of the contents: the text, dots, and the printed page number, linked to the place."""

    def __init__(self, text: str, page: str, indent: float, bold: bool) -> None:
        super().__init__()
        self.text, self.page, self.indent, self.font = text, page, indent, BOLD if bold else SERIF
        self.width, self.height = TEXT_WIDTH, 15.5

    def draw(self) -> None:
        """Draw text, dots and page number in one go, so that they are also one line to who extracts the text."""
        head, tail = f"{self.text} ", f" {self.page}"
        room = TEXT_WIDTH - self.indent - stringWidth(head, self.font, 11) - stringWidth(tail, self.font, 11)
        dot = stringWidth(".", self.font, 11)
        dots = max(3, int(room / dot / 1.3))
        line = self.canv.beginText(self.indent, 4)
        line.setFont(self.font, 11)
        line.textOut(head)
        line.setCharSpace(room / dots - dot)
        line.textOut("." * dots)
        line.setCharSpace(0)
        line.textOut(tail)
        self.canv.drawText(line)
        self.canv.linkRect("", self.text, (0, 0, TEXT_WIDTH, self.height), relative=1, Border="[0 0 0]")


class SamplePages(BaseDocTemplate):
    """The pages of one sample; counts its front matter and notes on which sheet each marked paragraph came to stand."""

    def __init__(self, target: BytesIO, source: Source) -> None:
        super().__init__(
            target, pagesize=A4, leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP, bottomMargin=BOTTOM, invariant=1,
            title=source.title, author=source.author, subject=source.notice, keywords=source.keywords,
            creator="Kutip: data/samples/typeset.py", lang=source.language,
        )  # fmt: skip
        self.source = source
        self.front_sheets = 0
        self.sheets: dict[str, int] = {}
        frame = Frame(LEFT, BOTTOM, TEXT_WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
        self.addPageTemplates(
            [
                PageTemplate("cover", [frame], onPage=self._cover_page),
                PageTemplate("front", [frame], onPage=self._front_page),
                PageTemplate("body", [frame], onPage=self._body_page),
            ]
        )

    def _cover_page(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        """The cover is page i, but prints no number."""
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)

    def _front_page(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(SERIF, 10)
        canvas.drawCentredString(A4[0] / 2, 1.5 * cm, printed_number(self.page, self.page))

    def _body_page(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        """A running header above, the page number below; the first body page starts the arabic labels."""
        if not self.front_sheets:
            self.front_sheets = self.page - 1
            canvas.addPageLabel(self.front_sheets, style="ARABIC", start=1)
        canvas.setFont(ITALIC, 9.5)
        canvas.drawString(LEFT, A4[1] - 2 * cm, self.source.short)
        canvas.setLineWidth(0.4)
        canvas.line(LEFT, A4[1] - 2.15 * cm, A4[0] - RIGHT, A4[1] - 2.15 * cm)
        canvas.setFont(SERIF, 10)
        canvas.drawCentredString(A4[0] / 2, 1.5 * cm, printed_number(self.page, self.front_sheets))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (ReportLab's name)
        """Note the sheet of a marked paragraph, and make it a bookmark."""
        if isinstance(flowable, Marked):
            self.sheets[flowable.text_listed] = self.page
            self.canv.bookmarkPage(flowable.text_listed)
            if flowable.level:
                self.canv.addOutlineEntry(flowable.text_listed, flowable.text_listed, flowable.level - 1)

    def printed_numbers(self) -> dict[str, str]:
        """The printed page number of everything marked, by its text."""
        return {text: printed_number(sheet, self.front_sheets) for text, sheet in self.sheets.items()}


def printed_number(sheet: int, front_sheets: int) -> str:
    """The number printed on a sheet: roman in the front matter, arabic after it.

    >>> printed_number(4, 5), printed_number(6, 5)
    ('iv', '1')
    """
    if sheet > front_sheets:
        return str(sheet - front_sheets)
    tens, ones = divmod(sheet, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


# --- Values to PDF ---------------------------------------------------------------------------------------------------


def typeset(source: Source) -> bytes:
    """The PDF of a source; the same source gives the same bytes.

    Set once without page numbers in the contents, then again with the numbers found, until they stay the same.
    """
    numbers: dict[str, str] = {}
    for _ in range(4):
        target = BytesIO()
        pages = SamplePages(target, source)
        pages.build(story(source, numbers))
        if pages.printed_numbers() == numbers:
            return target.getvalue()
        numbers = pages.printed_numbers()
    raise SourceError(f"the page numbers of {source.title!r} do not settle")


def story(source: Source, numbers: Mapping[str, str]) -> list[Flowable]:
    """Everything on the pages in order: the cover, the front matter, and from the first chapter on the body."""
    flowables = [*cover(source), NextPageTemplate("front"), PageBreak()]
    part, in_body = "", False
    for position, block in enumerate(source.blocks):
        if isinstance(block, Heading) and block.level == 1:
            part, starts_body = block.text, bool(FIRST_CHAPTER.match(block.text))
            in_body = in_body or starts_body
            flowables += part_start(part, position, starts_body, in_body)
        flowables += flow(block, part, source, numbers)
    return flowables


def part_start(part: str, position: int, starts_body: bool, in_body: bool) -> list[Flowable]:
    """What comes before a heading of level 1: a new page in the front matter and before the body, else room for some
    lines. The second abstract and the list of tables stay on the page of the part before them.
    """
    if starts_body:
        return [NextPageTemplate("body"), PageBreak()]
    if in_body or part in {"ABSTRACT", "DAFTAR TABEL", "LIST OF TABLES"}:
        return [CondPageBreak(5 * cm)]
    return [PageBreak()] if position else []


def flow(block: Block, part: str, source: Source, numbers: Mapping[str, str]) -> list[Flowable]:
    """The flowables of one block of `part`."""
    style = styles(ABSTRACT_LANGUAGES.get(part, source.language))
    match block:
        case Heading(level, text):
            shown = CHAPTER.sub(r"\1<br/>\2", markup(text)) if level == 1 else markup(text)
            return [CondPageBreak(2.2 * cm), Marked(text, shown, style[str(level)], level)]
        case Prose(text):
            flush = part in ABSTRACT_LANGUAGES or part in REFERENCES
            return [Paragraph(markup(text), style["plain" if flush else "prose"])]
        case Item(_, text) if part in REFERENCES:
            return [Paragraph(markup(text), style["entry"])]
        case Item(mark, text):
            return [Paragraph(markup(text), style["item"], bulletText=mark)]
        case Grid(caption, rows):
            marked = Marked(caption, markup(caption), style["caption"], 0)
            return [CondPageBreak(4 * cm), marked, grid(rows, style), Spacer(1, 10)]
        case Listing(of):
            return list(listing(of, source.blocks, numbers))


def cover(source: Source) -> list[Flowable]:
    """The cover, with the sample status in so many words."""
    style = styles(source.language)
    lines = [source.notice, source.author, source.year]
    return [
        Spacer(1, 2.5 * cm),
        Paragraph(markup(source.kind), style["1"]),
        Spacer(1, 1.5 * cm),
        Paragraph(markup(source.title), style["cover"]),
        Spacer(1, 2 * cm),
        *(part for line in lines for part in (Paragraph(markup(line), style["cover line"]), Spacer(1, cm))),
    ]


def listing(of: str, blocks: Iterable[Block], numbers: Mapping[str, str]) -> Iterator[Flowable]:
    """The lines of the contents or of the list of tables."""
    for block in blocks:
        if of == "contents" and isinstance(block, Heading):
            yield ListingLine(block.text, numbers.get(block.text, ""), (block.level - 1) * 0.7 * cm, block.level == 1)
        elif of == "tables" and isinstance(block, Grid):
            yield ListingLine(block.caption, numbers.get(block.caption, ""), 0, bold=False)


def grid(rows: tuple[tuple[str, ...], ...], style: Mapping[str, ParagraphStyle]) -> Flowable:
    """A table whose header row is repeated on every page it reaches."""
    widths = column_widths(rows)
    cells = [
        [Paragraph(markup(cell), style["cell" if number else "header cell"]) for cell in row]
        for number, row in enumerate(rows)
    ]
    lines = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ]
    return LongTable(cells, colWidths=widths, repeatRows=1, style=TableStyle(lines))


def column_widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Widths of the columns that fill the text width, after the square root of the longest cell of each."""
    shares = [max(len(row[column]) for row in rows) ** 0.5 for column in range(len(rows[0]))]
    return [TEXT_WIDTH * share / sum(shares) for share in shares]


# --- Files -----------------------------------------------------------------------------------------------------------


def source_paths() -> list[Path]:
    """The sources, in order of name."""
    return sorted((HERE / "sources").glob("*.md"))


def pdf_path(source_path: Path) -> Path:
    """Where the PDF of a source belongs."""
    return HERE / f"{source_path.stem}.pdf"


def main() -> None:
    """Typeset every source and say what was written."""
    for path in source_paths():
        target = pdf_path(path)
        target.write_bytes(typeset(parse(path.read_text(encoding="utf-8"))))
        print(f"{path.name} -> {target.name}")  # noqa: T201 (a script that says what it did)


if __name__ == "__main__":
    main()

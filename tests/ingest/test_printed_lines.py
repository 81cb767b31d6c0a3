"""A line knows where it stands and how it is set; text that nobody can see is told from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from ingest.painting import IDENTITY, Box, Hiding
from ingest.pdf import PdfLimits, PdfReading, RawPage
from ingest.printed_lines import LineCollector, with_places
from tests.pdfs import write_contents, write_page, write_placed
from tests.shared_material import raw_theses


@pytest.fixture(scope="module")
def pdfs() -> Iterator[PdfReading]:
    with PdfReading(PdfLimits()) as reading:
        yield reading


def only_page(pdfs: PdfReading, path: Path) -> RawPage:
    (page,) = pdfs.read(path).pages
    assert page.failure is None
    return page


def contents(pdfs: PdfReading, tmp_path: Path, content: bytes) -> RawPage:
    return only_page(pdfs, write_contents(tmp_path / "halaman.pdf", [content]))


def hidden(page: RawPage) -> list[tuple[Hiding, str]]:
    return [(one.hiding, one.text.strip()) for one in page.hidden]


def seen(page: RawPage) -> list[str]:
    return [line.text.strip() for line in page.lines]


def test_a_line_has_its_place_size_and_weight(pdfs: PdfReading, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(200, 700, "BAB I")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 650, "Kota kembar")

    heading, body = only_page(pdfs, write_page(tmp_path / "a.pdf", draw)).lines
    assert (heading.text, heading.size, heading.bold, heading.left, heading.baseline) == ("BAB I", 14, True, 200, 700)
    assert (body.text, body.size, body.bold, body.left, body.baseline) == ("Kota kembar", 12, False, 72, 650)
    assert body.right > body.left + 40


def test_cells_of_a_row_know_where_they_begin(pdfs: PdfReading, tmp_path: Path) -> None:
    (line,) = contents(pdfs, tmp_path, b"BT /F1 12 Tf 72 700 Td (Kota) Tj 200 0 Td (Tahun) Tj ET").lines
    assert line.text == "Kota Tahun"
    assert [(line.text[offset:], left) for offset, left in line.columns] == [("Tahun", 272)]


def test_text_within_a_form_stands_where_the_form_is_drawn(pdfs: PdfReading, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("stempel")
        canvas.drawString(10, 20, "Stempel")
        canvas.endForm()
        canvas.translate(100, 300)
        canvas.doForm("stempel")

    (line,) = only_page(pdfs, write_page(tmp_path / "a.pdf", draw)).lines
    assert (line.text, line.left, line.baseline) == ("Stempel", 110, 320)


@pytest.mark.parametrize(
    ("way", "content"),
    [
        (Hiding.INVISIBLE, b"BT /F1 12 Tf 72 680 Td 3 Tr (abaikan) Tj 0 Tr ET"),
        (Hiding.SAME_COLOUR, b"BT /F1 12 Tf 72 680 Td 1 g (abaikan) Tj 0 g ET"),
        (Hiding.SAME_COLOUR, b"BT /F1 12 Tf 72 680 Td 0.98 1 0.97 rg (abaikan) Tj 0 g ET"),
        (Hiding.SAME_COLOUR, b"0 0 0 rg 60 670 200 30 re f BT /F1 12 Tf 72 680 Td (abaikan) Tj ET"),
        (Hiding.OFF_PAGE, b"BT /F1 12 Tf 72 -80 Td (abaikan) Tj ET"),
        (Hiding.OFF_PAGE, b"BT /F1 12 Tf 900 680 Td (abaikan) Tj ET"),
        (Hiding.COVERED, b"BT /F1 12 Tf 72 680 Td (abaikan) Tj ET 1 g 60 670 200 30 re f"),
        (Hiding.COVERED, b"BT /F1 12 Tf 72 680 Td (abaikan) Tj ET 0 g 60 670 200 30 re f"),
        (Hiding.TINY, b"BT /F1 1 Tf 72 680 Td (abaikan) Tj ET"),
        (Hiding.TINY, b"q 0.1 0 0 0.1 0 0 cm BT /F1 10 Tf 720 6800 Td (abaikan) Tj ET Q"),
    ],
)
def test_hidden_text_is_left_out_and_named(pdfs: PdfReading, tmp_path: Path, way: Hiding, content: bytes) -> None:
    page = contents(pdfs, tmp_path, b"BT /F1 12 Tf 72 700 Td (Kota kembar.) Tj ET " + content)
    assert hidden(page) == [(way, "abaikan")]
    assert seen(page) == ["Kota kembar."]
    assert "abaikan" in page.text


def test_white_words_between_black_ones_are_left_out_alone(pdfs: PdfReading, tmp_path: Path) -> None:
    page = contents(pdfs, tmp_path, b"BT /F1 12 Tf 72 700 Td (Kota ) Tj 1 g (abaikan ini ) Tj 0 g (kembar) Tj ET")
    assert hidden(page) == [(Hiding.SAME_COLOUR, "abaikan ini")]
    assert [text.split() for text in seen(page)] == [["Kota", "kembar"]]


@pytest.mark.parametrize(
    "content",
    [
        b"0.2 g 60 670 200 30 re f BT /F1 12 Tf 72 680 Td 1 g (Kepala) Tj ET",  # white on a dark bar
        b"0.2 g 60 670 m 260 670 l 260 700 l f BT /F1 12 Tf 72 680 Td 1 g (Kepala) Tj ET",  # on a shape of any form
        b"q 0 0 10 10 re W n 0 g 0 0 500 800 re f Q BT /F1 12 Tf 72 680 Td (Kepala) Tj ET",  # the black is clipped away
        b"/Pattern cs /P1 scn BT /F1 12 Tf 72 680 Td (Kepala) Tj ET",  # who knows
        b"BT /F1 12 Tf 72 680 Td 2 Tr (Kepala) Tj ET",
        b"BT /F1 12 Tf 72 680 Td (Kepala) Tj ET 0 g 60 679 200 1 re f",  # underlined
        b"BT /F1 12 Tf 72 680 Td (Kepala) Tj ET 60 670 200 30 re S",  # framed
        b"1 g 60 670 200 30 re f BT /F1 12 Tf 72 680 Td 0 g (Kepala) Tj ET",
    ],
)
def test_text_that_can_be_seen_or_might_be_stays(pdfs: PdfReading, tmp_path: Path, content: bytes) -> None:
    page = contents(pdfs, tmp_path, content)
    assert (hidden(page), seen(page)) == ([], ["Kepala"])


def test_invisible_text_over_a_scan_is_recognised_text(pdfs: PdfReading, tmp_path: Path) -> None:
    scan = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q "
    page = contents(pdfs, tmp_path, scan + b"BT /F1 12 Tf 72 700 Td 3 Tr (Kota kembar.) Tj ET")
    assert page.recognised
    assert (hidden(page), seen(page)) == ([], ["Kota kembar."])
    page = contents(pdfs, tmp_path, b"BT /F1 12 Tf 72 700 Td (Kota kembar.) Tj ET " + scan)
    assert (page.recognised, seen(page)) == (True, ["Kota kembar."])  # the picture was laid over the text
    small = b"q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q "
    page = contents(pdfs, tmp_path, small + b"BT /F1 12 Tf 72 700 Td 3 Tr (abaikan) Tj ET")
    assert not page.recognised
    assert hidden(page) == [(Hiding.INVISIBLE, "abaikan")]


def test_lines_and_hidden_text_together_are_the_page() -> None:
    def letters(text: str) -> list[str]:
        return sorted("".join(text.split()))

    for raw in raw_theses().values():
        for page in raw.pages:
            whole = "".join([line.text for line in page.lines] + [one.text for one in page.hidden])
            assert letters(whole) == letters(page.text)


OPERAND = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(allow_nan=False), st.binary(max_size=4), st.none(), st.just("/F1"),
    st.lists(st.binary(max_size=3) | st.integers(-999, 999), max_size=3),
)  # fmt: skip
OPERATOR = st.sampled_from(
    b"q Q cm BT ET Tf Tc Tw Tz Ts Td Tm Tj TJ ' Tr g rg k sc scn cs gs re m l W n f B sh Do".split()
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(OPERAND, max_size=6), OPERATOR), max_size=30))
def test_whatever_a_page_holds_is_followed_without_a_fault(operations: list[tuple[list[object], bytes]]) -> None:
    collector = LineCollector(Box(0, 0, 595, 842), {"/Font": {"/F1": {"/Widths": [None, "x"]}}, "/ColorSpace": 3}, {})
    for operands, operator in with_places(operations):
        collector.before(operator, operands, IDENTITY, IDENTITY)
        collector.text("a", IDENTITY, IDENTITY, None, 12)
        collector.after(operator, operands, IDENTITY, IDENTITY)
    page = collector.page()
    whole = "".join([line.text for line in page.lines] + [one.text for one in page.hidden])
    assert whole.count("a") == len(with_places(operations))


@pytest.mark.parametrize(
    ("turned", "left", "baseline"), [(0, 100, 200), (90, 200, 500), (180, 500, 600), (270, 600, 100)]
)
def test_lines_of_a_turned_page_stand_where_viewers_show_them(
    pdfs: PdfReading, tmp_path: Path, turned: int, left: int, baseline: int
) -> None:
    """A page of 600 by 800 points; what is drawn at (100, 200) is seen there."""
    (line,) = only_page(pdfs, write_placed(tmp_path / "a.pdf", [(100, 200, "Kota")], turned=turned)).lines
    assert (line.left, line.baseline, line.turned) == (left, baseline, turned != 0)


def test_a_broken_font_costs_no_text(pdfs: PdfReading, tmp_path: Path) -> None:
    page = contents(pdfs, tmp_path, b"BT /F9 12 Tf 72 700 Td (Kota) Tj /F1 (x) Tf 0 -20 Td (kembar) Tj ET")
    assert page.failure is None
    assert "kembar" in page.text

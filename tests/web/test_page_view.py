"""Pages as pictures and the marks on them, through the real worker and real PDFs."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import NoSuchPage, PageFileMissing, PageNotRendered, PageNotShown
from ingest.pdf import PdfLimits, PdfReading
from ingest.reading import read_document
from tests.library_for_tests import SAMPLES
from tests.pdfs import write_contents, write_pdf
from tests.shared_material import shared
from web.page_boxes import Box
from web.page_view import PageViewer

LINES = ["Kota kembar bekerja sama dalam bidang pendidikan", "dan kebudayaan sejak tahun 2009."]
TEXT = " ".join(LINES)


@pytest.fixture(scope="module")
def viewer() -> Iterator[PageViewer]:
    with PageViewer() as opened:
        yield opened


def inside(file: Path, index: int, boxes: tuple[Box, ...]) -> str:
    """The letters and digits of an unturned page whose middle is in a box, as pdfium finds them by itself."""
    document = pypdfium2.PdfDocument(file)
    page = document[index]
    left, bottom, right, top = page.get_cropbox()
    text = page.get_textpage()
    found = []
    for at in range(text.count_chars()):
        x0, y0, x1, y1 = text.get_charbox(at)
        centre = ((x0 + x1) / 2 - left) / (right - left), (top - (y0 + y1) / 2) / (top - bottom)
        letter = text.get_text_range(at, 1)
        if letter.isalnum() and any(box.holds(centre) for box in boxes):
            found.append(letter)
    document.close()
    return "".join(found)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def marks(viewer: PageViewer, file: Path, quote: str, text: str = TEXT) -> tuple[Box, ...]:
    start = text.index(quote)
    boxes = viewer.marks(file, 0, text, start, start + len(quote))
    assert boxes is not None
    return boxes


def test_a_picture_has_the_width_asked_for_and_the_shape_of_the_page(viewer: PageViewer, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [LINES])
    for width in (100, 1000, 1600):
        image = Image.open(io.BytesIO(viewer.image(file, 0, width)))
        assert image.width == width
        shape = viewer.shape(file, 0)
        assert image.height / image.width == pytest.approx(shape.height / shape.width, rel=0.02)


def test_marks_are_where_the_words_are_drawn(viewer: PageViewer, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [LINES])  # first line: baseline at 780 of 841.89 points, from 72 on
    boxes = marks(viewer, file, "Kota kembar")
    (box,) = boxes
    assert box.left == pytest.approx(72 / 595.28, abs=0.005)
    assert box.top == pytest.approx(1 - 789 / 841.89, abs=0.004)
    assert box.bottom == pytest.approx(1 - 780 / 841.89, abs=0.004)
    assert inside(file, 0, boxes) == "Kotakembar"


def test_marks_over_two_lines(viewer: PageViewer, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [LINES])
    boxes = marks(viewer, file, "bidang pendidikan dan kebudayaan")
    assert len(boxes) == 2
    assert inside(file, 0, boxes) == "bidangpendidikandankebudayaan"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_marks_turn_with_the_page(viewer: PageViewer, tmp_path: Path, turn: int) -> None:
    """The ink under a mark is that of the words: elsewhere in the strip the picture is white."""
    writer = PdfWriter(write_pdf(tmp_path / "straight.pdf", [["Baubau"]]))
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "a.pdf")
    boxes = viewer.marks(tmp_path / "a.pdf", 0, "Baubau", 0, 6)
    assert boxes is not None
    assert_all_ink_is_inside(viewer.image(tmp_path / "a.pdf", 0, 1000), boxes)
    shape = viewer.shape(tmp_path / "a.pdf", 0)
    assert (shape.width > shape.height) == (turn in (90, 270))


def test_marks_follow_a_crop_box_that_does_not_begin_at_the_origin(viewer: PageViewer, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), invariant=1)
    canvas.setCropBox((150, 300, 450, 500))
    canvas.drawString(200, 400, "Baubau")
    canvas.showPage()
    canvas.save()
    boxes = viewer.marks(tmp_path / "a.pdf", 0, "Baubau", 0, 6)
    assert boxes is not None
    assert viewer.shape(tmp_path / "a.pdf", 0).width == pytest.approx(300)
    assert inside(tmp_path / "a.pdf", 0, boxes) == "Baubau"
    assert_all_ink_is_inside(viewer.image(tmp_path / "a.pdf", 0, 1000), boxes)


def assert_all_ink_is_inside(png: bytes, boxes: tuple[Box, ...]) -> None:
    image = Image.open(io.BytesIO(png)).convert("L").point(lambda level: 255 if level < 128 else 0)
    ink = image.getbbox()
    assert ink is not None
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    close = 0.006
    assert ink[0] / image.width == pytest.approx(left, abs=close)
    assert ink[1] / image.height == pytest.approx(top, abs=close)
    assert ink[2] / image.width == pytest.approx(right, abs=close)
    assert ink[3] / image.height == pytest.approx(bottom, abs=close)


def test_words_that_the_page_does_not_have_are_not_marked(viewer: PageViewer, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [LINES])
    other = TEXT.replace("bekerja", "tidak bekerja")
    assert viewer.marks(file, 0, other, 0, len(other)) is None


def test_every_sentence_of_the_samples_is_marked_exactly(viewer: PageViewer) -> None:
    with PdfReading(PdfLimits()) as reading:
        for file in sorted(SAMPLES.glob("*.pdf")):
            read = read_document("d", file.stem, reading.read(file))
            for page in read.pages:
                text = read.text[page.start : page.end]
                for start, end in quotes(text):
                    boxes = viewer.marks(file, page.index, text, start, end)
                    assert boxes is not None, (file.name, page.index, text[start:end])
                    assert sorted(inside(file, page.index, boxes)) == sorted(letters(text[start:end]))


def quotes(text: str) -> Iterator[tuple[int, int]]:
    """Some stretches of a page, from word to word."""
    blanks = [at for at, letter in enumerate(text) if letter.isspace()]
    for at in range(0, len(blanks) - 25, 60):
        yield blanks[at] + 1, blanks[at + 25]


def test_a_page_or_a_file_that_is_not_there_is_told(viewer: PageViewer, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [LINES])
    for ask in asks(viewer):
        with pytest.raises(NoSuchPage) as caught:
            ask(file, 1)
        assert (caught.value.page_index, caught.value.pages) == (1, 1)
        with pytest.raises(PageFileMissing):
            ask(tmp_path / "b.pdf", 0)


def test_what_is_no_pdf_cannot_be_shown_which_is_not_the_same_as_unaligned(viewer: PageViewer, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 but nothing more")
    for ask in asks(viewer):
        with pytest.raises(PageNotRendered):
            ask(tmp_path / "a.pdf", 0)


def asks(viewer: PageViewer) -> list[Callable[[Path, int], object]]:
    return [
        lambda file, index: viewer.image(file, index, 100),
        viewer.shape,
        lambda file, index: viewer.marks(file, index, "x", 0, 1),
    ]


def test_a_huge_page_is_drawn_smaller(viewer: PageViewer, tmp_path: Path) -> None:
    huge = write_contents(tmp_path / "a.pdf", [b"BT /F1 12 Tf 10 10 Td (kota) Tj ET"])
    huge.write_bytes(huge.read_bytes().replace(b"[0 0 595 842]", b"[0 0 9 14400]"))
    image = Image.open(io.BytesIO(viewer.image(huge, 0, 1600)))
    assert image.width * image.height <= 12_000_000


def test_a_file_that_was_written_anew_is_shown_anew(viewer: PageViewer, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [["Kota lama yang pertama."]])
    assert viewer.marks(file, 0, "Kota lama yang pertama.", 0, 9)
    write_pdf(file, [["Kota baru yang berikutnya, dan lebih panjang."]])
    os.utime(file, ns=(1, 1))
    assert viewer.marks(file, 0, "Kota lama yang pertama.", 0, 9) is None
    assert viewer.marks(file, 0, "Kota baru yang berikutnya, dan lebih panjang.", 0, 9)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="SIGKILL")
def test_after_the_worker_was_killed_the_next_request_has_a_new_one(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [LINES])
    with PageViewer() as viewer:
        viewer.warm()
        process = viewer._child._process
        assert process is not None
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert viewer.image(file, 0, 100).startswith(b"\x89PNG")


def test_threads_get_each_its_own_answer(viewer: PageViewer, tmp_path: Path) -> None:
    texts = [f"Halaman nomor {number} dari sebuah skripsi." for number in range(6)]
    file = write_pdf(tmp_path / "a.pdf", [[text] for text in texts])
    found: dict[int, str] = {}

    def look(index: int) -> None:
        boxes = viewer.marks(file, index, texts[index], 0, len(texts[index]))
        assert boxes is not None
        found[index] = inside(file, index, boxes)

    lock = threading.Lock()  # pdfium in this process, for ``inside``, takes no two threads

    def locked(index: int) -> None:
        viewer.image(file, index, 200)
        with lock:
            look(index)

    threads = [threading.Thread(target=locked, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {index: letters(text) for index, text in enumerate(texts)}


def test_every_robust_pdf_is_drawn_or_refused_in_order(viewer: PageViewer) -> None:
    for file in sorted(shared("robust-pdfs").glob("*.pdf")):
        try:
            assert viewer.image(file, 0, 200).startswith(b"\x89PNG")
            viewer.marks(file, 0, "kota", 0, 4)
        except PageNotShown:
            pass

"""A quote of a document's reading text becomes boxes on the picture of its page; a bad page costs that page alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest.errors import NoSuchPage, PageFileMissing, PageNotRendered, PageNotShown, PageTooHeavy
from ingest.explain import explain
from ingest.pdf import PdfLimits, PdfReading
from ingest.reading import Reading, read_document
from tests.pdfs import write_contents, write_pdf, write_placed
from tests.shared_material import SAMPLES, shared, theses
from web.page_view import Box, PageLimits, PageShape, PageViewer

HEAVY_LINES = 400_000


@pytest.fixture(scope="module")
def viewer() -> Iterator[PageViewer]:
    """One worker for all tests that do not cost it its life."""
    with PageViewer() as viewer:
        yield viewer


@pytest.fixture(scope="module")
def reading() -> Iterator[PdfReading]:
    with PdfReading(PdfLimits()) as reading:
        yield reading


def workers() -> list[int]:
    return [child.pid or 0 for child in multiprocessing.active_children() if child.name == "kutip-pages"]


def read(reading: PdfReading, path: Path) -> Reading:
    return read_document("d", path.stem, reading.read(path))


def marks(viewer: PageViewer, path: Path, document: Reading, quote: str, page: int = 0) -> tuple[Box, ...]:
    """The boxes around the first place of the quote that the page has."""
    text = document.text[document.pages[page].start : document.pages[page].end]
    start = text.index(quote)
    boxes = viewer.marks(path, page, text, start, start + len(quote))
    assert boxes is not None
    return boxes


def corners(box: Box, width: float, height: float) -> list[float]:
    """Left, top, right and bottom in points."""
    return [box.left * width, box.top * height, box.right * width, box.bottom * height]


def test_the_quoted_word_has_the_box_of_its_ink(viewer: PageViewer, reading: PdfReading, tmp_path: Path) -> None:
    """Helvetica 12: "Hal " takes 0.722 + 0.556 + 0.222 + 0.278 em, so the second H stands at 72 + 21.34."""
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "Hal HH.")])
    [box] = marks(viewer, path, read(reading, path), "HH")
    assert corners(box, 600, 800) == pytest.approx([94.26, 91.38, 109.75, 100], abs=0.1)


def test_on_a_turned_and_cut_page_the_box_is_where_the_word_is_shown(
    viewer: PageViewer, reading: PdfReading, tmp_path: Path
) -> None:
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "Hal HH.")], turned=90, crop=(50, 600, 350, 750))
    assert viewer.shape(path, 0) == PageShape(150, 300)
    [box] = marks(viewer, path, read(reading, path), "HH")
    assert corners(box, 150, 300) == pytest.approx([100, 44.26, 108.62, 59.75], abs=0.1)


def test_a_quote_over_two_lines_has_two_boxes_and_the_hyphen(
    viewer: PageViewer, reading: PdfReading, tmp_path: Path
) -> None:
    lines = ["Hubungan ini dijalin oleh peme-", "rintah daerah dan pemerintah pusat."]
    path = write_pdf(tmp_path / "a.pdf", [lines])
    document = read(reading, path)
    assert "oleh pemerintah daerah" in document.text
    first, second = marks(viewer, path, document, "pemerintah daerah")
    assert first.bottom < second.top
    whole_line, _ = marks(viewer, path, document, document.text.strip())
    assert first.right == whole_line.right  # the hyphen is in it
    assert first.left > whole_line.left


def test_a_quote_over_a_page_break_is_marked_on_both_pages(
    viewer: PageViewer, reading: PdfReading, tmp_path: Path
) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["Kerja sama itu", "dimulai pada"], ["tahun itu juga", "dan berlanjut."]])
    document = read(reading, path)
    assert "dimulai pada tahun itu" in document.text.replace("\n", " ")
    [end] = marks(viewer, path, document, "dimulai pada", 0)
    [beginning] = marks(viewer, path, document, "tahun itu", 1)
    assert end.top == pytest.approx((842 - 764 - 9) / 842, abs=0.004)
    assert beginning.top == pytest.approx((842 - 780 - 9) / 842, abs=0.004)


def test_of_two_equal_sentences_the_one_that_is_meant_is_marked(
    viewer: PageViewer, reading: PdfReading, tmp_path: Path
) -> None:
    sentence = "Kerja sama itu berhasil."
    path = write_pdf(tmp_path / "a.pdf", [[sentence, "Kemudian keadaan berubah.", sentence, "Demikian laporan ini."]])
    text = read(reading, path).text
    tops = []
    for start in (text.index(sentence), text.rindex(sentence)):
        boxes = viewer.marks(path, 0, text, start, start + len(sentence))
        assert boxes is not None
        tops.append(boxes[0].top)
    assert tops[1] - tops[0] == pytest.approx(32 / 842, abs=0.001)


def test_the_running_header_that_says_the_same_is_not_marked(
    viewer: PageViewer, reading: PdfReading, tmp_path: Path
) -> None:
    pages = [
        ["Kota Kembar", f"Halaman {word} membahas lain.", "Kota Kembar", f"Isi {word} pertama.", f"Isi {word} kedua."]
        for word in "abcd"
    ]
    path = write_pdf(tmp_path / "a.pdf", pages)
    document = read(reading, path)
    text = document.text[document.pages[1].start : document.pages[1].end]
    assert text.count("Kota Kembar") == 1
    [box] = marks(viewer, path, document, "Kota Kembar", 1)
    assert box.top == pytest.approx((842 - 748 - 9) / 842, abs=0.004)


def test_a_column_is_not_marked_across(viewer: PageViewer, reading: PdfReading, tmp_path: Path) -> None:
    left = ["Kolom kiri membahas asal", "mula kota kembar dunia."]
    right = ["Kolom kanan membahas kerja", "sama kota di Asia kini."]
    lines = [
        (x, 700.0 - 16 * at, line) for x, column in ((72.0, left), (330.0, right)) for at, line in enumerate(column)
    ]
    path = write_placed(tmp_path / "a.pdf", lines)
    document = read(reading, path)
    for column, start, end in ((left, 72, 330), (right, 330, 600)):
        for line in column:
            [box] = marks(viewer, path, document, line)
            assert start <= box.left * 600 < box.right * 600 < end


def test_words_that_the_picture_has_otherwise_are_not_marked(viewer: PageViewer, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["Menurut laporan, kerja sama itu tidak berhasil."]])
    text = "Menurut laporan, kerja sama itu berhasil."
    assert viewer.marks(path, 0, text, 0, len(text)) is None
    assert viewer.marks(path, 0, text, 0, text.index(" berhasil")) is not None


def test_every_sentence_of_the_samples_is_marked_on_its_page(viewer: PageViewer) -> None:
    for path in sorted(SAMPLES.glob("*.pdf")):
        document = theses()[path.stem]
        for page in document.pages:
            text = document.text[page.start : page.end]
            for at in range(0, len(text), 80):
                quote = text[at : at + 80]
                if any(each.isalnum() for each in quote):
                    assert viewer.marks(path, page.index, text, at, at + len(quote)), (path.name, page.index, quote)


def test_the_picture_is_kept_and_made_anew_when_the_file_changes(viewer: PageViewer, tmp_path: Path) -> None:
    path = write_placed(tmp_path / "a.pdf", [(72, 700, "lama")])
    old = viewer.image(path, 0, 400)
    assert Image.open(BytesIO(old)).size == (400, 534)
    assert viewer.image(path, 0, 400) is old
    write_placed(path, [(72, 700, "baru sekali")])
    assert viewer.image(path, 0, 400) != old


def test_pictures_are_kept_up_to_a_size(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["satu"], ["dua"], ["tiga"]])
    with PageViewer(PageLimits(image_cache_bytes=1)) as viewer:
        assert viewer.image(path, 0, 100) is not viewer.image(path, 0, 100)


def test_what_cannot_be_shown_raises_and_costs_no_worker(viewer: PageViewer, tmp_path: Path) -> None:
    good = write_pdf(tmp_path / "good.pdf", [["baik"]])
    locked = write_pdf(tmp_path / "locked.pdf", [["rahasia"]], password="kunci")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n")
    viewer.shape(good, 0)
    before = workers()
    for path in (locked, tmp_path / "cut.pdf", tmp_path):
        for ask in (viewer.shape, lambda path, page: viewer.marks(path, page, "baik", 0, 4)):
            with pytest.raises(PageNotRendered) as damaged:
                ask(path, 0)
            assert damaged.value.reason
    with pytest.raises(PageFileMissing):
        viewer.image(tmp_path / "absent.pdf", 0, 100)
    for index in (1, -1):
        with pytest.raises(NoSuchPage) as missing:
            viewer.image(good, index, 100)
        assert missing.value.pages == 1
    assert viewer.marks(good, 0, "baik", 0, 4) is not None
    assert workers() == before


def test_a_page_over_the_time_limit_is_given_up_and_the_next_is_shown(tmp_path: Path) -> None:
    heavy = write_contents(tmp_path / "heavy.pdf", [b"0 0 500 800 re 100 100 300 300 re f*\n" * HEAVY_LINES])
    good = write_pdf(tmp_path / "good.pdf", [["baik"]])
    others = workers()
    with PageViewer(PageLimits(page_seconds=0.3)) as viewer:
        viewer.warm()
        with pytest.raises(PageTooHeavy) as late:
            viewer.image(heavy, 0, 2000)
        assert "0.3 s" in late.value.limit
        assert workers() == others
        assert viewer.shape(good, 0).width > 0


def test_a_worker_that_was_killed_is_replaced(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["satu"], ["dua"]])
    others = workers()
    with PageViewer() as viewer:
        viewer.image(path, 0, 100)
        [pid] = set(workers()) - set(others)
        os.kill(pid, signal.SIGKILL)
        viewer.image(path, 1, 100)
        assert len(workers()) == len(others) + 1
        assert pid not in workers()
    assert workers() == others


def test_two_threads_get_their_own_pages(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [[f"Halaman nomor {at} dari berkas ini."] for at in range(12)])
    wrong: list[int] = []
    others = workers()

    def look(viewer: PageViewer, indexes: range) -> None:
        for index in indexes:
            text = f"Halaman nomor {index} dari berkas ini."
            if viewer.marks(path, index, text, 0, len(text)) is None or not viewer.image(path, index, 200):
                wrong.append(index)

    with PageViewer() as viewer:
        threads = [threading.Thread(target=look, args=(viewer, pages)) for pages in (range(12), range(11, -1, -1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(workers()) == len(others) + 1
    assert wrong == []


def test_broken_pdfs_of_other_projects_are_shown_or_refused(viewer: PageViewer) -> None:
    for path in sorted(shared("robust-pdfs").glob("*.pdf")):
        with suppress(PageNotShown):
            assert Image.open(BytesIO(viewer.image(path, 0, 400))).width > 0
            assert viewer.marks(path, 0, "kata yang tidak ada di mana pun", 0, 31) is None


@pytest.mark.parametrize(
    "error",
    [
        PageFileMissing(Path("f/a.pdf"), 2),
        PageNotRendered(Path("f/a.pdf"), 2, "why"),
        PageTooHeavy(Path("f/a.pdf"), 2, "15 s"),
        NoSuchPage(Path("f/a.pdf"), 2, 1),
    ],
)
def test_every_refusal_names_the_file(error: PageNotShown) -> None:
    for language in ("en", "id"):
        assert "a.pdf" in explain(error, "en" if language == "en" else "id")

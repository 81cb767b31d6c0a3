"""A PDF is read, or refused with an error that says why; a page that cannot be read costs that page."""

from __future__ import annotations

import csv
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf, PathNotFound, PdfTooHeavy, UnreadablePdf
from ingest.pdf import MAX_LOST_PAGES, PdfLimits, PdfReading, RawPage, RawPdf
from ingest.reading import read_document
from tests.pdfs import ARABIC, ROMAN, write_contents, write_drawing, write_pdf, write_slow_pdf
from tests.shared_material import shared


@pytest.fixture(scope="module")
def reading() -> Iterator[PdfReading]:
    """One child for all tests that do not cost it its life."""
    with PdfReading(PdfLimits()) as reading:
        yield reading


def children() -> list[int]:
    return [child.pid or 0 for child in multiprocessing.active_children() if child.name == "kutip-pdf"]


def test_a_pdf_is_read_page_by_page(reading: PdfReading, tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "skripsi.pdf",
        [["ii", "Kata Pengantar"], ["1", "Kota kembar"], []],
        page_labels=[(0, ROMAN, 2), (1, ARABIC, 1)],
        title="Kota Kembar",
        author="Ani Putri and Budi Santoso",
    )
    seen: list[tuple[int, int]] = []
    raw = reading.read(path, on_page=lambda done, total: seen.append((done, total)))
    assert [page.text.split("\n")[:2] for page in raw.pages[:2]] == [["ii", "Kata Pengantar"], ["1", "Kota kembar"]]
    assert raw.pages[2] == RawPage(2, "")
    assert raw.labels == ("ii", "1", "2")
    assert (raw.title, raw.authors) == ("Kota Kembar", ("Ani Putri", "Budi Santoso"))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_labels_that_the_file_does_not_have_are_not_invented(reading: PdfReading, tmp_path: Path) -> None:
    assert reading.read(write_pdf(tmp_path / "a.pdf", [["satu"], ["dua"]])).labels is None


def test_a_scan_is_read_and_has_no_text(reading: PdfReading, tmp_path: Path) -> None:
    assert reading.read(write_drawing(tmp_path / "pindaian.pdf")).pages == (RawPage(0, ""),)


def test_what_is_not_there_or_no_pdf_is_refused(reading: PdfReading, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "letter.pdf").write_text("Yth. Bapak dan Ibu", encoding="utf-8")
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\nnothing behind the header")
    with pytest.raises(PathNotFound) as missing:
        reading.read(tmp_path / "absent.pdf")
    assert missing.value.path == tmp_path / "absent.pdf"
    with pytest.raises(PathNotFound):
        reading.read(tmp_path)
    with pytest.raises(EmptyFile):
        reading.read(tmp_path / "empty.pdf")
    with pytest.raises(NotAPdf):
        reading.read(tmp_path / "letter.pdf")
    with pytest.raises(DamagedPdf) as damaged:
        reading.read(tmp_path / "cut.pdf")
    assert damaged.value.reason


def test_an_encrypted_pdf_opens_with_its_password_only(reading: PdfReading, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "rahasia.pdf", [["isi rahasia"]], password="kunci")
    for wrong in (None, "salah"):
        with pytest.raises(EncryptedPdf):
            reading.read(path, wrong)
    assert reading.read(path, "kunci").pages[0].text.strip() == "isi rahasia"


def test_a_refused_file_does_not_cost_the_child(reading: PdfReading, tmp_path: Path) -> None:
    good = write_pdf(tmp_path / "good.pdf", [["baik"]])
    reading.read(good)
    before = children()
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(DamagedPdf):
        reading.read(tmp_path / "cut.pdf")
    assert reading.read(good).pages[0].text.strip() == "baik"
    assert children() == before


def test_a_reader_that_gives_up_midway_leaves_nothing_for_the_next_file(tmp_path: Path) -> None:
    """What ``on_page`` raises (the user pressed Ctrl-C) must not let pages of this file pass for the next one's."""
    first = write_pdf(tmp_path / "first.pdf", [["satu"], ["dua"], ["tiga"]])
    second = write_pdf(tmp_path / "second.pdf", [["lain"]])

    def give_up(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with PdfReading(PdfLimits()) as reading:
        with pytest.raises(KeyboardInterrupt):
            reading.read(first, on_page=give_up)
        assert [page.text.strip() for page in reading.read(second).pages] == ["lain"]


def test_a_page_over_the_time_limit_costs_that_page(tmp_path: Path) -> None:
    path = write_slow_pdf(tmp_path / "slow.pdf")
    before = children()
    with PdfReading(PdfLimits(page_seconds=1.0)) as reading:
        assert_second_page_is_lost(reading.read(path))
    assert children() == before


def test_the_death_of_the_child_costs_the_page_that_it_was_reading(tmp_path: Path) -> None:
    path = write_slow_pdf(tmp_path / "slow.pdf")

    def kill_in_second_page(done: int, total: int) -> None:
        if done == 1:
            (child,) = [each for each in multiprocessing.active_children() if each.pid not in before]
            child.kill()

    before = children()
    with PdfReading(PdfLimits()) as reading:
        assert_second_page_is_lost(reading.read(path, on_page=kill_in_second_page))


def assert_second_page_is_lost(raw: RawPdf) -> None:
    assert [page.index for page in raw.pages] == [0, 1, 2]
    assert [page.text.strip() for page in raw.pages] == ["first", "", "third"]
    assert [page.failure for page in raw.pages] == [None, "time or memory limit", None]


def test_too_many_lost_pages_cost_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_LOST_PAGES > 0
    monkeypatch.setattr("ingest.pdf.MAX_LOST_PAGES", 0)
    path = write_slow_pdf(tmp_path / "slow.pdf")
    with PdfReading(PdfLimits(page_seconds=0.5)) as reading, pytest.raises(PdfTooHeavy) as heavy:
        reading.read(path)
    assert "0.5 s" in heavy.value.limit


def test_a_damaged_page_costs_that_page(reading: PdfReading, tmp_path: Path) -> None:
    path = write_contents(
        tmp_path / "a.pdf", [b"BT /F1 12 Tf (baik) Tj ET", b"BT /F1 12 Tf (rusak) Tj <zz> Tj ET", b""]
    )
    raw = reading.read(path)
    assert raw.pages[0].text == "baik"
    assert (raw.pages[1].text, bool(raw.pages[1].failure)) == ("", True)
    assert raw.pages[2] == RawPage(2, "")


def test_broken_pdfs_of_other_projects_are_read_or_refused(reading: PdfReading) -> None:
    """The manifest says of each what pypdf makes of it; whatever is read also becomes a document."""
    folder = shared("robust-pdfs")
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["file"] for row in rows} == {path.name for path in folder.glob("*.pdf")}
    disagreeing = []
    for row in rows:
        try:
            raw = reading.read(folder / row["file"])
        except EncryptedPdf:
            outcome = "encrypted_needs_password"
        except UnreadablePdf:
            outcome = "open_error"
        else:
            outcome = str(len(raw.pages))
            document = read_document("d", "d", raw)
            assert len(document.pages) == len(raw.pages)
        expected = row["pages"] or row["pypdf_status"]
        if outcome != expected:
            disagreeing.append((row["file"], outcome, expected))
    assert disagreeing == []

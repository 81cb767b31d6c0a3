"""Several processes read what one would, in the same order; what is wrong with a file is raised when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import parallel_reading
from ingest.errors import EmptyFile, EncryptedPdf
from ingest.parallel_reading import ParallelReading
from ingest.pdf import PdfLimits, PdfReading
from tests.pdfs import write_pdf, write_slow_pdf


def test_two_halves_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_reading, "MIN_BYTES_TO_DIVIDE", 0)
    told: list[tuple[int, int]] = []
    with ParallelReading(PdfLimits()) as both, PdfReading(PdfLimits()) as one:
        for pages in (1, 2, 7):
            file = write_pdf(tmp_path / f"{pages}.pdf", [[f"Halaman {at}."] for at in range(pages)])
            assert both.read(file, on_page=lambda *numbers: told.append(numbers)) == one.read(file)
    assert told[-1] == (7, 7)


def test_expected_files_are_read_ahead_and_their_errors_wait(tmp_path: Path) -> None:
    good = write_pdf(tmp_path / "good.pdf", [["Satu."]])
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"")
    with ParallelReading(PdfLimits()) as reading:
        reading.expect(bad)
        reading.expect(good)
        assert [page.text for page in reading.read(good).pages] == ["Satu.\n"]
        with pytest.raises(EmptyFile):
            reading.read(bad)


def test_a_slow_page_costs_that_page_in_either_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_reading, "MIN_BYTES_TO_DIVIDE", 0)
    with ParallelReading(PdfLimits(page_seconds=1.0)) as reading:
        raw = reading.read(write_slow_pdf(tmp_path / "slow.pdf"))
    assert [page.index for page in raw.pages] == [0, 1, 2]
    assert [page.text for page in raw.pages] == ["first", "", "third"]
    assert raw.pages[1].failure is not None


def test_leaving_ends_what_is_still_being_read(tmp_path: Path) -> None:
    slow = write_slow_pdf(tmp_path / "slow.pdf")
    with ParallelReading(PdfLimits(page_seconds=600.0)) as reading:
        reading.expect(slow)
        reading.expect(write_pdf(tmp_path / "next.pdf", [["Satu."]]))
    with pytest.raises(RuntimeError):
        reading.read(slow)


def test_an_unlocked_copy_says_the_same_without_the_password(tmp_path: Path) -> None:
    secret = write_pdf(tmp_path / "secret.pdf", [["Rahasia."]], password="x")
    copy = tmp_path / "copy.pdf"
    with ParallelReading(PdfLimits()) as reading:
        with pytest.raises(EncryptedPdf):
            reading.unlock(secret, "y", copy)
        assert not copy.exists()
        reading.unlock(secret, "x", copy)
        assert [page.text for page in reading.read(copy).pages] == ["Rahasia.\n"]

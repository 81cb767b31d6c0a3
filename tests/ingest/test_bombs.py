"""PDFs that swell when they are read: refused in one error or read without that page, and this process stays small."""

from __future__ import annotations

import resource
import zlib
from pathlib import Path

import pytest

from ingest.errors import KutipError, PdfTooHeavy, TooManyPages
from ingest.pdf import PdfLimits, PdfReading
from ingest.pdf_worker import MAX_PAGE_CHARACTERS
from tests.pdfs import write_contents, write_pdf, write_slow_pdf

LIMITS = PdfLimits(open_seconds=5, page_seconds=3, memory_bytes=512 << 20)
MEGABYTE = 1 << 20
SMALL_GROWTH = 64 * MEGABYTE


def with_stream(path: Path, dictionary: bytes, content: bytes) -> Path:
    """A PDF of one page whose content stream has this dictionary."""
    write_contents(path, [b"@@"])
    data = path.read_bytes().replace(
        b"<< /Length 2 >>\nstream\n@@", b"<< /Length %d %s >>\nstream\n" % (len(content), dictionary) + content
    )
    path.write_bytes(data)
    return path


def flated(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def grown(path: Path) -> int:
    """Bytes by which reading the file raised the memory that this process ever held."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with PdfReading(LIMITS) as reading:
        try:
            raw = reading.read(path)
        except KutipError:
            pass
        else:
            assert sum(len(page.text) for page in raw.pages) <= MAX_PAGE_CHARACTERS
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


SPACES = b" " * (300 * MEGABYTE)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_stream_that_swells_by_a_thousand_each_time(tmp_path: Path, times: int) -> None:
    names = b" ".join([b"/FlateDecode"] * times)
    bomb = with_stream(tmp_path / "a.pdf", b"/Filter [%s]" % names, flated(SPACES, times))
    assert bomb.stat().st_size < MEGABYTE
    assert grown(bomb) < SMALL_GROWTH


def test_runs_within_runs(tmp_path: Path) -> None:
    runs = b"\x81 " * 500_000 + b"\x80"
    bomb = with_stream(tmp_path / "a.pdf", b"/Filter [/FlateDecode /RunLengthDecode]", zlib.compress(runs, 9))
    assert grown(bomb) < SMALL_GROWTH


def test_a_page_of_millions_of_letters_costs_that_page(tmp_path: Path) -> None:
    line = b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % (b"kota " * 400_000)
    bomb = with_stream(tmp_path / "a.pdf", b"/Filter /FlateDecode", zlib.compress(line, 9))
    assert grown(bomb) < SMALL_GROWTH


def test_more_pages_than_allowed_are_refused(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [["Kota"]] * 4)
    with PdfReading(PdfLimits(pages=3)) as reading, pytest.raises(TooManyPages) as caught:
        reading.read(file)
    assert (caught.value.pages, caught.value.limit) == (4, 3)
    with PdfReading(PdfLimits(pages=4)) as reading:
        assert len(reading.read(file).pages) == 4


def test_a_file_may_take_so_long_and_no_longer(tmp_path: Path) -> None:
    file = write_slow_pdf(tmp_path / "a.pdf")
    with PdfReading(PdfLimits(page_seconds=2, all_seconds=1)) as reading:
        with pytest.raises(PdfTooHeavy):
            reading.read(file)
        other = write_pdf(tmp_path / "b.pdf", [["Kota kembar"]])
        assert reading.read(other).pages[0].text.strip() == "Kota kembar"  # nothing of the first is left in the way

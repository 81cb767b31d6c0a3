"""The library's copies of its PDFs: complete or not at all, and gone when no text of them is kept."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.errors import FileChanging, NotInLibrary, PdfNotKept
from ingest.files import StoredFiles
from ingest.library import FILES_FOLDER, Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import Outcome, add_files, remove_document
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf

CONTENT = b"%PDF-1.7 sampel"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PAGES = [["Kota kembar adalah kerja sama antara dua kota di negara yang berbeda."]]


def test_a_copy_outlives_its_original(tmp_path: Path) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(CONTENT)
    files = StoredFiles(tmp_path / "files")
    files.keep(original, DIGEST)
    original.unlink()
    assert files.path(DIGEST).read_bytes() == CONTENT
    files.keep(original, DIGEST)  # it is here already: the original is not looked at again


def test_bytes_other_than_the_digest_are_not_kept(tmp_path: Path) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(CONTENT + b" diubah")
    files = StoredFiles(tmp_path / "files")
    with pytest.raises(FileChanging):
        files.keep(original, DIGEST)
    assert list((tmp_path / "files").iterdir()) == []


def test_what_no_text_needs_is_dropped_with_the_remains_of_a_copy(tmp_path: Path) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(CONTENT)
    files = StoredFiles(tmp_path / "files")
    files.drop_others([])  # nothing was ever kept
    files.keep(original, DIGEST)
    (tmp_path / "files" / "f").with_suffix(".part").write_bytes(b"half")
    files.drop_others([DIGEST])
    assert [file.name for file in (tmp_path / "files").iterdir()] == [f"{DIGEST}.pdf"]
    files.drop_others([])
    assert list((tmp_path / "files").iterdir()) == []


def test_a_library_without_copies_gets_them_when_the_files_are_added_again(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", PAGES)
    folder = tmp_path / "library"
    with Library.write(folder) as library, PdfReading(PdfLimits()) as reading:
        list(add_files(library, HashingEmbedder(), reading, [file]))
        (entry,) = library.catalogue.entries()
        library.pdf(entry).unlink()
        with pytest.raises(PdfNotKept):
            library.pdf(entry)
        (report,) = add_files(library, HashingEmbedder(), reading, [file])
        assert report.outcome is Outcome.UNCHANGED
        assert library.pdf(entry).read_bytes() == file.read_bytes()


def test_removing_a_document_takes_its_copy_with_it(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", PAGES)
    folder = tmp_path / "library"
    with Library.write(folder) as library, PdfReading(PdfLimits()) as reading:
        list(add_files(library, HashingEmbedder(), reading, [file]))
        (entry,) = library.catalogue.entries()
        remove_document(library, "a.pdf")
        assert list((folder / FILES_FOLDER).iterdir()) == []
        assert library.catalogue.entry(entry.document_id).removed
        with pytest.raises(NotInLibrary):
            library.catalogue.entry("0" * 32)
    assert file.exists()

"""Text recognition goes with reading ahead, with theses in several files and with passwords."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdf import PdfWriter

from ingest.document import WarningKind
from ingest.library import Library
from ingest.ocr import TextRecognition
from ingest.parallel_reading import ParallelReading
from ingest.passwords import Passwords
from ingest.pdf import PdfLimits
from ingest.pipeline import Outcome, add_files
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_ocr import WORDS, scan
from tests.pdfs import write_pdf

PASSWORD = "kata-sandi-42"

pytestmark = pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="OCRmyPDF is not installed here")


def add(library: Path, files: list[Path], *, ocr: bool, password: str = "") -> list[Outcome]:
    known = Passwords((password,)) if password else Passwords()
    with Library.write(library) as opened, ParallelReading(PdfLimits()) as reading, TextRecognition() as recognition:
        reports = add_files(
            opened, HashingEmbedder(), reading, files, passwords=known, recognition=recognition if ocr else None
        )
        return [report.outcome for report in reports]


def warnings(library: Path) -> dict[str, list[WarningKind]]:
    with Library.read(library) as opened:
        return {entry.file_name: [each.kind for each in entry.warnings] for entry in opened.catalogue.entries()}


def test_parts_read_without_recognition_are_read_again_with_it(tmp_path: Path) -> None:
    folder, library = tmp_path / "skripsi", tmp_path / "library"
    folder.mkdir()
    files = [
        write_pdf(folder / "BAB I.pdf", [["BAB I", "Kota itu besar (Hadi, 2016)."]]),
        scan(folder / "BAB II.pdf"),
        write_pdf(folder / "Daftar Pustaka.pdf", [["DAFTAR PUSTAKA", "Hadi, P. (2016). Kota. Gramedia."]]),
    ]
    assert add(library, files, ocr=False) == [Outcome.ADDED] * 3
    assert warnings(library)["BAB II.pdf"] == [WarningKind.PAGES_WITHOUT_TEXT]
    assert add(library, files, ocr=True) == [Outcome.UNCHANGED, Outcome.REPLACED, Outcome.UNCHANGED]
    assert warnings(library)["BAB II.pdf"] == [WarningKind.RECOGNISED_TEXT]
    with Library.read(library) as opened:
        entries = sorted(opened.catalogue.entries(), key=lambda entry: entry.part)
        assert [(entry.part, entry.file_name) for entry in entries] == list(enumerate((f.name for f in files), 1))
        wholes = [opened.catalogue.whole_document(entry.document_id) for entry in entries]
    assert WORDS in wholes[1].document.text
    assert len({whole.thesis.id for whole in wholes}) == 1
    assert [len(whole.references.mentions) for whole in wholes] == [1, 0, 0]
    assert [len(whole.references.entries) for whole in wholes] == [1, 0, 1], "known where it is mentioned, too"
    assert add(library, files, ocr=True) == [Outcome.UNCHANGED] * 3


def test_a_scan_with_a_password_is_recognised_and_its_copy_opens_without(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=scan(tmp_path / "pindaian.pdf"))
    writer.encrypt(PASSWORD)
    secret, library = tmp_path / "rahasia.pdf", tmp_path / "library"
    writer.write(secret)
    assert add(library, [secret], ocr=True, password=PASSWORD) == [Outcome.ADDED]
    with Library.read(library) as opened, ParallelReading(PdfLimits()) as reading:
        (entry,) = opened.catalogue.entries()
        assert WORDS in opened.catalogue.whole_document(entry.document_id).document.text
        assert WORDS in reading.read(opened.pdf(entry)).pages[1].text
    assert add(library, [secret], ocr=True) == [Outcome.UNCHANGED]

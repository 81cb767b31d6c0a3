"""Scanned pages get their text where OCRmyPDF and Tesseract are installed; where not, one sentence says what to install."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import WarningKind
from ingest.errors import OcrFailed, OcrMissing
from ingest.ocr import TextRecognition, pages_without_text
from ingest.pdf import PdfLimits, PdfReading, RawPage, RawPdf
from ingest.reading import read_document
from tests.pdfs import write_pdf

WORDS = "Kota kembar adalah kerja sama antara dua kota."


def scan(path: Path) -> Path:
    """A page with text and one that is a picture of text."""
    picture = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(picture).text((150, 200), WORDS, fill=0, font=ImageFont.load_default(36))
    picture.save(path.with_suffix(".png"))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.drawString(72, 700, "Halaman dengan teks.")
    canvas.showPage()
    canvas.drawImage(str(path.with_suffix(".png")), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return path


def stand_in(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of this name that does what the shell script says; the only ones on the path besides the system's shell."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


def test_a_scanned_page_gets_its_text_and_is_marked(tmp_path: Path) -> None:
    if shutil.which("ocrmypdf") is None:
        pytest.skip("OCRmyPDF is not installed here")
    with TextRecognition() as recognition, PdfReading(PdfLimits()) as pdfs:
        path = scan(tmp_path / "pindaian.pdf")
        assert pages_without_text(pdfs.read(path)) == (1,)
        copy = recognition.recognise(path, 1)
        reading = read_document("d", "pindaian", pdfs.read(copy))
    assert WORDS in reading.text
    assert [page.recognised for page in reading.pages] == [False, True]
    assert [(warning.kind, warning.page_indexes) for warning in reading.warnings] == [
        (WarningKind.RECOGNISED_TEXT, (1,))
    ]
    assert not copy.exists()  # the copy lives as long as the recognition


def test_programs_that_are_not_installed_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OcrMissing) as caught:
        TextRecognition()
    assert caught.value.missing == ("ocrmypdf", "tesseract")


def test_languages_that_are_not_installed_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, "ocrmypdf", "exit 0", monkeypatch)
    stand_in(tmp_path, "tesseract", "echo eng", monkeypatch)
    with pytest.raises(OcrMissing) as caught:
        TextRecognition()
    assert caught.value.missing == ("tesseract-ocr-ind",)


def test_a_file_that_cannot_be_recognised_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, "ocrmypdf", "echo the page is upside down >&2; exit 2", monkeypatch)
    stand_in(tmp_path, "tesseract", "echo eng; echo ind", monkeypatch)
    with TextRecognition() as recognition, pytest.raises(OcrFailed) as caught:
        recognition.recognise(write_pdf(tmp_path / "a.pdf", [["a"]]), 1)
    assert caught.value.reason == "the page is upside down"


def test_recognition_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    stand_in(tmp_path, "ocrmypdf", f"echo $$ > {pid}; while :; do :; done", monkeypatch)
    stand_in(tmp_path, "tesseract", "echo eng; echo ind", monkeypatch)
    monkeypatch.setattr("ingest.ocr.START_SECONDS", 1)
    monkeypatch.setattr("ingest.ocr.PAGE_SECONDS", 0)
    with TextRecognition() as recognition, pytest.raises(OcrFailed):
        recognition.recognise(write_pdf(tmp_path / "a.pdf", [["a"]]), 1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_page_that_could_not_be_read_is_none_without_text() -> None:
    pages = (RawPage(0, "", "damaged"), RawPage.plain(1, " . "), RawPage.plain(2, "kota"))
    assert pages_without_text(RawPdf(pages, None, (), "", ())) == (1,)

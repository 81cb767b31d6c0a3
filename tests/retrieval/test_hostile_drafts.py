"""Drafts made to exhaust the reader: told in one error, before they are unpacked."""

from __future__ import annotations

import resource
import zipfile
from pathlib import Path

import docx
import pytest

from ingest.errors import DamagedDraft, DraftTooLarge, NotADraft
from ingest.pdf import PdfLimits, PdfReading
from retrieval.draft_files import LONGEST_MARKUP, MAX_CHARACTERS, MAX_PARTS, MAX_XML, read_draft, text_paragraphs

MEGABYTE = 1 << 20


def reading() -> PdfReading:
    return PdfReading(PdfLimits())


def word_with(path: Path, parts: dict[str, bytes]) -> Path:
    """A real Word file, with these parts put in the place of its own or beside them."""
    document = docx.Document()
    document.add_paragraph("Kerja sama kota.")
    document.save(str(path.with_suffix(".real")))
    with (
        zipfile.ZipFile(path.with_suffix(".real")) as real,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for each in real.namelist():
            if each not in parts:
                made.writestr(each, real.read(each))
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def grown(path: Path) -> int:
    """By how much reading it, and being refused, raised the memory that this process ever held, in bytes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((DamagedDraft, DraftTooLarge, NotADraft)):
        read_draft(path, reading)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def test_a_bomb_in_a_word_file_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = word_with(tmp_path / "a.docx", {"word/document.xml": b"<w>" + b" " * (MAX_XML + 1)})
    assert bomb.stat().st_size < MEGABYTE
    assert grown(bomb) < MAX_XML


def test_a_word_file_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"word/media/{at}.png": b"" for at in range(MAX_PARTS)}
    with pytest.raises(DamagedDraft):
        read_draft(word_with(tmp_path / "a.docx", parts), reading)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ['"lol"', 'SYSTEM "file:///etc/hostname"'])
def test_entities_are_refused(tmp_path: Path, entity: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a {entity}>]><x>&a;&a;</x>'
    with pytest.raises(DamagedDraft):
        read_draft(word_with(tmp_path / "a.docx", {"word/document.xml": xml.encode(encoding)}), reading)


def test_a_text_without_end_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as written:
        written.truncate(4 * MAX_CHARACTERS + 1)
    assert grown(file) < MEGABYTE * 4
    file.write_text("kota " * (MAX_CHARACTERS // 5 + 1))
    with pytest.raises(DraftTooLarge):
        read_draft(file, reading)


@pytest.mark.parametrize("sign", ["![", "[^", "<!--", "<a", "[", "**a"])
def test_markup_that_is_never_closed_is_looked_through_once(sign: str) -> None:
    """It would take hours if each sign were looked for to the end of the text."""
    (paragraph,) = text_paragraphs(sign * 20_000, markdown=True)
    assert len(paragraph[0]) <= len(sign) * 20_000


def test_markup_of_a_usual_length_is_still_taken_off() -> None:
    address = "https://kutip.example/" + "a" * (LONGEST_MARKUP - 100)
    assert list(text_paragraphs(f"Lihat [kota]({address}) dan **pasar**.", markdown=True)) == [
        ("Lihat kota dan pasar.", False)
    ]

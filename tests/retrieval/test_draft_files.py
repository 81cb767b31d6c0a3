"""What `retrieval.draft_files` promises: drafts of every kind are read, and what is none is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.shared import Inches

from ingest.errors import DamagedDraft, DraftWithoutWords, EmptyFile, NotADraft, PathNotFound
from ingest.pdf import PdfLimits, PdfReading
from retrieval.draft import Draft
from retrieval.draft_files import read_draft, text_paragraphs, typed_draft


def read(path: Path) -> Draft:
    return read_draft(path, lambda: PdfReading(PdfLimits()))


def paragraphs(draft: Draft) -> list[tuple[str, bool]]:
    return [(draft.text[each.start : each.end], each.is_block_quote) for each in draft.paragraphs]


def test_a_word_file_gives_paragraphs_tables_and_block_quotes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Bab II", 1)
    document.add_paragraph("Priyanto menulis:")
    block = document.add_paragraph("kerja sama itu belum siap dan tidak akan pernah siap.")
    block.paragraph_format.left_indent = Inches(0.5)
    document.add_paragraph("Dikutip.", style="Quote")
    document.add_table(1, 1).cell(0, 0).text = "Isi tabel"
    document.add_heading("Daftar Pustaka", 1)
    document.add_paragraph("Priyanto (2020). “Judul karya.”")
    document.save(str(tmp_path / "a.docx"))
    assert paragraphs(read(tmp_path / "a.docx")) == [
        ("Bab II", False),
        ("Priyanto menulis:", False),
        ("kerja sama itu belum siap dan tidak akan pernah siap.", True),
        ("Dikutip.", True),
        ("Isi tabel", False),
    ]


def test_an_indented_paragraph_that_nothing_leads_to_is_no_quotation(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Kalimat biasa.")
    document.add_paragraph(
        "Butir yang hanya menjorok ke dalam dan panjang juga."
    ).paragraph_format.left_indent = Inches(1)
    document.save(str(tmp_path / "a.docx"))
    assert [is_block for _, is_block in paragraphs(read(tmp_path / "a.docx"))] == [False, False]


def test_markdown_loses_its_markup_and_keeps_its_words() -> None:
    text = "# Bab *satu*\n\nIa **tidak** siap [lihat](https://a.b).[^1]\n- butir [...] satu\n\n> kutipan\n> panjang\n\n```\n“kode”\n```"
    assert list(text_paragraphs(text, markdown=True)) == [
        ("Bab satu", False),
        ("Ia tidak siap lihat.", False),
        ("butir [...] satu", False),
        ("kutipan panjang", True),
    ]


def test_plain_text_has_paragraphs_by_blank_lines_or_by_lines() -> None:
    assert [text for text, _ in text_paragraphs("satu\ndua\n\ntiga", markdown=False)] == ["satu dua", "tiga"]
    assert [text for text, _ in text_paragraphs("satu\ndua", markdown=False)] == ["satu", "dua"]
    indented = "Alam menulis:\n\n    satu dua tiga empat lima\n    enam tujuh delapan sembilan\n"
    assert [is_block for _, is_block in text_paragraphs(indented, markdown=False)] == [False, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Kata “belum siap” itu café.".encode(encoding))
    assert read(tmp_path / "a.txt").text == "Kata “belum siap” itu café."


def test_a_pdf_is_read_as_theses_are() -> None:
    sample = Path(__file__).parents[2] / "data" / "samples" / "sampel-1-mekanisme-kota-kembar.pdf"
    draft = read(sample)
    assert len(draft.paragraphs) > 20
    assert "daftar pustaka" not in [text.casefold() for text, _ in paragraphs(draft)]


def test_what_is_no_draft_is_refused(tmp_path: Path) -> None:
    for name, content in {"a.odt": b"PK", "b.docx": b"no zip", "c.txt": b"\0\1\2"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NotADraft):
            read(tmp_path / name)
    with pytest.raises(PathNotFound):
        read(tmp_path / "missing.docx")
    (tmp_path / "empty.pdf").write_bytes(b"")
    with pytest.raises(EmptyFile):
        read(tmp_path / "empty.pdf")


def test_a_damaged_word_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.docx", "w") as package:
        package.writestr("word/document.xml", "<no")
    with pytest.raises(DamagedDraft):
        read(tmp_path / "a.docx")


def test_a_draft_without_words_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("…\n\n---", "utf-8")
    with pytest.raises(DraftWithoutWords):
        read(tmp_path / "a.md")
    with pytest.raises(DraftWithoutWords):
        typed_draft("“”")

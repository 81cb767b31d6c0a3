"""Real PDFs, set with type and tables as theses are, from the page to sections and passages."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table

from ingest.document import Section, SectionKind, section_path
from ingest.passages import cut_passages
from ingest.pdf import PdfLimits, PdfReading
from ingest.reading import Reading, read_document

TEXT = ParagraphStyle("text", fontName="Times-Roman", fontSize=12, leading=18, firstLineIndent=28, alignment=4)
CENTRED = ParagraphStyle("centred", parent=TEXT, alignment=1, firstLineIndent=0)
CHAPTER = ParagraphStyle("chapter", parent=CENTRED, fontName="Times-Bold", fontSize=14)
SECTION = ParagraphStyle("section", parent=TEXT, fontName="Times-Bold", firstLineIndent=0)
ITEM = ParagraphStyle("item", parent=TEXT, leftIndent=28, firstLineIndent=0)
CELL = ParagraphStyle("cell", parent=TEXT, fontSize=10, leading=12, firstLineIndent=0, alignment=0)

PROSE = (
    "Kerja sama kota kembar itu lahir dari surat minat yang ditandatangani oleh wali kota, dan berlanjut dengan "
    "pengajaran aksara, pertukaran pelajar serta kunjungan para pejabat. Sejak awal hubungan itu digerakkan oleh "
    "lembaga di luar pemerintah, yang menjaga agar program tidak berhenti ketika pejabat berganti."
)
ROWS = [
    ["Hambatan", "Uraian", "Rujukan"],
    ["Kelembagaan", "Belum ada unit khusus yang mengurus kerja sama luar negeri di kota itu.", "Rahma, 2021"],
    ["Tenaga dan anggaran", "Pegawai yang paham bahasa mitra sangat sedikit.", "Budi, 2020"],
]


def cells(rows: Sequence[Sequence[str]]) -> Table:
    return Table([[Paragraph(text, CELL) for text in row] for row in rows], colWidths=[110, 220, 90])


def story() -> list[Flowable]:
    def said(text: str) -> Paragraph:
        return Paragraph(text, ITEM)

    return [
        Paragraph("PARADIPLOMASI KOTA RIMBA", CHAPTER), Paragraph("SKRIPSI", CENTRED), PageBreak(),
        Paragraph("LEMBAR PENGESAHAN", CHAPTER), Paragraph("Disetujui oleh pembimbing.", TEXT), PageBreak(),
        Paragraph("KATA PENGANTAR", CHAPTER), Paragraph("Terima kasih kepada semua hambatan yang menguatkan.", TEXT),
        PageBreak(),
        Paragraph("ABSTRAK", CHAPTER), Paragraph(PROSE, TEXT), PageBreak(),
        Paragraph("BAB I", CHAPTER), Paragraph("PENDAHULUAN", CHAPTER),
        Paragraph("A. Latar Belakang", SECTION), Paragraph(PROSE, TEXT),
        Paragraph("1. Hambatan Kerja Sama", SECTION), Paragraph(PROSE, TEXT),
        Paragraph("Tabel 1.1. Hambatan di Kota Rimba", CENTRED), cells(ROWS),
        Paragraph("Sumber: diolah peneliti, 2022", CENTRED), Paragraph(PROSE, TEXT),
        Paragraph("Faktor penghambatnya adalah sebagai berikut:", TEXT),
        Paragraph("a. tenaga yang sedikit;", ITEM), Paragraph("b. anggaran yang kecil.", ITEM),
        Paragraph(PROSE, TEXT), PageBreak(),
        Paragraph("BAB II", CHAPTER), Paragraph("PENUTUP", CHAPTER), Paragraph(PROSE, TEXT), PageBreak(),
        Paragraph("DAFTAR PUSTAKA", CHAPTER), Paragraph("Rahma, S. 2021. Hambatan kota. Rimba: Pustaka.", TEXT),
        PageBreak(),
        Paragraph("LAMPIRAN", CHAPTER), Paragraph("Lampiran 1. Transkrip Wawancara", SECTION),
        said("Peneliti: Sejak kapan kota ini bekerja sama?"), said("Informan 1: Sejak sepuluh tahun yang lalu."),
        said("Peneliti: Apa hambatannya?"), said("Informan 1: Tenaga kami sedikit."), PageBreak(),
        Paragraph("RIWAYAT HIDUP", CHAPTER), Paragraph("Penulis lahir di Rimba.", TEXT),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    path = tmp_path_factory.mktemp("structure") / "skripsi.pdf"
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(story())
    with PdfReading(PdfLimits()) as pdfs:
        return read_document("d", "skripsi", pdfs.read(path))


def path_of(reading: Reading, quote: str) -> list[str]:
    path: tuple[Section, ...] = section_path(reading.sections, reading.text.index(quote))
    return [section.title for section in path]


def tokens(texts: Sequence[str]) -> list[int]:
    return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]


def test_parts_and_chapters_are_known_without_contents_and_outline(reading: Reading) -> None:
    assert [(section.level, section.kind.value, section.title) for section in reading.sections] == [
        (1, "cover", ""),
        (1, "approval", "LEMBAR PENGESAHAN"),
        (1, "preface", "KATA PENGANTAR"),
        (1, "abstract", "ABSTRAK"),
        (1, "body", "BAB I PENDAHULUAN"),
        (2, "body", "A. Latar Belakang"),
        (3, "body", "1. Hambatan Kerja Sama"),
        (4, "table", "Tabel 1.1. Hambatan di Kota Rimba"),
        (1, "body", "BAB II PENUTUP"),
        (1, "bibliography", "DAFTAR PUSTAKA"),
        (1, "appendix", "LAMPIRAN"),
        (2, "transcript", "Lampiran 1. Transkrip Wawancara"),
        (1, "vita", "RIWAYAT HIDUP"),
    ]


def test_every_place_knows_its_path(reading: Reading) -> None:
    assert path_of(reading, "anggaran yang kecil") == [
        "BAB I PENDAHULUAN", "A. Latar Belakang", "1. Hambatan Kerja Sama",
    ]  # fmt: skip
    assert path_of(reading, "Pegawai")[-1] == "Tabel 1.1. Hambatan di Kota Rimba"


def test_a_table_reads_row_by_row(reading: Reading) -> None:
    (table,) = [section for section in reading.sections if section.kind is SectionKind.TABLE]
    assert reading.text[table.start : table.end].strip().split("\n") == [
        "Tabel 1.1. Hambatan di Kota Rimba",
        *("\t".join(row) for row in ROWS),
        "Sumber: diolah peneliti, 2022",
    ]


def test_passages_leave_out_what_is_no_evidence_and_keep_lists_and_answers_whole(reading: Reading) -> None:
    cuts = cut_passages(reading.text, "Kota Rimba", reading.sections, tokens, 400)
    texts = [reading.text[cut.start : cut.end] for cut in cuts]
    assert not any(word in text for text in texts for word in ("Terima kasih", "Disetujui", "Pustaka", "Penulis lahir"))
    assert any("sebagai berikut:\na. tenaga yang sedikit;\nb. anggaran yang kecil." in text for text in texts)
    assert any("Apa hambatannya?\nInforman 1: Tenaga kami sedikit." in text for text in texts)

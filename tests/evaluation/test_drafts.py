from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.drafts import draft, draft_document
from evaluation.formats.native import as_native
from evaluation.questions import SetQuestion, read_questions
from ingest.catalogue.records import WholeDocument
from ingest.document import Section, SectionKind
from ingest.library import Library
from tests.library_for_tests import whole_document
from tests.shared_material import theses

PARTS = [
    ("BAB I HASIL", ""),
    ("A. Konsep Pasar Apung", "Pasar apung adalah tempat jual beli di atas sungai yang memakai perahu kecil."),
    (
        "B. Hambatan Pedagang",
        "Pedagang tidak dapat berjualan pada musim kemarau panjang di sungai itu. "
        "Jumlah pembeli menurun karena jembatan baru memudahkan orang pergi ke kota.",
    ),
    ("C. Jumlah Pedagang", "Pasar apung Lok Baru diikuti oleh 42 pedagang dari desa di hulu."),
    ("D. Perizinan", "Izin usaha pedagang diberikan melalui kelompok nelayan yang dipimpin oleh kepala desa."),
    ("E. Sejarah", "Pemerintah kota membangun dermaga kayu yang pertama pada tahun 1987 untuk pedagang."),
    ("DAFTAR PUSTAKA", "Perahu adalah alat angkut yang tidak boleh menjadi bukti di daftar pustaka ini."),
]


def _thesis(name: str = "pasar", language: str = "id") -> WholeDocument:
    texts = [f"{title}\n{text}\n" for title, text in PARTS]
    starts = [sum(map(len, texts[:at])) for at in range(len(texts) + 1)]
    sections = [Section(name, 1, SectionKind.BODY, PARTS[0][0], 0, starts[-2])]
    sections += [
        Section(name, 2, SectionKind.BODY, title, start, end)
        for (title, _), start, end in zip(PARTS[1:-1], starts[1:-2], starts[2:-1], strict=True)
    ]
    sections.append(Section(name, 1, SectionKind.BIBLIOGRAPHY, PARTS[-1][0], starts[-2], starts[-1]))
    whole = whole_document(texts, labels=["i", "1", "2", "3", "4", "5", "6"], sections=sections, name=name)
    return replace(whole, thesis=replace(whole.thesis, language=language, title="Pasar Apung Lok Baru"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.write(tmp_path / "library") as library:
        for whole in (_thesis(), _thesis("pasar-lain")):
            library.catalogue.publish(whole, whole.document.file_name, [], library.catalogue.reserve(1, "x"), None)
        yield library


def test_headings_definitions_reasons_means_numbers_and_years_become_questions() -> None:
    drafts = draft_document(_thesis(), 20, 1, "draft-pasar")
    assert {(each.text, each.type) for each in drafts} == {
        ("Apa yang dimaksud dengan pasar apung?", "definition"),
        ("Apa saja hambatan pedagang menurut “Pasar Apung Lok Baru”?", "obstacle"),
        ("Mengapa jumlah pembeli menurun?", "driver"),
        ("Pasar apung Lok Baru diikuti oleh berapa pedagang dari desa di hulu?", "number"),
        ("Bagaimana izin usaha pedagang diberikan?", "mechanism"),
        ("Pemerintah kota membangun dermaga kayu yang pertama pada tahun berapa untuk pedagang?", "factoid"),
    }
    number = next(each for each in drafts if each.type == "number")
    assert number.key_facts == ("42",)
    assert number.reference == PARTS[3][1]


def test_a_draft_is_a_whole_question_with_its_sentence_as_evidence() -> None:
    whole = _thesis()
    for number, each in enumerate(draft_document(whole, 20, 1, "draft-pasar"), 1):
        (evidence,) = each.evidence
        page = whole.pages[evidence.page_index]
        assert evidence.quote in whole.document.text[page.start : page.end]
        assert (each.id, evidence.page_label, each.documents) == (
            f"draft-pasar-{number:03}",
            page.label,
            ("pasar.pdf",),
        )
        assert (each.language, each.answerable, each.reference) == ("id", True, evidence.quote)


def test_the_same_seed_gives_the_same_drafts_and_another_one_others(library: Library) -> None:
    assert draft(library, 3, 1) == draft(library, 3, 1)
    assert len({draft(library, 3, seed) for seed in range(8)}) > 1


def test_drafts_of_a_library_have_ids_and_words_of_their_own_and_can_be_read_back(
    library: Library, tmp_path: Path
) -> None:
    drafts = draft(library, 4, 1)
    assert len(drafts) == 8
    assert len({each.id for each in drafts}) == len({each.text for each in drafts}) == 8
    path = tmp_path / "drafts.jsonl"
    path.write_text(as_native(drafts), "utf-8")
    assert read_questions([path]) == drafts


def test_a_document_without_sections_or_sentences_gives_no_drafts() -> None:
    assert draft_document(whole_document(["Halaman kosong.\n"]), 5, 1, "draft-d") == ()
    assert draft_document(_thesis(), 0, 1, "draft-d") == ()


def test_drafts_of_real_theses_quote_them_and_do_not_give_the_answer_away() -> None:
    for stem, reading in theses().items():
        made = whole_document([reading.text], name=stem)
        thesis = replace(made.thesis, title=reading.metadata.title, language=reading.metadata.language)
        whole = WholeDocument(thesis, made.document, reading.pages, reading.sections)
        drafts = draft_document(whole, 12, 1, f"draft-{stem}")
        assert len({each.evidence[0].quote for each in drafts}) == len(drafts)
        for each in drafts:
            _holds(each, whole)


def _holds(question: SetQuestion, whole: WholeDocument) -> None:
    (evidence,) = question.evidence
    page = whole.pages[evidence.page_index]
    start = whole.document.text.find(evidence.quote, page.start)
    assert page.start <= start < page.end
    assert question.text.endswith("?")
    assert question.reference.casefold() not in question.text.casefold()
    assert all(not re.search(rf"\b{re.escape(fact)}\b", question.text) for fact in question.key_facts)


def test_drafts_stand_in_all_parts_of_a_long_thesis() -> None:
    text = [
        f"Unsur nomor{at} adalah benda kecil dalam sistem besar yang dibahas panjang lebar di sini.\n"
        for at in range(60)
    ]
    text = [line.replace(f"nomor{at}", chr(97 + at // 8) * 3 + chr(97 + at % 8)) for at, line in enumerate(text)]
    total = sum(map(len, text))
    whole = whole_document(text, sections=[Section("d", 1, SectionKind.BODY, "BAB I", 0, total)])
    pages = [each.evidence[0].page_index for each in draft_document(whole, 6, 1, "draft-d")]
    assert [page // 10 for page in pages] == [0, 1, 2, 3, 4, 5]

"""Whose finding a sentence is: never more is claimed than its words show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.attribution import Origin, attribution
from ingest.cited_works import work_name
from ingest.document import Section, SectionKind
from ingest.references import find_references


def origin(
    text: str, quote: str, title: str = "BAB I PENDAHULUAN", kind: SectionKind = SectionKind.BODY
) -> tuple[str, list[str]]:
    sections = [Section("d", 1, kind, title, 0, len(text))]
    start = text.index(quote)
    found = attribution(text, sections, find_references(text, sections), start, start + len(quote))
    return found.origin.value, [work_name(work, "id") for work in found.works]


REPORT = "Tavares (2016) menyebut kota sebagai aktor. Ia juga menyebut provinsi. Penelitian ini belum melihat desa. Kota itu besar."


def test_a_sentence_that_names_its_source_reports_it() -> None:
    assert origin(REPORT, "Tavares (2016) menyebut kota sebagai aktor.") == ("reported", ["Tavares (2016)"])


def test_a_part_of_a_sentence_has_the_source_that_stands_at_its_end() -> None:
    text = "Kota adalah aktor yang penting (Tavares, 2016). Begitulah."
    assert origin(text, "Kota adalah aktor") == ("reported", ["Tavares (2016)"])


def test_a_sentence_that_goes_on_is_only_perhaps_reported() -> None:
    assert origin(REPORT, "Ia juga menyebut provinsi.") == ("perhaps reported", ["Tavares (2016)"])


def test_this_study_after_a_report_may_be_the_other_study() -> None:
    assert origin(REPORT, "Penelitian ini belum melihat desa.") == ("unmarked", [])
    assert (
        origin("Penelitian ini melihat desa.", "Penelitian ini melihat desa.", "C. Penelitian Terdahulu")[0]
        == "unmarked"
    )


@pytest.mark.parametrize("text", ["Penelitian ini menemukan tiga hambatan.", "Penulis menyimpulkan hal itu.", "We found three obstacles.", "In this thesis the obstacles are listed."])  # fmt: skip
def test_the_thesis_speaks_for_itself(text: str) -> None:
    assert origin(text, text) == ("own", [])


def test_words_within_quotation_marks_are_another_s() -> None:
    text = "Kepala dinas berkata “penelitian ini menemukan kami” kemarin."
    assert origin(text, text) == ("unmarked", [])


def test_without_a_source_only_results_are_called_results() -> None:
    text = "Anggaran kota naik dua kali."
    assert origin(text, text, "BAB IV HASIL DAN PEMBAHASAN")[0] == "results"
    assert origin(text, text, "BAB II TINJAUAN PUSTAKA")[0] == "unmarked"
    assert origin("Menurut para ahli kota naik.", "Menurut para ahli kota naik.", "BAB IV HASIL")[0] == "unmarked"
    assert origin(text, text, "Lampiran 2 Hasil Wawancara", SectionKind.APPENDIX)[0] == "unmarked"


def test_several_sentences_of_which_one_names_a_source_are_partly_reported() -> None:
    text = "Kota itu besar. Tavares (2016) menyebut kota. Tavares (2016) menyebut desa."
    assert origin(text, text) == ("partly reported", ["Tavares (2016)"])


def test_second_hand_works_name_the_way_they_came_and_stand_once() -> None:
    text = "Anarki dibuat negara (Wendt, 1999 dalam Syafiqah, 2022)."
    sections = [Section("d", 1, SectionKind.BODY, "BAB I", 0, len(text))]
    (work,) = attribution(text, sections, find_references(text, sections), 0, len(text)).works
    assert work.mention.names == ("Wendt",)
    assert work.through is not None
    assert work.through.mention.names == ("Syafiqah",)


def test_a_number_behind_the_full_stop_belongs_to_the_sentence_that_it_ends() -> None:
    listed = "References\n[1] A. Author, “Quays,” 2018.\n[2] B. Writer, “Ports,” 2019."
    text = "It has memory.[1][2] We built an engine. It runs. [2] Nothing else.\n" + listed
    at = text.index("References")
    sections = [
        Section("d", 1, SectionKind.BODY, "1 Introduction", 0, at),
        Section("d", 1, SectionKind.BIBLIOGRAPHY, "References", at, len(text)),
    ]
    found = find_references(text, sections)

    def of(quote: str) -> str:
        start = text.index(quote)
        return attribution(text, sections, found, start, start + len(quote)).origin.value

    assert (of("It has memory.[1][2]"), of("It runs."), of("Nothing else.")) == ("reported", "reported", "unmarked")


@given(st.text(), st.integers(0, 50), st.integers(1, 50))
def test_any_span_has_an_origin_and_works_only_where_a_source_is_named(text: str, start: int, length: int) -> None:
    found = attribution(text, [], find_references(text, []), start, start + length)
    named = (Origin.REPORTED, Origin.PARTLY_REPORTED, Origin.CONTINUED)
    assert (found.origin in named) is bool(found.works)

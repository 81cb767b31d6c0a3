"""Mentions are found where a work is named, and resolved only where one entry fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cited_works import References, Unresolved
from ingest.document import Section, SectionKind
from ingest.references import find_references, mentions_in, running_ranges
from tests.ingest.test_bibliography import ALPHABET, APA

NUMBERED = "[1] A. Author, “Quays,” 2018.\n[2] B. Writer, “Ports,” 2019.\n[3] C. Coder, “Piers,” 2020."
LABELLED = "[CKL04] Jane Doe. A tool. 2004.\n[Bie+99] Max Roe. A check. 1999."


def cited(body: str, bibliography: str = APA) -> tuple[str, References]:
    head = body + "\nDAFTAR PUSTAKA\n"
    text = head + bibliography
    sections = [
        Section("d", 1, SectionKind.BODY, "BAB I", 0, len(body) + 1),
        Section("d", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", len(body) + 1, len(text)),
    ]
    return text, find_references(text, sections if bibliography else sections[:1])


def named(body: str, bibliography: str = APA) -> list[tuple[str, str]]:
    """What is mentioned, and the beginning of its entry or the reason for none."""
    text, found = cited(body, bibliography)
    ends = []
    for mention in found.mentions:
        meant = text[found.entries[mention.entry].start :][:12] if mention.entry is not None else str(mention.reason)
        ends.append((text[mention.start : mention.end], meant))
    return ends


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kota berdiplomasi (Alam & Sudirman, 2020: 34; lihat Creswell, 2014, hlm. 5).", [("Alam & Sudirman, 2020: 34", "Alam, S., & "), ("Creswell, 2014, hlm. 5", "Creswell, J.")]),
        ("Menurut Creswell (2014, hlm. 5), hal itu benar.", [("Creswell (2014, hlm. 5)", "Creswell, J.")]),
        ("Adapun Creswell (2014) setuju.", [("Creswell (2014)", "Creswell, J.")]),
        ("Alam dan Sudirman (2020) serta Alam's (2020) argument.", [("Alam dan Sudirman (2020)", "Alam, S., & "), ("Alam's (2020)", "Alam, S., & ")]),
        ("Hal itu benar (Dermawan dkk., 2021) dan (Alam et al. 2020).", [("Dermawan dkk., 2021", "Dermawan, R."), ("Alam et al. 2020", "Alam, S., & ")]),
        ("Data BPS (2021) dan (BPS, 2021).", [("BPS (2021)", "Badan Pusat "), ("BPS, 2021", "Badan Pusat ")]),
        ("Panduan ada (Kementerian Luar Negeri, t.t.).", [("Kementerian Luar Negeri, t.t.", "Kementerian ")]),
        ("Nur Aini Rahmawati (2018) sama dengan Rahmawati (2018).", [("Nur Aini Rahmawati (2018)", "Nur Aini Rah"), ("Rahmawati (2018)", "Nur Aini Rah")]),
        ("Menurut van der Berg (2015, 2017) begitu.", [("van der Berg (2015", "van der Berg"), ("2017", "———. (2017).")]),
        ("Sugiyono dalam Metode Penelitian Kota (2019) menulis.", [("Sugiyono dalam Metode Penelitian Kota (2019)", "Sugiyono. (2")]),
        ("Begitulah (Sugiyono, 2019). Ibid., hlm. 7.", [("Sugiyono, 2019", "Sugiyono. (2"), ("Ibid.", "Sugiyono. (2")]),
    ],
)  # fmt: skip
def test_names_and_years_find_their_entry(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert named(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Begitulah (Tidakada, 2011).", Unresolved.NO_ENTRY),
        ("Begitulah (Sugiyono, 2018).", Unresolved.OTHER_YEAR),
        ("Begitulah (Hadi, 2016b).", Unresolved.OTHER_YEAR),
    ],
)
def test_what_fits_no_entry_says_why(sentence: str, reason: Unresolved) -> None:
    assert [mention.reason for mention in cited(sentence)[1].mentions] == [reason]


def test_two_works_of_one_year_need_their_letter() -> None:
    both = APA + "\nHadi, P. (2016b). Dunia dan kota. Gramedia."
    assert [meant for _, meant in named("Hadi (2016) dan (Hadi, 2016a, 2016b).", both)] == [
        "ambiguous",
        "Hadi, P. (20",
        "Hadi, P. (20",
    ]


def test_without_a_list_every_mention_says_so() -> None:
    assert named("Tavares (2016) menekankan hal ini.", "") == [("Tavares (2016)", "no bibliography")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Begitulah (Wendt, 1999 dalam Sugiyono, 2019).",
        "Begitulah (Wendt, 1999 dalam (Sugiyono, 2019)).",
        "Wendt (1999) sebagaimana dikutip dalam Sugiyono (2019) berkata.",
        "Wendt (1999, as cited in Sugiyono, 2019) says so.",
        "Wendt (dalam Sugiyono, 2019) berkata.",
    ],
)
def test_second_hand_keeps_the_way_it_came(sentence: str) -> None:
    first, second = cited(sentence)[1].mentions
    assert (first.names, first.within, first.reason) == (("Wendt",), 1, Unresolved.SECOND_HAND)
    assert (second.names, second.within, second.reason) == (("Sugiyono",), None, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "Perang Dunia II (1945) berakhir.",
        "Undang-Undang Nomor 23 Tahun (2014) mengaturnya.",
        "Kota itu berdiri (sejak Mei 2009) dan (Baubau, 2009 silam) tumbuh.",
        "Sumber: (Peneliti, 2025)",
        "Pada masa itu (2009) dan (2016–2021) kota tumbuh.",
        "Nilai n ∈ [0, 7] dan memory[0], memory[1] serta VPN[2].",
    ],
)
def test_a_year_or_a_bracket_alone_names_nothing(sentence: str) -> None:
    assert named(sentence) == []
    assert named(sentence, NUMBERED) == []


def test_numbers_ranges_and_pages_in_brackets() -> None:
    assert named("So it is [2, p. 218], so [1, 3] and so [1–3]; the engine[2] runs.", NUMBERED) == [
        ("2, p. 218", "[2] B. Write"),
        ("1", "[1] A. Autho"),
        ("3", "[3] C. Coder"),
        ("1–3", "[1] A. Autho"),
        ("1–3", "[2] B. Write"),
        ("1–3", "[3] C. Coder"),
        ("2", "[2] B. Write"),
    ]


def test_a_number_beyond_the_list_is_unresolved_and_an_array_is_no_mention() -> None:
    assert named("See [9]. The word memory[0] and memory[1] are read.", NUMBERED) == [("9", "no such entry")]


def test_latex_labels() -> None:
    assert named("See [CKL04, Section 2] and [Bie+99].", LABELLED) == [
        ("CKL04, Section 2", "[CKL04] Jane"),
        ("Bie+99", "[Bie+99] Max"),
    ]


def test_lists_and_contents_mention_nothing() -> None:
    text, found = cited("Teks.", APA + " (Sugiyono, 2019)")
    assert found.mentions == ()
    contents = Section("d", 1, SectionKind.CONTENTS, "DAFTAR ISI", 0, 5)
    assert running_ranges(text, [contents]) == [(5, len(text))]


BODY = st.lists(
    ALPHABET
    | st.sampled_from(
        ["Wendt (1999", ") ", "(", "dalam ", "Sugiyono, 2019", "; ", "[1, 3] ", "[2–9]", "Ibid. ", "dkk. "]
    ),
    max_size=40,
).map("".join)


@given(BODY | st.text(), st.sampled_from([APA, NUMBERED, LABELLED, ""]))
def test_any_text_gives_intervals_in_order_that_name_their_year_and_point_to_entries(body: str, listed: str) -> None:
    text, found = cited(body, listed)
    last = 0
    for at, mention in enumerate(found.mentions):
        quoted = text[mention.start : mention.end]
        assert quoted.strip() == quoted != ""
        assert last <= mention.start
        assert (mention.entry is None) is (mention.reason is not None)
        assert mention.label == "" or quoted
        if mention.names and mention.form != "ibid" and mention.year[:1].isdigit():
            assert mention.year in quoted
        if mention.within is not None:
            assert at < mention.within < len(found.mentions)
        assert at in mentions_in(found, mention.start, mention.end)
        last = mention.start

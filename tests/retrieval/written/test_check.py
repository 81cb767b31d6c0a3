"""What may be shown as checked: word for word quoted, no number or name of its own, nothing denied on one side alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import Language
from retrieval.answer import Support
from retrieval.written.check import Checked, check
from retrieval.written.claims import Claim, QuotedWords
from retrieval.written.record import DoubtKind
from tests.retrieval.written.passages_for_tests import source

FIRST = source(
    "Kerja sama Kota Baubau dengan Seoul dimulai pada tahun 2009 dan menghasilkan 97,4% dari target ekspor rumput laut.",
    "Program pelatihan itu tidak berhasil karena dana daerah kurang.",
    "Semarang mencatat 1.250 peserta dalam dua puluh desa.",
)
SECOND = source("The twin city agreement with South Korea was signed in July 2015 by the mayor of Ambon.", number=2)
SOURCES = {1: FIRST, 2: SECOND}
BEGAN = "Kerja sama Kota Baubau dengan Seoul dimulai pada tahun 2009"


def checked(text: str, *quotes: tuple[int | None, str], language: Language = "id") -> Checked:
    numbers = tuple(number for number, _ in quotes if number is not None)
    return check(Claim(text, numbers, tuple(QuotedWords(*quote) for quote in quotes)), SOURCES, language)


def kinds(found: Checked) -> set[DoubtKind]:
    return {doubt.kind for doubt in found.doubts}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Kerja sama Baubau dengan Seoul dimulai pada 2009.", BEGAN),
        (
            "Kerja sama itu menghasilkan 97.4 persen dari target ekspor rumput laut.",
            "97,4% dari target ekspor rumput laut",
        ),
        ("Program pelatihan itu tidak berhasil karena dana kurang.", "Program pelatihan itu tidak berhasil"),
        ("Semarang mencatat 1250 peserta di 20 desa.", "Semarang mencatat 1.250 peserta"),
        (
            "Kota Baubau bekerja sama dengan Seoul untuk ekspor rumput laut.",
            "Kerja sama Kota Baubau […] ekspor rumput laut",
        ),
    ],
)
def test_a_statement_whose_numbers_and_names_its_quote_has_is_checked(text: str, quote: str) -> None:
    found = checked(text, (1, quote))
    assert (found.support, found.doubts) == (Support.CHECKED, ())


def test_the_place_is_the_whole_sentence_so_that_no_negation_is_cut_off() -> None:
    found = checked("Program pelatihan berhasil.", (1, "berhasil karena dana daerah kurang"))
    assert found.evidence[0].text == "Program pelatihan itu tidak berhasil karena dana daerah kurang."
    assert kinds(found) == {DoubtKind.NEGATED}
    assert found.support is Support.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "quotes", "doubt"),
    [
        ("Kerja sama dimulai pada 2009.", [(7, BEGAN)], DoubtKind.UNKNOWN_SOURCE),
        ("Kerja sama dimulai pada 2009.", [(2, BEGAN)], DoubtKind.QUOTE_NOT_FOUND),
        ("Kerja sama dimulai pada 2009.", [(1, BEGAN.replace("2009", "2008"))], DoubtKind.QUOTE_NOT_FOUND),
        ("Kerja sama dimulai pada 2009.", [(1, BEGAN.replace("dimulai", "tidak dimulai"))], DoubtKind.QUOTE_NOT_FOUND),
        ("Program berhasil.", [(1, "Program pelatihan itu berhasil")], DoubtKind.QUOTE_NOT_FOUND),
        ("Kerja sama dimulai pada 2009.", [(1, "2009")], DoubtKind.QUOTE_NOT_FOUND),
        ("Kerja sama dimulai pada 2009.", [(1, "dimulai pada […] Kerja sama Kota Baubau")], DoubtKind.QUOTE_NOT_FOUND),
        ("Kerja sama dimulai pada 2009.", [], DoubtKind.NO_QUOTE),
        ("Kerja sama dimulai pada 2009.", [(1, "")], DoubtKind.NO_QUOTE),
        ("Kerja sama Baubau dengan Seoul dimulai pada 2008.", [(1, BEGAN)], DoubtKind.NUMBER_MISSING),
        ("Kerja sama itu menghasilkan 87,4% dari target ekspor.", [(1, BEGAN)], DoubtKind.NUMBER_MISSING),
        ("Kerja sama Baubau dengan Makassar dimulai pada 2009.", [(1, BEGAN)], DoubtKind.NAME_MISSING),
        ("Kerja sama Baubau dengan Seoul tidak dimulai pada 2009.", [(1, BEGAN)], DoubtKind.NEGATED),
        ("Kerja sama Baubau dimulai pada 2009, lihat http://evil.example.", [(1, BEGAN)], DoubtKind.LINK),
        ("The cooperation of Baubau and Seoul began in 2009.", [(1, BEGAN)], DoubtKind.WRONG_LANGUAGE),
        ("巴乌巴乌与首尔的合作始于2009年。", [(1, BEGAN)], DoubtKind.WRONG_LANGUAGE),
    ],
)
def test_what_the_sources_do_not_bear_out_is_unsupported(
    text: str, quotes: list[tuple[int | None, str]], doubt: DoubtKind
) -> None:
    found = checked(text, *quotes)
    assert doubt in kinds(found)
    assert found.support is Support.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "quote", "doubt"),
    [
        ("Kerja sama Semarang dengan Seoul dimulai pada 2009.", BEGAN, DoubtKind.NAME_BESIDE),
        ("Kerja sama Baubau dimulai pada 2009 dengan 1.250 peserta.", BEGAN, DoubtKind.NUMBER_BESIDE),
        ("Kerja sama Baubau dan Seoul dimulai dengan tiga kota.", BEGAN, DoubtKind.NUMBER_COUNTED),
        ("Ada pengaruh budaya terhadap wisatawan mancanegara.", BEGAN, DoubtKind.OTHER_WORDS),
        ("Kerja sama Kota Baubau dengan Seoul dimulai tanpa anggaran.", BEGAN, DoubtKind.NEGATION_DIFFERS),
    ],
)
def test_what_words_alone_cannot_tell_is_unchecked(text: str, quote: str, doubt: DoubtKind) -> None:
    found = checked(text, (1, quote))
    assert doubt in kinds(found)
    assert found.support is Support.UNCHECKED


def test_names_are_known_in_the_other_language_and_unknown_ones_are_unchecked() -> None:
    quote = (2, "The twin city agreement with South Korea was signed in July 2015")
    known = checked("Perjanjian kota kembar dengan Korea Selatan ditandatangani pada Juli 2015.", quote)
    assert not kinds(known) & {DoubtKind.NAME_UNMATCHED, DoubtKind.NAME_MISSING, DoubtKind.NUMBER_MISSING}
    assert known.support in (Support.CHECKED, Support.UNCHECKED)
    unknown = checked("Perjanjian kota kembar dengan Tolkien ditandatangani pada Juli 2015.", quote)
    assert (kinds(unknown) >= {DoubtKind.NAME_UNMATCHED}, unknown.support) == (True, Support.UNCHECKED)
    wrong = checked("Perjanjian kota kembar dengan Korea Selatan ditandatangani pada Juli 2016.", quote)
    assert wrong.support is Support.UNSUPPORTED


def test_the_author_and_year_of_the_thesis_are_a_reference_and_no_number_to_prove() -> None:
    assert (
        checked("Kutip (2026): kerja sama Baubau dengan Seoul dimulai pada 2009.", (1, BEGAN)).support
        is Support.CHECKED
    )
    found = checked("Kerja sama Baubau dengan Seoul dimulai pada 2026.", (1, BEGAN))
    assert found.support is Support.UNSUPPORTED


@given(st.integers(0, 10**7))
def test_no_number_but_those_of_the_evidence_is_ever_checked(number: int) -> None:
    found = checked(f"Kerja sama Kota Baubau dengan Seoul dimulai pada tahun {number}.", (1, BEGAN))
    assert (found.support is Support.CHECKED) == (number in (2009,))


@given(st.data())
def test_no_altered_quote_is_ever_found(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(BEGAN) - 1))
    letter = data.draw(st.sampled_from("abcxyz0189"))
    altered = f"{BEGAN[:at]}{letter}{BEGAN[at:]}"
    found = checked("Kerja sama Baubau dimulai pada 2009.", (1, altered))
    assert found.support is Support.UNSUPPORTED


@given(st.text(max_size=200), st.text(max_size=200), st.integers(-1, 4))
def test_whatever_a_model_says_is_judged_and_its_places_are_the_texts_own(text: str, quote: str, number: int) -> None:
    found = checked(text, (number, quote))
    for place in found.evidence:
        assert FIRST.passage.start <= place.start < place.end <= FIRST.passage.end or place.source is SECOND
    assert found.evidence or found.support is Support.UNSUPPORTED

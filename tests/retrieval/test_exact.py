"""Years, laws, numbers, abbreviations, code, quoted words and names are found in a question, and in a passage or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue.fulltext import stems
from retrieval.exact import exact_terms, holds


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Apa isi UU No. 24/2000?", [("law", "UU No. 24/2000")]),
        ("apa isi undang-undang 24 tahun 2000", [("law", "24 tahun 2000")]),
        ("Undang-Undang Nomor 6 Tahun 2014 mengatur apa?", [("law", "Undang-Undang Nomor 6 Tahun 2014")]),
        ("Berapa 12,5 persen pada 2018?", [("number", "12,5"), ("year", "2018")]),
        ("What does the MoU with UNESCO say?", [("abbreviation", "MoU"), ("abbreviation", "UNESCO")]),
        ("What does --fast do to open_file() on x86?", [("code", "--fast"), ("code", "open_file()"), ("code", "x86")]),
        ("Apakah Hasanuddin bilang “siri na pacce”?", [("name", "Hasanuddin"), ("quoted", "siri na pacce")]),
        ("Gimana caranya?", []),
        ("Bagaimana kerja sama Bone-Gowa?", [("name", "Bone-Gowa")]),
    ],
)
def test_what_means_itself_is_found(question: str, terms: list[tuple[str, str]]) -> None:
    assert [(term.kind, term.text) for term in exact_terms(question)] == terms


def test_a_passage_holds_the_law_in_another_spelling_and_not_another_law() -> None:
    law = exact_terms("UU No. 24/2000")[0]
    assert holds(law, stems("Undang-Undang Nomor 24 Tahun 2000 tentang perjanjian", "id"))
    assert not holds(law, stems("Undang-Undang Nomor 24 Tahun 2004", "id"))


def test_a_decimal_number_is_whole() -> None:
    number = exact_terms("siapa yang 97,4 persen?")[0]
    assert holds(number, stems("sebesar 97,4 persen", "id"))
    assert not holds(number, stems("97 dari 4", "id"))


@given(st.text(max_size=80))
def test_what_is_found_stands_in_the_text_and_its_own_text_holds_it(text: str) -> None:
    for term in exact_terms(text):
        assert term.text in text
        assert term.words
        assert holds(term, [stem for word in term.words for stem in word])

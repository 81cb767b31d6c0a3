"""The answering words are set off only where it is plain which they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering_words import answering_words
from retrieval.question import understand


@pytest.mark.parametrize(
    ("question", "quote", "words"),
    [
        ("Kapan kerja sama Palu dimulai?", "Kerja sama Palu dimulai pada 27 Juli 2009 (Sari, 2021).", "27 Juli 2009"),
        ("Kapan kerja sama Palu dimulai?", "Kerja sama Palu dimulai pada 2009 dan berakhir pada 2012.", None),
        ("Kapan kerja sama Palu dimulai?", "Kerja sama Palu dimulai lama sekali (Sari, 2021).", None),
        (
            "Berapa informan yang diwawancarai?",
            "Ada 12 orang informan yang diwawancarai pada 2021.",
            "12 orang informan",
        ),
        (
            "How many instructions does it have?",
            "It has only fourteen registers but 14 instructions.",
            "14 instructions",
        ),
        ("Berapa persen warga yang setuju?", "Sebanyak 87,4% warga setuju pada tahun 2019.", "87,4%"),
        ("Siapa wali kota Palu saat itu?", "Wali kota Palu saat itu, Budi Santoso, setuju.", "Budi Santoso"),
        ("Di mana letak kota Palu?", "Kota Palu letaknya di Provinsi Sulawesi Tengah.", "Provinsi Sulawesi Tengah"),
        ("Kapan kota Manado berdiri?", "Pasar desa lama dibuka pada 2009.", None),  # speaks of something else
        ("Mengapa kerja sama Palu dimulai?", "Kerja sama Palu dimulai pada 2009.", None),
    ],
)
def test_the_words_of_the_kind_asked_for_are_set_off(question: str, quote: str, words: str | None) -> None:
    found = answering_words(understand(question), quote)
    assert (quote[found[0] : found[1]] if found else None) == words


def test_context_in_front_is_not_searched() -> None:
    quote = "Kota Palu tua, dari 1901. Kerja sama Palu dimulai pada 2009."
    found = answering_words(understand("Kapan kerja sama Palu dimulai?"), quote, start=26)
    assert found is not None
    assert quote[found[0] : found[1]] == "2009"


@given(st.text(), st.sampled_from(["Kapan kota itu?", "Berapa kota itu?", "Siapa kota itu?", "Where is the kota?"]))
def test_what_is_set_off_lies_in_the_quote(text: str, question: str) -> None:
    quote = f"kota itu {text}"
    found = answering_words(understand(question), quote)
    assert found is None or 0 <= found[0] < found[1] <= len(quote)

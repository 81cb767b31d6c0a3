"""What `retrieval.draft` promises: every quotation is found, and no apostrophe is taken for one."""

import pytest

from retrieval.draft import draft_of, quotations


def found(*paragraphs: str, block: bool = False) -> list[str]:
    return [each.text for each in quotations(draft_of("a", [(text, block) for text in paragraphs]))]


@pytest.mark.parametrize(
    "marked",
    ["“{}”", "„{}“", "„{}”", "”{}”", "«{}»", "»{}«", "‹{}›", '"{}"', "‘{}’", "‚{}‘", "'{}'"],
)
def test_all_shapes_of_quotation_marks_are_read(marked: str) -> None:
    quote = "kerja sama itu belum siap"
    assert found(f"Ia menulis: {marked.format(quote)} (Alam, 2014). Lalu {marked.format('kata yang lain')}.") == [
        quote,
        "kata yang lain",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ma'ruf dan Rahman's karya tentang Qur'an, Jum’at, dan para students' work di O’Brien.",
        "Luasnya 5' kali 6' dan 5\" lebar; tahun '90-an.",
        "Tanpa tanda apa pun (Alam, 2014).",
        "Tanda yang “tidak pernah ditutup",
        "Satu ‘istilah’ saja dan “paradiplomasi”.",
    ],
)
def test_apostrophes_primes_open_marks_and_single_words_are_no_quotations(text: str) -> None:
    assert found(text) == []


def test_the_outer_one_of_nested_quotations_is_meant() -> None:
    assert found("“kata ‘soft power’ itu lama” dan ‘ia berkata “belum siap” kemarin’") == [
        "kata ‘soft power’ itu lama",
        "ia berkata “belum siap” kemarin",
    ]
    assert found("„kami dengar „belum siap“ di sana“.") == ["kami dengar „belum siap“ di sana"]


def test_an_apostrophe_within_single_marks_does_not_close_them() -> None:
    assert found("He says ‘the students’ work isn’t done’ (Alam, 2014).") == ["the students’ work isn’t done"]
    assert found("Kata 'hari Jum'at itu Ma'ruf datang' di sana.") == ["hari Jum'at itu Ma'ruf datang"]


def test_a_paragraph_set_apart_is_quoted_without_its_source() -> None:
    assert found("Kota “kembar” belum siap (Alam, 2014, hlm. 3).", block=True) == ["Kota “kembar” belum siap"]


def test_quotations_are_places_of_the_text_and_the_bibliography_is_not_looked_at() -> None:
    draft = draft_of(
        "a", [("Kata “belum siap” itu.", False), ("DAFTAR PUSTAKA", False), ("“Judul buku” (2014)", False)]
    )
    (only,) = quotations(draft)
    assert draft.text[only.start : only.end] == only.text == "belum siap"
    assert only.words == 2

"""A question is read for its language, its content words and its search terms; one without words is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import EmptyQuestion
from retrieval.question import MAX_CHARACTERS, STOP_WORDS, understand


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Apa hambatan kerja sama Semarang dan Jung-Gu?", "id"),
        ("gimana sih caranya kota kembar kerja sama", "id"),
        ("Which obstacles keep agreements from being carried out?", "en"),
        ("What is paradiplomasi according to Dinanti?", "en"),
        ("HAMBATAN PARADIPLOMASI", "id"),
        ("sister city agreement", "en"),
    ],
)
def test_the_language_is_that_of_the_question(text: str, language: str) -> None:
    assert understand(text).language == language


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Apa saja hambatan kerja sama kota?", ("hambatan", "kerja", "sama", "kota")),
        ("Mengapa kerja sama itu TIDAK berhasil?", ("kerja", "sama", "tidak", "berhasil")),
        ("Menurut penulis skripsi, berapa 97,4 persen di tahun 2014?", ("97,4", "persen", "tahun", "2014")),
        ("Which drivers lead cities to not cooperate?", ("drivers", "lead", "cities", "not", "cooperate")),
        ("Jung-Gu", ("jung", "gu")),
        ("Kota kota KOTA", ("kota", "kota", "kota")),
    ],
)
def test_content_words_carry_the_meaning_in_order(text: str, words: tuple[str, ...]) -> None:
    assert understand(text).content_words == words


def test_a_negation_is_never_a_stop_word() -> None:
    assert STOP_WORDS.isdisjoint({"tidak", "bukan", "belum", "tanpa", "jangan", "not", "no", "never", "without"})


def test_a_question_of_function_words_alone_keeps_them() -> None:
    assert understand("Apa itu?").content_words == ("apa", "itu")


def test_terms_are_the_stems_of_the_content_words_in_both_languages() -> None:
    assert understand("Apa saja hambatan kerja sama 97,4?").terms == ("hambat", "hambatan", "kerja", "sama", "97_4")


@pytest.mark.parametrize("text", ["", "  \n\t ", "?!…", "___", "“ ” —", "\u200b", "🙂"])
def test_a_question_without_words_is_refused(text: str) -> None:
    with pytest.raises(EmptyQuestion):
        understand(text)


def test_white_space_is_one_blank() -> None:
    assert understand("  Apa\n\thambatan \u00a0 kota? ").text == "Apa hambatan kota?"


def test_a_very_long_question_is_cut() -> None:
    question = understand("hambatan " * 100_000)
    assert len(question.text) == MAX_CHARACTERS
    assert question.terms[:2] == ("hambat", "hambatan")


def test_bytes_that_are_no_character_do_not_stay() -> None:
    assert understand("hambatan \udcff kota").text == "hambatan ? kota"


@given(st.text())
@example("\ufe70")  # an Arabic mark that stands alone: a letter that folds to a blank
def test_any_text_is_a_question_or_refused(text: str) -> None:
    try:
        question = understand(text)
    except EmptyQuestion:
        return
    assert question.content_words
    assert question.terms
    assert question.text == " ".join(question.text.split())
    assert understand(question.text) == question

"""A question is read for its language, its content words and its search terms; one without words is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.errors import EmptyQuestion
from retrieval.aspects import Aspect
from retrieval.question import MAX_CHARACTERS, STOP_WORDS, Correction, understand

VOCABULARY = {"hambat": 7, "kota": 9, "kerjasama": 3, "kerja": 8, "sama": 9, "kuznetsov": 2, "soft": 2, "power": 4}


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


def test_the_wording_is_standard_and_the_text_stays_as_typed() -> None:
    question = understand("knp kerjasama kota gak jalan?")
    assert question.text == "knp kerjasama kota gak jalan?"
    assert question.wording == "mengapa kerja sama kota tidak jalan?"
    assert question.content_words == ("kerja", "sama", "kota", "tidak", "jalan")


def test_a_typing_error_is_corrected_and_said() -> None:
    question = understand("apa hambtaan kota menurut kusnetzov?", VOCABULARY)
    assert question.wording == "apa hambatan kota menurut kuznetsov?"
    assert question.corrections == (Correction("hambtaan", "hambatan"), Correction("kusnetzov", "kuznetsov"))
    assert "hambat" in question.terms


@pytest.mark.parametrize(
    "text", ["Apa kata Kusnetzov?", 'apa arti "hambtaan"?', "apa itu xhambatx-kota?", "apa 12a345?"]
)
def test_names_quoted_words_and_codes_are_not_corrected(text: str) -> None:
    assert understand(text, VOCABULARY).corrections == ()


def test_without_a_vocabulary_nothing_is_a_typing_error() -> None:
    assert understand("apa hambtaan kota?").corrections == ()


def test_what_the_corpus_writes_as_one_word_or_two_is_searched_for_as_such() -> None:
    assert "kerjasama" in understand("kerja sama kota", VOCABULARY).terms
    assert "kerja" in understand("kerjasama kota", VOCABULARY).terms
    assert {"soft", "power"} <= set(understand("softpower kota", VOCABULARY).terms)


def test_a_question_has_its_aspect_exact_things_and_words_in_the_other_language() -> None:
    question = understand("Apa hambatan pelaksanaan UU No. 6/2014?")
    assert question.aspect is Aspect.OBSTACLE
    assert [term.text for term in question.exact] == ["UU No. 6/2014"]
    assert {"obstacl", "implement"} <= set(question.translated_terms)
    assert set(question.translated_terms).isdisjoint(question.terms)


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

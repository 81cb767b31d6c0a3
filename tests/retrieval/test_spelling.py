"""A typing error becomes a near word that the corpus has; what corpus or language knows stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spelling import correct, neighbours

TERMS = {
    "hambat": 7,
    "diplomasi": 5,
    "kuznetsov": 2,
    "check": 4,
    "model": 9,
    "sektor": 4,
    "symbol": 9,
    "execut": 3,
    "gubernur": 1,
    "cafe": 6,
    "selfi": 8,
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hambtaan", "hambatan"),  # two letters exchanged
        ("hamabtan", "hambatan"),
        ("hambatn", "hambatan"),  # one left out
        ("hambattan", "hambatan"),  # one added
        ("hambaran", "hambatan"),  # one changed
        ("cheking", "checking"),
        ("exectuion", "execution"),
        ("kusnetzov", "kuznetsov"),  # two errors in a long name
        ("gubernor", "gubernur"),
    ],
)
def test_one_error_is_corrected_and_two_in_a_long_word(typed: str, meant: str) -> None:
    assert correct(typed, TERMS) == meant


@pytest.mark.parametrize(
    "word",
    ["hambatan", "diplomasi", "execution", "kucing", "kitchen", "2009", "x86", "kot", "modul", "rektol", "qwertyuiop"],
)
def test_known_words_numbers_short_words_and_the_unlike_stay(word: str) -> None:
    assert correct(word, TERMS) is None


@pytest.mark.parametrize("word", ["seberapa", "cerminannya", "dibolehkan", "kotalah"])
def test_a_regular_form_of_a_known_word_is_no_error(word: str) -> None:
    assert correct(word, TERMS | {"linear": 9, "beberapa": 9, "certain": 9}) is None


def test_the_more_frequent_of_two_near_words_is_meant() -> None:
    assert correct("zamarxo", {"zamarko": 1, "zamarlo": 5}) == "zamarlo"
    assert correct("zamarxo", {"zamarko": 5, "zamarlo": 1}) == "zamarko"


def test_a_word_that_the_corpus_lacks_is_not_proposed() -> None:
    assert correct("hambtaan", {"kota": 3}) is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_neighbours_are_one_step_away_and_steps_are_symmetric(word: str) -> None:
    near = set(neighbours(word)) - {word}
    assert all(abs(len(each) - len(word)) <= 1 for each in near)
    assert word in set(neighbours(min(near)))

"""Token vectors keep what a question can meet, in a form that comes back whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.embedding import unit
from ingest.token_vectors import TokenVectors, group_counts, kept_tokens, unpack


def made(tokens: int, dimension: int, seed: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    rows: np.ndarray[tuple[int, int], np.dtype[np.float32]] = unit(
        np.random.default_rng(seed).normal(size=(tokens, dimension)).astype(np.float32)
    )
    return rows


@given(st.integers(0, 20), st.integers(1, 100), st.integers(0, 5))
def test_packed_vectors_come_back_from_bytes_as_they_were(tokens: int, dimension: int, seed: int) -> None:
    vectors = made(tokens, dimension, seed)
    packed = TokenVectors.pack(vectors, [0, tokens])
    again = TokenVectors.from_bytes(packed.to_bytes(), 1)
    assert (again.counts == packed.counts).all()
    assert (unpack([again]) == unpack([packed])).all()
    assert len(again) == tokens


def test_four_bits_keep_a_vector_to_within_a_hundredth_of_its_direction() -> None:
    vectors = made(200, 384)
    back = unpack([TokenVectors.pack(vectors, [0, 200])])
    cosines = (back * vectors).sum(axis=1) / np.linalg.norm(back, axis=1)
    assert cosines.min() > 0.99


def test_a_token_takes_216_bytes() -> None:
    """384 numbers of four bits and twelve scales of two bytes."""
    assert len(TokenVectors.pack(made(10, 384), [4, 6]).to_bytes()) == 2 * 2 + 10 * 216


@pytest.mark.parametrize("value", [b"", b"\x01\x00", b"\x01\x00\x01\x00", b"\x00\x00\x00\x00abc"])
def test_other_bytes_are_refused(value: bytes) -> None:
    with pytest.raises(ValueError, match="token vectors"):
        TokenVectors.from_bytes(value, 1)


def test_function_words_and_punctuation_are_left_out_and_negations_kept() -> None:
    text = "Kota itu tidak dibangun, and not by us."
    words = ["Kota", "itu", "tidak", "dibangun", ",", "and", "not", "by", "us", "."]
    places, at = [], 0
    for word in words:
        at = text.index(word, at)
        places.append((at, at + len(word)))
    kept = kept_tokens(text, np.array(places))
    assert [word for word, keep in zip(words, kept, strict=True) if keep] == ["Kota", "tidak", "dibangun", "not", "us"]


def test_a_part_of_a_function_word_goes_with_it() -> None:
    assert kept_tokens("dengan kota", np.array([[0, 3], [3, 6], [7, 11]])).tolist() == [False, False, True]


def test_where_nothing_would_be_left_every_token_stays() -> None:
    assert kept_tokens("yang itu", np.array([[0, 0], [0, 4], [5, 8]])).tolist() == [False, True, True]


def test_tokens_are_counted_by_sentence() -> None:
    places = np.array([[0, 3], [5, 8], [8, 12], [13, 20], [21, 30]])
    assert group_counts(places, np.array([[4, 12], [12, 20]])) == [1, 2, 2]
    assert group_counts(places, np.zeros((0, 2), np.int64)) == [5]
    assert group_counts(np.zeros((0, 2), np.int64), np.array([[0, 4]])) == [0, 0]

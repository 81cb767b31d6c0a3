"""Scores of two rankings become comparable by the statistics of the whole corpus, and add up as weighted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import Array, CorpusVectors, fuse, lexical_statistics, z_scores


def row(*values: float) -> Array:
    return np.array(values, dtype=np.float32)


def random_vectors(seed: int, count: int, dimension: int) -> Array:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    unit: Array = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_z_scores_count_deviations_from_the_mean() -> None:
    assert z_scores(row(1, 4, 10), 4.0, 3.0).tolist() == [-1.0, 0.0, 2.0]


def test_a_row_that_does_not_vary_is_zeros() -> None:
    assert z_scores(row(3, 3, 3), 3.0, 0.0).tolist() == [0.0, 0.0, 0.0]


def test_an_empty_row_stays_empty() -> None:
    assert z_scores(row(), 0.0, 0.0).tolist() == []
    assert lexical_statistics(row(), 0) == (0.0, 0.0)


def test_passages_that_share_no_term_count_with_zero() -> None:
    # 3, 1, 0, 0: mean 1, mean square 2.5, variance 1.5
    assert lexical_statistics(row(3, 1), 4) == pytest.approx((1.0, 1.5**0.5))


def test_fusion_is_a_weighted_sum() -> None:
    assert fuse(row(1, -1), row(0.5, 2), 0.8) == pytest.approx([0.9, -0.4])


def test_the_weights_0_and_1_leave_one_side() -> None:
    dense, lexical = row(1, -1), row(0.5, 2)
    assert fuse(dense, lexical, 1.0).tolist() == dense.tolist()
    assert fuse(dense, lexical, 0.0).tolist() == lexical.tolist()


def test_corpus_statistics_worked_by_hand() -> None:
    # Similarities to (1, 0) over the corpus: 1, 0, 0.6: mean 0.5333, variance 0.45333 - 0.28444 = 0.16889
    corpus = CorpusVectors.of(np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32))
    found = corpus.normalise(row(1, 0), row(1, 0.6))
    assert found == pytest.approx([0.46667 / 0.41096, 0.06667 / 0.41096], abs=1e-4)


@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(2, 16))
def test_corpus_normalisation_is_the_z_score_over_the_whole_corpus(seed: int, count: int, dimension: int) -> None:
    vectors = random_vectors(seed, count, dimension)
    query = random_vectors(seed + 1, 1, dimension)[0]
    similarities = vectors.astype(np.float64) @ query.astype(np.float64)
    if similarities.std() < 1e-3:
        return
    expected = (similarities - similarities.mean()) / similarities.std()
    found = CorpusVectors.of(vectors).normalise(query, similarities.astype(np.float32))
    assert found == pytest.approx(expected, abs=2e-3)


@given(st.integers(0, 10_000), st.integers(1, 100), st.integers(2, 16))
def test_a_corpus_of_equal_passages_gives_zeros(seed: int, count: int, dimension: int) -> None:
    vectors = np.repeat(random_vectors(seed, 1, dimension), count, axis=0)
    query = random_vectors(seed + 1, 1, dimension)[0]
    assert not CorpusVectors.of(vectors).normalise(query, vectors @ query).any()


@given(st.lists(st.floats(0.125, 30, width=32), max_size=40), st.integers(0, 100))
def test_lexical_statistics_are_those_of_the_padded_row(scores: list[float], others: int) -> None:
    if not scores and not others:
        return
    padded = np.array(scores + [0.0] * others)
    found = lexical_statistics(row(*scores), len(padded))
    assert found == pytest.approx((padded.mean(), padded.std()), rel=1e-4, abs=1e-4)


@given(st.lists(st.tuples(st.floats(-5, 5, width=32), st.floats(-5, 5, width=32)), min_size=1), st.floats(0, 1))
def test_fusion_lies_between_its_two_sides(pairs: list[tuple[float, float]], weight: float) -> None:
    dense, lexical = (row(*side) for side in zip(*pairs, strict=True))
    fused = fuse(dense, lexical, weight)
    assert (fused >= np.minimum(dense, lexical) - 1e-5).all()
    assert (fused <= np.maximum(dense, lexical) + 1e-5).all()

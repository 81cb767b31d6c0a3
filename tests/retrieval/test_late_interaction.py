"""Late interaction by hand: a question's words each find their nearest token."""

import numpy as np
import pytest

from ingest.embedding import EncodedQuestion
from ingest.token_vectors import TokenVectors
from retrieval.late_interaction import interactions, question_words, token_weights

AXES = np.eye(64, dtype=np.float32)


def question(*axes: int) -> EncodedQuestion:
    """A question of one-letter words, each token on its own axis."""
    places = np.array([(2 * at, 2 * at + 1) for at in range(len(axes))], np.int64).reshape(-1, 2)
    return EncodedQuestion(AXES[0], AXES[list(axes)], places)


def passage(*groups: list[int]) -> TokenVectors:
    axes = [axis for group in groups for axis in group]
    return TokenVectors.pack(AXES[axes].reshape(-1, 64), [len(group) for group in groups])


def test_a_passage_scores_the_weighted_share_of_words_that_it_meets() -> None:
    """Weights: a in 1 of 3 passages, log(1 + 2.5/1.5) = 0.98; b in 2, log(1 + 1.5/2.5) = 0.47."""
    words = question_words("a b", {"a": 1, "b": 2}, 3)
    met = interactions(question(1, 2), words, [passage([], [1, 5], [2]), passage([2], [7])])
    share = 0.9808 / (0.9808 + 0.4700)
    assert [one.score for one in met] == pytest.approx([1.0, 1 - share], abs=1e-3)
    assert met[0].words == pytest.approx((1.0, 1.0), abs=1e-3)
    assert met[1].words == pytest.approx((0.0, 1.0), abs=1e-3)


def test_a_passage_without_tokens_scores_nothing() -> None:
    words = question_words("a", {"a": 1}, 3)
    met = interactions(question(1), words, [passage([], [1], []), TokenVectors.none(2)])
    assert met[0].score == pytest.approx(1.0, abs=1e-3)
    assert (met[1].score, met[1].words) == (0.0, (0.0,))


def test_passages_do_not_change_each_other() -> None:
    words = question_words("a b", {"a": 1, "b": 1}, 3)
    passages = [passage([3], [1, 2]), passage([], [2], [1, 4]), passage([9], [8])]
    together = interactions(question(1, 2), words, passages)
    apart = [interactions(question(1, 2), words, [one])[0] for one in passages]
    assert together == apart or [one.score for one in together] == pytest.approx([one.score for one in apart])


def test_a_rarer_word_weighs_more_and_an_unknown_one_most() -> None:
    common, rare, unknown = question_words("kota Baubau xyzzy", {"kota": 50, "baubau": 2}, 60)
    assert common.weight < rare.weight < unknown.weight
    assert (common.passages, rare.passages, unknown.passages) == (50, 2, 0)


def test_tokens_of_no_word_have_no_weight_and_all_the_same_where_there_is_none() -> None:
    words = question_words("a ?", {}, 1)
    assert token_weights(np.array([[0, 1], [2, 3]]), words).tolist() == [1.0, 0.0]
    assert token_weights(np.array([[0, 1], [2, 3]]), ()).tolist() == [0.5, 0.5]

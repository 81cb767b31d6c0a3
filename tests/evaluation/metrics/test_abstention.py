from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.metrics.abstention import auroc, f1, per_question, risk_coverage
from evaluation.metrics.asked import Asked
from evaluation.metrics.bootstrap import Array, Statistic
from evaluation.results import Outcome
from tests.evaluation.metrics.made import citation, question, result


def _of(statistic: Statistic, questions: int) -> float:
    with np.errstate(invalid="ignore"):
        return float(statistic(np.ones((1, questions)))[0])


def _numbers(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


def _asked(id_: str, *, answerable: bool, outcome: Outcome, page: int = 1, answerability: float = 0.5) -> Asked:
    cited = [citation(1, "a.pdf", page)] if outcome == "answered" else []
    return Asked(
        question(id_, answerable=answerable), result(id_, outcome, citations=cited, answerability=answerability)
    )


SIX = [
    _asked("right", answerable=True, outcome="answered", answerability=0.9),
    _asked("wrong page", answerable=True, outcome="answered", page=7, answerability=0.8),
    _asked("shy", answerable=True, outcome="abstained", answerability=0.3),
    _asked("refused", answerable=False, outcome="abstained", answerability=0.2),
    _asked("bold", answerable=False, outcome="answered", answerability=0.7),
    _asked("crashed", answerable=False, outcome="failed", answerability=0.0),
]


def test_precision_recall_coverage_and_accuracy_by_hand() -> None:
    means = {name: sum(values.values()) / len(values) for name, values in per_question(SIX).items()}
    assert means == {
        "abstention_precision": 1 / 2,  # refused and shy were refused, refused rightly
        "abstention_recall": 1 / 3,  # refused, of refused, bold and crashed
        "coverage": 3 / 6,
        "accuracy_answered": 1 / 4,  # right; wrong page, bold and crashed are not
        "outcome": 3 / 6,  # right, wrong page, refused
    }


def test_f1_joins_precision_and_recall() -> None:
    refused, unanswerable = _numbers(0, 0, 1, 1, 0, 0), _numbers(0, 0, 0, 1, 1, 1)
    assert _of(f1(refused, unanswerable), 6) == pytest.approx(2 / 5)  # 2 · 1/2 · 1/3 / (1/2 + 1/3)


def test_nothing_refused_is_no_precision_but_an_f1_of_0() -> None:
    assert per_question([_asked("a", answerable=False, outcome="answered")])["abstention_precision"] == {}
    assert _of(f1(_numbers(0), _numbers(1)), 1) == 0
    assert np.isnan(_of(f1(_numbers(1), _numbers(0)), 1))


def test_an_answerable_question_without_evidence_is_left_out_of_accuracy_alone() -> None:
    found = per_question([Asked(question(gold=[], documents=["a.pdf"]), result(citations=[citation(1, "a.pdf", 1)]))])
    assert found["accuracy_answered"] == {}
    assert found["coverage"] == found["outcome"] == {"q": 1}


def test_ties_count_half_in_auroc() -> None:
    # pairs: 0.9 > 0.5, 0.9 > 0.1, 0.5 = 0.5, 0.5 > 0.1
    assert _of(auroc(_numbers(0.9, 0.5, 0.5, 0.1), _numbers(0, 0, 1, 1), np.zeros(4)), 4) == 3.5 / 4


def test_a_failed_question_loses_all_its_pairs_whatever_it_says() -> None:
    unanswerable = _numbers(0, 0, 1, 1)
    # the second loses to both; the third wins over both
    assert _of(auroc(_numbers(0.9, 0.8, 0.0, 0.1), unanswerable, _numbers(0, 1, 1, 0)), 4) == 1 / 4


def test_auroc_needs_both_kinds() -> None:
    assert np.isnan(_of(auroc(_numbers(0.9, 0.5), np.zeros(2), np.zeros(2)), 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=25))
def test_auroc_is_the_count_of_pairs(scored: list[tuple[int, bool]]) -> None:
    answerable = [score for score, unanswerable in scored if not unanswerable]
    not_answerable = [score for score, unanswerable in scored if unanswerable]
    found = _of(
        auroc(_numbers(*(score for score, _ in scored)), _numbers(*(u for _, u in scored)), np.zeros(len(scored))),
        len(scored),
    )
    if not answerable or not not_answerable:
        assert np.isnan(found)
        return
    won = sum((a > b) + (a == b) / 2 for a in answerable for b in not_answerable)
    assert found == pytest.approx(won / len(answerable) / len(not_answerable))


def test_a_question_drawn_twice_counts_twice_in_auroc() -> None:
    draws = np.array([[2.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    statistic = auroc(_numbers(0.9, 0.1, 0.5), _numbers(0, 0, 1), np.zeros(3))
    assert statistic(draws).tolist() == [1, 0]


def test_random_answerability_is_near_chance() -> None:
    chooser = random.Random(5)
    scores = _numbers(*(chooser.random() for _ in range(800)))
    assert _of(auroc(scores, _numbers(*([0, 1] * 400)), np.zeros(800)), 800) == pytest.approx(0.5, abs=0.06)


def test_the_risk_grows_with_the_coverage_by_hand() -> None:
    # by falling answerability: right, wrong page, bold, shy, refused, crashed
    wrong = [0, 1, 2, 3, 4, 5]
    assert risk_coverage(SIX) == tuple((let_in / 6, wrong[let_in - 1] / let_in) for let_in in range(1, 7))


def test_questions_of_the_same_answerability_are_let_in_together() -> None:
    tied = [
        _asked("a", answerable=True, outcome="answered", answerability=0.5),
        _asked("b", answerable=False, outcome="answered", answerability=0.5),
        _asked("c", answerable=False, outcome="answered", answerability=0.1),
    ]
    assert risk_coverage(tied) == ((2 / 3, 1 / 2), (1, 2 / 3))
    assert risk_coverage([]) == ()

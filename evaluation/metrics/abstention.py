"""Whether what was refused should have been, and whether what was answered was right.

The positive class is "unanswerable, refused". A failed result is wrong and not refused. A result is *right* where the
question is answerable and at least one citation stands on a gold page; *wrong* in every other case, also where there
is no answer. Whether an answer to an answerable question without evidence is right cannot be said; such questions are
left out of accuracy, risk and coverage curve (``summary`` counts them).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.metrics.asked import Asked, PerQuestion
from evaluation.metrics.bootstrap import Array, Statistic


def per_question(asked: Sequence[Asked]) -> PerQuestion:
    """The figures that are means: each over the questions that have a value in it.

    - ``abstention_precision``: of the refused, whether unanswerable. ``abstention_recall``: of the unanswerable,
      whether refused.
    - ``coverage``: whether answered. ``outcome``: whether answered if answerable, and refused if not.
    - ``accuracy_answered``: of the answered and the failed, whether right.
    """
    return {
        "abstention_precision": {each.id: float(not each.question.answerable) for each in asked if each.refused},
        "abstention_recall": {each.id: float(each.refused) for each in asked if not each.question.answerable},
        "coverage": {each.id: float(each.answered) for each in asked},
        "accuracy_answered": {
            each.id: float(is_right(each)) for each in asked if not each.refused and can_be_judged(each)
        },
        "outcome": {each.id: float(each.answered if each.question.answerable else each.refused) for each in asked},
    }


def observations(asked: Sequence[Asked]) -> PerQuestion:
    """What F1, AUROC and AURC are computed from: ``refused``, ``unanswerable``, ``failed``, ``answerability``, and
    ``wrong`` where it can be said."""
    return {
        "refused": {each.id: float(each.refused) for each in asked},
        "unanswerable": {each.id: float(not each.question.answerable) for each in asked},
        "failed": {each.id: float(each.failed) for each in asked},
        "answerability": {each.id: each.result.answerability for each in asked},
        "wrong": {each.id: float(not is_right(each)) for each in asked if can_be_judged(each)},
    }


def can_be_judged(asked: Asked) -> bool:
    """Whether the set says what a right answer cites: its pages, or nothing at all."""
    return asked.has_gold_pages or not asked.question.answerable


def is_right(asked: Asked) -> bool:
    """Whether the question is answerable, answered, and a citation of it stands on a gold page."""
    if not (asked.has_gold_pages and asked.answered):
        return False
    gold = asked.page_needs
    return any(
        (citation.document, index) in gold for citation in asked.result.citations for index in citation.page_indexes
    )


def f1(refused: Array, unanswerable: Array) -> Statistic:
    """F1 = 2 · refused rightly / (refused + unanswerable); undefined where nothing is unanswerable.

    >>> refused, unanswerable = np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, 1.0, 0.0])
    >>> f1(refused, unanswerable)(np.ones((1, 4)))      # precision 1/2, recall 1/2
    array([0.5])
    """

    def statistic(draws: Array) -> Array:
        gold = draws @ unanswerable
        return np.where(gold > 0, 2 * (draws @ (refused * unanswerable)) / (draws @ refused + gold), np.nan)

    return statistic


def auroc(answerability: Array, unanswerable: Array, failed: Array) -> Statistic:
    """The share of pairs of an answerable and an unanswerable question in which the answerable one has the higher
    answerability; a tie counts half (Mann & Whitney 1947; Hanley & McNeil 1982). Whatever it says, a failed question
    loses all its pairs. Undefined without both kinds.

    >>> statistic = auroc(np.array([0.9, 0.4, 0.4, 0.1]), np.array([0.0, 0.0, 1.0, 1.0]), np.zeros(4))
    >>> statistic(np.ones((1, 4)))      # 0.9 wins twice; 0.4 ties once and wins once: 3.5 of 4 pairs
    array([0.875])
    """
    failure = np.where(unanswerable == 1, np.inf, -np.inf)
    by_score = _grouped(np.where(failed == 1, failure, answerability))

    def statistic(draws: Array) -> Array:
        answerable, not_answerable = by_score(draws * (1 - unanswerable)), by_score(draws * unanswerable)
        below = np.cumsum(not_answerable, axis=1) - not_answerable
        won = (answerable * (below + not_answerable / 2)).sum(axis=1)
        return np.asarray(won / (answerable.sum(axis=1) * not_answerable.sum(axis=1)))

    return statistic


def aurc(answerability: Array, wrong: Array) -> Statistic:
    """The area under the risk–coverage curve: the mean, over the questions, of the risk at the coverage at which each
    is let in (Geifman & El-Yaniv 2017). Questions whose ``wrong`` is nan are left out.

    >>> statistic = aurc(np.array([0.9, 0.8, 0.7]), np.array([0.0, 1.0, 0.0]))
    >>> statistic(np.ones((1, 3))).round(4)      # (0/1 + 1/2 + 1/3) / 3
    array([0.2778])
    """
    known = ~np.isnan(wrong)
    errors = wrong[known]
    by_score = _grouped(-answerability[known])

    def statistic(draws: Array) -> Array:
        if not known.any():
            return np.full(len(draws), np.nan)
        let_in, wrong_in = by_score(draws[:, known]), by_score(draws[:, known] * errors)
        coverage, mistakes = np.cumsum(let_in, axis=1), np.cumsum(wrong_in, axis=1)
        risk = np.where(coverage > 0, mistakes / coverage, 0.0)
        return np.asarray((let_in * risk).sum(axis=1) / let_in.sum(axis=1))

    return statistic


def risk_coverage(asked: Sequence[Asked]) -> tuple[tuple[float, float], ...]:
    """The risk–coverage curve (El-Yaniv & Wiener 2010): answer the questions with the highest ``answerability``
    first; at each coverage, the share of those answered so far that is wrong.

    Questions of the same answerability are let in together. A question that the system refused has no answer that
    could be right and counts as wrong: beyond the system's own coverage, the curve says at most how bad it gets.
    """
    judged = [each for each in asked if can_be_judged(each)]
    if not judged:
        return ()
    scores = np.array([each.result.answerability for each in judged])
    by_score = _grouped(-scores)
    let_in = np.cumsum(by_score(np.ones((1, len(judged))))[0])
    mistakes = np.cumsum(by_score(np.array([[float(not is_right(each)) for each in judged]]))[0])
    return tuple(
        (float(answered / len(judged)), float(errors / answered))
        for answered, errors in zip(let_in, mistakes, strict=True)
    )


def _grouped(keys: Array) -> Callable[[Array], Array]:
    """A function that sums columns of the same key, in ascending order of the keys."""
    order: NDArray[np.intp] = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    return lambda columns: np.add.reduceat(columns[:, order], starts, axis=1)

"""How sure a figure is: the percentile bootstrap over questions (Efron & Tibshirani 1993). Seeded, so repeatable.

A ``Statistic`` is a figure as a function of how often each question was drawn. So means and figures that are none
(F1, AUROC, percentiles) are resampled alike, all resamples at once.

The bootstrap knows only values that it has seen: of five questions that were all answered rightly it would say that
the figure is 1 for certain. So the interval of a figure with bounds is never narrower than what so many questions can
rule out: what makes up at least ``1 - 0.025 ** (1 / n)`` of all questions is missed by n of them once in 40 times,
and that share might have either bound as its value. With all values at a bound this is the exact interval of
Clopper & Pearson (1934).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""Draws, shape (resamples, questions), to values, shape (resamples,); nan where a resample leaves it undefined."""

RESAMPLES = 2000
LEVEL = 0.95
SEED = 20240229
SHARE = (0.0, 1.0)
"""The bounds of most figures."""

_CELLS = 2_000_000
"""So many draws are held as floats at once."""

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Figure:
    """A value over ``count`` questions with its interval at 95 %; None where there is nothing to compute it from."""

    value: float | None
    low: float | None
    high: float | None
    count: int


UNDEFINED = Figure(None, None, None, 0)


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Second minus first over the same questions, its interval at 95 % and the two-sided p."""

    difference: float
    low: float
    high: float
    p: float
    count: int


def mean_of(values: Array) -> Statistic:
    """The mean over the questions that have a value; those with nan have none.

    >>> mean_of(np.array([1.0, 0.0, np.nan]))(np.array([[1.0, 1.0, 1.0], [2.0, 1.0, 0.0]])).round(3)
    array([0.5  , 0.667])
    """
    known = ~np.isnan(values)
    filled, weights = np.where(known, values, 0.0), known.astype(np.float64)
    return lambda draws: (draws @ filled) / (draws @ weights)


def figure(
    statistic: Statistic,
    questions: int,
    *,
    count: int,
    bounds: tuple[float, float] | None = SHARE,
    deciding: int | None = None,
) -> Figure:
    """The statistic over the questions with its interval, which always holds the value.

    ``count`` questions have something to say; ``deciding`` of them limit the figure where that is fewer (the smaller
    class of an AUROC). Resamples that leave the statistic undefined are left out. Without bounds one question has no
    interval.

    >>> figure(mean_of(np.ones(5)), 5, count=5)
    Figure(value=1.0, low=0.47817..., high=1.0, count=5)
    >>> figure(mean_of(np.array([np.nan])), 1, count=0)
    Figure(value=None, low=None, high=None, count=0)
    """
    if not count:
        return UNDEFINED
    value = _value(statistic, questions)
    if np.isnan(value):
        return Figure(None, None, None, count)
    if bounds is None and count < 2:
        return Figure(value, None, None, count)
    low, high = _ends(_resampled(statistic, questions), value)
    if bounds:
        lowest, highest = bounds
        unseen = 1 - ((1 - LEVEL) / 2) ** (1 / (count if deciding is None else deciding))
        low = max(lowest, min(low, (1 - unseen) * value + unseen * lowest))
        high = min(highest, max(high, (1 - unseen) * value + unseen * highest))
    return Figure(value, low, high, count)


def paired_difference(first: Sequence[float], second: Sequence[float]) -> PairedDifference:
    """The difference of the means of two runs, question by question in the same order.

    >>> found = paired_difference([0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0])
    >>> found.difference, found.low, found.high, found.p > 0.05
    (0.5, 0.0, 1.0, True)

    Raises ValueError where there are none, or not as many in both.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or not a.size:
        raise ValueError("a paired difference needs the same questions in both, and at least one")
    found = difference(mean_of(a), mean_of(b), a.size, differing=int(np.sum(a != b)), count=a.size)
    if found is None:
        raise ValueError("a paired difference needs numbers")
    return found


def difference(
    first: Statistic, second: Statistic, questions: int, *, differing: int, count: int
) -> PairedDifference | None:
    """The paired bootstrap (Koehn 2004): both statistics over the same draws. None where either is undefined.

    p is twice the share of resamples in which the difference is 0 or has the other sign (counting the data themselves
    as one more resample), and never below ``2 ** (1 - differing)``: the least that a sign test could say of so many
    questions with different values. The interval reaches to 0 where p is above 0.05.
    """
    value = _value(second, questions) - _value(first, questions)
    if np.isnan(value):
        return None
    sampled = _resampled(lambda draws: second(draws) - first(draws), questions)
    sampled = np.where(np.abs(sampled) < _ROUNDING, 0.0, sampled)
    low, high = _ends(sampled, value)
    fewer = min(int(np.sum(sampled <= 0)), int(np.sum(sampled >= 0)))
    total = int(np.sum(~np.isnan(sampled)))
    p = min(1.0, max(2 * (fewer + 1) / (total + 1), 2.0 ** (1 - differing)))
    if p > 1 - LEVEL:
        low, high = min(low, 0.0), max(high, 0.0)
    return PairedDifference(value, low, high, p, count)


def _value(statistic: Statistic, questions: int) -> float:
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(statistic(np.ones((1, questions)))[0])


def _resampled(statistic: Statistic, questions: int) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.concatenate([statistic(draws) for draws in _draws(questions)])


def _ends(sampled: Array, value: float) -> tuple[float, float]:
    """The percentiles of the defined resamples, stretched to the value where they leave it out."""
    defined = sampled[~np.isnan(sampled)]
    if not defined.size:
        return value, value
    low, high = np.quantile(defined, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return min(float(low), value), max(float(high), value)


def _draws(questions: int) -> Iterator[Array]:
    """How often each question was drawn in each resample, some resamples at a time."""
    counts = _counts(questions)
    step = max(1, _CELLS // questions)
    for start in range(0, RESAMPLES, step):
        yield counts[start : start + step].astype(np.float64)


@lru_cache(maxsize=8)
def _counts(questions: int) -> NDArray[np.uint8]:
    """All resamples of so many questions. A count above 255 is not to be expected in the age of the universe."""
    generator = np.random.default_rng(SEED)
    counts = np.empty((RESAMPLES, questions), dtype=np.uint8)
    for row in counts:
        row[:] = np.bincount(generator.integers(questions, size=questions), minlength=questions)
    counts.flags.writeable = False
    return counts

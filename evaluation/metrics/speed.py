"""How long searching and the whole answer took. A failed result has no time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.metrics.asked import Asked, PerQuestion
from evaluation.metrics.bootstrap import Array, Statistic


def observations(asked: Sequence[Asked]) -> PerQuestion:
    """``search_ms`` and ``total_ms`` of every question that did not fail."""
    timed = [each for each in asked if not each.failed]
    return {
        "search_ms": {each.id: each.result.search_seconds * 1000 for each in timed},
        "total_ms": {each.id: each.result.total_seconds * 1000 for each in timed},
    }


def percentile(values: Array, share: float) -> Statistic:
    """The value below which the share of the values lies, linear between them (type 7 of Hyndman & Fan 1996, as
    ``numpy.quantile``). nan is no value.

    >>> percentile(np.array([10.0, 30.0, np.nan, 20.0]), 0.75)(np.ones((1, 4)))
    array([25.])
    """
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    ordered = values[order]

    def statistic(draws: Array) -> Array:
        if not order.size:
            return np.full(len(draws), np.nan)
        drawn = np.cumsum(draws[:, order], axis=1)
        total = drawn[:, -1]
        position = np.maximum(share * (total - 1), 0)
        below = np.floor(position)
        lower, upper = (_nth(drawn, ordered, at) for at in (below, np.ceil(position)))
        return np.where(total > 0, lower + (position - below) * (upper - lower), np.nan)

    return statistic


def _nth(drawn: Array, ordered: Array, at: Array) -> Array:
    """The value at the position, from 0, among those drawn."""
    index = np.minimum((drawn <= at[:, np.newaxis]).sum(axis=1), len(ordered) - 1)
    return np.asarray(ordered[index])

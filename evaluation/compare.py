"""Two runs over the same questions: what differs, by how much, and whether that could be chance. Pure.

Differences are those of the same questions asked twice, so they are resampled in pairs (Koehn 2004): a question that
both runs find hard weighs on both alike.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evaluation.metrics.bootstrap import PairedDifference
from evaluation.metrics.summary import METRICS, Measured, differences
from evaluation.report.words import options
from evaluation.results import QuestionResult, by_id
from ingest.errors import RunsNotComparable, UnknownMetric

Verdict = Literal["better", "worse", "unclear", "changed"]

WON_LOST_BY = ("page_hit@1", "page_hit@5", "key_facts", "outcome", "graded_right")
"""By what a question counts as won or lost."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its folder holds it; ``name`` is what it is called in the comparison."""

    name: str
    config: Mapping[str, Any]
    results: tuple[QuestionResult, ...]
    measured: Measured


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric over the common questions: B − A with its interval and the two-sided p, and its value in both runs.

    A value is None where it cannot be told for the common questions alone.
    """

    metric: str
    first: float | None
    second: float | None
    difference: float
    low: float
    high: float
    p: float
    count: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0

    @property
    def verdict(self) -> Verdict:
        if not self.clear:
            return "unclear"
        higher_is_better = METRICS[self.metric].higher_is_better if self.metric in METRICS else None
        if higher_is_better is None:
            return "changed"
        return "better" if (self.difference > 0) == higher_is_better else "worse"


@dataclass(frozen=True, slots=True)
class WonLost:
    """The ids of the questions that B does better and worse than A, by one criterion, and how many it does alike."""

    by: str
    won: tuple[str, ...]
    lost: tuple[str, ...]
    same: int


@dataclass(frozen=True, slots=True)
class ChangedOption:
    """An option that the runs do not share; None where a run does not have it."""

    name: str
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class Warned:
    """Why a comparison is to be read with care: a key of ``Texts.warnings``, and the questions that it is about."""

    kind: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A metric that misses its limit; ``value`` is None where the run has nothing to count for it."""

    metric: str
    limit: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared. ``questions`` are the texts of the common questions by id, in the order of A."""

    first: str
    second: str
    questions: Mapping[str, str]
    differences: tuple[Difference, ...]
    won_lost: tuple[WonLost, ...]
    changed: tuple[ChangedOption, ...]
    warnings: tuple[Warned, ...]


def compare(first: Run, second: Run) -> Comparison:
    """B against A over the questions that both have. Raises RunsNotComparable where they share none."""
    results_a, results_b = by_id(first.results), by_id(second.results)
    common = [id_ for id_ in results_a if id_ in results_b]
    if not common:
        raise RunsNotComparable(first.name, second.name)
    values_a, values_b = first.measured.per_question, second.measured.per_question
    found = differences(first.measured, second.measured)
    return Comparison(
        first=first.name,
        second=second.name,
        questions={id_: results_a[id_].question for id_ in common},
        differences=tuple(
            _difference(metric, each, _value(first, metric, common), _value(second, metric, common))
            for metric, each in found.items()
        ),
        won_lost=tuple(won_lost(by, values_a.get(by, {}), values_b.get(by, {}), common) for by in WON_LOST_BY),
        changed=changed_options(first.config, second.config),
        warnings=tuple(_warnings(first, second)),
    )


def _difference(metric: str, found: PairedDifference, first: float | None, second: float | None) -> Difference:
    return Difference(metric, first, second, found.difference, found.low, found.high, found.p, found.count)


def _value(run: Run, metric: str, common: Sequence[str]) -> float | None:
    """The metric's value over the common questions: where those are all of the run's, or it is a mean."""
    if len(common) == len(run.results):
        figure = run.measured.all.get(metric)
        return figure.value if figure else None
    values = run.measured.per_question.get(metric, {})
    known = [values[id_] for id_ in common if id_ in values]
    return sum(known) / len(known) if known else None


def won_lost(by: str, first: Mapping[str, float], second: Mapping[str, float], common: Iterable[str]) -> WonLost:
    """The common questions with a higher value in B, those with a lower one, and how many have the same.

    >>> won_lost("page_hit@1", {"a": 0, "b": 1, "c": 1}, {"a": 1, "b": 0, "c": 1}, ["a", "b", "c", "d"])
    WonLost(by='page_hit@1', won=('a',), lost=('b',), same=1)
    """
    ids = [id_ for id_ in common if id_ in first and id_ in second]
    won = tuple(id_ for id_ in ids if second[id_] > first[id_])
    lost = tuple(id_ for id_ in ids if second[id_] < first[id_])
    return WonLost(by, won, lost, len(ids) - len(won) - len(lost))


def changed_options(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[ChangedOption, ...]:
    """The options with different values but for the time of the start, in the order of A, then those that B alone has.

    >>> changed_options({"model": "e5", "settings": {"dense_weight": 0.8}}, {"model": "e5", "seed": 1})
    (ChangedOption(name='settings.dense_weight', first='0.8', second=None), ChangedOption(name='seed', first=None, second='1'))
    """
    a, b = ({name: value for name, value in options(each) if name != "started"} for each in (first, second))
    return tuple(
        ChangedOption(name, a.get(name), b.get(name)) for name in dict.fromkeys((*a, *b)) if a.get(name) != b.get(name)
    )


def below(measured: Measured, least: Mapping[str, float]) -> tuple[Shortfall, ...]:
    """Which metrics of the whole set do not reach what is asked of them, in the order asked; of those where lower is
    better, which exceed it. A metric without a value reaches nothing. Raises UnknownMetric, with the nearest name.
    """
    figures = {metric: _figure(measured, metric) for metric in least}
    return tuple(
        Shortfall(metric, limit, figures[metric])
        for metric, limit in least.items()
        if not _reaches(metric, figures[metric], limit)
    )


def drops(comparison: Comparison) -> tuple[Difference, ...]:
    """The metrics, of those where higher is better, at which B is clearly worse: the whole interval lies below 0.

    Times are left out: they are the machine's mood as much as the code's.
    """
    return tuple(
        each
        for each in comparison.differences
        if each.high < 0 and each.metric in METRICS and METRICS[each.metric].higher_is_better
    )


def _figure(measured: Measured, metric: str) -> float | None:
    figure = measured.all.get(metric)
    if figure is None and metric not in METRICS:
        nearest = difflib.get_close_matches(metric, dict.fromkeys((*measured.all, *METRICS)), 1, 0.5)
        raise UnknownMetric(metric, nearest[0] if nearest else None)
    return figure.value if figure else None


def _reaches(metric: str, value: float | None, limit: float) -> bool:
    if value is None:
        return False
    lower_is_better = metric in METRICS and METRICS[metric].higher_is_better is False
    return value <= limit if lower_is_better else value >= limit


def _warnings(first: Run, second: Run) -> Iterable[Warned]:
    a, b = by_id(first.results), by_id(second.results)
    sorts: Sequence[tuple[str, tuple[str, ...]]] = (
        ("only_first", tuple(id_ for id_ in a if id_ not in b)),
        ("only_second", tuple(id_ for id_ in b if id_ not in a)),
        ("reworded", tuple(id_ for id_ in a if id_ in b and a[id_].question != b[id_].question)),
    )
    yield from (Warned(kind, ids) for kind, ids in sorts if ids)
    for kind, option in (("other_gold", "questions_sha256"), ("other_corpus", "corpus_sha256")):
        if first.config.get(option) != second.config.get(option):
            yield Warned(kind)

"""All metrics of a run: over all questions, by language, type and document, with intervals; to JSON and back.

The JSON, in this order::

    {"all": {metric: {"value": 0.8, "low": 0.7, "high": 0.9, "n": 80}, …},     null where undefined
     "language": {"id": {metric: …}, …}, "type": {…}, "document": {…},
     "per_question": {metric: {question id: value}},                            metrics that are means
     "observations": {name: {question id: value}},                              what the others are computed from
     "risk_coverage": [[coverage, risk], …],
     "without_evidence": [question id, …]}

Intervals are those of ``bootstrap``: questions are drawn from the whole group, each with all that is known of it, so
that denominators vary as they would with other questions. Times have intervals too, though only for the choice of
questions: not for the mood of the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from evaluation.metrics import abstention, answers, citations, retrieval, speed
from evaluation.metrics.asked import Asked, PerQuestion, pair
from evaluation.metrics.bootstrap import (
    SHARE,
    UNDEFINED,
    Array,
    Figure,
    PairedDifference,
    Statistic,
    difference,
    figure,
    mean_of,
)
from evaluation.metrics.citations import DocumentText, TextOf
from evaluation.metrics.descriptions import METRICS, MetricDescription
from evaluation.questions import SetQuestion
from evaluation.results import QuestionResult

__all__ = [
    "METRICS",
    "DocumentText",
    "Figure",
    "Measured",
    "MetricDescription",
    "differences",
    "from_json",
    "measure",
    "with_more",
]

Figures = dict[str, Figure]
"""Metric → figure, with every metric of ``METRICS`` in its order."""

GROUPINGS = ("language", "type", "document")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured in a run.

    ``by`` has the keys "language", "type" and "document", each with the figures of its groups. ``per_question`` has
    the metrics that are means of questions' values, ``observations`` what the others are computed from.
    ``without_evidence`` are the answerable questions that name no page: page figures, accuracy and risk leave them out.
    """

    all: Figures
    by: dict[str, dict[str, Figures]]
    per_question: PerQuestion
    observations: PerQuestion
    risk_coverage: tuple[tuple[float, float], ...]
    without_evidence: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The structure that the module describes."""
        return {
            "all": _figures_json(self.all),
            **{
                grouping: {name: _figures_json(figures) for name, figures in self.by[grouping].items()}
                for grouping in GROUPINGS
            },
            "per_question": self.per_question,
            "observations": self.observations,
            "risk_coverage": [list(point) for point in self.risk_coverage],
            "without_evidence": list(self.without_evidence),
        }


def measure(questions: Sequence[SetQuestion], results: Iterable[QuestionResult], text_of: TextOf) -> Measured:
    """All metrics of the run. ``text_of`` gives the stored text of a document by file name, None where there is none.

    A document's group has the questions that name it, so one about several documents stands in several groups.
    Raises ValueError unless every question has exactly one result.
    """
    asked = pair(questions, results)
    per_question: PerQuestion = {
        **retrieval.per_question(asked),
        **citations.per_question(asked, text_of),
        **abstention.per_question(asked),
        **answers.per_question(asked),
    }
    observations: PerQuestion = {**abstention.observations(asked), **speed.observations(asked)}
    values = _Values.gather([each.id for each in asked], per_question, observations)
    at = {each.id: place for place, each in enumerate(asked)}
    return Measured(
        all=_figures(values),
        by={
            grouping: {
                name: _figures(values.of([at[each.id] for each in members]))
                for name, members in _groups(asked, _GROUPS_OF[grouping]).items()
            }
            for grouping in GROUPINGS
        },
        per_question=per_question,
        observations=observations,
        risk_coverage=abstention.risk_coverage(asked),
        without_evidence=tuple(each.id for each in asked if each.question.answerable and not each.question.evidence),
    )


def with_more(
    measured: Measured, questions: Sequence[SetQuestion], more: PerQuestion, counts: PerQuestion | None = None
) -> Measured:
    """The figures with further metrics that are means, of values that came after the run: grades, judgements.

    ``counts`` are observations to be kept with them.
    """
    values = _Values.gather([question.id for question in questions], more)
    at = {question.id: place for place, question in enumerate(questions)}

    def of(members: Iterable[str]) -> Figures:
        chosen = values.of([at[id_] for id_ in members])
        return {metric: _figure(_sampled(metric, chosen), chosen.questions) for metric in more}

    return replace(
        measured,
        all=measured.all | of(at),
        by={
            grouping: {
                name: figures | of(question.id for question in questions if name in _GROUPS_OF[grouping](question))
                for name, figures in measured.by[grouping].items()
            }
            for grouping in GROUPINGS
        },
        per_question=measured.per_question | more,
        observations=measured.observations | (counts or {}),
    )


def differences(first: Measured, second: Measured) -> dict[str, PairedDifference]:
    """Second minus first of every metric, those that are no means too, over the questions that both runs have.

    A mean is taken over the questions that have a value in its own run, as in the figures themselves: where one run
    answers more, its precision counts more questions. Metrics that either run leaves undefined are left out.
    """
    common = [id_ for id_ in first.observations["answerability"] if id_ in second.observations["answerability"]]
    if not common:
        return {}
    a, b = (_Values.gather(common, run.per_question, run.observations) for run in (first, second))
    found = {}
    for metric in METRICS:
        sampled_a, sampled_b = _sampled(metric, a), _sampled(metric, b)
        if not sampled_a.count or not sampled_b.count:
            continue
        differing = int(np.sum(np.any(_differ(sampled_a.inputs, sampled_b.inputs), axis=0)))
        count = int(np.sum(np.any(~np.isnan([*sampled_a.inputs, *sampled_b.inputs]), axis=0)))
        result = difference(sampled_a.statistic, sampled_b.statistic, len(common), differing=differing, count=count)
        if result is not None:
            found[metric] = result
    return found


def from_json(fields: Mapping[str, Any]) -> Measured:
    """What ``Measured.to_json`` gave. Raises KeyError, TypeError or ValueError where it is not that."""
    return Measured(
        all=_figures_of(fields["all"]),
        by={
            grouping: {name: _figures_of(figures) for name, figures in fields[grouping].items()}
            for grouping in GROUPINGS
        },
        per_question=_per_question_of(fields["per_question"]),
        observations=_per_question_of(fields["observations"]),
        risk_coverage=tuple((float(coverage), float(risk)) for coverage, risk in fields["risk_coverage"]),
        without_evidence=tuple(map(str, fields["without_evidence"])),
    )


_GROUPS_OF: dict[str, Callable[[SetQuestion], Iterable[str]]] = {
    "language": lambda question: (question.language,),
    "type": lambda question: (question.type,),
    "document": lambda question: sorted({*question.documents, *(evidence.document for evidence in question.evidence)}),
}


def _groups(asked: Sequence[Asked], names_of: Callable[[SetQuestion], Iterable[str]]) -> dict[str, list[Asked]]:
    """The questions of every group, the groups in alphabetical order."""
    groups: dict[str, list[Asked]] = {}
    for each in asked:
        for name in names_of(each.question):
            groups.setdefault(name, []).append(each)
    return dict(sorted(groups.items()))


@dataclass(frozen=True, slots=True)
class _Values:
    """Everything known of some questions: a name → one number for each of them, nan where there is none."""

    questions: int
    columns: dict[str, Array]

    @classmethod
    def gather(cls, ids: Sequence[str], *known: PerQuestion) -> _Values:
        """The columns of the questions, in the order of the ids."""
        columns = {
            name: np.array([values.get(id_, np.nan) for id_ in ids], dtype=np.float64)
            for per_question in known
            for name, values in per_question.items()
        }
        return cls(len(ids), columns)

    def of(self, places: Sequence[int]) -> _Values:
        """Those of the questions at the places."""
        return _Values(len(places), {name: column[list(places)] for name, column in self.columns.items()})

    def __getitem__(self, name: str) -> Array:
        """One column, all nan where nothing is known by that name: in a file of an older Kutip, say."""
        return self.columns.get(name, np.full(self.questions, np.nan))


@dataclass(frozen=True, slots=True)
class _Sampled:
    """A metric as a statistic, with what it is computed from and how many questions have something to say in it."""

    statistic: Statistic
    inputs: tuple[Array, ...]
    count: int
    deciding: int | None = None
    bounds: tuple[float, float] | None = SHARE


def _sampled(metric: str, values: _Values) -> _Sampled:
    if metric in _NO_MEANS:
        return _NO_MEANS[metric](values)
    column = values[metric]
    return _Sampled(mean_of(column), (column,), _known(column))


def _f1(values: _Values) -> _Sampled:
    refused, unanswerable = values["refused"], values["unanswerable"]
    count = int(np.sum((refused == 1) | (unanswerable == 1)))
    return _Sampled(abstention.f1(refused, unanswerable), (refused, unanswerable), count)


def _auroc(values: _Values) -> _Sampled:
    inputs = values["answerability"], values["unanswerable"], values["failed"]
    positive = int(np.sum(values["unanswerable"]))
    smaller = min(positive, values.questions - positive)
    return _Sampled(abstention.auroc(*inputs), inputs, values.questions if smaller else 0, smaller)


def _aurc(values: _Values) -> _Sampled:
    answerability, wrong = values["answerability"], values["wrong"]
    return _Sampled(abstention.aurc(answerability, wrong), (answerability, wrong), _known(wrong))


def _percentile(name: str, share: float) -> Callable[[_Values], _Sampled]:
    def sampled(values: _Values) -> _Sampled:
        times = values[name]
        return _Sampled(speed.percentile(times, share), (times,), _known(times), bounds=None)

    return sampled


_NO_MEANS: dict[str, Callable[[_Values], _Sampled]] = {
    "abstention_f1": _f1,
    "auroc": _auroc,
    "aurc": _aurc,
    **{
        f"{name}_{called}": _percentile(name, share)
        for name in ("search_ms", "total_ms")
        for called, share in (("median", 0.5), ("p95", 0.95))
    },
}


def _known(column: Array) -> int:
    return int(np.sum(~np.isnan(column)))


def _differ(first: Sequence[Array], second: Sequence[Array]) -> list[Array]:
    """For each input, at which questions two runs differ; nan is like nan alone."""
    return [((a != b) & ~(np.isnan(a) & np.isnan(b))).astype(np.float64) for a, b in zip(first, second, strict=True)]


def _figures(values: _Values) -> Figures:
    return {metric: _figure(_sampled(metric, values), values.questions) for metric in METRICS}


def _figure(sampled: _Sampled, questions: int) -> Figure:
    if not questions:
        return UNDEFINED
    return figure(sampled.statistic, questions, count=sampled.count, deciding=sampled.deciding, bounds=sampled.bounds)


def _figures_json(figures: Figures) -> dict[str, dict[str, float | None]]:
    return {
        metric: {"value": found.value, "low": found.low, "high": found.high, "n": found.count}
        for metric, found in figures.items()
    }


def _figures_of(fields: Mapping[str, Any]) -> Figures:
    return {metric: _figure_of(found) for metric, found in fields.items()}


def _figure_of(fields: Mapping[str, Any]) -> Figure:
    value, low, high = (None if fields[end] is None else float(fields[end]) for end in ("value", "low", "high"))
    return Figure(value, low, high, int(fields["n"]))


def _per_question_of(fields: Mapping[str, Any]) -> PerQuestion:
    return {
        str(name): {str(id_): float(cast("float", value)) for id_, value in values.items()}
        for name, values in fields.items()
    }

"""The tables of a report as values, the same for HTML and Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.metrics.summary import GROUPINGS, METRICS, Figure, Measured
from evaluation.report.texts import TEXTS, Texts
from evaluation.report.words import NOTHING, family, interval, is_time, measure, number
from ingest.language import Language

SUMMARY = (
    "page_hit@1",
    "page_hit@5",
    "citation_precision",
    "quote_exact",
    "outcome",
    "abstention_f1",
    "key_facts",
    "graded_right",
    "faithful",
    "total_ms_median",
)
"""What the report says first, as far as it was measured."""

HEADLINES = (
    "page_hit@1",
    "page_hit@5",
    "page_hit@10",
    "page_rr@10",
    "page_ndcg@10",
    "citation_precision",
    "citation_recall",
    "abstention_f1",
    "coverage",
    "accuracy_answered",
    "key_facts",
    "graded_right",
    "faithful",
    "total_ms_median",
)
"""The columns of the tables by language, type and document."""

EVERY_QUESTION = "coverage"
"""A metric that counts every question."""

MOST_GROUPS = 40
"""A benchmark may have thousands of documents."""

FEW = 10
WIDE = 0.2
"""An interval at least this wide is called so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words: value, interval ("" without one) and how many questions it counts."""

    value: str
    interval: str
    count: int


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric with a cell for each group of its table."""

    metric: str
    title: str
    family: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of questions with a cell for each column; ``few`` where it has too few questions for a share."""

    name: str
    questions: int
    few: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: short, and in full."""

    short: str
    title: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups below one another, a headline metric in each column; ``everything`` has all metrics, a cell a group.

    ``hidden`` groups, those with the fewest questions, are left out.
    """

    by: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[GroupRow, ...]
    everything: tuple[MetricRow, ...]
    hidden: int


def metric_title(metric: str, language: Language) -> str:
    """A metric's name in words; its own name where nothing describes it."""
    described = METRICS.get(metric)
    return described.title[language] if described else metric


def cell(metric: str, figure: Figure | None, language: Language) -> Cell:
    """One figure in words."""
    if figure is None:
        return Cell(measure(metric, None, language), "", 0)
    return Cell(
        measure(metric, figure.value, language),
        interval(metric, figure.low, figure.high, language),
        figure.count,
    )


def summary(measured: Measured, language: Language) -> tuple[MetricRow, ...]:
    """The figures that the report says first."""
    return _metric_rows(SUMMARY, [measured.all], language)


def all_metrics(groups: Sequence[Mapping[str, Figure]], language: Language) -> tuple[MetricRow, ...]:
    """Every metric that any of the groups has, in the order in which they are described, a cell a group."""
    return _metric_rows(METRICS, groups, language)


def breakdowns(measured: Measured, language: Language) -> Iterator[GroupTable]:
    """The tables by language, type and document, as far as there are groups."""
    for by in GROUPINGS:
        groups = measured.by[by]
        if groups:
            yield _breakdown(by, groups, language)


def _breakdown(by: str, groups: Mapping[str, Mapping[str, Figure]], language: Language) -> GroupTable:
    columns = [metric for metric in HEADLINES if any(_measured(figures.get(metric)) for figures in groups.values())]
    sizes = {name: figures[EVERY_QUESTION].count for name, figures in groups.items()}
    largest = sorted(groups, key=lambda name: -sizes[name])[:MOST_GROUPS]
    shown = {name: figures for name, figures in groups.items() if name in largest}
    rows = (
        GroupRow(
            group_name(by, name, TEXTS[language]),
            sizes[name],
            sizes[name] < FEW,
            tuple(cell(metric, figures.get(metric), language) for metric in columns),
        )
        for name, figures in shown.items()
    )
    return GroupTable(
        by=by,
        title=TEXTS[language].breakdowns[by],
        columns=tuple(
            Column(TEXTS[language].short_titles[metric], metric_title(metric, language)) for metric in columns
        ),
        rows=tuple(rows),
        everything=all_metrics(list(shown.values()), language),
        hidden=len(groups) - len(shown),
    )


def group_name(by: str, name: str, texts: Texts) -> str:
    """A group's name in words: languages and types have one, a document's is its file name."""
    if by == "language":
        return texts.languages.get(name, name)
    return texts.types.get(name, name) if by == "type" else name


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """How many answers a person graded, and how."""

    right: int
    partly: int
    wrong: int

    @property
    def graded(self) -> int:
        return self.right + self.partly + self.wrong


def grade_counts(measured: Measured) -> GradeCounts:
    """The grades of a run; all 0 where nobody graded."""
    counts = (
        int(sum(measured.per_question.get(f"graded_{name}", {}).values())) for name in ("right", "partly", "wrong")
    )
    return GradeCounts(*counts)


def grades_in_words(measured: Measured, total: int, language: Language) -> str:
    """How many of so many results a person graded, and how; "" where nobody did."""
    counts = grade_counts(measured)
    if not counts.graded:
        return ""
    return TEXTS[language].graded.format(
        graded=number(counts.graded, 0, language),
        total=number(total, 0, language),
        right=number(counts.right, 0, language),
        partly=number(counts.partly, 0, language),
        wrong=number(counts.wrong, 0, language),
    )


def opinions(config: Mapping[str, Any], measured: Measured, total: int, language: Language) -> list[str]:
    """What people and a judge say of the answers, a sentence each; nothing where nobody was asked."""
    return [
        words
        for words in (grades_in_words(measured, total, language), *judgements_in_words(config, measured, language))
        if words
    ]


def judgements_in_words(config: Mapping[str, Any], measured: Measured, language: Language) -> list[str]:
    """How many statements a judge found supported, and how many judgements failed."""
    counts = {
        name: int(sum(measured.observations.get(f"judged_{name}", {}).values()))
        for name in ("supported", "unsupported", "unsure", "failed")
    }
    total = sum(counts.values())
    if not total:
        return []
    texts = TEXTS[language]
    shown = {name: number(count, 0, language) for name, count in (*counts.items(), ("total", total))}
    words = texts.judged.format(model=config.get("chat_model") or NOTHING, **shown)
    return [words, texts.judge_failed] if counts["failed"] else [words]


def wide_interval(measured: Measured, language: Language) -> str:
    """A plain sentence on how little a wide interval of the summary allows to say; "" where none is wide."""
    for metric in SUMMARY:
        figure = measured.all.get(metric)
        if figure is None or figure.value is None or figure.low is None or figure.high is None or is_time(metric):
            continue
        if figure.high - figure.low >= WIDE:
            return TEXTS[language].wide_intervals.format(
                metric=metric_title(metric, language),
                value=number(figure.value, 2, language),
                low=number(figure.low, 2, language),
                high=number(figure.high, 2, language),
            )
    return ""


def _metric_rows(
    metrics: Iterable[str], groups: Sequence[Mapping[str, Figure]], language: Language
) -> tuple[MetricRow, ...]:
    return tuple(
        MetricRow(
            metric,
            metric_title(metric, language),
            family(metric),
            tuple(cell(metric, figures.get(metric), language) for figures in groups),
        )
        for metric in metrics
        if any(_measured(figures.get(metric)) for figures in groups)
    )


def _measured(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


@dataclass(frozen=True, slots=True)
class Explained:
    """How a metric is computed, in words."""

    name: str
    title: str
    formula: str
    source: str
    higher_is_better: bool | None


def explained(measured: Measured, language: Language) -> tuple[Explained, ...]:
    """Every metric that the run has a value for."""
    return tuple(
        Explained(name, metric.title[language], metric.formula[language], metric.source, metric.higher_is_better)
        for name, metric in METRICS.items()
        if _measured(measured.all.get(name))
    )

"""A run as one HTML page that needs nothing else: no script, no request. Values are escaped by the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.metrics.summary import Measured
from evaluation.questions import SetQuestion
from evaluation.report import charts, tables
from evaluation.report.texts import TEXTS, Texts
from evaluation.report.words import beginning, number, option_name, options, page, short
from evaluation.report.worst import Fault, WorstQuestion, worst_questions
from evaluation.results import QuestionResult
from ingest.language import Language

PageLink = Callable[[str, int], str | None]
"""Where the picture of a document's page (PDF index from 0) is, None where there is none."""

SHOWN_OF_A_FAULT = 20
SHOWN_RETRIEVED = 10
SHOWN_CHARACTERS = 220
CUTOFFS = (1, 3, 5, 10)
CUTOFFS_BY_TYPE = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with its words; ``svg`` is markup of our own."""

    title: str
    note: str
    svg: str


@dataclass(frozen=True, slots=True)
class Place:
    """A page to look at: document, page in words, address (None: no picture)."""

    document: str
    page: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should have been found."""

    place: Place
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found: its pages, and whether one of them is right."""

    rank: int
    places: tuple[Place, ...]
    score: str
    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One of the worst questions, ready to be shown."""

    worst: WorstQuestion
    type: str
    wanted: tuple[Wanted, ...]
    found: tuple[Found, ...]
    key_facts: tuple[str, ...]
    answerability: str


def no_links(document: str, page_index: int) -> str | None:
    """No page has a picture."""
    return None


def report_html(
    config: Mapping[str, Any],
    questions: Sequence[SetQuestion],
    results: Sequence[QuestionResult],
    measured: Measured,
    language: Language,
    *,
    page_link: PageLink = no_links,
) -> str:
    """The report of a run. The same arguments give the same bytes."""
    texts = TEXTS[language]
    worst = worst_questions(questions, results, measured.per_question)
    outcomes: Counter[str] = Counter(result.outcome for result in results)
    return render(
        "report.html",
        language,
        set_name=_set_name(config),
        options=tuple(options(config)),
        outcomes=[(texts.outcomes[name], outcomes[name]) for name in texts.outcomes if outcomes[name]],
        failed=outcomes["failed"],
        without_evidence=len(measured.without_evidence),
        results=results,
        summary=tables.summary(measured, language),
        wide=tables.wide_interval(measured, language),
        opinions=tables.opinions(config, measured, len(results), language),
        families=_by_family(tables.all_metrics([measured.all], language)),
        breakdowns=tuple(tables.breakdowns(measured, language)),
        plots=tuple(plots(questions, results, measured, config, language)),
        faults=_cards(worst, page_link, language),
        fault_counts=Counter(each.fault for each in worst),
        metrics=tables.explained(measured, language),
    )


def render(template: str, language: Language, **values: Any) -> str:
    """A template of this folder with the words of the language and the style sheet; values are escaped."""
    import jinja2

    folder = Path(__file__).parent
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["whole"] = lambda value: number(value, 0, language)
    environment.filters["option"] = lambda name: option_name(name, TEXTS[language])
    environment.filters["short"] = short
    style = (folder / "report.css").read_text("utf-8")
    return environment.get_template(template).render(t=TEXTS[language], language=language, style=style, **values)


def plots(
    questions: Sequence[SetQuestion],
    results: Sequence[QuestionResult],
    measured: Measured,
    config: Mapping[str, Any],
    language: Language,
) -> Iterator[Plot]:
    """The plots for which there are figures."""
    texts, comma = TEXTS[language], language == "id"
    if measured.risk_coverage:
        axis = charts.Axis(texts.axes["coverage"], texts.axes["risk"])
        points = [(coverage, risk) for coverage, risk in measured.risk_coverage]
        yield _plot("risk", charts.curve(points, axis, comma), texts)
    by_language = _hits(measured, "language", texts)
    if by_language:
        axis = charts.Axis(texts.axes["k"], texts.axes["hit"])
        yield _plot("hit_language", charts.grouped_points(by_language, list(map(str, CUTOFFS)), axis, comma), texts)
    answered = [result for result in results if result.outcome != "failed"]
    if answered:
        times = {
            texts.search: [1000 * result.search_seconds for result in answered],
            texts.total: [1000 * result.total_seconds for result in answered],
        }
        axis = charts.Axis(texts.axes["milliseconds"], texts.axes["share"])
        yield _plot("latency", charts.shares_within(times, axis, comma), texts)
    answerable = {question.id: question.answerable for question in questions}
    scores = {
        name: [result.answerability for result in answered if answerable.get(result.id) is sort]
        for name, sort in ((texts.answerable, True), (texts.unanswerable, False))
    }
    if any(scores.values()):
        shown = {name: values for name, values in scores.items() if values}
        axis = charts.Axis(texts.axes["score"], texts.axes["count"])
        svg = charts.two_histograms(shown, _threshold(config), texts.threshold, axis, comma)
        yield _plot("answerability", svg, texts)
    by_type = _hits(measured, "type", texts)
    if by_type:
        series = [f"k = {cutoff}" for cutoff in CUTOFFS_BY_TYPE]
        rows = {group: {f"k = {k}": point for k, point in points.items()} for group, points in by_type.items()}
        svg = charts.dot_rows(rows, series, charts.Axis(texts.axes["hit"], ""), comma)
        yield _plot("hit_type", svg, texts)


def _hits(measured: Measured, by: str, texts: Texts) -> dict[str, dict[str, charts.Point]]:
    """The hit rates of each group that has any, by k; the group's name says how many questions they count."""
    rows = {}
    for group, figures in measured.by[by].items():
        known = {
            str(cutoff): figure
            for cutoff in CUTOFFS
            if (figure := figures.get(f"page_hit@{cutoff}")) is not None and figure.value is not None
        }
        if known:
            count = max(figure.count for figure in known.values())
            rows[f"{tables.group_name(by, group, texts)} ({count})"] = {
                k: charts.Point(figure.value, figure.low, figure.high) for k, figure in known.items()
            }
    return rows


def _plot(name: str, svg: str, texts: Texts) -> Plot:
    return Plot(texts.plot_titles[name], texts.plot_notes[name], svg)


def _threshold(config: Mapping[str, Any]) -> float | None:
    """The answerability from which on the run answered, where its settings say so."""
    settings = config.get("settings")
    value = settings.get("answer_threshold") if isinstance(settings, Mapping) else None
    return float(value) if isinstance(value, int | float) else None


def _set_name(config: Mapping[str, Any]) -> str:
    named = config.get("questions", "")
    return named if isinstance(named, str) else ", ".join(map(str, named))


def _by_family(rows: Sequence[tables.MetricRow]) -> list[tuple[str, list[tables.MetricRow]]]:
    families: dict[str, list[tables.MetricRow]] = {}
    for row in rows:
        families.setdefault(row.family, []).append(row)
    return list(families.items())


def _cards(worst: Sequence[WorstQuestion], page_link: PageLink, language: Language) -> list[tuple[Fault, list[Card]]]:
    texts = TEXTS[language]
    of_fault = {fault: [each for each in worst if each.fault is fault][:SHOWN_OF_A_FAULT] for fault in Fault}
    return [
        (fault, [_card(each, page_link, texts, language) for each in shown])
        for fault, shown in of_fault.items()
        if shown
    ]


def _card(worst: WorstQuestion, page_link: PageLink, texts: Texts, language: Language) -> Card:
    question, result = worst.question, worst.result
    labels = {(each.document, each.page_index): each.page_label for each in question.evidence}

    def place(document: str, page_index: int) -> Place:
        label = labels.get((document, page_index), "")
        return Place(document, page(page_index, label, texts), page_link(document, page_index))

    found = (
        Found(
            passage.rank,
            tuple(place(passage.document, index) for index in passage.page_indexes),
            number(passage.score, 2, language),
            beginning(passage.text, SHOWN_CHARACTERS),
            any((passage.document, index) in question.evidence_pages for index in passage.page_indexes),
        )
        for passage in result.retrieved[:SHOWN_RETRIEVED]
    )
    return Card(
        worst=worst,
        type=tables.group_name("type", question.type, texts),
        wanted=tuple(Wanted(place(each.document, each.page_index), each.quote) for each in question.evidence),
        found=tuple(found),
        key_facts=tuple(" / ".join(fact.split("|")) for fact in question.key_facts),
        answerability=number(result.answerability, 2, language),
    )

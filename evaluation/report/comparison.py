"""A comparison of two runs in words: lines for a terminal, Markdown for a pull request, an HTML page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.compare import Comparison, Difference
from evaluation.report import charts
from evaluation.report.markdown import escaped, table
from evaluation.report.page import Plot, render
from evaluation.report.tables import HEADLINES, metric_title
from evaluation.report.texts import TEXTS, Texts
from evaluation.report.words import family, is_time, measure, number, probability, short, signed
from ingest.language import Language

FOREST = (*(metric for metric in HEADLINES if not is_time(metric)), "outcome", "auroc", "token_f1", "rouge_l", "chrf")
"""The differences that are drawn."""

SHOWN_IDS = 12
SHOWN_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference in words; ``verdict`` is a key of ``Texts.verdicts``."""

    title: str
    family: str
    first: str
    second: str
    difference: str
    interval: str
    p: str
    count: int
    verdict: str


def comparison_html(comparison: Comparison, language: Language) -> str:
    """The comparison as a page that needs nothing else. The same arguments give the same bytes."""
    texts = TEXTS[language]
    shown = [each for each in comparison.differences if each.metric in FOREST]
    forest = None
    if shown:
        rows = {
            metric_title(each.metric, language): charts.Point(each.difference, each.low, each.high) for each in shown
        }
        svg = charts.forest(
            rows, [each.verdict for each in shown], charts.Axis(texts.forest_axis, ""), language == "id"
        )
        forest = Plot(texts.forest_title, texts.forest_note, svg)
    return render(
        "comparison.html",
        language,
        comparison=comparison,
        families=_by_family([_row(each, language) for each in comparison.differences]),
        forest=forest,
        warnings=_warnings(comparison, language),
        won_lost=comparison.won_lost,
        shown=SHOWN_QUESTIONS,
    )


def comparison_markdown(comparison: Comparison, language: Language) -> str:
    """The comparison for a pull request."""
    texts = TEXTS[language]
    parts = [f"## {texts.compare_title}", _about(comparison, texts, language)]
    parts += [f"> **{escaped(line)}**" for line in _warnings(comparison, language)]
    if comparison.changed:
        changed = [
            (f"`{each.name}`", _value(each.first, texts), _value(each.second, texts)) for each in comparison.changed
        ]
        parts.append(f"### {texts.changed}\n\n" + table((texts.option, "A", "B"), changed))
    else:
        parts.append(texts.nothing_changed)
    rows = [
        (row.title, row.first, row.second, row.difference, row.interval, row.p, str(row.count), _marked(row, texts))
        for row in (_row(each, language) for each in comparison.differences)
    ]
    head = (texts.metric, "A", "B", texts.difference, texts.interval, texts.p_value, "n", texts.verdict)
    parts.append(f"### {texts.differences}\n\n{table(head, rows, right=range(1, 7))}\n\n{texts.comparison_note}")
    parts.append(
        f"### {texts.won_lost}\n\n"
        + table(("", texts.won, texts.lost, texts.same), _counts(comparison, texts), right=range(1, 4))
    )
    for each in comparison.won_lost:
        ids = [(texts.won, each.won), (texts.lost, each.lost)]
        lines = [f"- {name}: {_ids(which, code=True)}" for name, which in ids if which]
        if lines:
            parts.append(f"{texts.won_lost_by[each.by].capitalize()}:\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def comparison_lines(comparison: Comparison, language: Language) -> Iterator[str]:
    """The comparison for a terminal, in columns."""
    from ingest.console import table as columns

    texts = TEXTS[language]
    yield f"A: {comparison.first}"
    yield f"B: {comparison.second}"
    yield texts.common.format(count=number(len(comparison.questions), 0, language))
    yield from (f"! {line}" for line in _warnings(comparison, language))
    yield ""
    yield f"{texts.changed}:" if comparison.changed else texts.nothing_changed
    yield from (
        f"  {each.name}: {_value(each.first, texts)} → {_value(each.second, texts)}" for each in comparison.changed
    )
    yield ""
    rows = [_row(each, language) for each in comparison.differences]
    widths = (36, 9, 9, 10, 22, 7, 0)
    yield from columns(
        [(texts.metric, "A", "B", texts.difference, texts.interval, texts.p_value, texts.verdict)], widths
    )
    yield from columns(
        (
            (row.title, row.first, row.second, row.difference, row.interval, row.p, texts.verdicts[row.verdict])
            for row in rows
        ),
        widths,
    )
    yield ""
    yield f"{texts.won_lost}:"
    for each in comparison.won_lost:
        yield f"  {texts.won_lost_by[each.by]}: +{len(each.won)} −{len(each.lost)} (={each.same})"
        yield from (f"    {sign} {_ids(ids)}" for sign, ids in (("+", each.won), ("−", each.lost)) if ids)


def _value(value: str | None, texts: Texts) -> str:
    return texts.absent if value is None else short(value)


def _about(comparison: Comparison, texts: Texts, language: Language) -> str:
    common = texts.common.format(count=number(len(comparison.questions), 0, language))
    return f"A: `{comparison.first}` · B: `{comparison.second}` · {common}"


def _row(each: Difference, language: Language) -> DifferenceRow:
    return DifferenceRow(
        title=metric_title(each.metric, language),
        family=family(each.metric),
        first=measure(each.metric, each.first, language, 3),
        second=measure(each.metric, each.second, language, 3),
        difference=signed(each.metric, each.difference, language),
        interval=f"{signed(each.metric, each.low, language)} … {signed(each.metric, each.high, language)}",
        p=probability(each.p, language),
        count=each.count,
        verdict=each.verdict,
    )


def _by_family(rows: Sequence[DifferenceRow]) -> list[tuple[str, list[DifferenceRow]]]:
    families: dict[str, list[DifferenceRow]] = {}
    for row in rows:
        families.setdefault(row.family, []).append(row)
    return list(families.items())


def _marked(row: DifferenceRow, texts: Texts) -> str:
    words = texts.verdicts[row.verdict]
    return words if row.verdict == "unclear" else f"**{words}**"


def _counts(comparison: Comparison, texts: Texts) -> list[tuple[str, ...]]:
    return [
        (texts.won_lost_by[each.by], str(len(each.won)), str(len(each.lost)), str(each.same))
        for each in comparison.won_lost
    ]


def _warnings(comparison: Comparison, language: Language) -> list[str]:
    texts = TEXTS[language]
    return [
        texts.warnings[each.kind].format(count=number(len(each.ids), 0, language), ids=_ids(each.ids))
        for each in comparison.warnings
    ]


def _ids(ids: tuple[str, ...], *, code: bool = False) -> str:
    shown = [f"`{id_}`" if code else id_ for id_ in ids[:SHOWN_IDS]]
    return ", ".join(shown) + (f", … (+{len(ids) - SHOWN_IDS})" if len(ids) > SHOWN_IDS else "")

"""The tables of a run as Markdown for a pull request. Pure; text from question sets and theses is escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from evaluation.metrics.summary import Measured
from evaluation.questions import SetQuestion
from evaluation.report import tables
from evaluation.report.texts import TEXTS, Texts
from evaluation.report.words import NOTHING, beginning, number, options
from evaluation.report.worst import WorstQuestion, worst_questions
from evaluation.results import QuestionResult
from ingest.language import Language

SHOWN_WORST = 10
SHOWN_CHARACTERS = 100


def report_markdown(
    config: Mapping[str, Any],
    questions: Sequence[SetQuestion],
    results: Sequence[QuestionResult],
    measured: Measured,
    language: Language,
) -> str:
    """Summary and tables of a run; the long ones are folded away."""
    texts = TEXTS[language]
    outcomes: Counter[str] = Counter(result.outcome for result in results)
    facts = [
        texts.questions_count.format(count=number(len(results), 0, language)),
        *(f"{number(outcomes[name], 0, language)} {words}" for name, words in texts.outcomes.items() if outcomes[name]),
    ]
    wide = tables.wide_interval(measured, language)
    worst = worst_questions(questions, results, measured.per_question)
    parts = [
        f"## {texts.title}",
        " · ".join(facts),
        _metrics(tables.summary(measured, language), texts, language),
        f"> {wide}" if wide else "",
        *(escaped(words) for words in tables.opinions(config, measured, len(results), language)),
        _folded(texts.tables, _metrics(tables.all_metrics([measured.all], language), texts, language)),
        *(_folded(each.title, _groups(each, texts, language)) for each in tables.breakdowns(measured, language)),
        _folded(f"{texts.worst} ({len(worst)})", _worst(worst, texts, language)) if worst else "",
        _folded(
            texts.run, table((texts.option, texts.value), [(f"`{name}`", value) for name, value in options(config)])
        ),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _metrics(rows: Iterable[tables.MetricRow], texts: Texts, language: Language) -> str:
    cells = (
        (row.title, row.cells[0].value, row.cells[0].interval or NOTHING, number(row.cells[0].count, 0, language))
        for row in rows
    )
    return table((texts.metric, texts.value, texts.interval, "n"), cells, right=range(1, 4))


def _groups(groups: tables.GroupTable, texts: Texts, language: Language) -> str:
    head = (texts.group, "n", *(column.short for column in groups.columns))
    rows = ((row.name, number(row.questions, 0, language), *(cell.value for cell in row.cells)) for row in groups.rows)
    body = table(head, rows, right=range(1, len(head)))
    hidden = texts.hidden_groups.format(count=number(groups.hidden, 0, language))
    return f"{body}\n\n{hidden}" if groups.hidden else body


def _worst(worst: Sequence[WorstQuestion], texts: Texts, language: Language) -> str:
    rows = (
        (texts.faults[each.fault], f"`{each.question.id}`", beginning(each.question.text, SHOWN_CHARACTERS))
        for each in worst[:SHOWN_WORST]
    )
    body = table(("", "id", texts.questions), rows)
    more = texts.worst_more.format(count=number(len(worst) - SHOWN_WORST, 0, language))
    return f"{body}\n\n{more}" if len(worst) > SHOWN_WORST else body


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Collection[int] = ()) -> str:
    r"""A Markdown table; cells are escaped but for code and bold of our own.

    >>> print(table(("a", "b"), [("x|y", "1")], right=[1]))
    | a | b |
    |---|--:|
    | x\|y | 1 |
    """
    rule = "|".join("--:" if at in right else "---" for at in range(len(head)))
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(head) + " |", f"|{rule}|", *lines])


def escaped(text: str) -> str:
    r"""Text on one line that Markdown shows as it is.

    >>> print(escaped("a*b* <i> [x](y)\n| z"))
    a\*b\* \<i\> \[x\](y) \| z
    """
    return re.sub(r"([\\`*_{}\[\]<>|#~$&])", r"\\\1", " ".join(text.split()))


def _cell(text: str) -> str:
    own = re.fullmatch(r"\*\*([^*]*)\*\*|`([^`|]*)`", text)
    return text if own else escaped(text)


def _folded(title: str, body: str) -> str:
    """A part that GitHub and GitLab fold away; the empty lines let the Markdown in it be read."""
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"

"""Two runs compared: by hand where the run is small, by what must hold where it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from evaluation.compare import (
    Comparison,
    Run,
    Shortfall,
    Warned,
    WonLost,
    below,
    compare,
    drops,
)
from evaluation.metrics.summary import from_json, measure
from evaluation.questions import SetQuestion
from evaluation.report.comparison import comparison_html, comparison_lines, comparison_markdown
from evaluation.report.texts import TEXTS
from evaluation.results import QuestionResult
from ingest.errors import RunsNotComparable, UnknownMetric
from ingest.language import Language
from tests.evaluation.report import small_run as small


def run(
    name: str,
    questions: Sequence[SetQuestion],
    results: Sequence[QuestionResult],
    config: Mapping[str, Any] = small.CONFIG,
) -> Run:
    return Run(name, config, tuple(results), measure(questions, results, lambda _: None))


A = run("runs/a", small.QUESTIONS, small.RESULTS)

RESULTS_B = (
    small.answered(small.RIGHT, 0.9, small.passage(1, small.MARKET, 0), small.passage(2, small.HARBOUR, 4)),
    *small.RESULTS[1:2],
    small.answered(small.REFUSED, 0.6, small.passage(1, small.HARBOUR, 5)),
    *small.RESULTS[3:],
)
B = run("runs/b", small.QUESTIONS, RESULTS_B, {**small.CONFIG, "settings": {"dense_weight": 0.5}})
"""The right page of q-right falls from rank 1 to 2; q-refused is answered, from a right page that comes first."""

MANY = [replace(small.RIGHT, id=f"q{at}") for at in range(40)]
GOOD = run("good", MANY, [replace(small.RESULTS[0], id=each.id) for each in MANY])
BAD = run(
    "bad",
    MANY,
    [replace(small.answered(small.RIGHT, 0.9, small.passage(1, small.MARKET, 0)), id=each.id) for each in MANY],
)


def difference(comparison: Comparison, metric: str) -> tuple[float | None, float | None, float]:
    (found,) = (each for each in comparison.differences if each.metric == metric)
    return found.first, found.second, found.difference


def test_values_and_difference_are_those_of_the_hand() -> None:
    compared = compare(A, B)
    # rank of the first right page, A: 1, 2, 1, none, none; B: 2, 1, 1, none, none
    assert difference(compared, "page_hit@1") == (0.4, 0.4, 0.0)
    assert difference(compared, "page_rr@10") == pytest.approx((0.5, 0.5, 0.0))
    first, second, by = difference(compared, "outcome")  # 3 of 8 to 4 of 8
    assert (first, second) == (0.375, 0.5)
    assert by == pytest.approx(0.125)


def test_questions_won_and_lost_are_named_by_what_they_were_won() -> None:
    won_lost = {each.by: each for each in compare(A, B).won_lost}
    assert won_lost["page_hit@1"] == WonLost("page_hit@1", ("q-refused",), ("q-right",), 3)
    assert won_lost["page_hit@5"] == WonLost("page_hit@5", (), (), 5)
    assert won_lost["outcome"] == WonLost("outcome", ("q-refused",), (), 7)


def test_the_other_way_round_won_is_lost_and_differences_change_sign() -> None:
    one, other = compare(A, B), compare(B, A)
    assert [(each.won, each.lost) for each in one.won_lost] == [(each.lost, each.won) for each in other.won_lost]
    for forth, back in zip(one.differences, other.differences, strict=True):
        assert forth.difference == pytest.approx(-back.difference)
        assert (forth.first, forth.second) == (back.second, back.first)


def test_a_run_does_not_differ_from_itself() -> None:
    compared = compare(A, A)
    assert {each.verdict for each in compared.differences} == {"unclear"}
    assert compared.changed == ()
    assert compared.warnings == ()
    assert drops(compared) == ()


def test_a_run_that_lost_every_page_dropped_and_one_that_won_them_did_not() -> None:
    dropped = {each.metric for each in drops(compare(GOOD, BAD))}
    assert {"page_hit@1", "page_hit@10", "page_ndcg@10", "accuracy_answered", "citation_recall"} <= dropped
    assert drops(compare(BAD, GOOD)) == ()


def test_metrics_of_which_lower_is_better_are_worse_when_they_rise_but_are_no_drop() -> None:
    compared = compare(GOOD, BAD)
    (risk,) = (each for each in compared.differences if each.metric == "aurc")
    assert risk.difference == 1.0
    assert risk.verdict == "worse"
    assert "aurc" not in {each.metric for each in drops(compared)}


def test_a_small_difference_that_could_be_chance_is_no_drop() -> None:
    one_lost = run("one", MANY, (*GOOD.results[:-1], BAD.results[-1]))
    compared = compare(GOOD, one_lost)
    assert difference(compared, "page_hit@1")[2] == pytest.approx(-1 / 40)
    assert drops(compared) == ()


def test_options_that_differ_are_named() -> None:
    changed = {each.name: (each.first, each.second) for each in compare(A, B).changed}
    assert changed == {"settings.dense_weight": ("0.8", "0.5"), "settings.answer_threshold": ("0.5", None)}


def test_runs_without_a_common_question_are_refused_by_name() -> None:
    with pytest.raises(RunsNotComparable) as raised:
        compare(A, GOOD)
    assert (raised.value.first, raised.value.second) == ("runs/a", "good")


def test_only_common_questions_count_and_a_warning_names_the_others() -> None:
    part = run("part", small.QUESTIONS[1:], small.RESULTS[1:], {**small.CONFIG, "questions_sha256": "c" * 64})
    compared = compare(A, part)
    assert list(compared.questions) == [each.id for each in small.QUESTIONS[1:]]
    assert compared.warnings == (Warned("only_first", ("q-right",)), Warned("other_gold"))
    assert difference(compared, "page_hit@1") == (0.25, 0.25, 0.0)  # q-refused-more, of 4
    assert compare(part, A).warnings == (Warned("only_second", ("q-right",)), Warned("other_gold"))


def test_another_wording_and_another_corpus_are_warned_of() -> None:
    worded = (replace(small.RESULTS[0], question="Kapan persisnya?"), *small.RESULTS[1:])
    other = run("other", small.QUESTIONS, worded, {**small.CONFIG, "corpus_sha256": "d" * 64})
    assert compare(A, other).warnings == (Warned("reworded", ("q-right",)), Warned("other_corpus"))


def test_what_was_read_back_from_metrics_json_compares_alike() -> None:
    read = replace(B, measured=from_json(B.measured.to_json()))
    assert compare(A, read) == compare(A, B)


def test_limits_that_are_missed_are_listed_with_their_values() -> None:
    assert below(A.measured, {"page_hit@1": 0.4, "page_hit@5": 0.61, "outcome": 0.5}) == (
        Shortfall("page_hit@5", 0.61, 0.6),
        Shortfall("outcome", 0.5, 0.375),
    )


def test_a_limit_on_time_or_risk_is_missed_from_above() -> None:
    assert below(A.measured, {"total_ms_median": 50.1}) == ()
    assert [each.metric for each in below(A.measured, {"total_ms_median": 49.9, "aurc": 0.0})] == [
        "total_ms_median",
        "aurc",
    ]


def test_a_metric_with_nothing_to_count_reaches_no_limit() -> None:
    only = run("only", [small.UNANSWERABLE], small.RESULTS[1:2])
    assert below(only.measured, {"page_hit@1": 0.0}) == (Shortfall("page_hit@1", 0.0, None),)


@pytest.mark.parametrize(("name", "nearest"), [("page_hit@2", "page_hit@"), ("pagehit@1", "page_hit@1"), ("zzz", None)])
def test_an_unknown_metric_is_an_error_with_the_nearest_name(name: str, nearest: str | None) -> None:
    with pytest.raises(UnknownMetric) as raised:
        below(A.measured, {"outcome": 0.0, name: 0.5})
    assert raised.value.name == name
    assert (raised.value.nearest or "").startswith(nearest or "")
    assert (raised.value.nearest is None) == (nearest is None)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_has_plot_differences_and_questions_and_reaches_for_nothing(language: Language) -> None:
    html = comparison_html(compare(A, B), language)
    ElementTree.fromstring(re.search(r"<svg.*?</svg>", html, re.DOTALL).group())  # type: ignore[union-attr]
    assert not re.search(r'<script|<img|<link|(?:src|href)="(?!#)|url\((?!#)', html)
    assert small.RIGHT.text in html
    assert "+0.125" in html or "+0,125" in html
    assert TEXTS[language].won_lost_by["page_hit@1"].capitalize() in html


def test_names_options_and_questions_of_others_are_no_markup() -> None:
    hostile = run("<b>b</b>", small.QUESTIONS, RESULTS_B, {**small.CONFIG, "model": "<i>|x"})
    missed = (*hostile.results[:3], replace(hostile.results[3], retrieved=(small.passage(1, small.HARBOUR, 9),)))
    won = run(hostile.name, small.QUESTIONS, (*missed, *hostile.results[4:]), hostile.config)
    html = comparison_html(compare(A, won), "en")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "Why did the &lt;harbour&gt; become quiet?" in html
    assert r"\<i\>\|x" in comparison_markdown(compare(A, won), "en")


def test_the_terminal_has_the_same_figures() -> None:
    lines = list(comparison_lines(compare(A, B), "en"))
    (line,) = (line for line in lines if line.startswith("Answered or refused rightly"))
    assert re.split(r" {2,}", line)[1:4] == ["0.375", "0.500", "+0.125"]
    assert "  settings.dense_weight: 0.8 → 0.5" in lines
    assert "  right page first: +1 −1 (=3)" in lines
    assert "    + q-refused" in lines


def test_the_markdown_has_whole_tables_and_says_what_is_clear() -> None:
    text = comparison_markdown(compare(GOOD, BAD), "en")
    assert re.search(
        r"^\| Right page first \| 1\.000 \| 0\.000 \| −1\.000 \|.*\| \*\*worse\*\* \|$", text, re.MULTILINE
    )
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_a_run_beside_itself_says_that_nothing_changed() -> None:
    html = comparison_html(compare(A, A), "en")
    assert TEXTS["en"].nothing_changed in html
    assert TEXTS["en"].no_change in html

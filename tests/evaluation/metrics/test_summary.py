from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from evaluation.metrics.asked import pair
from evaluation.metrics.formulas_id import FORMULAS
from evaluation.metrics.summary import METRICS, DocumentText, Figure, Measured, differences, from_json, measure
from evaluation.questions import SetQuestion
from evaluation.results import QuestionResult
from tests.evaluation.metrics.made import citation, passage, question, result, said

STORED = {"a.pdf": DocumentText("kota Baubau", ())}


def _set() -> list[SetQuestion]:
    return [
        question("1", reference="kota Baubau", key_facts=["Baubau"]),
        question("2", language="en", type_="number"),
        question("3", [("a.pdf", 1), ("b.pdf", 2)], type_="cross-document"),
        question("4", answerable=False),
        replace(question("5", [], answerable=False), unanswerable_kind="off-topic"),
        question("6", [], documents=["b.pdf"]),
    ]


def _results() -> list[QuestionResult]:
    right = [passage(1, "a.pdf", 1)]
    cited = [citation(1, "a.pdf", 1)]
    return [
        result("1", retrieved=right, citations=cited, statements=[said("kota Baubau", 1)], answerability=0.9),
        result("2", "failed", answerability=0),
        result("3", retrieved=right, citations=cited, answerability=0.8),
        result("4", "abstained", answerability=0.2),
        result("5", citations=cited, answerability=0.4),
        result("6", "abstained", retrieved=[passage(2, "b.pdf", 5)], answerability=0.1),
    ]


def _measured() -> Measured:
    return measure(_set(), _results(), STORED.get)


def test_figures_over_all_questions_by_hand() -> None:
    found = _measured().all
    values = {name: None if figure.value is None else round(figure.value, 4) for name, figure in found.items()}
    counts = {name: figure.count for name, figure in found.items()}
    assert (values["page_hit@1"], counts["page_hit@1"]) == (0.6667, 3)  # 1 and 3, not 2; 6 names no page
    assert (values["page_recall@10"], counts["page_recall@10"]) == (0.5, 3)  # 1, 0 and half
    assert (values["document_hit@1"], counts["document_hit@1"]) == (0.75, 4)  # 1, 3 and 6; not 2
    assert (values["citation_precision"], counts["citation_precision"]) == (0.6667, 3)  # 1 and 3, not 5
    assert (values["citation_recall"], counts["citation_recall"]) == (0.5, 3)
    assert (values["quote_exact"], counts["quote_exact"]) == (1, 3)
    assert (values["abstention_precision"], counts["abstention_precision"]) == (0.5, 2)  # 4, not 6
    assert (values["abstention_recall"], counts["abstention_recall"]) == (0.5, 2)  # 4, not 5
    assert (values["abstention_f1"], counts["abstention_f1"]) == (0.5, 3)
    assert (values["coverage"], counts["coverage"]) == (0.5, 6)
    assert (values["accuracy_answered"], counts["accuracy_answered"]) == (0.5, 4)  # 1 and 3, not 2 and 5
    # answerable 0.9, failed, 0.8, 0.1 against 0.2 and 0.4: 2 + 0 + 2 + 0 of 8 pairs
    assert (values["auroc"], counts["auroc"]) == (0.5, 6)
    # by answerability 1, 3, 5, 4, 2 without 6: (0 + 0 + 1/3 + 2/4 + 3/5) / 5
    assert (values["aurc"], counts["aurc"]) == (0.2867, 5)
    assert (values["key_facts"], counts["key_facts"]) == (1, 1)
    assert (values["total_ms_median"], counts["total_ms_median"]) == (100, 5)


def test_every_group_has_every_metric_in_the_order_of_their_descriptions() -> None:
    measured = _measured()
    groups = [measured.all, *(figures for by in measured.by.values() for figures in by.values())]
    assert all(list(figures) == list(METRICS) for figures in groups)
    assert {by: list(names) for by, names in measured.by.items()} == {
        "language": ["en", "id"],
        "type": ["cross-document", "factoid", "number", "unanswerable"],
        "document": ["a.pdf", "b.pdf"],
    }
    assert measured.by["document"]["b.pdf"]["coverage"].count == 2  # questions 3 and 6
    assert measured.by["type"]["number"]["page_hit@10"].value == 0


def test_what_a_group_cannot_have_is_none_never_nan() -> None:
    measured = _measured()
    english = measured.by["language"]["en"]
    assert english["auroc"] == english["key_facts"] == english["search_ms_p95"] == Figure(None, None, None, 0)
    assert not any(
        math.isnan(number)
        for figures in (measured.all, english)
        for figure in figures.values()
        for number in (figure.value, figure.low, figure.high)
        if number is not None
    )


def test_small_groups_have_wide_intervals() -> None:
    hits = _measured().all["page_hit@1"]
    assert hits.low is not None
    assert hits.high is not None
    assert hits.high - hits.low > 0.6


def test_questions_without_a_page_are_counted_apart() -> None:
    assert _measured().without_evidence == ("6",)


def test_no_question_at_all_is_measured_too() -> None:
    measured = measure([], [], STORED.get)
    assert set(measured.all.values()) == {Figure(None, None, None, 0)}
    assert measured.risk_coverage == ()
    assert measured.by == {"language": {}, "type": {}, "document": {}}
    assert from_json(json.loads(json.dumps(measured.to_json()))) == measured


def test_a_run_where_all_failed_has_0_and_no_speed() -> None:
    measured = measure(_set()[:5], [result(str(at), "failed", answerability=0) for at in range(1, 6)], STORED.get)
    zero = ("page_hit@10", "page_ndcg@10", "citation_recall", "abstention_recall", "abstention_f1", "coverage")
    assert {measured.all[name].value for name in (*zero, "accuracy_answered", "auroc", "key_facts", "outcome")} == {0}
    assert measured.all["aurc"].value == 1
    assert measured.all["total_ms_median"].value is None


def test_json_keeps_everything_and_has_the_documented_keys() -> None:
    measured = _measured()
    fields: dict[str, Any] = json.loads(json.dumps(measured.to_json(), allow_nan=False))
    assert list(fields) == [
        *("all", "language", "type", "document", "per_question", "observations", "risk_coverage", "without_evidence")
    ]
    assert list(fields["all"]["page_hit@1"]) == ["value", "low", "high", "n"]
    assert fields["language"]["id"]["page_hit@1"]["value"] == 1
    assert fields["per_question"]["page_hit@1"] == {"1": 1, "2": 0, "3": 1}
    assert from_json(fields) == measured


def test_a_file_that_is_something_else_is_refused() -> None:
    with pytest.raises(KeyError):
        from_json({"all": {}})


def test_measuring_twice_gives_the_same() -> None:
    assert _measured() == _measured()


def test_every_described_metric_is_measured_and_described_in_both_languages() -> None:
    measured = _measured()
    means = set(measured.per_question)
    later = {name for name in METRICS if name.startswith(("graded_", "faithful"))}  # from people and a judge
    assert means | later | {"abstention_f1", "auroc", "aurc"} == {name for name in METRICS if "_ms_" not in name}
    assert all(set(each.title) == set(each.formula) == {"en", "id"} and each.source for each in METRICS.values())
    assert all(each.formula["en"] != each.formula["id"] for each in METRICS.values())
    assert set(FORMULAS) == set(METRICS)
    for language in ("en", "id"):
        titles = [each.title[language] for each in METRICS.values()]
        assert len(set(titles)) == len(titles)


def test_a_run_differs_from_itself_in_nothing() -> None:
    found = differences(_measured(), _measured())
    assert {"page_hit@1", "abstention_f1", "auroc", "total_ms_p95"} <= set(found)
    assert {(each.difference, each.p) for each in found.values()} == {(0, 1)}


def test_differences_are_those_of_the_figures_also_where_they_are_no_means() -> None:
    better = [replace(each, outcome="abstained", citations=()) if each.id == "5" else each for each in _results()]
    first, second = _measured(), measure(_set(), better, STORED.get)
    found = differences(first, second)
    for metric in ("abstention_f1", "abstention_precision", "citation_precision", "accuracy_answered", "coverage"):
        before, after = first.all[metric].value, second.all[metric].value
        assert before is not None
        assert after is not None
        assert found[metric].difference == pytest.approx(after - before), metric
    assert found["abstention_f1"].difference == pytest.approx(0.3)  # 2 · 2 / (3 + 2) after 2 · 1 / (2 + 2)
    assert found["abstention_f1"].p == 1  # one question


def test_differences_are_over_the_common_questions() -> None:
    fewer = measure(_set()[:3], _results()[:3], STORED.get)
    assert differences(_measured(), fewer)["coverage"].count == 3
    assert differences(fewer, measure([], [], STORED.get)) == {}


def test_a_result_is_measured_once_with_its_own_question() -> None:
    assert [each.id for each in pair(_set(), reversed(_results()))] == ["1", "2", "3", "4", "5", "6"]
    assert measure(_set(), reversed(_results()), STORED.get) == _measured()

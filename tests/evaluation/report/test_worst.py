"""Which questions went worst, and in which order a person sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.report.worst import Fault, fault_of, worst_questions
from evaluation.results import QuestionResult
from tests.evaluation.report import small_run as small

PAGE_FOUND = {
    "page_hit@10": {"q-right": 1.0, "q-missed": 0.0, "q-refused": 1.0, "q-refused-more": 1.0, "q-failed": 0.0}
}


def test_failed_ones_come_first_then_pages_not_found_then_wrong_answers_then_wrong_refusals() -> None:
    worst = worst_questions(small.QUESTIONS, small.RESULTS, PAGE_FOUND)
    assert [(each.fault, each.question.id) for each in worst] == [
        (Fault.FAILED, "q-failed"),
        (Fault.NOT_FOUND, "q-missed"),
        (Fault.WRONGLY_ANSWERED, "q-nowhere-surer"),
        (Fault.WRONGLY_ANSWERED, "q-nowhere"),
        (Fault.WRONGLY_REFUSED, "q-refused-more"),
        (Fault.WRONGLY_REFUSED, "q-refused"),
    ]


def test_each_question_is_shown_with_its_own_result() -> None:
    assert all(
        each.question.id == each.result.id for each in worst_questions(small.QUESTIONS, small.RESULTS, PAGE_FOUND)
    )


def test_a_refused_question_whose_page_was_not_found_is_shown_for_its_page() -> None:
    refused = small.refused(small.MISSED, 0.1, small.passage(1, small.MARKET, 0))
    assert fault_of(small.MISSED, refused, 0.0) is Fault.NOT_FOUND


@pytest.mark.parametrize("found", [1.0, None])
def test_an_answer_whose_page_was_found_or_is_not_known_has_no_fault(found: float | None) -> None:
    assert fault_of(small.RIGHT, small.RESULTS[0], found) is None


def test_a_right_refusal_has_no_fault_whatever_was_found() -> None:
    assert fault_of(small.WELL_REFUSED, small.RESULTS[-1], None) is None


@given(st.permutations(small.RESULTS), st.integers(0, len(small.RESULTS)))
def test_no_question_is_shown_twice_and_none_without_its_result(order: list[QuestionResult], kept: int) -> None:
    worst = worst_questions(small.QUESTIONS, order[:kept], PAGE_FOUND)
    ids = [each.question.id for each in worst]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {result.id for result in order[:kept]}

"""The questions that went worst, in the order in which a person should look at them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from evaluation.questions import SetQuestion
from evaluation.results import QuestionResult

RIGHT_PAGE_FOUND = "page_hit@10"
"""The metric whose 0 says that no right page was among the first 10."""


class Fault(Enum):
    """What went wrong with a question; the order is that of the report."""

    FAILED = "failed"
    NOT_FOUND = "not-found"
    WRONGLY_ANSWERED = "wrongly-answered"
    WRONGLY_REFUSED = "wrongly-refused"


@dataclass(frozen=True, slots=True)
class WorstQuestion:
    """A question, what became of it, and the first fault that it has."""

    fault: Fault
    question: SetQuestion
    result: QuestionResult


def worst_questions(
    questions: Sequence[SetQuestion],
    results: Sequence[QuestionResult],
    per_question: Mapping[str, Mapping[str, float]],
) -> tuple[WorstQuestion, ...]:
    """Every question with a fault, once, under the first that applies: failed, its page not found, answered though
    unanswerable, refused though answerable. Within a fault the surest mistakes come first: unanswerable ones that
    look most answerable, answerable ones that look least so. Questions without a result are left out."""
    found = per_question.get(RIGHT_PAGE_FOUND, {})
    of_question = {result.id: result for result in results}
    worst = [
        WorstQuestion(fault, question, result)
        for question in questions
        if (result := of_question.get(question.id)) is not None
        and (fault := fault_of(question, result, found.get(question.id))) is not None
    ]
    order = list(Fault)
    return tuple(sorted(worst, key=lambda each: (order.index(each.fault), _mildness(each))))


def fault_of(question: SetQuestion, result: QuestionResult, page_found: float | None) -> Fault | None:
    """The first fault of a result, None where it has none. ``page_found`` is None where the set names no page."""
    if result.outcome == "failed":
        return Fault.FAILED
    if not question.answerable:
        return Fault.WRONGLY_ANSWERED if result.outcome == "answered" else None
    if page_found == 0:
        return Fault.NOT_FOUND
    return Fault.WRONGLY_REFUSED if result.outcome == "abstained" else None


def _mildness(worst: WorstQuestion) -> float:
    match worst.fault:
        case Fault.WRONGLY_ANSWERED:
            return -worst.result.answerability
        case Fault.WRONGLY_REFUSED:
            return worst.result.answerability
    return 0.0

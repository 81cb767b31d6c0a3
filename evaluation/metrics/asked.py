"""A question with what became of it, and what the gold asks of an answer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

from evaluation.questions import SetQuestion
from evaluation.results import QuestionResult

PerQuestion = dict[str, dict[str, float]]
"""Metric or observation → id of the question → its value; a question without one is not in it."""

NEEDS_ALL = frozenset({"multi-page", "cross-document"})
"""The types of which every piece of evidence is needed; of the others any one suffices."""

Place = TypeVar("Place", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its result, which has the same id."""

    question: SetQuestion
    result: QuestionResult

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def answered(self) -> bool:
        return self.result.outcome == "answered"

    @property
    def refused(self) -> bool:
        return self.result.outcome == "abstained"

    @property
    def failed(self) -> bool:
        return self.result.outcome == "failed"

    @property
    def has_gold_pages(self) -> bool:
        """Whether the set says on which page the answer stands: the questions that page figures count."""
        return self.question.answerable and bool(self.question.evidence)

    @property
    def page_needs(self) -> dict[tuple[str, int], int]:
        """Every gold page (file name, PDF index from 0) with the number of the need that it meets."""
        return _needs(self.question, sorted(self.question.evidence_pages))

    @property
    def document_needs(self) -> dict[str, int]:
        """As ``page_needs``, of the documents with evidence; without evidence, of those that the question names."""
        documents = {evidence.document for evidence in self.question.evidence} or set(self.question.documents)
        return _needs(self.question, sorted(documents))


def pair(questions: Sequence[SetQuestion], results: Iterable[QuestionResult]) -> tuple[Asked, ...]:
    """Every question with its result, in the order of the questions.

    Raises ValueError unless each has exactly one, with a number for its answerability: a figure over what happens to be
    there would look better than it is.
    """
    found: dict[str, QuestionResult] = {}
    for result in results:
        if result.id in found:
            raise ValueError(f'there are two results of question "{result.id}"')
        if not isfinite(result.answerability):
            raise ValueError(f'the answerability of question "{result.id}" is {result.answerability}, not a number')
        found[result.id] = result
    asked = []
    for question in questions:
        if question.id not in found:
            raise ValueError(f'question "{question.id}" has no result of its own')
        asked.append(Asked(question, found.pop(question.id)))
    if found:
        raise ValueError(f'there is no question for the result "{next(iter(found))}"')
    return tuple(asked)


def _needs(question: SetQuestion, places: Sequence[Place]) -> dict[Place, int]:
    """One need for each place where the type needs all, else the same need for all."""
    return {place: number if question.type in NEEDS_ALL else 0 for number, place in enumerate(places)}

"""Questions and results to measure, each with only what a test is about."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.metrics.asked import Asked
from evaluation.questions import Evidence, SetQuestion
from evaluation.results import CitationResult, Outcome, QuestionResult, RetrievedResult, StatementResult
from ingest.language import Language

Page = tuple[str, int]


def question(
    id_: str = "q",
    gold: Sequence[Page] = (("a.pdf", 1),),
    *,
    type_: str = "factoid",
    language: Language = "id",
    answerable: bool = True,
    documents: Sequence[str] = (),
    reference: str = "",
    key_facts: Sequence[str] = (),
) -> SetQuestion:
    """An answerable question whose answer stands on page 1 (from 0) of a.pdf, unless said otherwise."""
    return SetQuestion(
        id=id_,
        text="Apa?",
        language=language,
        type=type_ if answerable else "unanswerable",
        answerable=answerable,
        unanswerable_kind=None if answerable else "not-stated",
        documents=tuple(documents) or tuple(sorted({document for document, _ in gold})),
        evidence=tuple(Evidence(document, index, "", "") for document, index in gold) if answerable else (),
        reference=reference,
        key_facts=tuple(key_facts),
        history=(),
    )


def passage(rank: int, document: str, *pages: int) -> RetrievedResult:
    return RetrievedResult(rank, document, 0, 10, pages, 1 / rank, "teks")


def citation(number: int, document: str, *pages: int, quote: str = "kota", start: int = 0) -> CitationResult:
    return CitationResult(number, document, start, start + len(quote), pages, quote)


def result(
    id_: str = "q",
    outcome: Outcome = "answered",
    *,
    retrieved: Sequence[RetrievedResult] = (),
    citations: Sequence[CitationResult] = (),
    statements: Sequence[StatementResult] = (),
    answer: str = "",
    answerability: float = 0.5,
    seconds: float = 0.1,
) -> QuestionResult:
    return QuestionResult(
        id=id_,
        question="Apa?",
        language="id",
        outcome=outcome,
        error="RuntimeError: rusak" if outcome == "failed" else None,
        answer=answer,
        statements=tuple(statements),
        citations=tuple(citations),
        retrieved=tuple(retrieved),
        answerability=answerability,
        search_seconds=seconds / 2,
        total_seconds=seconds,
    )


def said(text: str, *numbers: int) -> StatementResult:
    return StatementResult(text, numbers, "verbatim")


def asked(question_: SetQuestion, result_: QuestionResult) -> Asked:
    return Asked(question_, result_)

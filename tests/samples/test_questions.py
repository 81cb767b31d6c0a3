"""The question set over the samples says where its answers stand, and they stand there."""

from collections import Counter
from pathlib import Path

import pytest
from pypdf import PdfReader

from evaluation.formats.values import SetQuestion
from evaluation.metrics.answers import holds_fact
from evaluation.questions import read_questions
from retrieval.quotes import Found, locate

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
SET = SAMPLES / "questions.jsonl"


@pytest.fixture(scope="module")
def questions() -> tuple[SetQuestion, ...]:
    """The set as the evaluation reads it."""
    return read_questions([SET])


def test_every_quote_stands_on_its_page_and_the_page_prints_its_label(questions: tuple[SetQuestion, ...]) -> None:
    readers = {path.name: PdfReader(path) for path in SAMPLES.glob("*.pdf")}
    texts = {name: [page.extract_text() for page in reader.pages] for name, reader in readers.items()}
    for question in questions:
        for evidence in question.evidence:
            assert evidence.quote, question.id
            assert isinstance(locate(evidence.quote, texts[evidence.document][evidence.page_index]), Found), evidence
            assert readers[evidence.document].page_labels[evidence.page_index] == evidence.page_label, evidence


def test_every_page_that_holds_a_quote_is_named(questions: tuple[SetQuestion, ...]) -> None:
    pages = {
        (path.name, index): page.extract_text()
        for path in SAMPLES.glob("*.pdf")
        for index, page in enumerate(PdfReader(path).pages)
    }
    for question in questions:
        for quote in {evidence.quote for evidence in question.evidence}:
            holding = {page for page, text in pages.items() if isinstance(locate(quote, text), Found)}
            assert holding <= question.evidence_pages, (question.id, quote)


def test_what_cannot_be_answered_has_no_evidence_and_a_reason(questions: tuple[SetQuestion, ...]) -> None:
    for question in questions:
        assert question.answerable == bool(question.evidence), question.id
        assert question.answerable == (question.type != "unanswerable"), question.id
        assert question.answerable == (question.unanswerable_kind is None), question.id


def test_every_right_answer_holds_its_key_facts(questions: tuple[SetQuestion, ...]) -> None:
    for question in questions:
        assert all(holds_fact(question.reference, fact) for fact in question.key_facts), question.id
        assert question.answerable == bool(question.key_facts), question.id


def test_the_set_is_half_in_each_language_and_has_follow_ups_and_questions_without_an_answer(
    questions: tuple[SetQuestion, ...],
) -> None:
    languages = Counter(question.language for question in questions)
    assert abs(languages["id"] - languages["en"]) <= 3
    assert all(question.history for question in questions if question.type == "follow-up")
    assert sum(question.type == "follow-up" for question in questions) >= 9
    assert Counter(question.unanswerable_kind for question in questions if not question.answerable) == {
        "not-stated": 7,
        "false-premise": 7,
        "off-topic": 4,
    }

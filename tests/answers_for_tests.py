"""Answers made by hand, for what shows them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ingest.catalogue.records import StoredPassage, WholeDocument
from ingest.document import Passage, SectionKind, Sentence
from ingest.language import Language
from retrieval.answer import Answer, Outcome, Reason, Retrieved, Statement, Support
from retrieval.citation import cite
from retrieval.conversation import Understood
from retrieval.question import understand
from retrieval.search import Hit

QUESTIONS = {"id": "Apa saja hambatan kerja sama kota?", "en": "Which obstacles keep the cities apart?"}


def answered(language: Language, *places: tuple[WholeDocument, int, int]) -> Answer:
    """An answer that quotes these intervals, [start, end) of a document each."""
    citations = tuple(cite(at, *place) for at, place in enumerate(places, start=1))
    whole = places[0][0]
    text = whole.document.text
    passage = Passage(7, whole.document.id, 0, len(text), (Sentence(0, len(text)),))
    vectors = np.ones((1, 1), np.float32)
    hit = Hit(StoredPassage(passage, whole.thesis.id, SectionKind.BODY, vectors), 1.23456789, 0.9, 1.0, 0.5, (0.9,))
    return Answer(
        understood=Understood(QUESTIONS[language], QUESTIONS[language]),
        question=understand(QUESTIONS[language]),
        outcome=Outcome.ANSWERED,
        reason=None,
        statements=tuple(Statement(c.quote, (c.number,), Support.VERBATIM) for c in citations),
        citations=citations,
        retrieved=(Retrieved(hit, whole.document.file_name, (0, 1), text),),
        answerability=0.91234567,
        search_seconds=0.0212345,
        total_seconds=0.07,
    )


def abstained(language: Language, nearest: tuple[WholeDocument, int, int], reason: Reason) -> Answer:
    """A refusal, with the place that came nearest."""
    found = answered(language, nearest)
    return replace(
        found, outcome=Outcome.ABSTAINED, reason=reason, statements=(), citations=(), nearest=found.citations
    )

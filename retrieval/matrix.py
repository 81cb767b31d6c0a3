"""Evidence matrix: theses × topics, every cell the quotes by which one thesis answers one question.

A topic is an aspect (mechanisms, drivers, obstacles, …) or any question of the reader's. Each cell is an answer over
that thesis alone, so that it abstains, thesis by thesis, where there is no evidence: an empty cell says why. What is
asked for an aspect names no subject and so comes near to much of a thesis; therefore a quote fills such a cell only if
it, or a heading above it, names the aspect. Cells come one by one; whoever takes them may stop at any time and keep
what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Thesis
from ingest.errors import EmptyQuestion, KutipError, LibraryError
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer, Outcome, Reason, answer
from retrieval.aspects import Aspect, names_aspect
from retrieval.citation import Citation
from retrieval.scope import Scope
from retrieval.search import PassageSearch

_ASPECTS: dict[Aspect, dict[Language, tuple[str, str]]] = {
    Aspect.MECHANISM: {
        "id": ("Mekanisme", "Bagaimana mekanisme atau cara pelaksanaannya?"),
        "en": ("Mechanisms", "What is the mechanism, how does it work step by step?"),
    },
    Aspect.DRIVER: {
        "id": ("Pendorong", "Apa saja faktor pendorong dan alasannya?"),
        "en": ("Drivers", "What is the motivation, what are the reasons for it?"),
    },
    Aspect.OBSTACLE: {
        "id": ("Hambatan", "Apa saja hambatan, kendala, dan tantangannya?"),
        "en": ("Obstacles", "Which obstacles, limitations and challenges are there?"),
    },
    Aspect.IMPACT: {
        "id": ("Dampak", "Apa dampak, manfaat, atau hasilnya?"),
        "en": ("Impact", "What is the impact, what are the effects and benefits?"),
    },
    Aspect.METHOD: {
        "id": ("Metode", "Metode penelitian apa yang digunakan, bagaimana data dikumpulkan dan dianalisis?"),
        "en": ("Method", "Which method is used, how was it evaluated and measured?"),
    },
    Aspect.DEFINITION: {
        "id": ("Definisi", "Apa definisi dan pengertian konsep utamanya?"),
        "en": ("Definitions", "What is the definition of the main concept?"),
    },
    Aspect.RECOMMENDATION: {
        "id": ("Saran", "Apa saja saran dan rekomendasinya?"),
        "en": ("Recommendations", "What is left for future work, what should be improved?"),
    },
}
"""What a column is called, and what is asked of a thesis in its own language."""

_REASONS: dict[Language, dict[Reason, str]] = {
    "id": {
        Reason.NOTHING_FOUND: "tidak ditemukan apa pun",
        Reason.WEAK_EVIDENCE: "tidak ada bagian yang cukup dekat dengan pertanyaan ini",
    },
    "en": {
        Reason.NOTHING_FOUND: "nothing found",
        Reason.WEAK_EVIDENCE: "no part comes near enough to this question",
    },
}
_FAILED: dict[Language, str] = {"id": "gagal", "en": "failed"}


@dataclass(frozen=True, slots=True)
class Topic:
    """A column: an aspect, or a question in the reader's words. Exactly one of the two is given."""

    aspect: Aspect | None = None
    question: str = ""

    def __post_init__(self) -> None:
        if (self.aspect is None) == (not self.question.strip()):
            raise EmptyQuestion

    def title(self, language: Language) -> str:
        """The heading of the column.

        >>> Topic(Aspect.OBSTACLE).title("id"), Topic(question="Berapa  biayanya?").title("id")
        ('Hambatan', 'Berapa biayanya?')
        """
        return _ASPECTS[self.aspect][language][0] if self.aspect else " ".join(self.question.split())

    def asked_of(self, thesis: Thesis) -> str:
        """What the thesis is asked, an aspect in the thesis's own language."""
        if self.aspect is None:
            return self.question
        return _ASPECTS[self.aspect]["id" if thesis.language == "id" else "en"][1]


ASPECTS = tuple(Topic(aspect) for aspect in _ASPECTS)
"""A topic for each aspect, as a matrix has them where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one thesis says on one topic. ``citations`` are empty unless it was answered; then ``reason`` or ``error``
    says why."""

    thesis: Thesis
    topic: Topic
    asked: str
    outcome: Outcome
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None
    error: KutipError | None = None

    def why_empty(self, language: Language) -> str:
        """Why there is no quote, in words; "" where there is one."""
        if self.error is not None:
            return f"{_FAILED[language]}: {explain(self.error, language)}"
        return _REASONS[language][self.reason] if self.reason else ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The theses (rows), the topics (columns) and the cells that were made, row by row; a stopped one lacks the rest."""

    theses: tuple[Thesis, ...]
    topics: tuple[Topic, ...]
    cells: tuple[Cell, ...]

    def cell(self, thesis: Thesis, topic: Topic) -> Cell | None:
        """The cell, or None where it was not made."""
        found = (cell for cell in self.cells if cell.thesis.id == thesis.id and cell.topic == topic)
        return next(found, None)


def matrix_cells(
    search: PassageSearch,
    theses: Sequence[Thesis],
    topics: Sequence[Topic],
    *,
    threshold: float,
    scope: Scope,
) -> Iterator[Cell]:
    """The cells row by row, each made when it is asked for. ``scope`` keeps its rights and its kinds of sections.

    An error of one question is that cell's; an error of the library (LibraryChanged, …) ends the whole and is raised.
    """
    for thesis in theses:
        of_thesis = Scope(scope.visible, frozenset({thesis.id}), scope.kinds)
        for topic in topics:
            asked = topic.asked_of(thesis)
            try:
                yield _cell(thesis, topic, asked, answer(search, asked, of_thesis, threshold=threshold))
            except LibraryError:
                raise
            except KutipError as error:
                yield Cell(thesis, topic, asked, Outcome.FAILED, error=error)


def _cell(thesis: Thesis, topic: Topic, asked: str, found: Answer) -> Cell:
    citations = tuple(citation for citation in found.citations if _is_about(citation, topic))
    if found.citations and not citations:
        return Cell(thesis, topic, asked, Outcome.ABSTAINED, reason=Reason.WEAK_EVIDENCE)
    return Cell(thesis, topic, asked, found.outcome, citations, found.reason)


def _is_about(citation: Citation, topic: Topic) -> bool:
    return topic.aspect is None or any(
        names_aspect(words, topic.aspect) for words in (citation.quote, citation.section_title)
    )

"""What a question set holds, whatever format it came in: frozen values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.language import Language
from retrieval import conversation

TYPES = frozenset(
    "mechanism driver obstacle definition factoid number method result comparison table multi-page cross-document "
    "citation follow-up unanswerable".split()
)
UNANSWERABLE_KINDS = frozenset({"not-stated", "false-premise", "off-topic"})

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page that answers. ``page_index`` counts PDF pages from 0; ``quote`` may be empty; a higher ``grade`` answers better."""

    document: str
    page_index: int
    page_label: str
    quote: str
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """One question of a set. ``documents`` are file names; ``key_facts`` have ``a|b`` where either will do.

    In a set with passages of its own, a document is a passage: it bears the passage's id and has one page.
    """

    id: str
    text: str
    language: Language
    type: str
    answerable: bool
    unanswerable_kind: str | None
    documents: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    reference: str
    key_facts: tuple[str, ...]
    history: tuple[Turn, ...]

    @property
    def turns(self) -> tuple[conversation.Turn, ...]:
        """The history as questions with their answers."""
        return conversation.turns_of((turn.role, turn.content) for turn in self.history)

    @property
    def evidence_pages(self) -> frozenset[tuple[str, int]]:
        """File name and PDF page (from 0) of each piece of evidence."""
        return frozenset((evidence.document, evidence.page_index) for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class BenchmarkPassage:
    """A passage that a set brings along. Questions name it by its id, as they name a thesis by its file."""

    id: str
    title: str
    text: str

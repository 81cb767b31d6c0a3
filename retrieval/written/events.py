"""What happens while an answer is written, in order: asked, statements as they pass their check, the whole answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.answer import Answer, Statement
from retrieval.citation import Citation


@dataclass(frozen=True, slots=True)
class Asked:
    """The model is asked; ``attempt`` counts from 1. ``draft`` is the verbatim answer that it may write anew."""

    draft: Answer
    model: str
    host: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that passed its check, with those of its citations that no statement before it had."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The end. The answer counts: where it is verbatim after all, the statements shown before are not part of it."""

    answer: Answer


Event = Asked | Shown | Done


def answer_of(events: Iterable[Event]) -> Answer:
    """The answer that events end with."""
    for event in events:
        if isinstance(event, Done):
            return event.answer
    raise ValueError("an answer ends with Done")

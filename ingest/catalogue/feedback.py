"""What readers thought of answers: liked or not, and why not; with what was asked, said and cited.

No search looks at it, so writing it raises no revision and needs no writer's lock: it is one short transaction of the
database, beside whatever another process is doing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Engine, insert, select, update

from ingest.catalogue.schema import open_engine, storage_errors
from ingest.catalogue.tables import feedback
from ingest.document import Span
from ingest.language import Language
from ingest.places import Store

MAX_NOTE = 500
"""Characters of a reader's own words."""


class Complaint(StrEnum):
    """Why a reader did not like an answer."""

    WRONG_PAGE = "wrong page"
    BESIDE_THE_POINT = "does not answer"
    INCOMPLETE = "something is missing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as a reader saw it. ``theses`` are the ids of those that were asked, None for all of them."""

    id: str
    question: str
    language: Language
    outcome: str
    text: str
    citations: tuple[Span, ...]
    theses: tuple[str, ...] | None
    mode: str
    model: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reader thought of an answer. ``complaint`` is None where it was liked or no reason was given."""

    answer: GivenAnswer
    liked: bool
    complaint: Complaint | None = None
    note: str = ""


class Feedback:
    """The opinions kept by the catalogue at a place, whose tables are up to date."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, opinion: Opinion) -> None:
        """Store an opinion; a later one of the same answer replaces it. Raises DiskFull where nothing can be written."""
        values = _values(opinion)
        same = feedback.c.answer_id == opinion.answer.id
        with storage_errors(self._store, writing=True):
            engine = open_engine(self._store)
            try:
                with engine.execution_options(write=True).begin() as connection:
                    if connection.execute(update(feedback).where(same).values(values)).rowcount == 0:
                        connection.execute(insert(feedback).values(values))
            finally:
                engine.dispose()

    def opinions(self, *, liked: bool | None = None) -> list[Opinion]:
        """The opinions in the order in which they were first given; with ``liked`` those of one kind."""
        statement = select(feedback).order_by(feedback.c.id)
        if liked is not None:
            statement = statement.where(feedback.c.liked == liked)
        with storage_errors(self._store):
            engine: Engine = open_engine(self._store)
            try:
                with engine.connect() as connection:
                    return [_opinion(row) for row in connection.execute(statement).mappings()]
            finally:
                engine.dispose()


def _values(opinion: Opinion) -> dict[str, Any]:
    answer = opinion.answer
    return {
        "answer_id": answer.id,
        "question": _storable(answer.question),
        "language": answer.language,
        "outcome": answer.outcome,
        "answer": answer.text,
        "citations": [[span.document_id, span.text_version, span.start, span.end] for span in answer.citations],
        "theses": None if answer.theses is None else list(answer.theses),
        "mode": answer.mode,
        "model": answer.model,
        "liked": opinion.liked,
        "reason": opinion.complaint.value if opinion.complaint else "",
        "note": _storable(opinion.note)[:MAX_NOTE],
        "given_at": datetime.now(UTC).replace(tzinfo=None),
    }


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\0", " ")


def _opinion(row: Mapping[Any, Any]) -> Opinion:
    return Opinion(
        answer=GivenAnswer(
            id=row["answer_id"],
            question=row["question"],
            language=cast("Language", row["language"]),
            outcome=row["outcome"],
            text=row["answer"],
            citations=tuple(Span(*place) for place in row["citations"]),
            theses=None if row["theses"] is None else tuple(row["theses"]),
            mode=row["mode"],
            model=row["model"],
        ),
        liked=row["liked"],
        complaint=Complaint(row["reason"]) if row["reason"] else None,
        note=row["note"],
    )

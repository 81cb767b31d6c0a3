"""The results of a run: one JSON object a question, read back as frozen values.

The form is that of ``retrieval.wording.result``: what ``python -m retrieval --json`` prints is a line of a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from ingest.errors import BadResults, PathNotFound
from ingest.language import Language

Outcome = Literal["answered", "abstained", "failed"]


@dataclass(frozen=True, slots=True)
class StatementResult:
    """A statement of the answer with the numbers of its citations; ``support`` as the answer says it."""

    text: str
    citations: tuple[int, ...]
    support: str


@dataclass(frozen=True, slots=True)
class CitationResult:
    """A citation: file, offsets, pages (PDF index from 0) and the quote."""

    number: int
    document: str
    start: int
    end: int
    page_indexes: tuple[int, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class RetrievedResult:
    """A passage found, with its pages (PDF index from 0)."""

    rank: int
    document: str
    start: int
    end: int
    page_indexes: tuple[int, ...]
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What became of one question. A failed one has an ``error``, and nothing but it; times are in seconds."""

    id: str
    question: str
    language: Language
    outcome: Outcome
    error: str | None
    answer: str
    statements: tuple[StatementResult, ...]
    citations: tuple[CitationResult, ...]
    retrieved: tuple[RetrievedResult, ...]
    answerability: float
    search_seconds: float
    total_seconds: float


def read_results(path: Path) -> tuple[QuestionResult, ...]:
    """The results of a run, in order. Raises PathNotFound, or BadResults with the line that is wrong."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise PathNotFound(path) from error
    results = []
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            results.append(parse_result(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise BadResults(path, number, f"{type(error).__name__}: {error}") from error
    return tuple(results)


def parse_result(fields: Mapping[str, Any]) -> QuestionResult:
    """One line's object. Raises KeyError, TypeError or ValueError where it is not a result."""
    outcome = fields["outcome"]
    if outcome not in ("answered", "abstained", "failed"):
        raise ValueError(f'"outcome" cannot be {outcome!r}')
    seconds = fields["seconds"]
    return QuestionResult(
        id=str(fields["id"]),
        question=fields["question"],
        language=cast("Language", fields["language"]),
        outcome=cast("Outcome", outcome),
        error=fields["error"],
        answer=fields["answer"],
        statements=tuple(
            StatementResult(each["text"], tuple(each["citations"]), each["support"]) for each in fields["statements"]
        ),
        citations=tuple(map(_citation, fields["citations"])),
        retrieved=tuple(map(_retrieved, fields["retrieved"])),
        answerability=float(fields["answerability"]),
        search_seconds=float(seconds["search"]),
        total_seconds=float(seconds["total"]),
    )


def failed_result(id_: str, question: str, language: Language, error: str) -> dict[str, Any]:
    """The line of a question whose answer raised an error: nothing found, nothing said, least answerable."""
    return {
        "id": id_,
        "question": question,
        "language": language,
        "understood_as": question,
        "outcome": "failed",
        "abstained": False,
        "reason": None,
        "error": error,
        "answer": "",
        "statements": [],
        "citations": [],
        "retrieved": [],
        "answerability": 0.0,
        "seconds": {"search": 0.0, "answer": 0.0, "total": 0.0},
    }


def as_line(result: Mapping[str, Any]) -> str:
    """One line of a results file, its end included."""
    return json.dumps(result, ensure_ascii=False) + "\n"


def by_id(results: Iterable[QuestionResult]) -> dict[str, QuestionResult]:
    """The results by the ids of their questions."""
    return {result.id: result for result in results}


def _citation(fields: Mapping[str, Any]) -> CitationResult:
    pages = tuple(page["page_index"] for page in fields["pages"])
    return CitationResult(fields["number"], fields["doc"], fields["start"], fields["end"], pages, fields["quote"])


def _retrieved(fields: Mapping[str, Any]) -> RetrievedResult:
    return RetrievedResult(
        rank=fields["rank"],
        document=fields["doc"],
        start=fields["start"],
        end=fields["end"],
        page_indexes=tuple(fields["page_indexes"]),
        score=float(fields["score"]),
        text=fields["text"],
    )

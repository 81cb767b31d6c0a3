"""What is told of a written answer beside its statements: doubts, notices, what it cost. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.errors import KutipError


class DoubtKind(StrEnum):
    """Why a statement is not, or cannot be, proved by the words that it cites."""

    NO_QUOTE = "no quote"
    UNKNOWN_SOURCE = "unknown source"
    QUOTE_NOT_FOUND = "quote not found"
    NUMBER_MISSING = "number missing"
    NAME_MISSING = "name missing"
    NEGATED = "negated"
    LINK = "link"
    WRONG_LANGUAGE = "wrong language"
    NUMBER_BESIDE = "number beside the quote"
    NUMBER_COUNTED = "number in words"
    NAME_BESIDE = "name beside the quote"
    NAME_UNMATCHED = "name in another language"
    NEGATION_DIFFERS = "negation differs"
    OTHER_WORDS = "other words"
    OTHER_LANGUAGE = "other language"

    @property
    def refutes(self) -> bool:
        """Whether it makes a statement unsupported; otherwise it is only unchecked."""
        return self in _REFUTING


_REFUTING = frozenset(
    {
        DoubtKind.NO_QUOTE,
        DoubtKind.UNKNOWN_SOURCE,
        DoubtKind.QUOTE_NOT_FOUND,
        DoubtKind.NUMBER_MISSING,
        DoubtKind.NAME_MISSING,
        DoubtKind.NEGATED,
        DoubtKind.LINK,
        DoubtKind.WRONG_LANGUAGE,
    }
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt, with the words of the statement or quote that it is about."""

    kind: DoubtKind
    words: str = ""


class NoticeKind(StrEnum):
    """What a reader must know of how an answer came about."""

    MODEL_FAILED = "model failed"
    UNUSABLE = "unusable"
    STOPPED = "stopped midway"
    NO_ANSWER = "model found no answer"
    LEFT_OUT = "statements left out"
    RERANKER_SLOW = "re-ranker too slow"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: with the error of a model that failed, with the number of statements left out."""

    kind: NoticeKind
    error: KutipError | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Writing:
    """Who was asked to write, where it was sent, and what that cost. Tokens are None where the server tells none."""

    model: str
    host: str
    prompt_sha256: str
    tries: int
    passages: int
    seconds: float
    input_tokens: int | None = None
    output_tokens: int | None = None

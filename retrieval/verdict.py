"""What a check says of a quote or a claim: a verdict with its reason, its places and what differs. Values only.

That the words are there and that they support what is said are two checks. A check that could not be made is
``unchecked``, one that broke is ``failed``; neither ever reads as "not found".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.changes import Piece, changes
from retrieval.citation import Citation
from retrieval.edited_quotes import Edit


class Check(StrEnum):
    """What was checked: are the words there, or do they support the statement."""

    QUOTE = "quote"
    SUPPORT = "support"


class VerdictKind(StrEnum):
    """The outcome. ``elsewhere``: word for word, but on another page or in another thesis than claimed."""

    EXACT = "exact"
    ALTERED = "altered"
    ELSEWHERE = "elsewhere"
    NOT_FOUND = "not found"
    UNCHECKED = "unchecked"
    FAILED = "failed"


class VerdictReason(StrEnum):
    """Why it is so."""

    WORD_FOR_WORD = "word for word"
    MARKED_EDITS = "word for word but for marked edits"
    OTHER_WORDS = "other words"
    HIDDEN_CHANGE = "an edit hides a negation or changes a number"
    STITCHED = "stitched from several places"
    OTHER_PAGE = "another page"
    PAGE_OF_THE_FILE = "the page of the file, not the printed one"
    OTHER_THESIS = "another thesis"
    NOT_IN_LIBRARY = "the cited work is not in the library"
    NO_SUCH_WORDS = "no such words"
    TOO_SHORT = "too short to tell"
    NO_WORDS = "no word is quoted"
    CHECK_BROKE = "the check broke off"
    NO_JUDGE = "nobody judged it"
    JUDGED_SUPPORTED = "the chat model: supported"
    JUDGED_UNSUPPORTED = "the chat model: not supported"
    JUDGED_UNSURE = "the chat model cannot tell"


@dataclass(frozen=True, slots=True)
class Claimed:
    """Where a quote is said to stand: theses (None: nothing is said; empty: in a work that the library has not) and
    printed page numbers."""

    thesis_ids: frozenset[str] | None = None
    pages: tuple[str, ...] = ()


NOTHING_CLAIMED = Claimed()


@dataclass(frozen=True, slots=True)
class Verdict:
    """``citations`` are the parts of the place that was found, ``also`` other places of the same words.

    ``pieces`` set the quote beside the words of an altered place. ``right_thesis`` and ``right_page`` are None where
    nothing was claimed or nothing was found.
    """

    check: Check
    kind: VerdictKind
    reason: VerdictReason
    citations: tuple[Citation, ...] = ()
    also: tuple[Citation, ...] = ()
    pieces: tuple[Piece, ...] = ()
    edits: tuple[Edit, ...] = ()
    right_thesis: bool | None = None
    right_page: bool | None = None

    @property
    def changes(self) -> tuple[Piece, ...]:
        """What differs from the text, in order."""
        return changes(self.pieces)


def failed(check: Check) -> Verdict:
    """The verdict of a check that broke off."""
    return Verdict(check, VerdictKind.FAILED, VerdictReason.CHECK_BROKE)

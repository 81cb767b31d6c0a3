"""What can be wrong in a library: differences between its stores, and what takes each away. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What takes a difference away."""

    BY_HAND = "by hand"
    SWEEP = "sweep"
    ROWS = "rows"
    REFERENCES = "references"
    REINDEX = "reindex"
    REBUILD = "rebuild"
    COPY = "copy"


class Kind(StrEnum):
    """A way in which a library can differ from what it promises."""

    DATABASE_DAMAGED = "database damaged"
    STATE_LOST = "state lost"
    TEXT_LOST = "text lost"
    PAGES_WRONG = "pages wrong"
    SECTIONS_WRONG = "sections wrong"
    DOCUMENT_ORPHANED = "document orphaned"
    CITED_TEXT_LOST = "cited text lost"
    QUOTE_DIFFERS = "quote differs"
    PDF_LOST = "pdf lost"
    PDF_ALTERED = "pdf altered"

    ROWS_ORPHANED = "rows orphaned"
    THESIS_STATE = "thesis state"
    COUNTER_BEHIND = "counter behind"
    OWNED_UNSETTLED = "owned unsettled"
    PASSAGES_STRAY = "passages stray"
    REFERENCES_WRONG = "references wrong"

    PASSAGES_WRONG = "passages wrong"
    PASSAGES_LOST = "passages lost"
    TOKENS_LOST = "tokens lost"
    FULL_TEXT_COUNTS = "full text counts"
    FULL_TEXT_LOST = "full text lost"
    FULL_TEXT_DIFFERS = "full text differs"
    VECTORS_LOST = "vectors lost"
    VECTORS_DIFFER = "vectors differ"

    FULL_TEXT_DAMAGED = "full text damaged"
    VECTORS_UNREADABLE = "vectors unreadable"
    COLLECTION_LOST = "collection lost"

    FULL_TEXT_EXTRA = "full text extra"
    VECTORS_EXTRA = "vectors extra"
    PASSAGES_UNFINISHED = "passages unfinished"
    VECTORS_UNFINISHED = "vectors unfinished"
    COLLECTIONS_EXTRA = "collections extra"
    FILES_EXTRA = "files extra"
    UPLOADS_EXTRA = "uploads extra"


_REMEDIES = {
    Remedy.COPY: (Kind.PDF_LOST, Kind.PDF_ALTERED),
    Remedy.ROWS: (
        Kind.ROWS_ORPHANED,
        Kind.THESIS_STATE,
        Kind.COUNTER_BEHIND,
        Kind.OWNED_UNSETTLED,
        Kind.PASSAGES_STRAY,
        Kind.FULL_TEXT_EXTRA,
        Kind.FULL_TEXT_COUNTS,
    ),
    Remedy.REFERENCES: (Kind.REFERENCES_WRONG,),
    Remedy.REINDEX: (
        Kind.PASSAGES_WRONG,
        Kind.PASSAGES_LOST,
        Kind.TOKENS_LOST,
        Kind.FULL_TEXT_LOST,
        Kind.FULL_TEXT_DIFFERS,
        Kind.VECTORS_LOST,
        Kind.VECTORS_DIFFER,
    ),
    Remedy.REBUILD: (Kind.FULL_TEXT_DAMAGED, Kind.VECTORS_UNREADABLE, Kind.COLLECTION_LOST),
    Remedy.SWEEP: (
        Kind.VECTORS_EXTRA,
        Kind.PASSAGES_UNFINISHED,
        Kind.VECTORS_UNFINISHED,
        Kind.COLLECTIONS_EXTRA,
        Kind.FILES_EXTRA,
        Kind.UPLOADS_EXTRA,
    ),
}

LEFTOVERS = frozenset({
    Kind.PASSAGES_UNFINISHED,
    Kind.VECTORS_UNFINISHED,
    Kind.COLLECTIONS_EXTRA,
    Kind.FILES_EXTRA,
    Kind.UPLOADS_EXTRA,
})  # fmt: skip
"""What a process that was stopped leaves behind: it answers nothing and is cleared away by the next change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is wrong, ``count`` times in ``where``: the name of a document, a table, a collection, or "".

    ``document_ids`` are those that are to be mended, ``ids`` those of passages, or of what else can be counted.
    """

    kind: Kind
    where: str = ""
    count: int = 1
    document_ids: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()

    @property
    def remedy(self) -> Remedy:
        """What takes it away.

        >>> Difference(Kind.VECTORS_LOST, "a.pdf", 3).remedy is Remedy.REINDEX
        True
        >>> Difference(Kind.TEXT_LOST, "a.pdf").remedy is Remedy.BY_HAND
        True
        """
        return next((remedy for remedy, kinds in _REMEDIES.items() if self.kind in kinds), Remedy.BY_HAND)

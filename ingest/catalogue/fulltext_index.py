"""What a database's full-text index does: it holds the stems that ``fulltext.py`` makes, and scores passages by BM25.

Both indexes keep two columns, the heading and the body of each passage, and count alike: a term's weighted occurrences
in both columns, the passage's length in terms of both, and the passages that hold the term in either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection


class IndexRow(NamedTuple):
    """A passage's id with its terms in order."""

    passage_id: int
    heading: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def terms(self) -> frozenset[str]:
        """Each of its terms once.

        >>> sorted(IndexRow(1, ("kota",), ("kota", "lama")).terms)
        ['kota', 'lama']
        """
        return frozenset((*self.heading, *self.body))


class FullTextIndex(Protocol):
    """The tables ``passage_text`` and ``passage_terms`` (``term``, and ``doc``: in how many passages it stands)."""

    def add(self, connection: Connection, rows: Sequence[IndexRow]) -> None:
        """Index passages that are not indexed."""

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[IndexRow]:
        """What was added of these passages, in order of id."""

    def remove(self, connection: Connection, ids: Sequence[int]) -> None:
        """Take passages out; ids that are not indexed are no error."""

    def ids(self, connection: Connection) -> set[int]:
        """The passages that are indexed."""

    def is_sound(self, connection: Connection) -> bool:
        """Whether the index can be read and agrees with itself. The connection may write."""

    def counts_agree(self, connection: Connection) -> bool:
        """Whether ``passage_terms`` counts what a sound index holds."""

    def recount(self, connection: Connection) -> None:
        """Count a sound index anew."""

    def remake(self, connection: Connection) -> None:
        """Make the tables anew, empty, whatever is left of them."""

    def scores(
        self, connection: Connection, terms: Sequence[str], heading_weight: float, generation: int
    ) -> list[tuple[int, float]]:
        """The ids of the generation's passages that share a term with their BM25, in any order."""

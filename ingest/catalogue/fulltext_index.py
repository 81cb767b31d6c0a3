"""What a database's full-text index does: it holds the stems that ``fulltext.py`` makes, and scores passages by BM25.

Both indexes keep two columns, the heading and the body of each passage, and count alike: a term's weighted occurrences
in both columns, the passage's length in terms of both, and the passages that hold the term in either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Among:
    """Which passages may be found, as SQL over the passages ``p`` and their documents ``d``.

    ``limits`` are those beside the generation, each after an AND; "" where there are none.
    """

    limits: str
    values: dict[str, object]

    @property
    def condition(self) -> str:
        """The generation and the limits."""
        return f"p.generation = :generation{self.limits}"


class FullTextIndex(Protocol):
    """The tables ``passage_text`` and ``passage_terms`` (``term``, and ``doc``: in how many passages it stands)."""

    def add(self, connection: Connection, rows: Sequence[IndexRow]) -> None:
        """Index passages that are not indexed."""

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[IndexRow]:
        """What was added of these passages, in order of id."""

    def remove(self, connection: Connection, ids: Sequence[int]) -> None:
        """Take passages out; ids that are not indexed are no error."""

    def scores(
        self, connection: Connection, terms: Sequence[str], heading_weight: float, among: Among
    ) -> list[tuple[int, float]]:
        """Passage ids with their BM25, in any order."""


def among(generation: int, thesis_ids: Sequence[str] | None, kinds: Sequence[str] | None) -> Among:
    """The passages of a generation, of these theses and kinds of sections (None: all).

    >>> among(3, ["a"], None)
    Among(limits=' AND d.thesis_id IN (:s0)', values={'generation': 3, 's0': 'a'})
    """
    limits = ""
    values: dict[str, object] = {"generation": generation}
    for column, prefix, allowed in (("d.thesis_id", "s", thesis_ids), ("p.kind", "k", kinds)):
        if allowed is not None:
            values.update({f"{prefix}{at}": value for at, value in enumerate(allowed)})
            limits += f" AND {column} IN (" + ", ".join(f":{prefix}{at}" for at in range(len(allowed))) + ")"
    return Among(limits, values)

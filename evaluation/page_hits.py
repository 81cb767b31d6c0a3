"""Whether the right page is among the first that a search found. Pure: ranks in, counts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CUTOFFS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage found, as far as it is scored: its file name and the PDF pages (from 0) that it stands on."""

    document: str
    page_indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HitRate:
    """Of ``questions``, ``hits`` had a right page among the first ``within`` passages."""

    within: int
    hits: int
    questions: int

    @property
    def share(self) -> float:
        return self.hits / self.questions


def first_right_rank(retrieved: Sequence[Retrieved], evidence: frozenset[tuple[str, int]]) -> int | None:
    """The rank, from 1, of the first passage with one of its pages in the evidence; None where no passage has.

    >>> found = [Retrieved("a.pdf", (4,)), Retrieved("b.pdf", (8, 9))]
    >>> first_right_rank(found, frozenset({("b.pdf", 9), ("a.pdf", 0)}))
    2
    >>> first_right_rank(found, frozenset({("a.pdf", 9)})) is None
    True
    """
    for rank, passage in enumerate(retrieved, 1):
        if any((passage.document, index) in evidence for index in passage.page_indexes):
            return rank
    return None


def hit_rates(ranks: Sequence[int | None], cutoffs: Sequence[int] = CUTOFFS) -> tuple[HitRate, ...]:
    """The hits at each cutoff, from the first right rank of every question. Raises ValueError for no questions.

    >>> [(rate.within, rate.hits, rate.questions) for rate in hit_rates([1, 4, None], (1, 5))]
    [(1, 1, 3), (5, 2, 3)]
    """
    if not ranks:
        raise ValueError("a rate needs at least one question")
    return tuple(
        HitRate(within, sum(rank is not None and rank <= within for rank in ranks), len(ranks)) for within in cutoffs
    )

"""One folded text as words with their places: where a quote stands exactly, and where most of its words stand together.

A quote is looked for at the places of its rarest word alone, so that a check costs as little in a hundred theses as in
one. What stands near is only ever a candidate: what it is worth is decided by comparing word with word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log1p

import numpy as np
from numpy.typing import NDArray

from retrieval.quotes import FOLDED_WORD, Folded, Interval, Wanted, every_place, fold, matches

BIN = 8
"""Words that a quote may have lost or won before a place and still be counted for it."""

MAX_PLACES = 4000
"""So many places of a quote's rarest words are looked at in one text; its commonest words add nothing."""


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """A word of a folded text: ``folded.text[start:end]``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a quote may stand: the word of the text at which it would begin, and the share of its words there."""

    first_word: int
    share: float


def folded_words(folded: Folded) -> Iterator[FoldedWord]:
    """The words of a folded text in order.

    >>> [word.text for word in folded_words(fold("Antar-kota — naik 97,4% pada hari Jum’at"))]
    ['antarkota', 'naik', '97,4', 'pada', 'hari', "jum'at"]
    """
    for stretch in folded.stretches():
        for match in FOLDED_WORD.finditer(folded.text, stretch.start, stretch.end):
            yield FoldedWord(match[0], match.start(), match.end())


def anchor_words(wanted: Wanted) -> tuple[FoldedWord, ...]:
    """The words of a quote that must be words of a text that holds it.

    Not those beside a hyphen, which the text may have as one word, or as the dash between two.
    """
    joints = wanted.folded.joints
    return tuple(word for word in folded_words(wanted.folded) if joints[word.start : word.end + 1].strip(b"\1") == b"")


def pair_hashes(words: Sequence[str]) -> NDArray[np.int64]:
    """A number for each word with the next one; the same in one process for the same two words."""
    numbers = np.array([hash(word) for word in words], dtype=np.int64)
    return numbers[:-1] * 31 + numbers[1:]


@dataclass(frozen=True, eq=False)
class WordIndex:
    """A text ready for many quotes; made once, in about 0.1 s for a thesis."""

    folded: Folded
    words: tuple[str, ...]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    _order: NDArray[np.int32]
    _runs: dict[str, tuple[int, int]] = field(repr=False)
    _pairs: NDArray[np.int64]

    @classmethod
    def of(cls, text: str) -> WordIndex:
        folded = fold(text)
        words = list(folded_words(folded))
        ids: dict[str, int] = {}
        numbers = np.array([ids.setdefault(word.text, len(ids)) for word in words], dtype=np.int32)
        ends = np.cumsum(np.bincount(numbers, minlength=len(ids))).tolist() if words else []
        runs = {word: (ends[id_ - 1] if id_ else 0, ends[id_]) for word, id_ in ids.items()}
        return cls(
            folded,
            tuple(word.text for word in words),
            np.array([word.start for word in words], dtype=np.int32),
            np.array([word.end for word in words], dtype=np.int32),
            np.argsort(numbers, kind="stable").astype(np.int32),
            runs,
            np.unique(pair_hashes([word.text for word in words])),
        )

    def places(self, word: str) -> NDArray[np.int32]:
        """The positions, counted in words, where the word stands."""
        first, end = self._runs.get(word, (0, 0))
        return self._order[first:end]

    def count(self, word: str) -> int:
        """How often the word stands in the text."""
        first, end = self._runs.get(word, (0, 0))
        return end - first

    def count_pairs(self, hashes: NDArray[np.int64]) -> int:
        """How many of these pairs of words (``pair_hashes``) stand somewhere in the text."""
        if not len(self._pairs):
            return 0
        at = np.minimum(np.searchsorted(self._pairs, hashes), len(self._pairs) - 1)
        return int(np.count_nonzero(self._pairs[at] == hashes))

    def exact(self, wanted: Wanted, anchors: Sequence[FoldedWord] | None = None) -> tuple[Interval, ...]:
        """Every place where the quote stands word for word: what ``locate`` finds. ``anchors`` are ``anchor_words(wanted)``.

        >>> from retrieval.quotes import bare_quote
        >>> WordIndex.of("Kami belum siap. Mereka belum siap!").exact(bare_quote("“Belum siap”"))
        (Interval(start=5, end=15), Interval(start=24, end=34))
        """
        words = anchor_words(wanted) if anchors is None else anchors
        if not words:
            return tuple(matches(wanted, self.folded, every_place(wanted.folded.text, self.folded.text)))
        rarest = min(words, key=lambda word: self.count(word.text))
        starts = (int(self.starts[at]) - rarest.start for at in self.places(rarest.text))
        return tuple(matches(wanted, self.folded, starts))

    def near(self, words: Sequence[str], count: int = 3) -> list[Candidate]:
        """The places where most of these words stand together, about in their order; best first.

        Each word votes for the places at which the quote would then begin (seed and vote, as in aligning sequences).

        >>> index = WordIndex.of("satu dua tiga empat lima enam tujuh delapan sembilan")
        >>> [(each.first_word, round(each.share, 1)) for each in index.near(["empat", "lima", "dan", "tujuh"])]
        [(3, 0.6)]
        """
        found = [(at, self.places(word)) for at, word in enumerate(words)]
        weights = [1 / (1 + log1p(len(places))) for _, places in found]
        total = sum(weights)
        votes: list[NDArray[np.int32]] = []
        shares: list[NDArray[np.float64]] = []
        looked_at = 0
        for (at, places), weight in sorted(zip(found, weights, strict=True), key=lambda each: len(each[0][1])):
            looked_at += len(places)
            if looked_at > MAX_PLACES and votes:
                break
            votes.append(places - at + len(words))
            shares.append(np.full(len(places), weight / total))
        starts = np.concatenate(votes)
        if not len(starts):
            return []
        ballots = np.bincount(starts // BIN, np.concatenate(shares))
        joined = ballots + np.append(ballots[1:], 0.0)
        candidates: list[Candidate] = []
        for bin_ in np.argsort(-joined, kind="stable")[: 3 * count]:
            inside = starts[(starts // BIN == bin_) | (starts // BIN == bin_ + 1)]
            first = int(np.median(inside)) - len(words) if len(inside) else 0
            if joined[bin_] > 0 and all(abs(first - other.first_word) > BIN for other in candidates):
                candidates.append(Candidate(max(first, 0), float(joined[bin_])))
        return candidates[:count]

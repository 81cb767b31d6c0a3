"""Where a quote nearly stands: the stretch of a text that has most of its words in their order, or two such stretches.

A near miss is reported as *altered*, with every difference; it is never taken for the quote. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate, permutations

from retrieval.quotes import Interval
from retrieval.word_index import WordIndex, pair_hashes

ENOUGH, ENOUGH_OF_FEW = 0.6, 0.75
"""The share of a quote's words that must stand at a place, in order; of fewer than ``FEW`` words a larger one."""

FEW = 6
SHORTEST = 3
"""Words that a quote must have to be missed nearly, and that each part of a stitched one must have."""

STITCHED_SHARE, STITCHED_BELOW = 0.85, 0.8
"""Two places must have so much of a stitched quote, and one alone less than that."""

CLAIMED_BONUS = 0.06
"""What it adds to the share of a place that it is where the quote is claimed to stand."""

TEXTS, LOOKED_AT = 8, 16
"""So many texts, those that have most of the quote's pairs of words, and so many places in them are looked at closely."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A stretch of the text at ``source`` (its position among the texts), and where in it each of the quote's words
    stands; None where it does not."""

    source: int
    span: Interval
    places: tuple[Interval | None, ...]

    @property
    def share(self) -> float:
        return self.count(0, len(self.places)) / len(self.places)

    def count(self, first: int, end: int) -> int:
        """How many of the quote's words from ``first`` to ``end`` stand there."""
        return sum(place is not None for place in self.places[first:end])

    def stretch(self, first: int, end: int) -> Interval:
        """From the first to the last of these words that stand there; there must be one."""
        there = [place for place in self.places[first:end] if place is not None]
        return Interval(there[0].start, there[-1].end)


@dataclass(frozen=True, slots=True)
class Stitched:
    """A quote whose first ``words`` words stand at one place and whose other words stand at another."""

    first: Aligned
    second: Aligned
    words: int


def near_miss(
    words: Sequence[str],
    indexes: Sequence[WordIndex],
    is_claimed: Callable[[int, Interval], bool] = lambda source, span: False,
) -> Aligned | Stitched | None:
    """The best near miss among the texts; a claimed place counts a little more.

    >>> texts = ["Satu dua tiga empat lima enam.", "Kota kembar tidak selalu berhasil di sini, kata mereka."]
    >>> near = near_miss("kota kembar selalu berhasil di sana".split(), [WordIndex.of(text) for text in texts])
    >>> near.source, texts[1][near.span.start : near.span.end]
    (1, 'Kota kembar tidak selalu berhasil di sini')
    """
    if len(words) < SHORTEST:
        return None
    aligned = sorted(
        _aligned_places(words, indexes),
        key=lambda each: (-each.share - (CLAIMED_BONUS if is_claimed(each.source, each.span) else 0), each.source),
    )
    best = aligned[0] if aligned else None
    stitched = _stitched(aligned, len(words)) if best is None or best.share < STITCHED_BELOW else None
    least = ENOUGH if len(words) >= FEW else ENOUGH_OF_FEW
    if stitched is not None and (best is None or _share(stitched) > max(best.share + 0.1, least)):
        return stitched
    return best if best is not None and best.share >= least else None


def _aligned_places(words: Sequence[str], indexes: Sequence[WordIndex]) -> Iterator[Aligned]:
    hashes = pair_hashes(words)
    shared = {source: index.count_pairs(hashes) for source, index in enumerate(indexes)}
    likely = sorted((source for source in shared if shared[source]), key=lambda source: -shared[source])[:TEXTS]
    candidates = sorted(
        (-candidate.share, source, candidate.first_word)
        for source in likely
        for candidate in indexes[source].near(words)
    )
    for _, source, first in candidates[:LOOKED_AT]:
        aligned = _align(words, indexes[source], source, first)
        if aligned is not None:
            yield aligned


def _align(words: Sequence[str], index: WordIndex, source: int, first: int) -> Aligned | None:
    """The words beside those of the text around the candidate."""
    slack = 12 + len(words) // 3
    begin = max(first - slack, 0)
    window = index.words[begin : first + len(words) + slack]
    blocks = _dense(SequenceMatcher(None, words, window, autojunk=False).get_matching_blocks()[:-1])
    if not blocks:
        return None
    places: list[Interval | None] = [None] * len(words)
    for block in blocks:
        for at in range(block.size):
            places[block.a + at] = _interval(index, begin + block.b + at, begin + block.b + at)
    first_block, last = blocks[0], blocks[-1]
    left_over = words[last.a + last.size :]
    start = first_block.b - _edge(words[: first_block.a][::-1], window[: first_block.b][::-1])
    end = last.b + last.size + _edge(left_over, window[last.b + last.size :])
    return Aligned(source, _interval(index, begin + start, begin + end - 1), tuple(places))


def _edge(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words of the text stand in the place of the quote's first or last words, which are not there: about as
    many, and those that are most like them."""
    if not ours:
        return 0
    said = "".join(ours)
    counts = range(max(len(ours) - 1, 0), min(len(ours) + 1, len(theirs)) + 1)
    likeness = {count: SequenceMatcher(None, said, "".join(theirs[:count])).ratio() for count in counts}
    return max(counts, key=lambda count: (likeness[count], -abs(count - len(ours))), default=0)


def _interval(index: WordIndex, first: int, last: int) -> Interval:
    """The stretch of the original text from one word to another."""
    folded = index.folded
    return Interval(folded.starts[int(index.starts[first])], folded.ends[int(index.ends[last]) - 1])


def _dense(blocks: Sequence[Match]) -> list[Match]:
    """The blocks without small ones at the ends that lie far off: a common word that stands there by chance."""
    kept = list(blocks)
    while len(kept) > 1 and kept[0].size <= 2 and _far(kept[0], kept[1]):
        del kept[0]
    while len(kept) > 1 and kept[-1].size <= 2 and _far(kept[-2], kept[-1]):
        del kept[-1]
    return kept


def _far(one: Match, two: Match) -> bool:
    return (two.b - one.b - one.size) > (two.a - one.a - one.size) + 3


def _stitched(aligned: Sequence[Aligned], count: int) -> Stitched | None:
    """The two places that have most of the words, the first up to some word, the second from there."""
    best: Stitched | None = None
    most = math.ceil(STITCHED_SHARE * count) - 1
    had = [list(accumulate((place is not None for place in each.places), initial=0)) for each in aligned]
    for first, second in permutations(range(len(aligned)), 2):
        for cut in range(SHORTEST, count - SHORTEST + 1):
            ours, theirs = had[first][cut], had[second][count] - had[second][cut]
            if ours + theirs > most and ours >= SHORTEST and theirs >= SHORTEST:
                best, most = Stitched(aligned[first], aligned[second], cut), ours + theirs
    return best


def _share(stitched: Stitched) -> float:
    count = len(stitched.first.places)
    return (stitched.first.count(0, stitched.words) + stitched.second.count(stitched.words, count)) / count

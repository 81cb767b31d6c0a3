"""Two versions of one page's letters → which letter of the one is which of the other. Pure.

The reading text and the renderer have the same letters, but not in the same order where the page has
columns, footnotes or raised numbers, and the renderer has running headers beside them. So the page is tiled
(greedy string tiling, Wise 1993): the longest run of letters that both share is taken out first, then
the longest of what is left. A long run fixes the short ones in it, so a sentence that the page has twice is
told apart by what stands around it.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

SEED = 6
"""Runs of fewer letters are only taken where they are all that is missing between their neighbours."""

TRUSTED = 20
"""So many letters in a row are no accident; fewer are, unless they go on where a neighbour ends or are all there is."""

NEAR = 12
"""A run goes on where its neighbour ends if at most so many letters lie between: raised numbers, a formula's parts."""

MOST_PLACES = 60
"""Six letters that stand in more places than this begin no run; the page is a table of like numbers, or crafted."""

MOST_LETTERS, MOST_RUNS, MOST_GAPS, MOST_ROUNDS = 20_000, 3000, 200, 5
"""More than a page of a thesis has by far; a crafted one does not get the time that more would take."""

_DIGITS_OR_LETTERS = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """``length`` letters from ``text`` on are those from ``drawn`` on."""

    text: int
    drawn: int
    length: int


def tiles(text: str, drawn: str) -> list[Tile]:
    """Tiles in the order of the text; no letter of either is in two. What is ambiguous is in none.

    >>> tiles("kotakembar", "BABIIkotakembar12")
    [Tile(text=0, drawn=5, length=10)]
    >>> tiles("kembar", "kembarkembar")
    []
    """
    if max(len(text), len(drawn)) > MOST_LETTERS:
        return []
    tiling = _Tiling(text, drawn)
    tiling.lay_runs()
    tiling.fill_gaps()
    return sorted(tiling.tiles)


class _Tiling:
    def __init__(self, text: str, drawn: str) -> None:
        self.text, self.drawn = text, drawn
        self.tiles: list[Tile] = []
        self._text_taken, self._drawn_taken = bytearray(len(text)), bytearray(len(drawn))

    def lay_runs(self) -> None:
        """Lay the runs, longest first; then, as long as that brings more, the short ones that go on from others."""
        heap = [(-run.length, run) for run in islice(_runs(self.text, self.drawn), MOST_RUNS)]
        heapq.heapify(heap)
        loose: list[Tile] = []
        while heap:
            length = -heap[0][0]
            whole: set[Tile] = set()
            while heap and -heap[0][0] == length:
                run = heapq.heappop(heap)[1]
                for part in self._free_parts(run):
                    if part == run:
                        whole.add(run)
                    elif part.length >= SEED:
                        heapq.heappush(heap, (-part.length, part))
            loose += self._lay_equals(sorted(whole))
        for _ in range(MOST_ROUNDS):
            laid = len(self.tiles)
            loose = self._lay_equals([part for run in loose for part in self._free_parts(run) if part.length >= SEED])
            if laid == len(self.tiles):
                break

    def _lay_equals(self, runs: list[Tile]) -> list[Tile]:
        """Lay runs of one length, where those that exclude each other can be told apart; what is loose comes back."""
        loose: list[Tile] = []
        for group in _excluding(runs):
            chosen = group if len(group) == 1 else self._tell_apart(group)
            for run in chosen:
                if self._is_trusted(run):
                    self._lay(run)
                else:
                    loose.append(run)
            if not chosen:  # ambiguous: nothing shorter may take these letters either
                for run in group:
                    _take(self._text_taken, run.text, run.length)
        return loose

    def _is_trusted(self, run: Tile) -> bool:
        return run.length >= min(TRUSTED, len(self.text)) or self._continues(run)

    def _tell_apart(self, runs: list[Tile]) -> list[Tile]:
        """Of runs that exclude each other, those that their neighbours or else the order of the page speaks for."""
        starts, places = sorted({run.text for run in runs}), sorted({run.drawn for run in runs})
        continuing = [run for run in runs if self._continues(run)]
        if {run.text for run in continuing} == set(starts) and not _overlap(continuing):
            return continuing
        if len(starts) == len(places):
            in_order = [Tile(start, place, runs[0].length) for start, place in zip(starts, places, strict=True)]
            if set(in_order) <= set(runs) and not _overlap(in_order):
                return in_order
        return []

    def _continues(self, run: Tile) -> bool:
        """Whether the tile before or after it in the text is its neighbour on the page too."""
        return any(_follows(run, tile) or _follows(tile, run) for tile in self.tiles)

    def _free_parts(self, run: Tile) -> Iterator[Tile]:
        """The stretches of the run that no tile has taken on either side."""
        text_taken = self._text_taken[run.text : run.text + run.length]
        drawn_taken = self._drawn_taken[run.drawn : run.drawn + run.length]
        if 1 not in text_taken and 1 not in drawn_taken:
            yield run
            return
        start = None
        for at in range(run.length + 1):
            if at < run.length and not text_taken[at] and not drawn_taken[at]:
                start = at if start is None else start
            elif start is not None:
                yield Tile(run.text + start, run.drawn + start, at - start)
                start = None

    def _lay(self, tile: Tile) -> None:
        self.tiles.append(tile)
        _take(self._text_taken, tile.text, tile.length)
        _take(self._drawn_taken, tile.drawn, tile.length)

    def fill_gaps(self) -> None:
        """Lay the short pieces that are missing beside tiles: a raised number, a word between two formulas."""
        for start, end in _gaps(self._text_taken)[:MOST_GAPS]:
            if not self._lay_piece(start, end) and end - start <= 2 * NEAR:
                for part in _DIGITS_OR_LETTERS.finditer(self.text, start, end):
                    self._lay_piece(part.start(), part.end())

    def _lay_piece(self, start: int, end: int) -> bool:
        """Lay it where it stands free beside a neighbour, or anywhere if it is the whole text; if in one place only."""
        piece = self.text[start:end]
        windows = [(0, len(self.drawn))] if piece == self.text else self._beside(start, end)
        places = {place for window in windows for place in _finds(self.drawn, piece, *window)}
        fitting = [place for place in places if self._is_free(place, len(piece))]
        if len(fitting) == 1:
            self._lay(Tile(start, fitting[0], len(piece)))
        return len(fitting) == 1

    def _beside(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of the page in which a piece would go on from a neighbour, or a neighbour from it."""
        reach = end - start + NEAR
        for tile in self.tiles:
            if 0 <= start - (tile.text + tile.length) <= NEAR:
                yield tile.drawn + tile.length, tile.drawn + tile.length + reach
            elif 0 <= tile.text - end <= NEAR:
                yield max(tile.drawn - reach, 0), tile.drawn

    def _is_free(self, place: int, length: int) -> bool:
        return 1 not in self._drawn_taken[place : place + length]


def _runs(text: str, drawn: str) -> Iterator[Tile]:
    """Every run of SEED letters or more that both share and that goes on in neither direction."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at in range(len(drawn) - SEED + 1):
        places[drawn[at : at + SEED]].append(at)
    ends: dict[int, int] = {}  # by how far the run is shifted: where the last one ended in the text
    for at in range(len(text) - SEED + 1):
        found = places.get(text[at : at + SEED], ())
        if len(found) > MOST_PLACES:
            continue
        for place in found:
            if at < ends.get(place - at, 0):
                continue
            back = _common_before(text, drawn, at, place)
            length = back + _common_after(text, drawn, at, place)
            ends[place - at] = at - back + length
            yield Tile(at - back, place - back, length)


def _common_after(text: str, drawn: str, at: int, place: int) -> int:
    """How many letters from here on agree."""
    length, step, most = 0, 256, min(len(text) - at, len(drawn) - place)
    while step:
        if (
            length + step <= most
            and text[at + length : at + length + step] == drawn[place + length : place + length + step]
        ):
            length += step
        else:
            step //= 2
    return length


def _common_before(text: str, drawn: str, at: int, place: int) -> int:
    length = 0
    while length < min(at, place) and text[at - length - 1] == drawn[place - length - 1]:
        length += 1
    return length


def _excluding(runs: list[Tile]) -> list[list[Tile]]:
    """Runs of one length in groups, such that runs of two groups share no letter."""
    group = list(range(len(runs)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = at = group[group[at]]
        return at

    for starts in ([run.text for run in runs], [run.drawn for run in runs]):
        for one, other in pairwise(sorted(range(len(runs)), key=starts.__getitem__)):
            if starts[other] - starts[one] < runs[one].length:
                group[root(other)] = root(one)
    groups: defaultdict[int, list[Tile]] = defaultdict(list)
    for at, run in enumerate(runs):
        groups[root(at)].append(run)
    return list(groups.values())


def _share(one: Tile, other: Tile) -> bool:
    return abs(one.text - other.text) < one.length or abs(one.drawn - other.drawn) < one.length


def _overlap(runs: list[Tile]) -> bool:
    return any(_share(one, other) for at, one in enumerate(runs) for other in runs[:at])


def _gaps(taken: bytearray) -> list[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    at = taken.find(0)
    while at >= 0:
        end = taken.find(1, at)
        end = len(taken) if end < 0 else end
        gaps.append((at, end))
        at = taken.find(0, end)
    return gaps


def _finds(text: str, piece: str, start: int, end: int) -> Iterator[int]:
    at = text.find(piece, start, end)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1, end)


def _follows(run: Tile, before: Tile) -> bool:
    """Whether the run goes on where the other ends, in the text and on the page."""
    return (
        0 <= run.text - (before.text + before.length) <= NEAR
        and 0 <= run.drawn - (before.drawn + before.length) <= NEAR
    )


def _take(taken: bytearray, start: int, length: int) -> None:
    taken[start : start + length] = b"\x01" * length

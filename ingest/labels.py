"""Which number does each page bear in print? Pure.

What the page prints decides. A number at the edge of one page proves little (it may be a year, a table's
total); a run of pages whose numbers count up with the pages proves it. So every page offers the numbers
at its edges, and a Viterbi path picks the most plausible series of counting runs. The labels of the PDF
file count only where the file has them and they agree with print.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import LabelSource

EDGE_LINES = 2
"""Printed numbers stand in the first or last two lines of a page."""

CHANGE_COST = 1.5
"""Leaving a counting run and starting another costs one and a half confirmed pages."""

AGREEMENT = 0.8
"""Labels of the file are believed when they agree with at least this share of the printed numbers."""

_NUMBER = re.compile(r"(?:[-–—\[(]\s*)?(?:(?P<arabic>\d{1,4})|(?P<roman>[ivxlc]+|[IVXLC]+))(?:\s*[-–—\])])?\.?")
_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


@dataclass(frozen=True, slots=True)
class Numbering:
    """A counting run: pages of this style whose number minus their index is ``offset``."""

    style: str  # "1", "i" or "I"
    offset: int

    def label(self, index: int) -> str:
        """The number that the run gives to the page, "" where counting back falls below one."""
        number = index + self.offset
        if number < 1:
            return ""
        if self.style == "1":
            return str(number)
        return to_roman(number) if self.style == "i" else to_roman(number).upper()


@dataclass(frozen=True, slots=True)
class PageLabel:
    """``label`` is "" where nothing tells a number. ``line`` is the index of the printed number's line."""

    label: str
    source: LabelSource
    line: int | None


def label_pages(pages: Sequence[Sequence[str]], file_labels: Sequence[str] | None) -> tuple[PageLabel, ...]:
    """A label for every page, given its lines.

    >>> [page.label for page in label_pages([["i"], ["KATA PENGANTAR"], ["iii"], ["1", "BAB I"], ["2"]], None)]
    ['i', 'ii', 'iii', '1', '2']
    """
    offers = [_offers(index, lines) for index, lines in enumerate(pages)]
    path = _best_path(offers)
    believed = _agreeing(path, offers, file_labels)
    printed = {run.label(index) for index, run in enumerate(path) if run is not None}
    labels = []
    for index, run in enumerate(path):
        file_label = believed[index] if believed else ""
        if run is not None and run in offers[index]:
            labels.append(PageLabel(run.label(index), LabelSource.PRINTED, offers[index][run]))
        elif run is not None and run.label(index):
            labels.append(PageLabel(run.label(index), LabelSource.INFERRED, None))
        elif file_label and file_label not in printed:
            labels.append(PageLabel(file_label, LabelSource.FILE, None))
        else:
            labels.append(PageLabel("", LabelSource.POSITION, None))
    return tuple(labels)


def from_roman(numeral: str) -> int | None:
    """The value of a well-formed roman numeral below 400, else None.

    >>> from_roman("xiv"), from_roman("iiii"), from_roman("civil")
    (14, None, None)
    """
    lower = numeral.lower()
    if not _ROMAN.fullmatch(lower):
        return None
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in lower]
    return sum(-value if any(value < later for later in values[at + 1 :]) else value for at, value in enumerate(values))


def to_roman(number: int) -> str:
    """The lower-case numeral.

    >>> to_roman(19)
    'xix'
    """
    numeral = ""
    for value, letters in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv")):
        numeral += letters * (number // value)
        number %= value
    return numeral + "i" * number


def _offers(index: int, lines: Sequence[str]) -> dict[Numbering, int]:
    """The runs that the page's edge lines would belong to, each with the line that says so."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    edges = dict.fromkeys(filled[:EDGE_LINES] + filled[-EDGE_LINES:])
    offers: dict[Numbering, int] = {}
    for at in edges:
        match = _NUMBER.fullmatch(lines[at].strip())
        if match is None:
            continue
        if match["arabic"]:
            offers.setdefault(Numbering("1", int(match["arabic"]) - index), at)
        elif (number := from_roman(match["roman"])) is not None:
            offers.setdefault(Numbering("i" if match["roman"].islower() else "I", number - index), at)
    return offers


def _best_path(offers: Sequence[dict[Numbering, int]]) -> list[Numbering | None]:
    """The series of runs with the most confirmed pages, less the cost of every change (Viterbi 1967).

    A run needs two confirmed pages, unless the document has fewer than four pages in all.
    """
    support = Counter(run for offer in offers for run in offer)
    needed = 2 if len(offers) > 3 else 1
    states: list[Numbering | None] = [None, *(run for run, pages in support.items() if pages >= needed)]
    scores = dict.fromkeys(states, 0.0)
    steps: list[dict[Numbering | None, Numbering | None]] = []
    for index, offer in enumerate(offers):
        best = max(states, key=lambda state: scores[state])
        step: dict[Numbering | None, Numbering | None] = {}
        new = {}
        for state in states:
            stay = scores[state] >= scores[best] - CHANGE_COST
            step[state] = state if stay else best
            new[state] = (scores[state] if stay else scores[best] - CHANGE_COST) + _emission(state, index, offer)
        scores = new
        steps.append(step)
    state = max(states, key=lambda state: scores[state])
    path: list[Numbering | None] = []
    for step in reversed(steps):
        path.append(state)
        state = step[state]
    return path[::-1]


def _emission(state: Numbering | None, index: int, offer: dict[Numbering, int]) -> float:
    if state is None:
        return 0.0
    if state in offer:
        return 1.0
    return 0.01 if state.label(index) else -1.0  # an unnumbered page is likelier inside a run than outside one


def _agreeing(
    path: Sequence[Numbering | None], offers: Sequence[dict[Numbering, int]], file_labels: Sequence[str] | None
) -> Sequence[str] | None:
    """The file's labels, if they agree with what is printed; with nothing printed they stand unopposed."""
    if file_labels is None:
        return None
    told = [
        run.label(index) == file_labels[index]
        for index, run in enumerate(path)
        if run is not None and run in offers[index]
    ]
    return file_labels if not told or sum(told) >= AGREEMENT * len(told) else None

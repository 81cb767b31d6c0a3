"""Which number does each page bear in print? Pure.

What the page prints decides. A number at the edge of one page proves little (it may be a year, a table's
total); a run of pages whose numbers count up with the pages proves it. So every page offers the numbers
at its edges, and a Viterbi path picks the most plausible series of counting runs. A number within a header
("20 Universitas …", "Bab II | 14") counts only where the same header counts up on several pages, or where it
stands exactly where the run's other numbers stand. The labels of the PDF file count only where the file has
them and they agree with print.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.cleanup import Line, NumberMark
from ingest.document import LabelSource

EDGE_LINES = 2
"""Printed numbers stand in the first or last two lines of a page."""

CHANGE_COST = 1.5
"""Leaving a counting run and starting another costs one and a half confirmed pages."""

AGREEMENT = 0.8
"""Labels of the file are believed when they agree with at least this share of the printed numbers."""

SAME_PLACE = 3.0
"""Numbers of one run whose baselines differ by no more points than this stand in the same place."""

GLUED_PAGES = 3
"""So many pages must carry a header with a number that counts up before the number is believed."""

_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUE = r"(?:(?P<prefix>(?:[IVX]+|[A-Z]|\d{1,2})\s?[-–]\s?)?(?P<arabic>\d{1,4})|(?P<roman>[ivxlc]+|[IVXLC]+))"
_PAGE_WORD = r"(?:(?:page|halaman|hal\.?|hlm\.?|seite|pg\.?|p\.)\s*[|:]?\s*)"
_ALONE = re.compile(
    rf"(?:[-–—~|\[(•]\s*)?{_PAGE_WORD}?{_VALUE}"
    r"(?:\s*(?:/|of|dari|von)\s*\d{1,4})?(?:\s*[-–—~|\])•])?\.?(?:\s*\|?\s*(?:page|halaman))?",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"(?P<digits>\d{1,4})\s*(?P=digits)|(?P<roman>[ivxlc]+)\s+(?P=roman)")
_GLUED_FIRST = re.compile(r"(?P<arabic>\d{1,4})(?![\d.,%)]|\s*[-–]\s*\d)|(?P<roman>[ivxlc]+)(?=[A-Z]|\s|\s*\|)")
_GLUED_LAST = re.compile(r"(?<![\d.,:/-])(?P<arabic>\d{1,4})$|(?<=[\s|])(?P<roman>[ivxlc]+)$")


@dataclass(frozen=True, slots=True)
class Numbering:
    """A counting run: pages of this style whose number minus their index is ``offset``.

    ``prefix`` stands before every number of the run, as in "II-5".
    """

    style: str  # "1", "i" or "I"
    offset: int
    prefix: str = ""

    def label(self, index: int) -> str:
        """The number that the run gives to the page, "" where counting back falls below one."""
        number = index + self.offset
        if number < 1:
            return ""
        if self.style == "1":
            return f"{self.prefix}{number}"
        return to_roman(number) if self.style == "i" else to_roman(number).upper()


@dataclass(frozen=True, slots=True)
class PageLabel:
    """``label`` is "" where nothing tells a number. ``marks`` are the characters that print it, empty where none do."""

    label: str
    source: LabelSource
    marks: tuple[NumberMark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Offer:
    """A number at a page's edge: where it stands, in which run, and what else the line says ("" for nothing)."""

    run: Numbering
    mark: NumberMark
    rest: str
    edge: str
    baseline: float


def label_pages(pages: Sequence[Sequence[Line]], file_labels: Sequence[str] | None) -> tuple[PageLabel, ...]:
    """A label for every page, given its lines.

    >>> texts = [["i"], ["KATA PENGANTAR"], ["iii"], ["1", "BAB I"], ["2"]]
    >>> pages = [[Line(at, text) for text in page] for at, page in enumerate(texts)]
    >>> [page.label for page in label_pages(pages, None)]
    ['i', 'ii', 'iii', '1', '2']
    """
    offers = [list(_offers(index, lines)) for index, lines in enumerate(pages)]
    counting = _counting_headers(offers)
    believed = [
        [offer for offer in of_page if not offer.rest or (offer.run, offer.rest) in counting] for of_page in offers
    ]
    path = _best_path([{offer.run for offer in of_page} for of_page in believed])
    places = _places(path, believed)
    marks = [
        _marks_of(run, of_page, sure, places) if run is not None else ()
        for run, of_page, sure in zip(path, offers, believed, strict=True)
    ]
    agreed = _agreeing(path, marks, file_labels)
    printed = {run.label(index) for index, run in enumerate(path) if run is not None}
    labels = []
    for index, run in enumerate(path):
        file_label = agreed[index] if agreed else ""
        if run is not None and marks[index]:
            labels.append(PageLabel(run.label(index), LabelSource.PRINTED, marks[index]))
        elif run is not None and run.label(index):
            labels.append(PageLabel(run.label(index), LabelSource.INFERRED))
        elif file_label and file_label not in printed:
            labels.append(PageLabel(file_label, LabelSource.FILE))
        else:
            labels.append(PageLabel("", LabelSource.POSITION))
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


def _offers(index: int, lines: Sequence[Line]) -> Iterator[_Offer]:
    """The numbers at the page's edges, each with the run that it would belong to."""
    for at, edge in _edge_lines(lines).items():
        line = lines[at]
        for start, end, rest, value, prefix in _numbers_in(line.text):
            run = _run(value, prefix, index)
            if run is not None:
                yield _Offer(run, NumberMark(at, start, end), rest, edge, line.baseline if line.size else 0.0)


def _edge_lines(lines: Sequence[Line]) -> dict[int, str]:
    """The lines at the top and bottom, by the order of the text and by their place on the page."""
    filled = [at for at, line in enumerate(lines) if not line.turned] or list(range(len(lines)))
    orders = [filled]
    if filled and all(lines[at].size for at in filled):
        orders.append(sorted(filled, key=lambda at: -lines[at].baseline))
    edges: dict[int, str] = {}
    for order in orders:
        for at in order[:EDGE_LINES]:
            edges.setdefault(at, "top")
        for at in order[-EDGE_LINES:]:
            edges.setdefault(at, "bottom")
    return edges


def _numbers_in(text: str) -> Iterator[tuple[int, int, str, str, str]]:
    """Every reading of an edge line: (start, end, rest of the line, number, prefix)."""
    if alone := _ALONE.fullmatch(text):
        prefix = re.sub(r"\s", "", alone["prefix"] or "")
        yield 0, len(text), "", alone["arabic"] or alone["roman"], prefix
    if doubled := _DOUBLED.fullmatch(text):
        yield 0, len(text), "", doubled["digits"] or doubled["roman"], ""
    if alone or doubled:
        return
    if first := _GLUED_FIRST.match(text):
        yield 0, first.end(), _folded(text[first.end() :]), first["arabic"] or first["roman"], ""
    if last := _GLUED_LAST.search(text):
        yield last.start(), len(text), _folded(text[: last.start()]), last["arabic"] or last["roman"], ""


def _folded(rest: str) -> str:
    return re.sub(r"[\W\d_]+", "", rest.casefold()) or "#"


def _run(value: str, prefix: str, index: int) -> Numbering | None:
    if value.isdigit():
        return Numbering("1", int(value) - index, prefix)
    number = from_roman(value) if value in (value.lower(), value.upper()) else None
    return None if number is None else Numbering("i" if value.islower() else "I", number - index)


def _counting_headers(offers: Iterable[Sequence[_Offer]]) -> set[tuple[Numbering, str]]:
    """The headers whose number counts up with the pages: the same words on enough pages of one run."""
    pages = Counter(key for of_page in offers for key in {(offer.run, offer.rest) for offer in of_page if offer.rest})
    in_run: Counter[Numbering] = Counter()
    for (run, _), count in pages.items():
        in_run[run] += count if count > 1 else 0
    return {(run, rest) for (run, rest), count in pages.items() if count > 1 and in_run[run] >= GLUED_PAGES}


def _places(path: Sequence[Numbering | None], offers: Sequence[Sequence[_Offer]]) -> dict[tuple[Numbering, str], float]:
    """The usual baseline of each run's numbers, at the top and at the bottom."""
    seen: defaultdict[tuple[Numbering, str], list[float]] = defaultdict(list)
    for run, of_page in zip(path, offers, strict=True):
        for offer in of_page:
            if offer.run == run and offer.baseline:
                seen[run, offer.edge].append(offer.baseline)
    return {key: sorted(lines)[len(lines) // 2] for key, lines in seen.items() if len(lines) > 1}


def _marks_of(
    run: Numbering, offers: Sequence[_Offer], sure: Sequence[_Offer], places: Mapping[tuple[Numbering, str], float]
) -> tuple[NumberMark, ...]:
    """All prints of the page's number, once a line: sure ones, and those in a header at the usual place."""
    found: dict[int, NumberMark] = {}
    for offer in offers:
        place = places.get((run, offer.edge))
        in_place = place is not None and offer.baseline and abs(offer.baseline - place) <= SAME_PLACE
        if offer.run == run and (offer in sure or in_place):
            found.setdefault(offer.mark.line, offer.mark)
    return tuple(found.values())


def _best_path(offers: Sequence[set[Numbering]]) -> list[Numbering | None]:
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


def _emission(state: Numbering | None, index: int, offer: set[Numbering]) -> float:
    if state is None:
        return 0.0
    if state in offer:
        return 1.0
    return 0.01 if state.label(index) else -1.0  # an unnumbered page is likelier inside a run than outside one


def _agreeing(
    path: Sequence[Numbering | None], marks: Sequence[Sequence[NumberMark]], file_labels: Sequence[str] | None
) -> Sequence[str] | None:
    """The file's labels, if they agree with what is printed; with nothing printed they stand unopposed."""
    if file_labels is None:
        return None
    told = [
        run.label(index) == file_labels[index] for index, run in enumerate(path) if run is not None and marks[index]
    ]
    return file_labels if not told or sum(told) >= AGREEMENT * len(told) else None

"""Tables as rows that a person can read and quote. Pure.

A table is found by its caption: what stands below it (or above, where the document sets captions so) up to the next
running prose. Its rows are read off the places of its lines on the page; where these tell nothing, a row ends where its
text does. Nothing is put between cells but white space, since the text of a table is evidence, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.captions import SOURCE, Prose, captions_in, length_of
from ingest.cleanup import Line
from ingest.document import Sentence
from ingest.sentences import trimmed

MIN_BESIDE = 0.15
"""A table was set cell by cell where at least this part of its lines stands beside or above the line before."""

SAME_COLUMN = 24.0
"""Lines of one column begin within so many points."""

MIN_ALIGNED = 3
"""So many lines with the same columns are a table, with or without a caption."""

ALIGNED = 4.0
"""Columns are the same where they begin within so many points."""


_ENDS = re.compile(r"[.!?)][\"'”’]?$")
_YEAR = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)[.,;]?")
_ROW_NUMBER = re.compile(r"\(?\d{1,3}[.)]?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Table:
    """The lines [first, end) of a table with its caption and source.

    ``rows`` are the lines that begin a row (the caption is one), ``cells`` those that begin another cell of their row.
    """

    first: int
    end: int
    caption: str
    rows: tuple[int, ...]
    cells: tuple[int, ...]


def find_tables(lines: Sequence[Line], apart: Collection[int]) -> tuple[Table, ...]:
    """The tables, with a caption or told by their columns; no line of one is in ``apart`` (headings, contents).

    >>> prose = ["The towns of the table differ in size, and"] * 4
    >>> page = ["Table 1. Towns", "Town People", "Baubau 160", "Seoul 9600", *prose]
    >>> [(table.first, table.end, table.rows) for table in find_tables([Line(0, text) for text in page], ())]
    [(0, 4, (0, 1, 2, 3))]
    """
    page = Prose(lines, apart)
    captions = list(captions_in(lines, apart, page))
    starts = frozenset(caption.first for caption in captions)
    named = [caption for caption in captions if caption.is_table]
    below = [page.end_below(caption.end, starts) for caption in named]
    ends = frozenset(caption.end for caption in captions)
    above = [page.start_above(caption.first, ends) for caption in named]
    up = sum(caption.first - start >= 2 for caption, start in zip(named, above, strict=True))
    down = sum(end - caption.end >= 2 for caption, end in zip(named, below, strict=True))
    found: list[Table] = []
    for caption, end, start in zip(named, below, above, strict=True):
        first, last = (caption.first, end) if down >= up else (start, page.end_of_source(caption.end))
        if last - first > caption.end - caption.first + 1 and (not found or first >= found[-1].end):
            inside = [at for at in range(first, last) if not caption.first <= at < caption.end]
            rows, cells = _rows(lines, inside, page.usual)
            found.append(Table(first, last, caption.text, tuple(sorted({caption.first, *rows})), tuple(cells)))
    taken = {at for table in found for at in range(table.first, table.end)} | set(apart)
    taken.update(at for caption in captions for at in range(caption.first, caption.end))
    return tuple(sorted((*found, *_without_caption(lines, taken)), key=lambda table: table.first))


def _without_caption(lines: Sequence[Line], taken: Collection[int]) -> Iterator[Table]:
    """Tables that nobody named: lines one below the other with wide gaps before the same columns."""
    at = 0
    while at < len(lines):
        end, inside = at, [] if at in taken else [at]
        columns: list[float] = []
        while inside and end < len(lines) and end not in taken and _joins(lines[end], columns):
            columns.extend(left for _, left in lines[end].columns)
            end += 1
        gaps = [line for line in lines[at:end] if line.columns]
        aligned = [line for line in gaps if any(_times(left, columns) >= len(gaps) / 2 for _, left in line.columns)]
        is_listing = 2 * sum(bool(_ROW_NUMBER.match(line.text)) for line in gaps) >= len(gaps)
        if (
            not is_listing
            and len(gaps) >= MIN_ALIGNED
            and 2 * len(gaps) >= end - at
            and len(aligned) >= 0.7 * len(gaps)
        ):
            rows, cells = _rows_of_lines(lines, range(at, end))
            yield Table(at, end, "", tuple(rows), tuple(cells))
        at = max(end, at + 1)


def _joins(line: Line, columns: Sequence[float]) -> bool:
    """Whether a line is a row of the columns, the first of all, or goes on in one of them."""
    return bool(line.columns) or (bool(columns) and _times(line.left, columns) > 0)


def _times(left: float, columns: Sequence[float]) -> int:
    return sum(abs(left - column) <= ALIGNED for column in columns)


def rows_of(text: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The rows of a table in the reading text: its lines.

    >>> rows_of("Tabel 1\\nKota\\tWarga\\nBaubau\\t160\\n", 0, 31)
    (Sentence(start=0, end=7), Sentence(start=8, end=18), Sentence(start=19, end=29))
    """
    rows = []
    at = start
    for line in text[start:end].split("\n"):
        row = trimmed(text, at, at + len(line))
        if row is not None:
            rows.append(row)
        at += len(line) + 1
    return tuple(rows)


def _rows(lines: Sequence[Line], inside: Sequence[int], usual: float) -> tuple[list[int], list[int]]:
    """The lines that begin rows, and those that begin cells within a row. ``usual``: how long a line of prose is."""
    if not inside:
        return [], []
    beside = sum(_is_beside(lines[at], lines[before]) for before, at in pairwise(inside))
    if beside >= MIN_BESIDE * len(inside):
        return _rows_of_cells(lines, inside)
    lefts = [lines[at].left for at in inside]
    middle = sorted(length_of(lines[at]) for at in inside)[len(inside) // 2]
    gaps = sum(bool(lines[at].columns) for at in inside) >= len(inside) / 3
    if gaps or max(lefts) - min(lefts) > SAME_COLUMN or (max(lefts) > 0 and middle >= 0.5 * usual):
        return _rows_of_lines(lines, inside)
    rows = [inside[0]]
    for before, at in pairwise(inside):
        data = _is_data(lines[before].text) or _is_data(lines[at].text)
        below_header = before == inside[0] and length_of(lines[before]) > 1.5 * length_of(lines[at])
        if at != before + 1 or data or below_header or SOURCE.match(lines[at].text) or _ENDS.search(lines[before].text):
            rows.append(at)
    return rows, []


def _rows_of_cells(lines: Sequence[Line], inside: Sequence[int]) -> tuple[list[int], list[int]]:
    """Rows of a table that was set cell by cell.

    A line that stands higher than the one before it, or beside it, is the next cell of the row; one that is lower and
    to the left begins a row.
    """
    edge = min(lines[at].left for at in inside)
    rows, cells = [inside[0]], []
    for before, at in pairwise(inside):
        line, last = lines[at], lines[before]
        at_edge = line.left <= edge + SAME_COLUMN
        below_header = at_edge and before == inside[0] and last.right - last.left > 1.5 * (line.right - line.left) > 0
        if at != before + 1 or SOURCE.match(line.text) or (last.bold and not line.bold and len(rows) == 1):
            rows.append(at)
        elif _is_beside(line, last) or line.left >= last.right:
            cells.append(at)
        elif line.right <= last.left or below_header:
            rows.append(at)
    return rows, cells


def _rows_of_lines(lines: Sequence[Line], inside: Sequence[int]) -> tuple[list[int], list[int]]:
    """Rows of a table that was set line by line: what begins at a later column goes on with the row."""
    edge = min(lines[at].left for at in inside)
    rows, cells = [inside[0]], []
    for before, at in pairwise(inside):
        line = lines[at]
        if at == before + 1 and _is_beside(line, lines[before]):
            cells.append(at)
        elif at != before + 1 or line.left <= edge + SAME_COLUMN or _is_data(line.text) or SOURCE.match(line.text):
            rows.append(at)
    return rows, cells


def _is_beside(line: Line, before: Line) -> bool:
    """Whether a line stands beside the one before it or higher; never where the page tells no places."""
    return line.page_index == before.page_index and line.baseline >= before.baseline - 1 > -1


def _is_data(text: str) -> bool:
    """A row of a table that was set line by line: every third word a number, or a number in front."""
    words = text.split()
    numbers = sum(any(map(str.isdigit, word)) and not _YEAR.fullmatch(word) for word in words)
    return len(words) > 1 and (3 * numbers >= len(words) or bool(_ROW_NUMBER.match(text)))

"""The lines of a page in the order in which a person reads them: columns one after the other, notes behind. Pure.

Notes at the foot of a page belong to that page's interval of the text, but may not stand within a sentence that runs
over to the next page. So they go in front of the paragraph that does not end on their page, and to the page's end
where every paragraph does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.cleanup import Line, ends_paragraph, page_widths

NOTE_SIZE = 0.9
"""Notes are set in at most this share of the size of the text."""

COLUMN_LINES = 10
"""A page is set in two columns where each has at least so many lines."""

COLUMN_WORDS = 3.5
"""The lines of columns of prose have on average at least so many words; cells of tables have fewer."""

_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})(?:[.)]?\s*)(?=[^\W\d_]|[\"“‘(])")


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """The lines of a document, page by page, as they are read. Lines without a known place stay where they are.

    >>> body = [Line(0, "Kota kembar itu", 12, baseline=700), Line(1, "tumbuh.", 12, baseline=700)]
    >>> note = Line(0, "1 Acharya, hlm. 2.", 9, baseline=60)
    >>> [line.text for line in in_reading_order([body[0], note, body[1]])]
    ['1 Acharya, hlm. 2.', 'Kota kembar itu', 'tumbuh.']
    """
    size = _text_size(lines)
    pages = [_in_columns(list(of_page)) for _, of_page in groupby(lines, key=lambda line: line.page_index)]
    split = [_notes(page, size) for page in pages]
    widths = page_widths([line for body, _ in split for line in body])
    ordered: list[Line] = []
    for at, (body, notes) in enumerate(split):
        following = next((after[0] for after, _ in split[at + 1 :] if after), None)
        place = _open_paragraph(body, following, widths) if notes else len(body)
        ordered += [*body[:place], *notes, *body[place:]]
    return ordered


def _text_size(lines: Sequence[Line]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _notes(page: Sequence[Line], size: float) -> tuple[list[Line], list[Line]]:
    """The page's lines without its notes, and the notes: small lines at its foot, the first of them with a mark."""
    placed = [at for at, line in enumerate(page) if line.size and not line.turned]
    foot: list[int] = []
    for at in sorted(placed, key=lambda at: page[at].baseline):
        if page[at].size > NOTE_SIZE * size:
            break
        foot.append(at)
    order = sorted(foot)
    first = next((place for place, at in enumerate(order) if _NOTE_MARK.match(page[at].text)), None)
    if first is None or len(foot) == len(placed):
        return list(page), []
    notes = set(order[first:])
    return (
        [line for at, line in enumerate(page) if at not in notes],
        [replace(page[at], footnote=True) for at in order[first:]],
    )


def _open_paragraph(body: Sequence[Line], following: Line | None, widths: dict[int, int]) -> int:
    """Where the paragraph begins that runs over to the next page; behind the last line where none does."""
    end = len(body)
    if not body or following is None or following.text[0].isupper() or ends_paragraph(body[-1], following, widths):
        return end
    for at in range(end - 1, 0, -1):
        if ends_paragraph(body[at - 1], body[at], widths):
            return at
    return 0 if body[0].text[0].isupper() else end


def _in_columns(page: list[Line]) -> list[Line]:
    """A page set in two columns, band by band between lines across both: the left column, then the right one."""
    gutter = _gutter(page)
    if gutter is None:
        return page
    segments = [part for line in page for part in _split(line, gutter)]
    segments.sort(key=lambda line: -line.baseline)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in segments:
        if line.left < gutter - 2 < gutter + 2 < line.right:
            ordered += [*_columns_of(band, gutter), line]
            band = []
        else:
            band.append(line)
    return [*ordered, *_columns_of(band, gutter)]


def _columns_of(band: Sequence[Line], gutter: float) -> Iterator[Line]:
    yield from (line for line in band if line.left < gutter - 2)
    yield from (line for line in band if line.left >= gutter - 2)


def _split(line: Line, gutter: float) -> list[Line]:
    """The line's parts left and right of the gutter, where a gap of the line lies on it."""
    for offset, left in line.columns:
        if abs(left - gutter) <= 6 and 0 < offset < len(line.text):
            first, second = line.text[:offset].rstrip(), line.text[offset:].lstrip()
            if first and second:
                before = tuple(column for column in line.columns if column[0] < offset)
                return [
                    replace(line, text=first, right=gutter - 6, columns=before),
                    replace(line, text=second, left=left, columns=()),
                ]
    return [line]


def _gutter(page: Sequence[Line]) -> float | None:
    """The left edge of the right column, None where the page has one column or a table."""
    if len(page) < COLUMN_LINES or not all(line.size and not line.turned for line in page):
        return None
    left_edge, right_edge = min(line.left for line in page), max(line.right for line in page)
    starts = Counter(round(line.left) for line in page) + Counter(
        round(left) for line in page for _, left in line.columns
    )
    middle = (left_edge + right_edge) / 2
    candidates = [
        (count, start) for start, count in starts.items() if abs(start - middle) < 0.12 * (right_edge - left_edge)
    ]
    if not candidates:
        return None
    gutter = max(candidates)[1]
    parts = [part for line in page for part in _split(line, gutter)]
    left = [line for line in parts if line.right < gutter]
    right = [line for line in parts if line.left >= gutter - 2]
    if min(len(left), len(right)) < COLUMN_LINES or len(left) + len(right) < 0.7 * len(parts):
        return None
    if any(sum(len(line.text.split()) for line in side) < COLUMN_WORDS * len(side) for side in (left, right)):
        return None
    return float(gutter)

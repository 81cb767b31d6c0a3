"""What stands on pages besides their text: printed numbers, running headers and footers, watermarks. Pure.

Each is recognised by being repeated: the same words at the same edge of several pages, or at the same place of
most. What is taken out is itemised; a chapter's title that its header repeats stays where it is the heading.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.cleanup import Line, NumberMark, Removal, RemovalKind

EDGE_LINES = 2
"""Running headers and footers stand among the first or last two lines of a page."""

HEADER_PAGES = 3
"""An edge line is a running header when it stands at that edge of at least three pages, digits aside; two are
enough where no places are known and a page repeats it below, as the heading that it is taken from."""

WHOLE_WORK = 0.6
"""A line on at least this share of the pages is a header of the whole work, and no page's own heading."""

STAMPED = 0.5
"""A line that stands in the same place of at least this share of the pages is a stamp, wherever it stands."""

STAMPED_PAGES = 6
"""On fewer pages the same words in the same place may be chance."""

SAME_PLACE = 2.5
"""Points by which lines in the same place of several pages may differ."""

ZONE_PAGES = 5
"""Where so many pages have their running header, another line of its size may be one, too."""

_STAMP = re.compile(
    r"authori[sz]ed licensed use limited to|^downloaded (?:from|by|on)\b|^diunduh dari\b|restrictions apply\.?$"
    r"|^this content downloaded from|repository\.\w+\.ac\.id|digilib\.\w+\.ac\.id|^optimi[sz]ed? using$"
    r"|^optimization software|^www\.balesio\.com$|^hak cipta dilindungi|^dilarang mengutip sebagian",
    re.IGNORECASE,
)
"""Words that only stamps begin with; two pages that carry them in one place are enough."""

_CHAPTER_NUMBER = re.compile(r"(?:bab|chapter|bagian|part|kapitel)\s+(?:\d+|[ivxlc]+)\.?", re.IGNORECASE)


def strip_furniture(
    pages: Sequence[Sequence[Line]], number_marks: Sequence[Sequence[NumberMark]]
) -> tuple[list[Line], list[Removal]]:
    """Take out printed page numbers, exactly their characters, and running headers and footers.

    >>> lines, removals = strip_furniture([[Line(0, "7"), Line(0, "Kota kembar.")]], [[NumberMark(0, 0, 1)]])
    >>> [line.text for line in lines], removals[0].text
    (['Kota kembar.'], '7')
    """
    removals: list[Removal] = []
    remaining: list[list[Line]] = []
    numbers: list[set[int]] = []
    for index, (lines, marks) in enumerate(zip(pages, number_marks, strict=True)):
        of_page = list(lines)
        for mark in marks:
            of_page[mark.line], number = _cut(of_page[mark.line], mark)
            removals.append(Removal(index, RemovalKind.PAGE_NUMBER, number))
        remaining.append([line for line in of_page if line.text])
        numbers.append({round(lines[mark.line].baseline) for mark in marks if lines[mark.line].size})
    steps: tuple[tuple[RemovalKind, Callable[[], list[set[int]]]], ...] = (
        (RemovalKind.WATERMARK, lambda: _stamps(remaining, certain=True)),
        (RemovalKind.RUNNING_HEADER, lambda: _running_lines(remaining, numbers)),
        (RemovalKind.WATERMARK, lambda: _stamps(remaining, certain=False)),
    )
    for kind, found in steps:
        for of_page, drop in zip(remaining, found(), strict=True):
            removals.extend(Removal(of_page[at].page_index, kind, of_page[at].text) for at in sorted(drop))
            of_page[:] = [line for at, line in enumerate(of_page) if at not in drop]
    return [line for of_page in remaining for line in of_page], removals


def _cut(line: Line, mark: NumberMark) -> tuple[Line, str]:
    """The line without its page number, and the number."""
    before, number, after = line.text[: mark.start], line.text[mark.start : mark.end], line.text[mark.end :]
    shift = mark.end - mark.start + len(after) - len(after.lstrip()) if not before.strip() else 0
    columns = tuple((offset - shift, left) for offset, left in line.columns if offset - shift > 0)
    return replace(line, text=(before + after).strip(), columns=columns), number


def _stamps(pages: Sequence[Sequence[Line]], certain: bool) -> list[set[int]]:
    """For each page, the indices of its lines that are watermarks or stamps: the same words in the same place.

    ``certain``: those that nothing but a stamp would be, turned ones and well-known words; else whatever most pages bear.
    """
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for at, line in enumerate(lines):
            if line.size:
                places[_masked(line.text)].append((number, at))
    drop: list[set[int]] = [set() for _ in pages]
    filled = sum(1 for lines in pages if lines)
    for masked, found in places.items():
        if sum(letter.isalpha() for letter in masked) < 4:
            continue
        for number, at in found:
            line = pages[number][at]
            here = {other for other, place in found if _is_same_place(line, pages[other][place])}
            if certain:
                needed = HEADER_PAGES if line.turned else 2
                if not line.turned and not _STAMP.search(line.text):
                    continue
            else:
                needed = max(STAMPED_PAGES, int(STAMPED * filled) + 1)
            if len(here) >= needed:
                drop[number].add(at)
    return drop


def _is_same_place(one: Line, other: Line) -> bool:
    return abs(one.baseline - other.baseline) <= SAME_PLACE and abs(one.left - other.left) <= SAME_PLACE


def _edges(lines: Sequence[Line]) -> dict[tuple[str, int], int]:
    """The lines at the top and at the bottom: by their place where it is known, else by the order of the text."""
    order = [at for at, line in enumerate(lines) if not line.turned]
    if all(lines[at].size for at in order):
        order.sort(key=lambda at: (-round(lines[at].baseline), lines[at].left))
    depths = range(min(EDGE_LINES, len(order)))
    return {("top", depth): order[depth] for depth in depths} | {
        ("bottom", depth): order[-1 - depth] for depth in depths
    }


def _running_lines(pages: Sequence[Sequence[Line]], numbers: Sequence[set[int]]) -> list[set[int]]:
    """For each page, the indices of its lines that are running headers or footers.

    ``numbers`` has the baselines of each page's printed numbers.
    """
    edges = [_edges(lines) for lines in pages]
    at_edge: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, of_page in enumerate(edges):
        for (edge, depth), at in of_page.items():
            key = edge if pages[number][at].size else f"{edge} {depth}"
            at_edge[key, _masked(pages[number][at].text)].append((number, at))
    drop: list[set[int]] = [set() for _ in pages]
    for (_, masked), places in at_edge.items():
        if not any(letter.isalpha() for letter in masked):
            continue
        usual, count = _usual([pages[number][at] for number, at in places])
        repeated = not usual.size and count > 1 and any(_stands_again(pages[n], at) for n, at in places)
        if count >= HEADER_PAGES or repeated:
            for at_place, (number, at) in enumerate(places):
                line = pages[number][at]
                if _is_set_otherwise(line, usual):
                    continue  # the heading that the header repeats
                if at_place > 0 or line.size or _stands_again(pages[number], at) or _is_same_everywhere(pages, places):
                    drop[number].add(at)
    _add_zone(pages, edges, numbers, drop)
    return drop


def _usual(lines: Sequence[Line]) -> tuple[Line, int]:
    """The line as most of them are set, and how many are set like it."""
    return max(
        ((line, sum(not _is_set_otherwise(one, line) for one in lines)) for line in lines), key=lambda one: one[1]
    )


def _is_set_otherwise(line: Line, usual: Line) -> bool:
    """Whether a line differs in place or type from the running header whose words it has."""
    if not line.size or not usual.size:
        return False
    return (
        abs(line.baseline - usual.baseline) > SAME_PLACE or abs(line.size - usual.size) > 0.6 or line.bold != usual.bold
    )


def _add_zone(
    pages: Sequence[Sequence[Line]],
    edges: Sequence[dict[tuple[str, int], int]],
    numbers: Sequence[set[int]],
    drop: Sequence[set[int]],
) -> None:
    """Headers whose words stand on few pages (a short section's): where the headers are, and of their size.

    Besides, something must say that they are none of the page's own lines: the page's number beside them, or their
    words on another page's header or as the heading below.
    """
    zones = Counter(
        (round(pages[number][at].baseline), round(pages[number][at].size))
        for number, found in enumerate(drop)
        for at in found
        if pages[number][at].size
    )
    usual = {zone for zone, count in zones.items() if count >= ZONE_PAGES}
    in_zone = [
        (number, at)
        for number, of_page in enumerate(edges)
        for at in set(of_page.values())
        if pages[number][at].size and (round(pages[number][at].baseline), round(pages[number][at].size)) in usual
    ]
    repeats = Counter(_masked(pages[number][at].text) for number, at in in_zone)
    for number, at in in_zone:
        line = pages[number][at]
        beside_number = any(abs(round(line.baseline) - baseline) <= 1 for baseline in numbers[number])
        if beside_number or repeats[_masked(line.text)] > 1 or _stands_again(pages[number], at):
            drop[number].add(at)


def _masked(text: str) -> str:
    """Digits aside ("Page 3 of 40"); but "Chapter 2" and "Chapter 3" are two headings, not one header."""
    if _CHAPTER_NUMBER.fullmatch(text):
        return text.casefold()
    return re.sub(r"\d+", "#", text.casefold())


def _stands_again(lines: Sequence[Line], at: int) -> bool:
    return any(other != at and line.text == lines[at].text for other, line in enumerate(lines))


def _is_same_everywhere(pages: Sequence[Sequence[Line]], places: Sequence[tuple[int, int]]) -> bool:
    """A header of the whole work; a chapter's title instead is first met as the real heading, which stays."""
    return len(places) >= WHOLE_WORK * sum(1 for lines in pages if lines)

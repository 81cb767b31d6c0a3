"""Headings and tables → sections: intervals that nest, each with its kind. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.captions import find_captions
from ingest.cleanup import Line, ReadingText
from ingest.contents import Contents, find_contents
from ingest.document import Section, SectionKind
from ingest.headings import Heading, find_headings, find_subtitles
from ingest.pdf_worker import OutlineEntry
from ingest.section_names import is_front
from ingest.tabular import Table, find_tables
from ingest.transcripts import find_turns

MAX_COVER_WORDS = 250
"""What stands before the first heading is the cover if it is on the first two pages and no longer than this."""

MAX_PAGES = {
    SectionKind.COVER: 2,
    SectionKind.APPROVAL: 3,
    SectionKind.DEDICATION: 3,
    SectionKind.VITA: 4,
    SectionKind.PREFACE: 12,
}
"""Parts that are no evidence end after so many pages: where no heading is found behind them, they must not swallow the thesis."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What the lines of a document are. ``paragraphs`` are lines that begin one: captions, subtitles, turns, what follows."""

    headings: tuple[Heading, ...]
    contents: Contents
    tables: tuple[Table, ...] = ()
    paragraphs: frozenset[int] = frozenset()

    @property
    def breaks(self) -> frozenset[int]:
        """Lines that begin a paragraph: headings, rows, captions, turns, what follows them, every line of the contents."""
        found = {at for heading in self.headings for at in (heading.first, heading.end)} | self.paragraphs
        for start, end in self.contents.ranges:
            found.update(range(start, end + 1))
        for table in self.tables:
            found.update((*table.rows, table.first, table.end))
        return frozenset(found)

    @property
    def cells(self) -> frozenset[int]:
        """Lines that begin another cell of the row that they stand in."""
        return frozenset(at for table in self.tables for at in table.cells)

    @property
    def table_lines(self) -> frozenset[int]:
        """All lines of tables."""
        return frozenset(at for table in self.tables for at in range(table.first, table.end))


def find_structure(lines: Sequence[Line], labels: Sequence[str], outline: Sequence[OutlineEntry]) -> Structure:
    """The structure of a document. ``labels`` has the printed label of every page ("" where there is none)."""
    contents = find_contents(lines)
    found = find_headings(lines, labels, outline, contents)
    lists = [Heading(start, start + 1, 1, lines[start].text, SectionKind.CONTENTS) for start, _ in contents.ranges]
    headings = _nested(sorted((*found, *lists), key=lambda heading: heading.first))
    apart = {at for heading in headings for at in range(heading.first, heading.end)}
    apart.update(at for start, end in contents.ranges for at in range(start, end))
    tables = find_tables(lines, frozenset(apart))
    apart.update(at for table in tables for at in range(table.first, table.end))
    captions = find_captions(lines, frozenset(apart))
    paragraphs = {at for first, end in captions for at in (first, end)} | set(find_turns(lines, frozenset(apart)))
    apart.update(at for first, end in captions for at in range(first, end))
    paragraphs |= find_subtitles(lines, contents, frozenset(apart))
    return Structure(tuple(headings), contents, tables, frozenset(paragraphs))


def _nested(headings: list[Heading]) -> list[Heading]:
    """Levels that only the neighbours tell.

    A list of references with chapters before and behind it belongs to the one before; "Lampiran 1" and what it
    holds lies in the part that is named "LAMPIRAN".
    """
    chapters = [h.first for h in headings if h.level == 1 and h.kind is SectionKind.BODY]
    nested: list[Heading] = []
    in_appendices = False
    for heading in headings:
        numbered = heading.kind in (SectionKind.APPENDIX, SectionKind.TRANSCRIPT) and len(heading.title.split()) > 1
        if heading.level == 1 and not (numbered and in_appendices):
            in_appendices = heading.kind is SectionKind.APPENDIX and not numbered
            between = bool(chapters) and chapters[0] < heading.first < chapters[-1]
            level = 2 if heading.kind is SectionKind.BIBLIOGRAPHY and between else 1
        else:
            level = heading.level + in_appendices
        nested.append(replace(heading, level=level))
    return nested


def sections_of(document_id: str, structure: Structure, reading: ReadingText) -> tuple[Section, ...]:
    """The sections as intervals: each reaches to the next heading of its level or a higher one.

    What stands before the first heading is the cover or front matter, without a title. A section within another is of
    that one's kind unless its own name says more. Contents and front matter hold no other section; pages that cannot
    belong to them any more are body, in case nobody finds the headings.
    """
    length = len(reading.text)
    starts = [reading.line_starts[heading.first] for heading in structure.headings]
    sections: list[Section] = []
    if length and (not starts or starts[0] > 0):
        kind = _kind_before(reading, starts[0]) if starts else SectionKind.BODY
        sections.append(Section(document_id, 1, kind, "", 0, starts[0] if starts else length))
    around: list[Heading] = []
    for at, heading in enumerate(structure.headings):
        holds_none = heading.kind is SectionKind.CONTENTS or is_front(heading.kind)
        later = zip(structure.headings[at + 1 :], starts[at + 1 :], strict=True)
        following = next((start for other, start in later if holds_none or other.level <= heading.level), length)
        end = _last_end(structure, reading, heading, starts[at], following)
        around = [outer for outer in around if outer.level < heading.level]
        kind = around[-1].kind if around and heading.kind is SectionKind.BODY else heading.kind
        if not holds_none:
            around.append(replace(heading, kind=kind))
        if end > starts[at]:
            sections.append(Section(document_id, heading.level, kind, heading.title, starts[at], end))
            if end < following:
                sections.append(Section(document_id, heading.level, SectionKind.BODY, "", end, following))
    return _with_tables(document_id, sections, structure.tables, reading)


def _kind_before(reading: ReadingText, first: int) -> SectionKind:
    """The kind of what stands before the first heading."""
    is_cover = _page_of(reading, first) <= 2 and len(reading.text[:first].split()) <= MAX_COVER_WORDS
    return SectionKind.COVER if is_cover else SectionKind.FRONT_MATTER


def _last_end(structure: Structure, reading: ReadingText, heading: Heading, start: int, following: int) -> int:
    """Where a section ends at the latest: contents with the page of their last entry, front matter after some pages."""
    if heading.kind is SectionKind.CONTENTS:
        last = next(end for first, end in structure.contents.ranges if first == heading.first) - 1
        page = _page_of(reading, reading.line_starts[last])
        page_end = reading.page_bounds[page][1]
        return page_end if page_end < following and reading.page_bounds[page + 1][1] <= following else following
    limit = MAX_PAGES.get(heading.kind)
    if limit is None:
        return following
    page = min(_page_of(reading, start) + limit - 1, len(reading.page_bounds) - 1)
    return min(following, reading.page_bounds[page][1])


def _page_of(reading: ReadingText, offset: int) -> int:
    """The page of an offset; of the end of the text, the last."""
    return max(bisect_right(reading.page_bounds, offset, key=lambda bounds: bounds[0]) - 1, 0)


def _with_tables(
    document_id: str, sections: Sequence[Section], tables: Sequence[Table], reading: ReadingText
) -> tuple[Section, ...]:
    """Each table as a section of its own, named by its caption, in the section that it stands in."""
    found = list(sections)
    for table in tables:
        start = reading.line_starts[table.first]
        end = reading.line_starts[table.end] if table.end < len(reading.line_starts) else len(reading.text)
        around = [section for section in sections if section.start <= start < section.end]
        if around and end <= around[-1].end and around[-1].kind.is_evidence:  # else it would hold a heading
            found.append(Section(document_id, around[-1].level + 1, SectionKind.TABLE, table.caption, start, end))
    return tuple(sorted(found, key=lambda section: (section.start, section.level)))

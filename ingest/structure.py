"""Lines → headings → sections: front matter, abstracts, contents, chapters, bibliography, appendices. Pure.

Three witnesses name the headings: the contents page, the outline of the PDF, and the names and numbers
that theses use everywhere ("BAB II", "DAFTAR PUSTAKA"). A promised heading is looked for on the page where
it is promised, in the order of the promises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleanup import Line, ReadingText
from ingest.contents import Contents, ContentsEntry, find_contents, folded, split_number
from ingest.document import Section, SectionKind
from ingest.pdf_worker import OutlineEntry

MAX_HEADING_LINES = 5
"""A chapter's title may be set over so many lines."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the page: the lines [first, end), its level from 1 and its title with its number."""

    first: int
    end: int
    level: int
    title: str
    kind: SectionKind


@dataclass(frozen=True, slots=True)
class Structure:
    """The headings in order and the line ranges that are contents."""

    headings: tuple[Heading, ...]
    contents: Contents

    @property
    def breaks(self) -> frozenset[int]:
        """Lines that begin a paragraph: every heading, what follows it, and every line of a contents page."""
        found = {at for heading in self.headings for at in (heading.first, heading.end)}
        for start, end in self.contents.ranges:
            found.update(range(start, end + 1))
        return frozenset(found)


_NAMES: tuple[tuple[SectionKind, str], ...] = (
    (SectionKind.ABSTRACT, r"abstra[kc]t?(?:ion|s)?|intisari|ringkasan(?: eksekutif)?|(?:executive )?summary"),
    (SectionKind.BIBLIOGRAPHY, r"daftar (?:pustaka|referensi|rujukan)|bibliography|references?|works cited|literature"),
    (
        SectionKind.APPENDIX,
        r"(?:daftar )?lampiran(?:-lampiran)?|appendi(?:x|ces)|lampiran (?:\d+|[a-z])|appendix (?:\d+|[a-z])",
    ),
    (
        SectionKind.FRONT_MATTER,
        r"kata pengantar|prakata|ucapan terima ?kasih|preface|foreword|acknowledge?ments?|dedication|halaman \w+(?: \w+){0,3}"
        r"|(?:surat )?pernyataan(?: \w+){0,3}|lembar \w+(?: \w+){0,2}|statement of authentication|declaration(?: of \w+)?"
        r"|tentang contoh ini|about this sample",
    ),
)
_NAMED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NAMES)
_CHAPTER = re.compile(r"(?:bab|chapter|bagian|part)\s+(?:\d{1,2}|[ivxlc]+)\b\.?", re.IGNORECASE)
_APPENDIX_START = re.compile(r"(?:lampiran|appendix)\s+(?:\d{1,2}|[A-Z])\b", re.IGNORECASE)


def find_structure(lines: Sequence[Line], labels: Sequence[str], outline: Sequence[OutlineEntry]) -> Structure:
    """The headings of a document. ``labels`` has the printed label of every page ("" where there is none)."""
    contents = find_contents(lines)
    open_lines = _outside(len(lines), contents.ranges)
    promised = _locate_entries(lines, labels, contents.entries, open_lines)
    if not promised:
        promised = _locate_outline(lines, outline, open_lines)
    taken = {at for heading in promised for at in range(heading.first, heading.end)}
    named = _named_headings(lines, [at for at in open_lines if at not in taken], bool(promised))
    headings = sorted((*promised, *named, *_contents_headings(lines, contents)), key=lambda heading: heading.first)
    return Structure(tuple(headings), contents)


def sections_of(document_id: str, structure: Structure, reading: ReadingText) -> tuple[Section, ...]:
    """The sections as intervals: each reaches to the next heading of its level or a higher one.

    What stands before the first heading is front matter without a title; a section's kind is its chapter's. Contents
    hold no other section; whole pages between them and the next heading are body, in case nobody finds the headings.
    """
    length = len(reading.text)
    starts = [reading.line_starts[heading.first] for heading in structure.headings]
    contents_ends = {
        first: _page_end(reading, reading.line_starts[end - 1]) for first, end in structure.contents.ranges
    }
    sections: list[Section] = []
    if length and (not starts or starts[0] > 0):
        first = SectionKind.FRONT_MATTER if starts else SectionKind.BODY
        sections.append(Section(document_id, 1, first, "", 0, starts[0] if starts else length))
    chapter_kind = SectionKind.FRONT_MATTER
    for at, heading in enumerate(structure.headings):
        is_contents = heading.kind is SectionKind.CONTENTS
        later = zip(structure.headings[at + 1 :], starts[at + 1 :], strict=True)
        following = next((start for other, start in later if is_contents or other.level <= heading.level), length)
        end = following
        if is_contents and (page_end := contents_ends[heading.first]) < following:
            end = page_end if _page_end(reading, page_end) <= following else following
        chapter_kind = heading.kind if heading.level == 1 else chapter_kind
        if end > starts[at]:
            sections.append(Section(document_id, heading.level, chapter_kind, heading.title, starts[at], end))
        if is_contents:
            chapter_kind = SectionKind.BODY
            if end < following:
                sections.append(Section(document_id, 1, chapter_kind, "", end, following))
    return tuple(sections)


def _page_end(reading: ReadingText, offset: int) -> int:
    return next(end for start, end in reading.page_bounds if start <= offset < end)


def kind_of(title: str) -> SectionKind:
    """What kind of chapter a title names.

    >>> kind_of("DAFTAR PUSTAKA").value, kind_of("BAB I PENDAHULUAN").value, kind_of("Lampiran 2").value
    ('bibliography', 'body', 'appendix')
    """
    bare = split_number(title)[1].strip(" .:")
    for kind, pattern in _NAMED:
        if pattern.fullmatch(bare):
            return kind
    return SectionKind.APPENDIX if _APPENDIX_START.match(title) else SectionKind.BODY


def _outside(count: int, ranges: Sequence[tuple[int, int]]) -> list[int]:
    inside = {at for start, end in ranges for at in range(start, end)}
    return [at for at in range(count) if at not in inside]


def _contents_headings(lines: Sequence[Line], contents: Contents) -> list[Heading]:
    return [Heading(start, start + 1, 1, lines[start].text, SectionKind.CONTENTS) for start, _ in contents.ranges]


def _levels(entries: Sequence[ContentsEntry]) -> list[int]:
    """The depth of each entry, from its number: "BAB I" and "2" are 1, "A." and "2.1" are 2, "a." and "2.1.3" are 3."""
    lettered = any(re.fullmatch(r"[A-Z]\.", entry.number) for entry in entries)
    levels = []
    for entry in entries:
        number = entry.number.rstrip(".")
        if not number or _CHAPTER.fullmatch(number):
            level = 1
        elif re.fullmatch(r"[A-Z]", number):
            level = 2 if entry.number.endswith(".") else 1
        elif re.fullmatch(r"[a-z]|\(\w\)", number):
            level = 3 if lettered else 2
        elif number.isdigit() and lettered:
            level = 3
        else:
            level = number.count(".") + 1
        levels.append(level)
    return levels


def _locate_entries(
    lines: Sequence[Line], labels: Sequence[str], entries: Sequence[ContentsEntry], open_lines: Sequence[int]
) -> list[Heading]:
    headings: list[Heading] = []
    after = -1
    for entry, level in zip(entries, _levels(entries), strict=True):
        pages = {index for index, label in enumerate(labels) if label and label == entry.page_label}
        place = _find_heading(lines, open_lines, after, entry, pages)
        if place is not None:
            title = f"{entry.number} {entry.title}".strip()
            kind = kind_of(title) if level == 1 else SectionKind.BODY
            if level == 1 and entry.number.isalpha() and len(entry.number) == 1:
                kind = SectionKind.APPENDIX
            headings.append(Heading(*place, level, _as_printed(title), kind))
            after = place[1] - 1
    return headings


def _locate_outline(lines: Sequence[Line], outline: Sequence[OutlineEntry], open_lines: Sequence[int]) -> list[Heading]:
    headings: list[Heading] = []
    after = -1
    for bookmark in outline:
        entry = ContentsEntry(*split_number(bookmark.title), "")
        place = _find_heading(lines, open_lines, after, entry, {bookmark.page_index})
        if place is not None:
            kind = kind_of(bookmark.title) if bookmark.level == 1 else SectionKind.BODY
            headings.append(Heading(*place, bookmark.level, _as_printed(bookmark.title), kind))
            after = place[1] - 1
    return headings


def _find_heading(
    lines: Sequence[Line], open_lines: Sequence[int], after: int, entry: ContentsEntry, pages: set[int]
) -> tuple[int, int] | None:
    """The lines that spell the entry, on its pages if these are known, behind the heading before it."""
    wanted = folded(entry.number + entry.title)
    bare = folded(entry.title)
    if not bare:
        return None
    spellings = (wanted,) if _CHAPTER.fullmatch(entry.number.rstrip(".")) else (wanted, bare)
    for spelling in spellings:  # a title without its number is believed only where no line spells both
        for first in open_lines:
            if first <= after or (pages and lines[first].page_index not in pages):
                continue
            end = _spelled_from(lines, first, spelling)
            if end is not None and (pages or spelling == wanted):
                return first, end
    return None


def _spelled_from(lines: Sequence[Line], first: int, spelling: str) -> int | None:
    """Where the lines from ``first`` on have spelled the whole heading, if they do."""
    spelled = ""
    for at in range(first, min(first + MAX_HEADING_LINES, len(lines))):
        spelled += folded(lines[at].text)
        if spelled == spelling:
            return at + 1
        if not spelled or not spelling.startswith(spelled):
            return None
    return None


def _named_headings(lines: Sequence[Line], open_lines: Sequence[int], promised: bool) -> list[Heading]:
    """Headings that need no promise: chapters and the parts that bear the same name in every thesis."""
    headings: list[Heading] = []
    for at in open_lines:
        text = lines[at].text.strip(" .:")
        kind = kind_of(text)
        if _CHAPTER.fullmatch(text):
            if not promised:
                headings.append(_chapter_heading(lines, at))
        elif kind is not SectionKind.BODY and len(text) < 60 and _stands_as_heading(lines, at):
            headings.append(Heading(at, at + 1, 1, lines[at].text, kind))
    return headings


def _chapter_heading(lines: Sequence[Line], at: int) -> Heading:
    """ "BAB II" and the title in capitals, or on one line, below it."""
    end = at + 1
    while end < min(at + MAX_HEADING_LINES, len(lines)) and lines[end].text.isupper():
        end += 1
    if end == at + 1 and end < len(lines) and len(lines[end].text) < 60 and not lines[end].text.endswith("."):
        end += 1
    title = " ".join(line.text for line in lines[at:end])
    return Heading(at, end, 1, _as_printed(title), SectionKind.BODY)


def _stands_as_heading(lines: Sequence[Line], at: int) -> bool:
    """A bare name is a heading at the top of a page, or in capitals, or after a finished paragraph."""
    text = lines[at].text
    if at == 0 or lines[at - 1].page_index != lines[at].page_index or text.isupper():
        return True
    return text[0].isupper() and lines[at - 1].text.rstrip('"”’)]').endswith((".", "!", "?"))


def _as_printed(title: str) -> str:
    """A heading broken after a dash joins without the blank of the line break."""
    return re.sub(r"(?<=[–—-]) (?=\S)", "", title) if re.search(r"\w[–—-] \w", title) else title

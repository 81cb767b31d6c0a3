"""Printed lines → headings, by what four witnesses say of them together. Pure.

The contents page and the outline of the PDF promise headings; names and numbers that theses use everywhere
("BAB II", "DAFTAR PUSTAKA") need no promise; and what is set like the promised headings is a heading too.
A witness that is missing or wrong costs nothing that another one knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cleanup import Line
from ingest.contents import Contents, folded
from ingest.document import SectionKind
from ingest.pdf_worker import OutlineEntry
from ingest.promises import MAX_HEADING_LINES, Promise, locate, promised_by_contents, promised_by_outline
from ingest.section_names import CHAPTER, is_front, kind_of, levels, roman_number, split_number
from ingest.typography import Typeface, Typesetting, typeface

MAX_NAME_LENGTH = 80
"""A line longer than this is no bare name of a part."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the page: the lines [first, end), its level from 1 and its title with its number."""

    first: int
    end: int
    level: int
    title: str
    kind: SectionKind


def find_headings(
    lines: Sequence[Line], labels: Sequence[str], outline: Sequence[OutlineEntry], contents: Contents
) -> tuple[Heading, ...]:
    """The headings outside the contents pages, in order. ``labels``: the printed label of every page, "" for none."""
    page = Typesetting(lines, contents)
    seen = _Seen(page)
    found = seen.kept(promised_by_contents(labels, contents))
    kept = {(lines[heading.first].page_index, folded(split_number(heading.title)[1])) for heading in found}
    found = _merged(found, seen.kept([mark for mark in promised_by_outline(outline) if not mark.is_among(kept)]))
    promised = bool(found)
    found = [seen.with_chapter_number(heading) for heading in found]
    found = _merged(found, seen.chapters(found, promised))
    found = _merged(found, seen.set_alike(found, promised))
    return tuple(_merged(found, seen.named(found)))


def find_subtitles(lines: Sequence[Line], contents: Contents, apart: Collection[int]) -> frozenset[int]:
    """Lines that begin a paragraph because the type changes: a few words in bold or larger, and what stands below them.

    They are no sections, since nothing numbers or promises them; but their words are no part of a sentence.
    """
    page = Typesetting(lines, contents)
    return frozenset(border for at, end in page.subtitles(apart) for border in (at, end))


def _merged(known: Sequence[Heading], more: Iterable[Heading]) -> list[Heading]:
    """The known headings and those of the others that lie beside them, in order."""
    taken = {at for heading in known for at in range(heading.first, max(heading.end, heading.first + 1))}
    added = [heading for heading in more if taken.isdisjoint(range(heading.first, max(heading.end, heading.first + 1)))]
    return sorted([*known, *added], key=lambda heading: heading.first)


class _Seen:
    """The headings of one document, as each witness sees them."""

    def __init__(self, page: Typesetting) -> None:
        self._page = page
        self._lines = page.lines

    def kept(self, promises: Sequence[Promise]) -> list[Heading]:
        """Promised headings that are there."""
        return [self._promised_heading(promise, *place) for promise, place in locate(self._page, promises)]

    def _promised_heading(self, promise: Promise, first: int, end: int) -> Heading:
        printed = " ".join(line.text for line in self._lines[first:end])
        title = promise.spelling
        if folded(printed) != folded(title) and split_number(printed)[0]:
            title = printed
        kind = kind_of(title, promise.level)
        if promise.level == 1 and re.fullmatch(r"[A-Z]\.?", promise.number):
            kind = SectionKind.APPENDIX
        return Heading(first, end, promise.level, as_printed(title), kind)

    def with_chapter_number(self, heading: Heading) -> Heading:
        """ "Chapter 4" above the title "Results" belongs to the heading."""
        above = heading.first - 1
        if heading.level == 1 and self._page.numbers_chapter(above) and not CHAPTER.match(heading.title):
            title = f"{self._lines[above].text} {split_number(heading.title)[1]}"
            return replace(heading, first=above, title=as_printed(title))
        return heading

    def chapters(self, known: Sequence[Heading], promised: bool) -> Iterator[Heading]:
        """ "BAB II" and its title below; where other headings are promised, only at the top of a page."""
        taken = _lines_of(known)
        for at in self._page.open:
            top = self._page.is_top(at)
            text = self._lines[at].text
            if at in taken or not (top or not promised):
                continue
            if self._page.numbers_chapter(at) or (top and _CHAPTER_LINE.fullmatch(text)):
                yield self._chapter(at, taken)

    def _chapter(self, at: int, taken: frozenset[int]) -> Heading:
        """The number and the title in capitals or in the same type, or on one line, below it."""
        end = at + 1
        while end < at + MAX_HEADING_LINES and self._continues_title(at, end, taken):
            end += 1
        if end == at + 1 and self._page.numbers_chapter(at) and end in self._page.is_open and end not in taken:
            line = self._lines[end]
            if len(line.text) < 60 and not line.text.endswith(".") and line.page_index == self._lines[at].page_index:
                end += 1
        title = " ".join(line.text for line in self._lines[at:end])
        return Heading(at, end, 1, as_printed(title), SectionKind.BODY)

    def _continues_title(self, at: int, end: int, taken: frozenset[int]) -> bool:
        if end not in self._page.is_open or end in taken or self._lines[end].page_index != self._lines[at].page_index:
            return False
        line = self._lines[end]
        if split_number(line.text)[0] and not line.text[0].isdigit():
            return False
        return line.text.isupper() or (self._page.is_marked(end) and typeface(line) == typeface(self._lines[at]))

    def set_alike(self, known: Sequence[Heading], promised: bool) -> Iterator[Heading]:
        """Lines that are numbered and set as the known headings are; with none known, set otherwise than the text.

        Without typography to go by, a decimal number that continues the one before it ("2.1.3" behind "2.1.2").
        """
        models = self._models(known) if promised else {}
        taken = _lines_of(known)
        starts = [heading.first for heading in known]
        numbers: list[tuple[int, str, Heading | None]] = [
            (heading.first, split_number(heading.title)[0], heading) for heading in known
        ]
        for at in self._page.open:
            number = split_number(self._lines[at].text)[0]
            if at in taken or CHAPTER.match(number) or not self._page.could_head(at):
                continue
            if not number and not (promised and self._page.is_alone(at)):
                continue
            index = bisect_left(starts, at) - 1
            previous = split_number(known[index].title)[0] if index >= 0 else None
            if numbers and numbers[-1][2] is None and (index < 0 or numbers[-1][0] > known[index].first):
                previous = numbers[-1][1]  # itself not promised, but nearer
            if previous is None and promised:
                continue
            counts_on = self._page.begins_paragraph(at, taken) and self._continues_count(number, previous)
            if counts_on or self._looks_alike(at, number, models, promised):
                numbers.append((at, number, None))
        yield from self._levelled(sorted(numbers, key=lambda entry: entry[0]))

    def _levelled(self, numbers: Sequence[tuple[int, str, Heading | None]]) -> Iterator[Heading]:
        depths = levels([number for _, number, _ in numbers])
        shown: dict[str, int] = {}
        for (at, number, heading), depth in zip(numbers, depths, strict=True):
            shape = _shape(number)
            if heading is not None:
                shown[shape] = heading.level
                continue
            end = self._end_of_title(at)
            title = as_printed(" ".join(line.text for line in self._lines[at:end]))
            level = shown.get(shape, depth)
            yield Heading(at, end, level, title, kind_of(title, level))

    def _end_of_title(self, at: int) -> int:
        """A heading that is too long for its line goes on in the same type."""
        end = at + 1
        while (
            end in self._page.is_open
            and end < at + MAX_HEADING_LINES
            and self._page.is_marked(at)
            and typeface(self._lines[end]) == typeface(self._lines[at])
            and self._lines[end].page_index == self._lines[at].page_index
            and not split_number(self._lines[end].text)[0]
        ):
            end += 1
        return end

    def _models(self, known: Sequence[Heading]) -> dict[str, frozenset[Typeface]]:
        """The typefaces of the known headings by the shape of their number, where they differ from the text's."""
        models: dict[str, set[Typeface]] = {}
        for heading in known:
            if self._page.is_marked(heading.first):
                shape = _shape(split_number(heading.title)[0])
                models.setdefault(shape, set()).add(typeface(self._lines[heading.first]))
        return {shape: frozenset(faces) for shape, faces in models.items()}

    def _looks_alike(self, at: int, number: str, models: dict[str, frozenset[Typeface]], promised: bool) -> bool:
        if not self._page.is_marked(at):
            return False
        face = typeface(self._lines[at])
        if not promised:
            return True
        if _shape(number) in models or not number:
            return face in models.get(_shape(number), ())
        return any(face in faces for faces in models.values())

    def _continues_count(self, number: str, previous: str | None) -> bool:
        """Whether "2.1.3" follows "2.1.2", "2.2" follows "2.1.2", or "2.1.1" follows "2.1"."""
        if previous is None or not re.fullmatch(r"\d+(?:\.\d+)+\.?", number):
            return False
        before = previous.rstrip(".:")
        chapter = CHAPTER.fullmatch(before)
        old = [before.split()[-1]] if chapter else before.split(".")
        new = number.rstrip(".").split(".")
        old[0] = str(roman_number(old[0]) or old[0])
        if not all(part.isdigit() for part in old):
            return False
        if new == [*old, "1"]:
            return True
        depth = len(new)
        return depth <= len(old) and new[:-1] == old[: depth - 1] and int(new[-1]) == int(old[depth - 1]) + 1

    def named(self, known: Sequence[Heading]) -> Iterator[Heading]:
        """The parts that bear the same name in every thesis, and an abstract whose name begins its first line."""
        taken = _lines_of(known)
        chapters = [heading.first for heading in known if heading.level == 1 and heading.kind is SectionKind.BODY]
        first, last = (chapters[0], chapters[-1]) if chapters else (len(self._lines), -1)
        closing = next((h.first for h in known if h.first > last and h.kind is SectionKind.BIBLIOGRAPHY), None)
        for at in self._page.open:
            text = self._lines[at].text.strip(" .:")
            if at in taken:
                continue
            kind = kind_of(text)
            if kind is SectionKind.BODY:
                if at < first and _RUN_IN_ABSTRACT.match(text):
                    yield Heading(at, at, 1, text.split()[0].strip(" .:—–-"), SectionKind.ABSTRACT)
                continue
            if len(text) >= MAX_NAME_LENGTH or not self._page.stands_as_heading(at):
                continue
            within = first < at and (closing is None or at < closing)
            if is_front(kind) and within and chapters and not (self._page.is_top(at) and text.isupper()):
                continue
            yield Heading(at, at + 1, 1, self._lines[at].text, kind)


_CHAPTER_LINE = re.compile(rf"{CHAPTER.pattern}\s*[:.–—-]?\s+(?-i:[A-Z])[^.]{{2,90}}", re.IGNORECASE)
"""A chapter's number and title on one line, no sentence: "Chapter 1: Introduction"."""

_RUN_IN_ABSTRACT = re.compile(r"(?:Abstract|Abstrak|ABSTRACT|ABSTRAK|Intisari)(?:[.:]|\s*[—–-])?\s+[A-Z]")


def _lines_of(headings: Sequence[Heading]) -> frozenset[int]:
    return frozenset(at for heading in headings for at in range(heading.first, heading.end))


def _shape(number: str) -> str:
    """How a number is written: "2.1.3" as "1.1.1", "B." as "A."."""
    return re.sub(r"\d+", "1", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", number))).rstrip(".") + (
        "." if number.endswith(".") and not number[0].isdigit() else ""
    )


def as_printed(title: str) -> str:
    """A heading broken after a dash joins without the blank of the line break.

    >>> as_printed("BAB IV HUBUNGAN BAUBAU– SEOUL"), as_printed("Kota – Desa")
    ('BAB IV HUBUNGAN BAUBAU–SEOUL', 'Kota – Desa')
    """
    return re.sub(r"(?<=\w[–—-]) (?=\S)(?!(?:dan|atau|and|or) )", "", title)

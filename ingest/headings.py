"""Printed lines → headings, by what four witnesses say of them together. Pure.

The contents page and the outline of the PDF promise headings; names and numbers that theses use everywhere
("BAB II", "DAFTAR PUSTAKA") need no promise; and what is set like the promised headings is a heading too.
A witness that is missing or wrong costs nothing that another one knows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from ingest.cleanup import Line
from ingest.contents import Contents, folded
from ingest.document import SectionKind
from ingest.pdf_worker import OutlineEntry
from ingest.section_names import CHAPTER, is_front, kind_of, levels, split_number

MAX_HEADING_LINES = 5
"""A chapter's title may be set over so many lines."""

MIN_LIKENESS = 0.85
"""A heading under the promised number may differ from the contents by so much: a word changed, a letter mistyped."""

MAX_NAME_LENGTH = 80
"""A line longer than this is no bare name of a part."""

MAX_SUBTITLE_LINES = 2
"""More lines of bold type are an emphasised paragraph."""

MAX_HEADING_LENGTH = 120
"""A line longer than this is no heading that nobody promised."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on the page: the lines [first, end), its level from 1 and its title with its number."""

    first: int
    end: int
    level: int
    title: str
    kind: SectionKind


@dataclass(frozen=True, slots=True)
class _Promise:
    """A heading that the contents or the outline name, with the pages where it should stand (none: unknown)."""

    number: str
    title: str
    level: int
    pages: frozenset[int]

    @property
    def spelling(self) -> str:
        return f"{self.number} {self.title}".strip()

    def is_among(self, kept: Collection[tuple[int, str]]) -> bool:
        """Whether a heading of this title, folded, was found on its page."""
        return any((page, folded(self.title)) in kept for page in self.pages)


def find_headings(
    lines: Sequence[Line], labels: Sequence[str], outline: Sequence[OutlineEntry], contents: Contents
) -> tuple[Heading, ...]:
    """The headings outside the contents pages, in order. ``labels``: the printed label of every page, "" for none."""
    page = _Printed(lines, contents)
    found = page.locate(_promised_by_contents(labels, contents))
    kept = {(lines[heading.first].page_index, folded(split_number(heading.title)[1])) for heading in found}
    marks = [mark for mark in _promised_by_outline(outline) if not mark.is_among(kept)]
    found = _merged(found, page.locate(marks))
    promised = bool(found)
    found = [page.with_chapter_number(heading) for heading in found]
    found = _merged(found, page.chapters(found, promised))
    found = _merged(found, page.set_alike(found, promised))
    return tuple(_merged(found, page.named(found)))


def find_subtitles(lines: Sequence[Line], contents: Contents, apart: Collection[int]) -> frozenset[int]:
    """Lines that begin a paragraph because the type changes: a few words in bold or larger, and what stands below them.

    They are no sections, since nothing numbers or promises them; but their words are no part of a sentence.
    """
    page = _Printed(lines, contents)
    return frozenset(border for at, end in page.subtitles(apart) for border in (at, end))


def _promised_by_contents(labels: Sequence[str], contents: Contents) -> list[_Promise]:
    pages_of: dict[str, set[int]] = {}
    for index, label in enumerate(labels):
        if label:
            pages_of.setdefault(label, set()).add(index)
    depths = levels([entry.number for entry in contents.entries])
    return [
        _Promise(entry.number, entry.title, depth, frozenset(pages_of.get(entry.page_label, ())))
        for entry, depth in zip(contents.entries, depths, strict=True)
    ]


def _promised_by_outline(outline: Sequence[OutlineEntry]) -> list[_Promise]:
    """The bookmarks; a single one at the top that holds all others is the title of the work, no heading."""
    tops = [bookmark for bookmark in outline if bookmark.level == 1]
    rooted = len(tops) == 1 and len(outline) > 3 and outline[0].level == 1
    entries = outline[1:] if rooted else outline
    return [
        _Promise(*split_number(entry.title), entry.level - rooted, frozenset({entry.page_index})) for entry in entries
    ]


def _merged(known: Sequence[Heading], more: Iterable[Heading]) -> list[Heading]:
    """The known headings and those of the others that lie beside them, in order."""
    taken = {at for heading in known for at in range(heading.first, max(heading.end, heading.first + 1))}
    added = [heading for heading in more if taken.isdisjoint(range(heading.first, max(heading.end, heading.first + 1)))]
    return sorted([*known, *added], key=lambda heading: heading.first)


class _Printed:
    """The lines of a document outside its contents pages, and what can be seen of them."""

    def __init__(self, lines: Sequence[Line], contents: Contents) -> None:
        inside = {at for start, end in contents.ranges for at in range(start, end)}
        self._lines = lines
        self._open = [at for at in range(len(lines)) if at not in inside]
        self._is_open = frozenset(self._open)
        sizes: Counter[tuple[float, bool]] = Counter()
        for at in self._open:
            sizes[_typeface(lines[at])] += len(lines[at].text)
        lengths = sorted(len(lines[at].text) for at in self._open)
        self._usual_length = lengths[3 * len(lengths) // 4] if lengths else 0
        self._body = sizes.most_common(1)[0][0] if sizes else (0.0, False)

    # promised headings

    def locate(self, promises: Sequence[_Promise]) -> list[Heading]:
        """Where the promises are kept.

        First on the pages that they name, in their order; then, for those that are not found there (a page number
        that is off, a heading that was changed later), between the neighbours that are.
        """
        places: list[tuple[int, int] | None] = []
        after = -1
        for promise in promises:
            place = self._spelled(promise, after, len(self._lines), promise.pages) if promise.pages else None
            places.append(place)
            after = place[1] - 1 if place else after
        for at, promise in enumerate(promises):
            if places[at] is None:
                low = next((place[1] - 1 for place in reversed(places[:at]) if place), -1)
                high = next((place[0] for place in places[at + 1 :] if place), len(self._lines))
                places[at] = self._near(promise, low, high)
        return [
            self._promised_heading(promise, *place)
            for promise, place in zip(promises, places, strict=True)
            if place is not None
        ]

    def _near(self, promise: _Promise, low: int, high: int) -> tuple[int, int] | None:
        beside = frozenset(page + step for page in promise.pages for step in (-1, 0, 1))
        found = self._spelled(promise, low, high, beside) if beside else None
        found = found or self._alike(promise, low, high, beside)
        return found or self._spelled(promise, low, high, frozenset(), whole=True)

    def _spelled(
        self, promise: _Promise, after: int, before: int, pages: frozenset[int], whole: bool = False
    ) -> tuple[int, int] | None:
        """The lines that spell the promise, on the pages if any are given.

        ``whole``: its number must be spelled, too. Else a title without its number, or with another one, is believed
        where no line spells both, but a chapter's only below a line that numbers a chapter or at the top of a page.
        """
        bare = folded(promise.title)
        if not bare:
            return None
        wanted = folded(promise.spelling)
        is_chapter = bool(CHAPTER.fullmatch(promise.number.rstrip(".:")))
        exact: list[tuple[int, int]] = []
        loose: list[tuple[int, int]] = []
        for first in self._between(after, before, pages):
            if not self._reads_like(first, promise):
                continue
            end = self._spelled_from(first, wanted)
            if end is not None:
                exact.append((first, end))
            elif not whole and not (is_chapter and not self._numbers_chapter(first - 1) and not self._is_top(first)):
                end = self._spelled_from(first, bare, numbered=True)
                if end is not None:
                    loose.append((first, end))
        return self._best(exact) or self._best(loose)

    def _reads_like(self, at: int, promise: _Promise) -> bool:
        """Whether a line may be that heading at all: "privilege levels." is the end of a sentence about them."""
        text = self._lines[at].text
        ends_sentence = text[-1] in ".,;" and promise.title[-1] not in ".,;" and len(folded(text)) > 2
        begins_small = (
            text[0].islower() and not promise.spelling[0].islower() and len(split_number(text)[1]) == len(text)
        )
        return not (ends_sentence or begins_small)

    def _alike(self, promise: _Promise, low: int, high: int, pages: frozenset[int]) -> tuple[int, int] | None:
        """Lines under the promised number, on about the promised page, whose title is nearly the promised one."""
        if not promise.number or not pages:
            return None
        number, bare = folded(promise.number), folded(promise.title)
        for first in self._between(low, high, pages):
            printed, rest = split_number(self._lines[first].text)
            if not printed or folded(printed) != number:
                continue
            spelled = ""
            for end in range(first + 1, min(first + MAX_HEADING_LINES, high) + 1):
                spelled += folded(rest if end == first + 1 else self._lines[end - 1].text)
                if SequenceMatcher(None, spelled, bare, autojunk=False).ratio() >= MIN_LIKENESS:
                    return first, end
        return None

    def _between(self, after: int, before: int, pages: frozenset[int]) -> Iterator[int]:
        for at in self._open[bisect_left(self._open, after + 1) :]:
            if at >= before:
                return
            if not pages or self._lines[at].page_index in pages:
                yield at

    def _spelled_from(self, first: int, spelling: str, numbered: bool = False) -> int | None:
        """Where the lines from ``first`` on have spelled the whole heading, if they do; ``numbered``: but for a number."""
        spelled = ""
        for at in range(first, min(first + MAX_HEADING_LINES, len(self._lines))):
            text = self._lines[at].text
            spelled += folded(split_number(text)[1] if numbered and at == first else text)
            if spelled == spelling:
                return at + 1
            if not spelled or not spelling.startswith(spelled):
                return None
        return None

    def _best(self, places: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """The place that is set as a heading is; among equals the first, unless that only heads the page of another."""
        if not places:
            return None
        marked = [place for place in places if self._is_marked(place[0])]
        among = marked or places
        first = among[0]
        again = [p for p in among[1:] if self._lines[p[0]].page_index == self._lines[first[0]].page_index]
        return again[0] if again and self._is_top(first[0]) else first

    def _promised_heading(self, promise: _Promise, first: int, end: int) -> Heading:
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
        if heading.level == 1 and self._numbers_chapter(above) and not CHAPTER.match(heading.title):
            title = f"{self._lines[above].text} {split_number(heading.title)[1]}"
            return replace(heading, first=above, title=as_printed(title))
        return heading

    # headings that need no promise

    def chapters(self, known: Sequence[Heading], promised: bool) -> Iterator[Heading]:
        """ "BAB II" and its title below; where other headings are promised, only at the top of a page."""
        taken = _lines_of(known)
        for at in self._open:
            top = self._is_top(at)
            text = self._lines[at].text
            if at in taken or not (top or not promised):
                continue
            if self._numbers_chapter(at) or (top and text.isupper() and CHAPTER.match(text)):
                yield self._chapter(at, taken)

    def _chapter(self, at: int, taken: frozenset[int]) -> Heading:
        """The number and the title in capitals or in the same type, or on one line, below it."""
        end = at + 1
        while end < at + MAX_HEADING_LINES and self._continues_title(at, end, taken):
            end += 1
        if end == at + 1 and self._numbers_chapter(at) and end in self._is_open and end not in taken:
            line = self._lines[end]
            if len(line.text) < 60 and not line.text.endswith(".") and line.page_index == self._lines[at].page_index:
                end += 1
        title = " ".join(line.text for line in self._lines[at:end])
        return Heading(at, end, 1, as_printed(title), SectionKind.BODY)

    def _continues_title(self, at: int, end: int, taken: frozenset[int]) -> bool:
        if end not in self._is_open or end in taken or self._lines[end].page_index != self._lines[at].page_index:
            return False
        line = self._lines[end]
        if split_number(line.text)[0] and not line.text[0].isdigit():
            return False
        return line.text.isupper() or (self._is_marked(end) and _typeface(line) == _typeface(self._lines[at]))

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
        for at in self._open:
            number = split_number(self._lines[at].text)[0]
            if at in taken or CHAPTER.match(number) or not self._could_head(at):
                continue
            if not number and not (promised and self._is_alone(at)):
                continue
            previous = known[bisect_left(starts, at) - 1] if bisect_left(starts, at) else None
            if previous is None and promised:
                continue
            counts_on = self._begins_paragraph(at, taken) and self._continues_count(number, previous)
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
            end in self._is_open
            and end < at + MAX_HEADING_LINES
            and self._is_marked(at)
            and _typeface(self._lines[end]) == _typeface(self._lines[at])
            and self._lines[end].page_index == self._lines[at].page_index
            and not split_number(self._lines[end].text)[0]
        ):
            end += 1
        return end

    def _models(self, known: Sequence[Heading]) -> dict[str, frozenset[tuple[float, bool]]]:
        """The typefaces of the known headings by the shape of their number, where they differ from the text's."""
        models: dict[str, set[tuple[float, bool]]] = {}
        for heading in known:
            if self._is_marked(heading.first):
                shape = _shape(split_number(heading.title)[0])
                models.setdefault(shape, set()).add(_typeface(self._lines[heading.first]))
        return {shape: frozenset(faces) for shape, faces in models.items()}

    def _looks_alike(
        self, at: int, number: str, models: dict[str, frozenset[tuple[float, bool]]], promised: bool
    ) -> bool:
        if not self._is_marked(at):
            return False
        face = _typeface(self._lines[at])
        if not promised:
            return True
        if _shape(number) in models or not number:
            return face in models.get(_shape(number), ())
        return any(face in faces for faces in models.values())

    def _continues_count(self, number: str, previous: Heading | None) -> bool:
        """Whether "2.1.3" follows "2.1.2", "2.2" follows "2.1.2", or "2.1.1" follows "2.1"."""
        if previous is None or not re.fullmatch(r"\d+(?:\.\d+)+\.?", number):
            return False
        before = split_number(previous.title)[0].rstrip(".:")
        chapter = CHAPTER.fullmatch(before)
        old = [before.split()[-1]] if chapter else before.split(".")
        new = number.rstrip(".").split(".")
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
        for at in self._open:
            text = self._lines[at].text.strip(" .:")
            if at in taken:
                continue
            kind = kind_of(text)
            if kind is SectionKind.BODY:
                if at < first and _RUN_IN_ABSTRACT.match(text):
                    yield Heading(at, at, 1, text.split()[0].strip(" .:—–-"), SectionKind.ABSTRACT)
                continue
            if len(text) >= MAX_NAME_LENGTH or not self._stands_as_heading(at):
                continue
            within = first < at and (closing is None or at < closing)
            if is_front(kind) and within and chapters and not (self._is_top(at) and text.isupper()):
                continue
            yield Heading(at, at + 1, 1, self._lines[at].text, kind)

    def subtitles(self, apart: Collection[int]) -> Iterator[tuple[int, int]]:
        """Short runs of lines in a heading's type between a finished paragraph and one that begins."""
        for at in self._open:
            if at in apart or not self._is_marked(at) or (not self._is_top(at) and self._is_marked(at - 1)):
                continue
            end = at + 1
            while end in self._is_open and end not in apart and self._is_marked(end):
                end += 1
            begins = end == len(self._lines) or not self._lines[end].text[0].islower()
            if end - at <= MAX_SUBTITLE_LINES and begins and self._begins_paragraph(at, frozenset()):
                yield at, end

    # what can be seen of a line

    def _numbers_chapter(self, at: int) -> bool:
        return at in self._is_open and bool(CHAPTER.fullmatch(self._lines[at].text.strip(" .:")))

    def _is_top(self, at: int) -> bool:
        return at == 0 or self._lines[at - 1].page_index != self._lines[at].page_index

    def _is_marked(self, at: int) -> bool:
        """Whether the line is set otherwise than the text: larger, or bold where the text is not."""
        size, bold = _typeface(self._lines[at])
        return size > self._body[0] or (bold and not self._body[1] and size >= self._body[0])

    def _is_alone(self, at: int) -> bool:
        """Whether no neighbour on the page is set in the same type: bold words within bold text are no heading."""
        beside = [other for other in (at - 1, at + 1) if 0 <= other < len(self._lines)]
        line = self._lines[at]
        return all(
            self._lines[other].page_index != line.page_index or _typeface(self._lines[other]) != _typeface(line)
            for other in beside
        )

    def _begins_paragraph(self, at: int, headings: frozenset[int]) -> bool:
        """Whether the line before ends one: it is a heading, ends a sentence, or is short."""
        if self._is_top(at) or at - 1 in headings:
            return True
        before = self._lines[at - 1].text
        return before.endswith((".", "!", "?", ":")) or len(before) < 0.6 * self._usual_length

    def _could_head(self, at: int) -> bool:
        text = self._lines[at].text
        rest = split_number(text)[1]
        return len(text) <= MAX_HEADING_LENGTH and rest[0].isalpha() and not rest[0].islower() and text[-1] not in ".,;"

    def _stands_as_heading(self, at: int) -> bool:
        """A bare name is a heading at the top of a page, in capitals or in a heading's type, or after a finished paragraph."""
        text = self._lines[at].text
        if self._is_top(at) or text.isupper() or self._is_marked(at):
            return True
        return text[0].isupper() and self._lines[at - 1].text.rstrip('"”’)]').endswith((".", "!", "?"))


_RUN_IN_ABSTRACT = re.compile(r"(?:Abstract|Abstrak|ABSTRACT|ABSTRAK|Intisari)(?:[.:]|\s*[—–-])?\s+[A-Z]")


def _lines_of(headings: Sequence[Heading]) -> frozenset[int]:
    return frozenset(at for heading in headings for at in range(heading.first, heading.end))


def _typeface(line: Line) -> tuple[float, bool]:
    """Size to half a point, and whether it is bold."""
    return round(2 * line.size) / 2, line.bold


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

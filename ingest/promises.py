"""What the contents page and the outline promise, and where the promises are kept. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.contents import Contents, folded
from ingest.pdf_worker import OutlineEntry
from ingest.section_names import CHAPTER, levels, split_number
from ingest.typography import Typesetting

MAX_HEADING_LINES = 5
"""A chapter's title may be set over so many lines."""

MIN_LIKENESS = 0.85
"""A heading under the promised number may differ from the contents by so much: a word changed, a letter mistyped."""

MIN_BEGINNING = 8
"""Or one of the two goes on where the other ends, behind so many letters in common."""

Place = tuple[int, int]
"""The lines [first, end) of a heading."""


@dataclass(frozen=True, slots=True)
class Promise:
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


def promised_by_contents(labels: Sequence[str], contents: Contents) -> list[Promise]:
    pages_of: dict[str, set[int]] = {}
    for index, label in enumerate(labels):
        if label:
            pages_of.setdefault(label, set()).add(index)
    depths = levels([entry.number for entry in contents.entries])
    return [
        Promise(entry.number, entry.title, depth, frozenset(pages_of.get(entry.page_label, ())))
        for entry, depth in zip(contents.entries, depths, strict=True)
    ]


def promised_by_outline(outline: Sequence[OutlineEntry]) -> list[Promise]:
    """The bookmarks; a single one at the top that holds all others is the title of the work, no heading."""
    tops = [bookmark for bookmark in outline if bookmark.level == 1]
    rooted = len(tops) == 1 and len(outline) > 3 and outline[0].level == 1
    entries = outline[1:] if rooted else outline
    return [
        Promise(*split_number(entry.title), entry.level - rooted, frozenset({entry.page_index})) for entry in entries
    ]


def locate(page: Typesetting, promises: Sequence[Promise]) -> list[tuple[Promise, Place]]:
    """The promises that are kept, with their places, in order.

    First on the pages that they name; then, for those that are not found there (a page number that is off, a heading
    that was changed later), between the neighbours that are.
    """
    return _Search(page).locate(promises)


class _Search:
    """Looks for promised headings on the lines of one document."""

    def __init__(self, page: Typesetting) -> None:
        self._page = page
        self._lines = page.lines

    def locate(self, promises: Sequence[Promise]) -> list[tuple[Promise, Place]]:
        places: list[Place | None] = []
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
        return [(promise, place) for promise, place in zip(promises, places, strict=True) if place is not None]

    def _near(self, promise: Promise, low: int, high: int) -> Place | None:
        beside = frozenset(page + step for page in promise.pages for step in (-1, 0, 1))
        found = self._spelled(promise, low, high, beside) if beside else None
        found = found or self._alike(promise, low, high, beside)
        return found or self._spelled(promise, low, high, frozenset(), whole=True)

    def _spelled(
        self, promise: Promise, after: int, before: int, pages: frozenset[int], whole: bool = False
    ) -> Place | None:
        """The lines that spell the promise, on the pages if any are given.

        ``whole``: its number must be spelled, too. Else a title without its number, or with another one, is believed
        where no line spells both, but a chapter's only below a line that numbers a chapter or at the top of a page.
        """
        bare = folded(promise.title)
        if not bare:
            return None
        wanted = folded(promise.spelling)
        is_chapter = bool(CHAPTER.fullmatch(promise.number.rstrip(".:")))
        exact: list[Place] = []
        loose: list[Place] = []
        for first in self._between(after, before, pages):
            if not self._reads_like(first, promise):
                continue
            end = self._spelled_from(first, wanted)
            if end is not None:
                exact.append((first, end))
            elif not whole and not (
                is_chapter and not self._page.numbers_chapter(first - 1) and not self._page.is_top(first)
            ):
                end = self._spelled_from(first, bare, numbered=True)
                if end is not None:
                    loose.append((first, end))
        return self._best(exact) or self._best(loose)

    def _reads_like(self, at: int, promise: Promise) -> bool:
        """Whether a line may be that heading at all: "privilege levels." is the end of a sentence about them."""
        text = self._lines[at].text
        ends_sentence = text[-1] in ".,;" and promise.title[-1] not in ".,;" and len(folded(text)) > 2
        begins_small = (
            text[0].islower() and not promise.spelling[0].islower() and len(split_number(text)[1]) == len(text)
        )
        return not (ends_sentence or begins_small)

    def _alike(self, promise: Promise, low: int, high: int, pages: frozenset[int]) -> Place | None:
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
                shorter, longer = sorted((spelled, bare), key=len)
                begins_alike = len(shorter) >= MIN_BEGINNING and longer.startswith(shorter) and end == first + 1
                if begins_alike or SequenceMatcher(None, spelled, bare, autojunk=False).ratio() >= MIN_LIKENESS:
                    return first, end
        return None

    def _between(self, after: int, before: int, pages: frozenset[int]) -> Iterator[int]:
        for at in self._page.open[bisect_left(self._page.open, after + 1) :]:
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

    def _best(self, places: Sequence[Place]) -> Place | None:
        """The place that is set as a heading is; among equals the first, unless that only heads the page of another."""
        if not places:
            return None
        marked = [place for place in places if self._page.is_marked(place[0])]
        among = marked or places
        first = among[0]
        again = [p for p in among[1:] if self._lines[p[0]].page_index == self._lines[first[0]].page_index]
        return again[0] if again and self._page.is_top(first[0]) else first

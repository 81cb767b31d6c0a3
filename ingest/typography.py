"""What can be seen of the printed lines: their type, and how they stand among their neighbours. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from ingest.cleanup import Line
from ingest.contents import Contents
from ingest.section_names import CHAPTER, split_number

MAX_SUBTITLE_LINES = 2
"""More lines of bold type are an emphasised paragraph."""

MAX_HEADING_LENGTH = 120
"""A line longer than this is no heading that nobody promised."""

Typeface = tuple[float, bool]
"""Size to half a point, and whether it is bold."""


class Typesetting:
    """The lines of a document, those of them that are ``open`` (outside its contents pages), and what is seen of them."""

    def __init__(self, lines: Sequence[Line], contents: Contents) -> None:
        inside = {at for start, end in contents.ranges for at in range(start, end)}
        self.lines = lines
        self.open = tuple(at for at in range(len(lines)) if at not in inside)
        self.is_open = frozenset(self.open)
        sizes: Counter[Typeface] = Counter()
        for at in self.open:
            sizes[typeface(lines[at])] += len(lines[at].text)
        lengths = sorted(len(lines[at].text) for at in self.open)
        self._usual_length = lengths[3 * len(lengths) // 4] if lengths else 0
        self._body = sizes.most_common(1)[0][0] if sizes else (0.0, False)

    def subtitles(self, apart: Collection[int]) -> Iterator[tuple[int, int]]:
        """Short runs of lines in a heading's type between a finished paragraph and one that begins."""
        for at in self.open:
            if at in apart or not self.is_marked(at) or (not self.is_top(at) and self.is_marked(at - 1)):
                continue
            end = at + 1
            while end in self.is_open and end not in apart and self.is_marked(end):
                end += 1
            begins = end == len(self.lines) or not self.lines[end].text[0].islower()
            if end - at <= MAX_SUBTITLE_LINES and begins and self.begins_paragraph(at, frozenset()):
                yield at, end

    def numbers_chapter(self, at: int) -> bool:
        return at in self.is_open and bool(CHAPTER.fullmatch(self.lines[at].text.strip(" .:")))

    def is_top(self, at: int) -> bool:
        return at == 0 or self.lines[at - 1].page_index != self.lines[at].page_index

    def is_marked(self, at: int) -> bool:
        """Whether the line is set otherwise than the text: larger, or bold where the text is not."""
        size, bold = typeface(self.lines[at])
        return size > self._body[0] or (bold and not self._body[1] and size >= self._body[0])

    def is_alone(self, at: int) -> bool:
        """Whether no neighbour on the page is set in the same type: bold words within bold text are no heading."""
        beside = [other for other in (at - 1, at + 1) if 0 <= other < len(self.lines)]
        line = self.lines[at]
        return all(
            self.lines[other].page_index != line.page_index or typeface(self.lines[other]) != typeface(line)
            for other in beside
        )

    def begins_paragraph(self, at: int, headings: frozenset[int]) -> bool:
        """Whether the line before ends one: it is a heading, ends a sentence, or is short."""
        if self.is_top(at) or at - 1 in headings:
            return True
        before = self.lines[at - 1].text
        return before.endswith((".", "!", "?", ":")) or len(before) < 0.6 * self._usual_length

    def could_head(self, at: int) -> bool:
        text = self.lines[at].text
        rest = split_number(text)[1]
        return len(text) <= MAX_HEADING_LENGTH and rest[0].isalpha() and not rest[0].islower() and text[-1] not in ".,;"

    def stands_as_heading(self, at: int) -> bool:
        """A bare name is a heading at the top of a page, in capitals or in a heading's type, or after a finished paragraph."""
        text = self.lines[at].text
        if self.is_top(at) or text.isupper() or self.is_marked(at):
            return True
        above = self.lines[at - 1].text
        return text[0].isupper() and (above.isupper() or above.rstrip('"”’)]').endswith((".", "!", "?")))


def typeface(line: Line) -> Typeface:
    """The type that a line is set in."""
    return round(2 * line.size) / 2, line.bold

"""Captions, and where running prose ends and goes on around what they name. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ingest.cleanup import Line

MAX_TABLE_LINES = 240
"""A table may run over so many printed lines, ..."""

MAX_LINES_ABOVE = 60
"""... and over so many, and no other page, where its caption stands below it."""

MAX_CAPTION_LINES = 4

PROSE_SHARE = 0.75
"""A line of prose is at least this part of the usual length of a line."""

_NUMBER = r"(?:\d+(?:[.\-]\d+)*|[IVX]+(?:[.\-]\d+)*|[A-Z][.\-]?\d+(?:\.\d+)*)"
_CAPTION = re.compile(
    r"(?P<name>tabel|table|gambar|bagan|grafik|diagram|skema|foto|peta|figure|fig\.|chart|listing|algorithm|algoritma)"
    rf"\s+(?P<number>{_NUMBER})(?:\s*[.:]+(?P<rest>\s.*)?|\s+(?P<bare>[(\"“]?(?-i:[A-Z]).*))?$",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"(?:\b(?:in|see|of|and|to|from|by|lihat|pada|dalam|dan|oleh|dari|di|ke|the)|[(,])$", re.IGNORECASE
)
SOURCE = re.compile(r"\(?(?:sumber|source|keterangan|catatan|notes?)\b\s*[:.]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption: the lines [first, end), its whole text, and whether it names a table."""

    first: int
    end: int
    text: str
    is_table: bool


def find_captions(lines: Sequence[Line], apart: Collection[int]) -> tuple[tuple[int, int], ...]:
    """The captions outside ``apart``, as half-open ranges of lines.

    >>> page = ["As can be seen in", "Figure 2 there are two towns.", "Figure 3: Two towns", "Both are small towns."]
    >>> find_captions([Line(0, text) for text in page], ())
    ((2, 3),)
    """
    return tuple((caption.first, caption.end) for caption in captions_in(lines, apart, Prose(lines, apart)))


def captions_in(lines: Sequence[Line], apart: Collection[int], page: Prose) -> Iterator[Caption]:
    """The captions outside ``apart``, each with the lines that it runs over."""
    at = 0
    while at < len(lines):
        match = None if at in apart else _CAPTION.match(lines[at].text)
        if match is None or (at > 0 and _MENTION.search(lines[at - 1].text)) or not match["name"][0].isupper():
            at += 1
            continue
        end = at + 1
        title = match["rest"] or match["bare"]
        while end < min(at + MAX_CAPTION_LINES, len(lines)) and end not in apart and page.same_page(at, end):
            wraps = page.is_long(end - 1) and not lines[end - 1].text.endswith(".")
            untitled = not title and end == at + 1
            if page.is_prose(end) or not (wraps or untitled):
                break
            end += 1
        text = " ".join(line.text for line in lines[at:end])
        yield Caption(at, end, text, match["name"].casefold() in ("tabel", "table"))
        at = end


class Prose:
    """The lines of a document, and how long one usually is."""

    def __init__(self, lines: Sequence[Line], apart: Collection[int]) -> None:
        self._lines = lines
        self._apart = apart
        lengths = sorted(length_of(line) for at, line in enumerate(lines) if at not in apart)
        sizes: Counter[float] = Counter()
        for at, line in enumerate(lines):
            if at not in apart:
                sizes[line.size] += len(line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        self.usual = lengths[3 * len(lengths) // 4] if lengths else 0.0

    def same_page(self, one: int, other: int) -> bool:
        return self._lines[one].page_index == self._lines[other].page_index

    def is_long(self, at: int) -> bool:
        return length_of(self._lines[at]) >= PROSE_SHARE * self.usual

    def is_prose(self, at: int) -> bool:
        """A long line of words, most of them in lower case, in the size of the text and without wide gaps."""
        line = self._lines[at]
        if line.columns or line.size < self._size - 0.75:
            return False
        words = line.text.split()
        plain = sum(word.strip("“”\"'(),.;:").isalpha() and word[0].islower() for word in words)
        return self.is_long(at) and len(words) >= 6 and plain >= 0.55 * len(words)

    def _resumes(self, at: int) -> bool:
        """Whether prose goes on here: two lines of it, or one that ends a sentence or the part."""
        if not self.is_prose(at):
            return False
        following = at + 1
        if following >= len(self._lines) or following in self._apart:
            return True
        return (
            self.is_prose(following) or self._lines[at].text.endswith(".") or self._lines[following].text.endswith(".")
        )

    def end_below(self, start: int, captions: Collection[int]) -> int:
        """Where a table ends whose rows begin at ``start``."""
        at = start
        while at < min(start + MAX_TABLE_LINES, len(self._lines)) and at not in self._apart and at not in captions:
            if at > start and SOURCE.match(self._lines[at].text):
                return self.end_of_source(at)
            if self._resumes(at):
                break
            at += 1
        return at

    def end_of_source(self, at: int) -> int:
        """Behind a line "Sumber: …" at ``at``, if there is one, with the lines that it runs over."""
        if at >= len(self._lines) or at in self._apart or not SOURCE.match(self._lines[at].text):
            return at
        at += 1
        while at < len(self._lines) and self.is_long(at - 1) and at not in self._apart:
            if self._lines[at - 1].text.endswith(".") or not self.same_page(at - 1, at):
                break
            at += 1
        return at

    def start_above(self, end: int, captions: Collection[int]) -> int:
        """Where a table begins whose rows end before ``end``, on the same page; ``captions``: where others end."""
        at = end
        while (
            at not in captions
            and at > max(0, end - MAX_LINES_ABOVE)
            and at - 1 not in self._apart
            and self.same_page(at - 1, end)
        ):
            ends_prose = at > 1 and self._lines[at - 1].text.endswith((".", ":")) and self.is_prose(at - 2)
            if self.is_prose(at - 1) or ends_prose:
                break
            at -= 1
        return at


def length_of(line: Line) -> float:
    """How long a line is: in points, or in characters where the page tells no places."""
    return line.right - line.left if line.right > line.left else float(len(line.text))

"""An interval of a page's reading text → exactly those characters of the rendered page that it quotes. Pure.

The reading text was cleaned: running headers, page numbers and line-break hyphens are gone, ligatures are
letters, blanks are folded. The renderer's characters are raw and may stand in another order. Letters and
digits are compared alone, with accents and case folded as far as two extractors of one file disagree about
them; every one of the interval must be found, each in its own place, or there is nothing to mark. Signs
follow the letters between which they stand.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from ingest.characters import CORK_LIGATURES, LIGATURES
from web.page_boxes import Box, Character, line_boxes
from web.page_tiles import tiles

__all__ = ["AlignedPage", "Box", "Character", "Misaligned", "align_page", "fold", "line_boxes"]

HYPHENS = "-\u2010\u2011\u00ad\u0002\ufffe"
"""What stands at the end of a line where a word is divided; pdfium calls its own U+0002 or U+FFFE."""

_ALIKE = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′`´", "'"),
    **dict.fromkeys(HYPHENS + "‒–—―−", "-"),
    **dict.fromkeys("●▪‣◦·∙\uf0b7", "•"),
}
"""Signs that the two extractors may call by different names."""

_UNDOTTED = {"ı": "i", "ȷ": "j"}


@dataclass(frozen=True, slots=True)
class Misaligned:
    """Why an interval has no characters: it has none that show, the page lacks some, or has more between them."""

    why: Literal["nothing to mark", "letters missing", "letters between"]
    letters: str = ""


@dataclass(frozen=True, slots=True)
class _Folded:
    """Letters and digits, and for each the index of the character that it comes from."""

    letters: str
    sources: tuple[int, ...]


@cache
def fold(character: str) -> str:
    """The letters and digits in one character, without case and accents; of a sign, nothing.

    >>> [fold(each) for each in "Äﬁ²%"]
    ['a', 'fi', '2', '']
    """
    whole = LIGATURES.get(character) or unicodedata.normalize("NFKD", _UNDOTTED.get(character, character))
    return "".join(each for each in whole.casefold() if each.isalnum() and unicodedata.category(each) != "Lm")


@dataclass(frozen=True, slots=True)
class AlignedPage:
    """A page's reading text and its characters, with the letters of the one found among the other's.

    ``_places`` has for each folded letter of the text its folded letter on the page, or None; ``_known`` has
    those letters of the page.
    """

    text: str
    characters: Sequence[Character]
    _text_letters: _Folded
    _page_letters: _Folded
    _places: tuple[int | None, ...]
    _known: frozenset[int]

    def quoted(self, start: int, end: int) -> tuple[int, ...] | Misaligned:
        """The indexes of the characters that ``text[start:end]`` quotes, in the renderer's order.

        >>> BOX = Box(0, 0, 0.1, 0.1)
        >>> page = align_page("Kota kembar.", [Character(each, BOX) for each in "1 Kota kem-bar."])
        >>> page.quoted(5, 12)
        (7, 8, 9, 10, 11, 12, 13, 14)
        >>> page = align_page("Sejak awal tahun kota itu tidak kembar.", [
        ...     Character(each, BOX) for each in "Sejak awal tahun kota itu kembar."
        ... ])
        >>> page.quoted(17, 39)
        Misaligned(why='letters missing', letters='tidak')
        """
        sources = self._text_letters.sources
        first, last = bisect_left(sources, start), bisect_left(sources, end)
        missing = [at for at in range(first, last) if self._places[at] is None]
        if missing:
            return Misaligned("letters missing", "".join(self._text_letters.letters[at] for at in missing))
        for gap in range(first + 1, last):
            if unknown := self._unknown_between(gap):
                return Misaligned("letters between", unknown)
        letters = {self._page_letters.sources[place] for place in self._places[first:last] if place is not None}
        found = letters.union(*(self._signs(gap, start, end) for gap in range(first, last + 1)))
        if not found:
            return Misaligned("nothing to mark")
        return tuple(sorted(found))

    def _unknown_between(self, gap: int) -> str:
        """Letters on the page between two neighbours of the text that the whole text has not: a word left out."""
        before, after = self._place(gap - 1), self._place(gap)
        if before is None or after is None or after <= before + 1 or self._drawn_for_signs(gap):
            return ""
        return "".join(self._page_letters.letters[at] for at in range(before + 1, after) if at not in self._known)

    def _drawn_for_signs(self, gap: int) -> list[int]:
        """All that the page has between the two neighbours, where letters among it are what the text has as signs.

        TeX's negation slash and prime are a 6 and a 0 to pdfium.
        """
        before, after = self._place(gap - 1), self._place(gap)
        if before is None or after is None or after <= before + 1:
            return []
        drawn = self._visible_between(before, after)
        is_unknown = self._known.isdisjoint(range(before + 1, after))
        return drawn if is_unknown and len(drawn) == len(self._text_signs(gap)) else []

    def _signs(self, gap: int, start: int, end: int) -> set[int]:
        """The quoted signs between the text's letters number ``gap - 1`` and ``gap``.

        On the page they stand after the one or before the other, which may be far apart.
        """
        before, after, signs = self._source(gap - 1), self._source(gap), self._text_signs(gap)
        left, right = self._drawn_after(gap - 1), self._drawn_before(gap)
        drawn = left if left == right else left + right
        is_before_quoted = before is not None and start <= before < end
        is_after_quoted = after is not None and start <= after < end
        if is_before_quoted and is_after_quoted and (as_signs := self._drawn_for_signs(gap)):
            return set(as_signs)
        if left == right and is_before_quoted and is_after_quoted:
            return set(drawn)  # with the hyphen of a divided word, which the text has not
        pairs = _pairs([self.text[at] for at in signs], [self.characters[at].text for at in drawn])
        found = {drawn[there] for here, there in pairs if start <= signs[here] < end}
        others = {drawn[there] for _, there in pairs} - found
        if is_before_quoted:
            found |= self._belonging(gap - 1, [at for at in left if at not in others])
            if left and not signs and end >= (after or len(self.text)):
                found |= self._dividing_hyphen(gap - 1, left[0])
        if is_after_quoted:
            found |= self._belonging(gap, [at for at in right if at not in others])
        return found

    def _text_signs(self, gap: int) -> list[int]:
        """Where in the text the signs between its letters number ``gap - 1`` and ``gap`` stand."""
        before, after = self._source(gap - 1), self._source(gap)
        places = range(0 if before is None else before + 1, len(self.text) if after is None else after)
        return [at for at in places if not self.text[at].isspace()]

    def _source(self, letter: int) -> int | None:
        """Where in the text the letter stands."""
        return self._text_letters.sources[letter] if 0 <= letter < len(self._text_letters.sources) else None

    def _place(self, letter: int) -> int | None:
        return self._places[letter] if 0 <= letter < len(self._places) else None

    def _drawn_after(self, letter: int) -> list[int]:
        """The visible signs of the page between this letter of the text and the page's next letter."""
        place = self._place(letter)
        return [] if place is None else self._visible_between(place, place + 1)

    def _drawn_before(self, letter: int) -> list[int]:
        place = self._place(letter)
        return [] if place is None else self._visible_between(place - 1, place)

    def _visible_between(self, place: int, next_place: int) -> list[int]:
        sources = self._page_letters.sources
        first = sources[place] + 1 if place >= 0 else 0
        last = sources[next_place] if next_place < len(sources) else len(self.characters)
        return [at for at in range(first, last) if self.characters[at].is_visible]

    def _belonging(self, letter: int, signs: Iterable[int]) -> set[int]:
        """Of the signs those that are accents of the letter: TeX sets "ö" as two glyphs, one above the other."""
        place = self._place(letter)
        box = None if place is None else self.characters[self._page_letters.sources[place]].box
        return {
            at
            for at in signs
            if box is not None
            and unicodedata.category(self.characters[at].text[0]) in ("Sk", "Lm", "Mn")
            and (accent := self.characters[at].box) is not None
            and box.left <= accent.centre[0] <= box.right
        }

    def _dividing_hyphen(self, letter: int, sign: int) -> set[int]:
        """The sign, if it is the hyphen of a word that goes on in another line or on the next page."""
        place = self._place(letter)
        is_next = place is not None and sign == self._page_letters.sources[place] + 1
        return {sign} if is_next and self.characters[sign].text in HYPHENS else set()


def align_page(text: str, characters: Sequence[Character]) -> AlignedPage:
    """Find every letter of the page's reading text among the characters that the renderer gives for it."""
    text_letters = _folded(fold(character) for character in text)
    page_letters = _folded(_drawn_letters(characters))
    places: list[int | None] = [None] * len(text_letters.letters)
    for tile in tiles(text_letters.letters, page_letters.letters):
        places[tile.text : tile.text + tile.length] = range(tile.drawn, tile.drawn + tile.length)
    known = frozenset(place for place in places if place is not None)
    return AlignedPage(text, characters, text_letters, page_letters, tuple(places), known)


def _drawn_letters(characters: Sequence[Character]) -> Iterator[str]:
    """Each character folded; control characters that are ligatures beside a letter, as the reading text has it."""
    for at, character in enumerate(characters):
        ligature = CORK_LIGATURES.get(character.text)
        if ligature is None:
            yield fold(character.text)
        else:
            beside = [*characters[max(at - 1, 0) : at], *characters[at + 1 : at + 2]]
            yield ligature if any(each.text.isalpha() for each in beside) else ""


def _folded(parts: Iterable[str]) -> _Folded:
    pieces = list(parts)
    return _Folded("".join(pieces), tuple(at for at, piece in enumerate(pieces) for _ in piece))


def _pairs(signs: Sequence[str], drawn: Sequence[str]) -> list[tuple[int, int]]:
    """Which sign of the text is which of the page, both in order.

    >>> _pairs(["”", "("], ["\x02", '"', "("])
    [(0, 1), (1, 2)]
    """
    ours, theirs = ([_ALIKE.get(each, each) for each in part] for part in (signs, drawn))
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return [(block.a + at, block.b + at) for block in blocks for at in range(block.size)]

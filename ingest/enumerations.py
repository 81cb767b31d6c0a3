"""Enumerations: the sentence that introduces a list, and the items of the list. Pure.

A list is read off the markers that begin its items: "a.", "2)", "(iii)", "•". The markers must count on, so that
"1. Kota" after "3. Desa" begins another list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Sentence

MAX_ITEM_SENTENCES = 12
"""Longer than this, what stands under "a." is a section of its own, not an item."""

MAX_ITEM_WORDS = 160
"""The same in words."""

_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_MARKER = re.compile(
    r"(?:(?P<bullet>[•●▪‣◦∙➢✓\uf0b7\uf0a7*–—-])|(?P<open>\(?)(?P<count>\d{1,2}|[a-zA-Z]|[ivx]{1,5})(?P<close>[.)]))\s+(?=\S)"
)
_INLINE_MARKER = re.compile(r"[:;]\s*(?P<marker>\(?(?:1|a|i)[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list. ``lead_in`` is the sentence before it; each item reaches from its marker to the next one's, trimmed.

    Where the first item stands in the same sentence as what introduces it ("yaitu: 1. Aktor."), the lead-in ends
    before the marker.
    """

    lead_in: Sentence
    items: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        return self.lead_in.start

    @property
    def end(self) -> int:
        return self.items[-1].end


@dataclass(frozen=True, slots=True)
class _Marker:
    """How an item is counted: its style ("1.", "(a)", "•") and its number from 1 (always 1 for a bullet)."""

    style: str
    number: int


def enumerations_of(text: str, sentences: Sequence[Sentence]) -> tuple[Enumeration, ...]:
    """The lists of a stretch of text that is cut into these sentences, in order; none lies in another.

    >>> text = "Hambatannya sebagai berikut:\\na. dana;\\nb. tenaga.\\nKota itu tumbuh."
    >>> cut = [Sentence(0, 28), Sentence(29, 37), Sentence(38, 48), Sentence(49, 65)]
    >>> found = enumerations_of(text, cut)[0]
    >>> text[found.start : found.lead_in.end], [text[item.start : item.end] for item in found.items]
    ('Hambatannya sebagai berikut:', ['a. dana;', 'b. tenaga.'])
    """
    return tuple(_found(text, sentences))


def _found(text: str, sentences: Sequence[Sentence]) -> Iterator[Enumeration]:
    at = 0
    while at < len(sentences):
        found = _at(text, sentences, at)
        if found is None:
            at += 1
            continue
        enumeration, at = found
        yield enumeration


def _at(text: str, sentences: Sequence[Sentence], at: int) -> tuple[Enumeration, int] | None:
    """The list whose first item begins with, or within, the sentence ``at``, and the sentence behind the list."""
    sentence = sentences[at]
    inline = _INLINE_MARKER.search(text, sentence.start, sentence.end)
    marker = _marker(text, sentence)
    if marker is not None and marker.number == 1 and at > 0 and _marker(text, sentences[at - 1]) is None:
        lead_in, first = sentences[at - 1], sentence.start
    elif inline is not None and (marker := _read(text, inline.start("marker"), sentence.end)) is not None:
        lead_in, first = Sentence(sentence.start, inline.start() + 1), inline.start("marker")
    else:
        return None
    begins = [at]
    while (following := _next(text, sentences, begins[-1], marker, len(begins))) is not None:
        begins.append(following)
    if len(begins) < 2:
        return None
    end = _paragraph_end(text, sentences, begins[-1])
    titled = text[sentences[end - 1].end - 1] not in ".;,:!?" and end < len(sentences)
    if titled and any(
        _begins_paragraph(text, sentences[other]) for other in range(at + 1, begins[-1]) if other not in begins
    ):
        end = _paragraph_end(
            text, sentences, end
        )  # "3. Manfaat Praktis" alone: the other items have text below them, too
    starts = [first, *(sentences[begin].start for begin in begins[1:])]
    ends = [*(sentences[begin - 1].end for begin in begins[1:]), sentences[end - 1].end]
    items = tuple(Sentence(start, stop) for start, stop in zip(starts, ends, strict=True))
    if any(len(text[item.start : item.end].split()) > MAX_ITEM_WORDS for item in items):
        return None
    return Enumeration(lead_in, items), end


def _next(text: str, sentences: Sequence[Sentence], at: int, first: _Marker, count: int) -> int | None:
    """The sentence that begins the next item."""
    wanted = first if first.style in _BULLETS else _Marker(first.style, count + 1)
    for following in range(at + 1, min(at + 1 + MAX_ITEM_SENTENCES, len(sentences))):
        if wanted in _readings(text, sentences[following].start, sentences[following].end):
            return following
        if first.style in _BULLETS and _begins_paragraph(text, sentences[following]):
            return None
    return None


def _paragraph_end(text: str, sentences: Sequence[Sentence], at: int) -> int:
    """The sentence behind the paragraph of the sentence ``at``."""
    end = at + 1
    while end < len(sentences) and not _begins_paragraph(text, sentences[end]):
        end += 1
    return end


def _begins_paragraph(text: str, sentence: Sentence) -> bool:
    return sentence.start == 0 or text[sentence.start - 1] == "\n"


_BULLETS = frozenset("•●▪‣◦∙➢✓\uf0b7\uf0a7*–—-")


def _marker(text: str, sentence: Sentence) -> _Marker | None:
    return _read(text, sentence.start, sentence.end)


def _read(text: str, start: int, end: int) -> _Marker | None:
    """The marker at ``start``, as the first of a list where it may be one: "i." is a number before it is a letter."""
    readings = _readings(text, start, end)
    return next((reading for reading in readings if reading.number == 1), readings[0] if readings else None)


def _readings(text: str, start: int, end: int) -> list[_Marker]:
    """What the marker at ``start`` may mean: "i." is the first roman number, or the ninth letter."""
    match = _MARKER.match(text, start, end)
    if match is None:
        return []
    if match["bullet"]:
        return [_Marker(match["bullet"], 1)]
    count, around = match["count"], (match["open"], match["close"])
    if count.isdigit():
        return [_Marker("1".join(around), int(count))]
    readings = []
    if count in _ROMANS:
        readings.append(_Marker("i".join(around), _ROMANS.index(count) + 1))
    if len(count) == 1:
        readings.append(_Marker(("A" if count.isupper() else "a").join(around), ord(count.lower()) - ord("a") + 1))
    return readings

"""Lists within running text: "pertama, …; kedua, …", "(1) …, (2) …", "First, … Second, …". Pure.

``ingest.enumerations`` reads lists whose items begin lines or sentences with a marker; these here have no lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Sentence
from ingest.sentences import trimmed

_COUNTED: tuple[tuple[str, ...], ...] = (
    ("pertama", "kedua", "ketiga", "keempat", "kelima", "keenam", "ketujuh", "kedelapan"),
    ("first(?:ly)?", "second(?:ly)?", "third(?:ly)?", "fourth(?:ly)?", "fifth", "sixth", "seventh", "eighth"),
)
_SIGNS: tuple[tuple[str, ...], ...] = (
    tuple(rf"\({number}\)" for number in range(1, 10)),
    tuple(rf"\({letter}\)" for letter in "abcdefgh"),
    tuple(rf"(?<![\w.(]){number}\)" for number in range(1, 10)),
)
_SAYS = r"(?:\s*[,:]|\s+(?:adalah|ialah|yaitu|yakni|is|are)\b)"
_JOINT = re.compile(r"(?:[\s,;]|\b(?:dan|serta|and|or|atau|yang))+$")

MAX_APART = 900
"""Characters from one item to the next; what stands further apart is another list, or none."""


@dataclass(frozen=True, slots=True)
class InlineList:
    """What introduces the list, None where the paragraph begins with it, and the items, each from its marker on."""

    lead_in: Sentence | None
    items: tuple[Sentence, ...]


def inline_lists(text: str, sentences: Sequence[Sentence]) -> tuple[InlineList, ...]:
    """The lists that run within these sentences, which are neighbours.

    >>> text = "Hambatannya dua: (1) dana yang kurang; dan (2) tenaga yang sedikit. Kota itu tumbuh."
    >>> found = inline_lists(text, [Sentence(0, 67), Sentence(68, 84)])[0]
    >>> text[found.lead_in.start : found.lead_in.end], [text[item.start : item.end] for item in found.items]
    ('Hambatannya dua:', ['(1) dana yang kurang', '(2) tenaga yang sedikit.'])
    """
    if not sentences:
        return ()
    found: list[InlineList] = []
    for series in [*(tuple(map(_sign, signs)) for signs in _SIGNS), *map(_ordinals, _COUNTED)]:
        found.extend(_of_series(text, sentences, series))
    return tuple(sorted(found, key=lambda each: each.items[0].start))


def _sign(sign: str) -> re.Pattern[str]:
    return re.compile(sign + r"\s+(?=\w)")


def _ordinals(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """An ordinal begins an item where it begins a sentence or a clause, or where its noun stands before it."""
    return tuple(
        re.compile(
            rf"(?:(?<=[.;:,]\s)|(?<=\n)|^)(?:(?:dan|and)\s+)?(?:[^\W\d_]+\s+){{0,3}}?(?:yang\s+|the\s+)?{word}{_SAYS}",
            re.IGNORECASE,
        )
        for word in words
    )


def _of_series(text: str, sentences: Sequence[Sentence], series: Sequence[re.Pattern[str]]) -> Iterator[InlineList]:
    at, end = sentences[0].start, sentences[-1].end
    while (first := _next(text, series[0], at, end)) is not None:
        begins = [first]
        for pattern in series[1:]:
            following = _next(text, pattern, begins[-1] + 1, min(end, begins[-1] + MAX_APART))
            if following is None:
                break
            begins.append(following)
        at = begins[-1] + 1
        if len(begins) >= 2:
            yield _list(text, sentences, begins)


def _next(text: str, pattern: re.Pattern[str], start: int, end: int) -> int | None:
    match = pattern.search(text, start, end)
    return match.start() if match else None


def _list(text: str, sentences: Sequence[Sentence], begins: Sequence[int]) -> InlineList:
    holding = [next(each for each in reversed(sentences) if each.start <= begin) for begin in begins]
    before = trimmed(text, holding[0].start, begins[0])
    if before is None:
        place = sentences.index(holding[0])
        before = sentences[place - 1] if place and "\n" not in text[sentences[place - 1].end : begins[0]] else None
    stops = [*begins[1:], holding[-1].end]
    items = []
    for begin, stop in zip(begins, stops, strict=True):
        joint = _JOINT.search(text, begin, stop)
        item = trimmed(text, begin, joint.start() if joint else stop)
        assert item is not None  # it begins with its marker
        items.append(item)
    return InlineList(before, tuple(items))

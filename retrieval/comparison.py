"""Questions that compare: the things compared, and which of them a sentence tells of. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.language import Language
from retrieval.glossary import translations
from retrieval.question import STOP_WORDS

MAX_WORDS = 6
"""A longer "thing" is half a sentence."""

_END = r"(?=\s+(?:dalam hal|dari segi|dalam konteks|pada aspek|menurut|in terms of|with respect to|with regard to|according to)\b|\s*[?.!]|\s*$)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:perbedaan|bedanya|beda|perbandingan|persamaan|bandingkan|membandingkan|perbandingkan)(?:\s+(?:utama|pokok|mendasar))?(?:\s+(?:antara|dari))?"
        rf"\s+(?P<one>.+?)\s+(?:dan|dengan|dibandingkan(?: dengan)?|vs\.?)\s+(?P<other>.+?){_END}",
        rf"\bmembedakan\s+(?P<one>.+?)\s+(?:dari|dengan|dan)\s+(?P<other>.+?){_END}",
        rf"\bbagaimana\s+(?P<one>.+?)\s+berbeda\s+(?:dari|dengan)\s+(?P<other>.+?){_END}",
        rf"\bdifferences?\s+between\s+(?P<one>.+?)\s+and\s+(?P<other>.+?){_END}",
        rf"\bcompare\s+(?P<one>.+?)\s+(?:and|with|to|against)\s+(?P<other>.+?){_END}",
        rf"\bdo(?:es)?\s+(?P<one>.+?)\s+(?:differ|compare)\s+(?:from|to|with)\s+(?P<other>.+?){_END}",
        r"\b(?:do|are)\s+(?P<one>.+?)\s+and\s+(?P<other>.+?)\s+(?:differ|compare|different)\b",
        rf"\b(?P<one>[\w-]+(?:\s[\w-]+)?)\s+(?:vs\.?|versus)\s+(?P<other>.+?){_END}",
    )
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things compared, as the question calls it, and the words that a sentence about it must have."""

    name: str
    words: tuple[str, ...]
    language: Language

    def is_in(self, text: str) -> bool:
        """Whether a text names it."""
        terms = frozenset(query_terms(text))
        return all(
            any(not terms.isdisjoint(query_terms(each)) for each in (word, *translations((word,), self.language)))
            for word in self.words
        )


def compared(text: str, language: Language) -> tuple[Thing, ...]:
    """The two things that a question compares; none where it does not.

    >>> [thing.words for thing in compared("Bandingkan kerja sama Semarang dengan Bandung", "id")]
    [('semarang',), ('bandung',)]
    >>> [thing.name for thing in compared("What is the difference between mark-sweep and reference counting?", "en")]
    ['mark-sweep', 'reference counting']
    >>> compared("Apa hambatan kerja sama kota dan desa?", "id")
    ()
    """
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found is None:
            continue
        names = [
            re.sub(r"^(?:the|antara|between)\s+", "", found[each].strip(), flags=re.IGNORECASE)
            for each in ("one", "other")
        ]
        words = [_telling(name) for name in names]
        own = [[word for word in words[at] if word not in words[1 - at]] for at in (0, 1)]
        if all(own) and all(len(name.split()) <= MAX_WORDS for name in names):
            return tuple(Thing(name, tuple(each), language) for name, each in zip(names, own, strict=True))
    return ()


def _telling(name: str) -> list[str]:
    """The names among the words of a thing, or else all that mean something."""
    words = WORD.findall(name)
    names = [word.casefold() for word in words if word[0].isupper()]
    return names or [word.casefold() for word in words if word.casefold() not in STOP_WORDS]


def sides(text: str, things: Sequence[Thing]) -> tuple[int, ...]:
    """Which of the things, by their places, a text names.

    >>> sides("Semarang lebih lambat daripada Bandung.", compared("Bandingkan Semarang dengan Bandung", "id"))
    (0, 1)
    """
    return tuple(at for at, thing in enumerate(things) if thing.is_in(text))

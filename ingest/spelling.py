"""Titles and names printed in capitals, spelled as the thesis itself spells these words in its text. Pure.

A cover in capitals hides what a reader wants to see: "ASEAN" is an abbreviation, "KOTA" is not. The text tells the two
apart; a word that the text never prints otherwise keeps its capitals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

SMALL_WORDS = frozenset(
    "dan di ke dari yang untuk pada dalam dengan oleh terhadap atas bagi serta atau antara sebagai of the a an and in on for to at by with from or as "
    "und der die das in im für von zur zum mit".split()
)
"""Not capitalised within a title."""

LONGEST_ABBREVIATION = 5
"""In a name; "SUKARDI" is none, however often it is printed so."""

_SHOUTED = re.compile(r"[^\W\d_]*[A-ZÀ-Þ]{2,}(?:[\W\d_]+[A-ZÀ-Þ]{2,})+\b")
"""Two words in capitals one after another are a name or a title again, not a spelling."""

_WORD = re.compile(r"[^\W\d_]+")


def is_capitals(text: str) -> bool:
    """Whether a line of several letters has no small one."""
    return text.upper() == text and sum(map(str.isalpha, text)) > 3


class Spelling:
    """How a thesis spells its words where it does not print in capitals."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._counts: dict[str, Counter[str]] = {}
        for line in lines:
            if is_capitals(line):
                continue
            for word in _WORD.findall(_SHOUTED.sub(" ", line)):
                self._counts.setdefault(word.casefold(), Counter())[word] += 1

    def title(self, text: str) -> str:
        """A title in capitals, readable; as it is where the text spells less than half of its words.

        >>> Spelling(["Peran kota dalam ASEAN; kota di dunia."]).title("PERAN KOTA DI ASEAN DAN UMKM")
        'Peran Kota di ASEAN dan UMKM'
        """
        words = [word for word in _WORD.findall(text) if word.casefold() not in SMALL_WORDS]
        spelled_in_text = sum(word.casefold() in self._counts for word in words)
        if not is_capitals(text) or 2 * spelled_in_text < len(words):
            return text
        first = True

        def spelled(found: re.Match[str]) -> str:
            nonlocal first
            word, begins = found[0], first
            first = False
            if word.casefold() in SMALL_WORDS:
                return word.capitalize() if begins else word.lower()
            return self._word(word)

        return _WORD.sub(spelled, text)

    def name(self, text: str) -> str:
        """A person's or university's name in capitals, each word with one capital; abbreviations as the text has them.

        >>> Spelling(["UIN Alauddin"]).name("UIN ALAUDDIN MAKASSAR")
        'UIN Alauddin Makassar'
        """
        if not is_capitals(text):
            return text
        return _WORD.sub(lambda found: self._named(found[0]), text)

    def _word(self, word: str) -> str:
        seen = self._counts.get(word.casefold())
        if seen is None:
            return word
        usual = seen.most_common(1)[0][0]
        return usual if not usual.islower() else word.capitalize()

    def _named(self, word: str) -> str:
        seen = self._counts.get(word.casefold())
        if 1 < len(word) <= LONGEST_ABBREVIATION and seen is not None and seen.most_common(1)[0][0].isupper():
            return word
        if word.casefold() in ("of", "dan", "and", "the", "bin", "binti"):
            return word.lower()
        return word.capitalize()

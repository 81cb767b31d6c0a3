"""The names that stand in running text directly before a year: "Alam dan Sudirman (2020)". Pure.

Words with capitals begin sentences and name events, too, so what the bibliography lists, and what the text cites
elsewhere, decides where a name begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.person_names import LEADING_PARTICLES, NEVER_NAMES, divide_names, is_name

_OTHERS = re.compile(r"(?:et\.?\s?al\.?|dkk\.?|dan kawan-kawan|and colleagues)[\s,]*$")
_JOINTS = frozenset({"&", "dan", "and"})
_POSSESSIVE = re.compile(r"[’']s\b")
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Which names are authors for sure: ``is_listed`` asks the bibliography, ``cited`` are those of other mentions."""

    is_listed: Callable[[tuple[str, ...]], bool]
    cited: frozenset[str] = frozenset()

    def know(self, names: tuple[str, ...]) -> bool:
        return self.is_listed(names) or any(name in self.cited or name.split()[-1] in self.cited for name in names)


@dataclass(frozen=True, slots=True)
class NamesFound:
    """Names as they stand in ``text[start:end]``; ``others`` for "et al."."""

    start: int
    end: int
    names: tuple[str, ...]
    others: bool


def names_before(text: str, start: int, end: int, known: KnownNames) -> NamesFound | None:
    """The names at the end of ``text[start:end]``, if it ends with names.

    >>> text = "Berbeda dari itu, penelitian Alam dan Sudirman "
    >>> names_before(text, 0, len(text), KnownNames(lambda names: False)).names
    ('Alam', 'Sudirman')
    """
    words = list(re.finditer(r"\S+", text[start:end]))
    tail = _OTHERS.search(text[start:end])
    limit = tail.start() if tail else end - start
    last = sum(word.end() <= limit for word in words)
    first = _first_name(words, last, tail is not None)
    if first == last:
        return None
    begin, stop = start + words[first].start(), start + words[-1].end()
    divided = divide_names(_POSSESSIVE.sub("", text[begin:stop]).rstrip(" ,"))
    if divided is None:
        return None
    names, others = divided
    if not known.is_listed(names):
        for word in re.finditer(r"\S+\s+(?=\S)", text[begin : begin + len(names[0])]):  # "Adapun Alam (2020)"
            shorter = (names[0][word.end() :], *names[1:])
            if known.is_listed(shorter):
                return NamesFound(begin + word.end(), stop, shorter, others)
    return NamesFound(begin, stop, names, others)


def _first_name(words: list[re.Match[str]], last: int, others: bool) -> int:
    """Where the run of names begins that ends before the word at ``last``."""
    first = last
    while first and last - first < _MAX_WORDS:
        word = words[first - 1][0]
        bare = word.rstrip(",").removesuffix("’s").removesuffix("'s")
        inside = first < last
        initial = re.fullmatch(r"(?:[A-Z]\.)+", bare) is not None
        in_list = others or any(found[0] in _JOINTS for found in words[first:last])
        if bare.casefold() in NEVER_NAMES - _JOINTS or (word.endswith(",") and inside and not in_list):
            break
        if bare.endswith(".") and not initial:
            break
        if not (initial or is_name(bare) or (inside and (bare in _JOINTS or bare in LEADING_PARTICLES))):
            break
        first -= 1
    while first < last and words[first][0] in _JOINTS:
        first += 1
    return first


def names_before_title(text: str, start: int, end: int, known: KnownNames) -> NamesFound | None:
    """ "Rodrigo Tavares dalam Paradiplomacy (2016)": names that are known, then the title of their work."""
    for match in re.finditer(r"\s(?:dalam|in)\s+(?:\w+\s+){0,3}?[“\"‘]?[A-Z]", text[start:end]):
        found = names_before(text, start, start + match.start(), known)
        if found and known.know(found.names) and not re.search(r"[.;]\s", text[start + match.start() : end]):
            return found
    return None

"""Typing errors: a word that neither the corpus nor the language knows becomes a near one that the corpus has. Pure.

Distance is Damerau–Levenshtein's (optimal string alignment): a letter added, left out, changed, or two exchanged. One such
step is tried on the whole word, so that the correction can be shown; where none leads to a term of the corpus, two are
tried from the terms of a long word. A first letter is rarely wrong, so candidates that keep it come first, and whole words before bare stems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.catalogue.fulltext import query_terms
from ingest.language import is_word

MIN_LENGTH = 5
"""Shorter words have too many neighbours to guess at."""

LONG = 9
"""Words of this length may have two errors."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def correct(word: str, vocabulary: Mapping[str, int]) -> str | None:
    """The word as probably meant, or None where it is known, too short, or near nothing.

    ``vocabulary`` holds the index terms (stems) of the corpus and how many passages have each.

    >>> terms = {"hambat": 7, "kuznetsov": 2, "cooper": 3, "kota": 9}
    >>> [correct(word, terms) for word in ("hambtaan", "kusnetzov", "hambatan", "kuta", "Qwertyuiop")]
    ['hambatan', 'kuznetsov', None, None, None]
    """
    word = word.casefold()
    if len(word) < MIN_LENGTH or not word.isalpha() or is_known(word, vocabulary):
        return None
    best = max((_rank(candidate, word, vocabulary) for candidate in neighbours(word)), default=None)
    if best is not None and best[2]:
        return best[3]
    return _two_steps(word, vocabulary) if len(word) >= LONG else None


def _rank(candidate: str, typed: str, vocabulary: Mapping[str, int]) -> tuple[bool, bool, int, str]:
    """Same first letter, a word of a language rather than a bare stem, in how many passages (0: it is no candidate)."""
    is_form = is_word(candidate, "id") or is_word(candidate, "en")
    held = frequency(candidate, vocabulary) if is_form else vocabulary.get(candidate, 0)
    return candidate[0] == typed[0] and held > 0, is_form and held > 0, held, candidate


def is_known(word: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether the corpus or one of the languages has the word."""
    return frequency(word, vocabulary) > 0 or is_word(word, "id") or is_word(word, "en")


def frequency(word: str, vocabulary: Mapping[str, int]) -> int:
    """In how many passages the word stands in one of its forms, at most one way of stemming counted.

    >>> frequency("hambatan", {"hambat": 7})
    7
    """
    return max((vocabulary.get(term, 0) for term in query_terms(word)), default=0)


def neighbours(word: str) -> Iterator[str]:
    """Every string one step away, letters a to z.

    >>> {"kota", "kot", "ktoa", "kotak", "kita"} <= set(neighbours("kota")) | {"kota"}
    True
    """
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS if letter != tail[0])
        yield from (head + letter + tail for letter in _LETTERS)


def _two_steps(word: str, vocabulary: Mapping[str, int]) -> str | None:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    near = [
        (distance, -vocabulary[term], term)
        for form in dict.fromkeys((word, *query_terms(word)))
        for term, distance, _ in extract(form, vocabulary.keys(), scorer=OSA.distance, score_cutoff=2, limit=5)
        if term[0] == word[0] and len(term) >= LONG - 3
    ]
    return min(near)[2] if near else None

"""Typing errors: a word that neither the corpus nor the language knows becomes a near one that the corpus has. Pure.

Distance is Damerau–Levenshtein's (optimal string alignment): a letter added, left out, changed, or two exchanged. One such
step is tried on the whole word, so that the correction can be shown; where none leads to a term of the corpus, two are
tried from the terms of a long word. A first letter is rarely wrong, so it is kept unless two letters were exchanged,
and whole words come before bare stems. Better no correction than a wrong one: the embedding model reads most errors right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.catalogue.fulltext import query_terms
from ingest.language import is_word

MIN_LENGTH = 6
"""Shorter words have too many neighbours to guess at."""

MIN_LENGTH_CHANGED = 7
"""Below this length a changed letter makes another word (modul, model), so only added, lost and exchanged ones count."""

LONG = 9
"""Words of this length may have two errors."""

_CLITICS = ("", "nya", "lah", "kah", "pun")
_SUFFIXES = ("", "kan", "an", "i")
_PREFIXES = ("", "di", "ter", "se", "ke", "ber", "me", "mem", "men", "meng")
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
    candidates = (each for each in neighbours(word) if _likely(each, word))
    best = max((_rank(candidate, vocabulary) for candidate in candidates), default=None)
    if best is not None and best[1]:
        return whole_form(best[2])
    return _two_steps(word, vocabulary) if len(word) >= LONG else None


def whole_form(term: str) -> str:
    """The word that an index term is the stem of, where that is plain; else the term.

    >>> [whole_form(term) for term in ("universiti", "execut", "hambat", "kuznetsov")]
    ['university', 'execute', 'hambat', 'kuznetsov']
    """
    forms = (term, term[:-1] + "y" if term.endswith("i") else term, term + "e", term + "s")
    if is_word(term, "id"):
        return term
    return next((form for form in forms if is_word(form, "en")), term)


def _likely(candidate: str, typed: str) -> bool:
    exchanged = sorted(candidate) == sorted(typed)
    changed = len(candidate) == len(typed) and not exchanged
    return (exchanged or candidate[0] == typed[0]) and not (changed and len(typed) < MIN_LENGTH_CHANGED)


def _rank(candidate: str, vocabulary: Mapping[str, int]) -> tuple[bool, int, str]:
    """A word of a language rather than a bare stem, in how many passages (0: it is no candidate)."""
    is_form = is_word(candidate, "id") or is_word(candidate, "en")
    held = frequency(candidate, vocabulary) if is_form else vocabulary.get(candidate, 0)
    return is_form and held > 0, held, candidate


def is_known(word: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether the corpus or one of the languages has the word, or the root that it is regularly derived from.

    >>> is_known("seberapa", {}), is_known("cerminannya", {}), is_known("cerimnannya", {})
    (True, True, False)
    """
    if frequency(word, vocabulary) or is_word(word, "id") or is_word(word, "en"):
        return True
    return any(is_word(root, "id") for root in _roots(word))


def _roots(word: str) -> Iterator[str]:
    """What is left without Indonesian affixes, four letters or more: the tables of forms have few derived ones."""
    for clitic in _CLITICS:
        bare = word.removesuffix(clitic)
        for suffix in _SUFFIXES:
            for prefix in _PREFIXES:
                root = bare.removesuffix(suffix).removeprefix(prefix)
                if 4 <= len(root) < len(word):
                    yield root


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
        if term[0] == word[0] and len(term) >= LONG - 1
    ]
    return whole_form(min(near)[2]) if near else None

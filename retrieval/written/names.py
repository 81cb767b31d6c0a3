"""The names in a statement, and whether a text has them too, also in the other language's form. Pure.

Names are words with a capital letter, abbreviations among them. Names that differ by language (South Korea, Korea Selatan;
PBB, UN; Juli, July) are a list, ``lexicon/names.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.catalogue.fulltext import query_terms
from ingest.language import Language, is_word
from retrieval.glossary import translations
from retrieval.lexicon import rows
from retrieval.question import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name. ``ordinary``: a word of a language too, as in "Pemerintah Kota"; it may be no name at all."""

    text: str
    ordinary: bool = False


def names_in(text: str, language: Language) -> tuple[Name, ...]:
    """The words of names in a text, each once; names of the list in the form that both languages share.

    >>> [(each.text, each.ordinary) for each in names_in("Pada 2009 Kota Semarang dan Korea Selatan didukung UNDP.", "id")]
    [('Kota', True), ('Semarang', False), ('Southkoreaname', False), ('UNDP', False)]
    >>> names_in("Korea Selatan ikut.", "id") == names_in("South Korea", "en")
    True
    """
    found: dict[str, Name] = {}
    shared = in_shared_form(text)
    for place in _WORD.finditer(shared):
        word = re.sub(r"(?:'s|’s|nya)$", "", place[0])
        if not any(map(str.isupper, word)):
            continue
        opens = _opens_a_sentence(shared, place.start())
        ordinary = _ordinary(word, language, opens)
        if not (opens and ordinary and (language == "id" or word.casefold() in _OPENING)):
            found.setdefault(word, Name(word, ordinary))
    return tuple(found.values())


def in_shared_form(text: str) -> str:
    """The text with the names of the list in the form that both languages share.

    >>> in_shared_form("Pemerintah Korea Selatan") == in_shared_form("Pemerintah South Korea")
    True
    """
    forms, pattern = _shared_forms()
    return pattern.sub(lambda found: forms[found[0]], text)


class NamesOf:
    """A text that names are looked up in."""

    def __init__(self, text: str) -> None:
        self._terms = frozenset(query_terms(in_shared_form(text)))

    def has(self, name: Name) -> bool:
        """Whether every part of the name stands in the text, in any inflection.

        >>> NamesOf("antara Baubau dan Seoul (Korea Selatan)").has(names_in("South Korea's Baubau", "en")[0])
        True
        """
        return all(any(term in self._terms for term in query_terms(part)) for part in _PART.findall(name.text))


def unknown_words(text: str) -> Iterator[str]:
    """Words in small letters that neither language knows: terms, or names without their capital letter.

    >>> list(unknown_words("kerja sama kota dengan tolkien ditandatangani"))
    ['tolkien']
    """
    for place in _WORD.finditer(text):
        word = place[0]
        if word.islower() and len(word) > 3 and not _INFLECTED.match(word) and not _known(word):
            yield word


@cache
def _known(word: str) -> bool:
    """Whether a small-letter word is one of either language, Indonesian endings taken off."""
    bare = re.sub(r"(?:nya|lah|kah|pun)$", "", word)
    return any(is_word(form, "id") or is_word(form, "en") for form in {word, bare})


def _ordinary(word: str, language: Language, opens: bool) -> bool:
    """Whether a word with a capital may be none of a name's own: a title, or the first of its sentence.

    English tables of words hold the names of cities, so within an English sentence a capital makes a name.
    """
    folded = word.casefold()
    if word.isupper() and len(word) > 1:
        return False
    if folded in STOP_WORDS or translations([folded], language):
        return True
    if language == "id":
        return is_word(re.sub(r"(?:lah|kah|pun)$", "", folded), "id") and folded not in _CITIES
    return opens and is_word(folded, "en")


def _opens_a_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"“”'‘(")
    return not before or before[-1] in ".?!:"


@cache
def _shared_forms() -> tuple[dict[str, str], re.Pattern[str]]:
    forms: dict[str, str] = {}
    for indonesian, english in rows("names"):
        alternatives = [*indonesian.split(", "), *english.split(", ")]
        shared = re.sub(r"[^a-z]", "", english.split(", ")[0].casefold()).capitalize() + "name"
        forms.update(dict.fromkeys(alternatives, shared))
    longest_first = sorted(forms, key=len, reverse=True)
    return forms, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


_CITIES = frozenset("bandung malang padang medan solo palu batu serang kendal sorong bima kupang blitar tegal".split())
"""Cities whose names are Indonesian words."""
_OPENING = STOP_WORDS | frozenset(
    "however although while because since after before during moreover furthermore first both each".split()
)
"""What opens a sentence and is no name."""
_INFLECTED = re.compile(r"(?:di|me|be|ter|pe|ke|se)\w{4}|.*-|.*(?:kan|nya|ing|ed|ly)$")
"""Derived forms, which no table has all of."""
_WORD = re.compile(r"[^\W\d_][\w'’]*(?:[-–][^\W_]\w*)*")
_PART = re.compile(r"[^\W_]+")

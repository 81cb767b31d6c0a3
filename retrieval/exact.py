"""The exact things in a question: years, numbers, laws, abbreviations, code, quoted words and names.

They mean themselves and nothing near them: 1999 is not 1998, and the law 37/1999 is not another law. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.language import is_word
from retrieval.informal import QUOTED, standard_word

Kind = Literal["law", "year", "number", "abbreviation", "code", "quoted", "name"]

_LAW = re.compile(
    r"\b(?:UU|Undang-Undang|PP|Perpres|Permen\w*|Perda|Law|Act)\b(?:\s+[^\W\d_]+){0,4}?\s*(?:No(?:mor|\.|)|Number)?\.?\s*"
    r"(\d{1,3})\s*(?:/|\s*[Tt]ahun\s*|\s+of\s+)\s*((?:19|20)\d\d)\b|\b(\d{1,3})\s*(?:/|\s+[Tt]ahun\s+)((?:19|20)\d\d)\b",
)
_YEAR = re.compile(r"(?<![\w.,/])(?:1[5-9]|20)\d\d(?![\w/]|[.,]\d)")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w]|[.,]\d)")
_CODE = re.compile(r"(?<!\w)(?:--?[a-zA-Z][\w-]*|[\w.]+\(\)|\w+_\w+|[a-zA-Z]+\d\w*)(?!\w)")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,}[a-z]?|[A-Z][a-z]?[A-Z]\w{0,4})(?:[-/][A-Z\d]+)*\b")
_NAME = re.compile(r"\b[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)*\b")


@dataclass(frozen=True, slots=True)
class ExactTerm:
    """One exact thing as typed. ``words`` has the index terms of each of its words, one for every way of stemming."""

    kind: Kind
    text: str
    words: tuple[tuple[str, ...], ...]

    def stands_in(self, terms: Collection[str]) -> bool:
        """Whether every word is among a passage's index terms in one of its forms.

        >>> law = ExactTerm("law", "UU 37/1999", (("37",), ("1999",)))
        >>> law.stands_in({"undang", "37", "1999"}), law.stands_in({"37"})
        (True, False)
        """
        return all(any(form in terms for form in forms) for forms in self.words)


def exact_terms(question: str) -> tuple[ExactTerm, ...]:
    """What the question names exactly, in order of place, each part once.

    >>> [(term.kind, term.text, term.words) for term in exact_terms("Apa isi UU No. 37/1999 dan LoI?")]
    [('law', 'UU No. 37/1999', (('37',), ('1999',))), ('abbreviation', 'LoI', (('loi',),))]
    >>> [(term.kind, term.text) for term in exact_terms('Apakah Kuznetsov bilang "soft power" 97,4 persen?')]
    [('name', 'Kuznetsov'), ('quoted', 'soft power'), ('number', '97,4')]
    """
    taken = [False] * len(question)
    found: list[tuple[int, ExactTerm]] = []
    for kind, place, text, words in _candidates(question):
        if not any(taken[place.start() : place.end()]) and (parts := _parts(words)):
            taken[place.start() : place.end()] = [True] * (place.end() - place.start())
            found.append((place.start(), ExactTerm(kind, text, parts)))
    return tuple(term for _, term in sorted(found, key=lambda each: each[0]))


def _candidates(question: str) -> Iterator[tuple[Kind, re.Match[str], str, str]]:
    """Kind, place, text as shown, words to find; the more telling kinds first."""
    for place in QUOTED.finditer(question):
        yield "quoted", place, place[0][1:-1].strip(), place[0][1:-1]
    for place in _LAW.finditer(question):
        yield "law", place, place[0], " ".join(part for part in place.groups() if part)
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("code", _CODE),
        ("year", _YEAR),
        ("number", _NUMBER),
        ("abbreviation", _ABBREVIATION),
        ("name", _NAME),
    )
    for kind, pattern in kinds:
        for place in pattern.finditer(question):
            if kind != "name" or not _opens_a_sentence(question, place.start()) or not _ordinary(place[0]):
                yield kind, place, place[0], place[0]


def _opens_a_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"“'(")
    return not before or before[-1] in ".?!:"


def _ordinary(word: str) -> bool:
    """Whether a capitalised word is a word of the language, spoken or standard, that only stands first."""
    folded = word.casefold()
    forms = (folded, folded.removesuffix("kah"))
    return any(is_word(form, "id") or is_word(form, "en") for form in forms) or standard_word(folded, "id") is not None


def holds(term: ExactTerm, passage_terms: Collection[str]) -> bool:
    """Whether a passage's index terms hold every word; of a word's stems one is enough.

    >>> law = exact_terms("UU 37 tahun 1999")[0]
    >>> holds(law, {"undang", "37", "1999"}), holds(law, {"37", "1998"})
    (True, False)
    """
    return all(any(stem in passage_terms for stem in word) for word in term.words)


def _parts(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(terms for word in WORD.findall(words) if (terms := query_terms(word)))

"""The words within a quote that answer a question for a number, a time, a person or a place. Pure.

Only where it is plain: one thing of the kind asked for in a quote that speaks of what is asked. Else nothing is set off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from ingest.catalogue.fulltext import query_terms
from retrieval.glossary import translations
from retrieval.question import Question


class Wanted(StrEnum):
    """What kind of thing the question word asks for."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"


SPOKEN_OF = 0.5
"""Share of the question's content words that a quote must hold for anything in it to be set off."""

_ASKED: tuple[tuple[Wanted, re.Pattern[str]], ...] = tuple(
    (wanted, re.compile(pattern, re.IGNORECASE))
    for wanted, pattern in (
        (
            Wanted.TIME,
            r"\b(?:kapan|kpn|(?:pada |di )?tahun (?:berapa|apa)|sejak tahun berapa|when|(?:what|which) year|since when)\b",
        ),
        (Wanted.NUMBER, r"\b(?:berapa|how (?:many|much|long|large|big|often|fast)|what percentage)\b"),
        (Wanted.PERSON, r"\b(?:siapa|siapakah|who|whom)\b"),
        (Wanted.PLACE, r"\b(?:di ?mana(?:kah)?|ke ?mana|dari ?mana|where)\b"),
    )
)
_SEVERAL = re.compile(
    r"\b(?:siapa saja|siapa-siapa|menurut siapa|mana saja|bagaimana|mengapa|why|how does|how do)\b", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:et|ch)|apr(?:il)?|mei|may|jun[ie]|jul[iy]|agustus|august|sep(?:tember)?|okt(?:ober)?|october|nov(?:ember)?|"
    r"des(?:ember)?|december)"
)
_TIME = re.compile(
    rf"(?<![\w.,])(?:(?:\d{{1,2}}\s+)?{_MONTH}(?:\s+\d{{1,2}},)?\s+)?(?:1[5-9]|20)\d\d(?:\s*[–-]\s*(?:1[5-9]|20)?\d\d)?(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_NUMBER_WORDS = (
    r"satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan) (?:belas|puluh)|seratus|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|hundred"
)
_FIGURE = re.compile(
    r"(?<![\w.,/:-])(?:Rp\.?\s?|[$€£]\s?)?\d+(?:[.,  ]\d{3})*(?:[.,]\d+)?(?:\s?(?:%|persen|percent|juta|miliar|triliun|ribu|million|billion))?(?![\w/:-]|\.\d)"
)
_BEFORE_LABEL = re.compile(
    r"\b(?:hlm|hal|p|pp|no|nomor|pasal|ayat|bab|tabel|gambar|table|figure|chapter|section|listing|version|versi|page|tahun|year|in|sejak|since)\.?\s*$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:(?:Dr|Prof|Drs|Ir|H|Hj|Mr|Mrs|Ms)\.\s*)*[A-Z][\w'’.-]*[a-z](?:[ ]+(?:bin|binti|van|von|de|al|[A-Z]\.|[A-Z][\w'’-]*[a-z]))+"
)
_NO_PERSON = frozenset(
    "kota kabupaten provinsi pemerintah wali walikota bupati gubernur presiden universitas fakultas dinas badan republik negara korea selatan indonesia "
    "sulawesi jawa bahasa sister city government university faculty institute department memorandum undang perjanjian nota letter intent bab tabel "
    "united states south north january february march april june july august september october november december januari februari maret mei juni juli "
    "agustus oktober desember the this that pada dalam menurut menteri kementerian hubungan internasional international relations society foundation "
    "machine language compiler system model theory teori konsep".split()
)
_PLACE = re.compile(
    r"\b(?:di|ke|dari|in|at|near|from)\s+(?P<place>(?:(?:Kota|Kabupaten|Provinsi|Pulau|Kecamatan|Desa|Kelurahan)\s+)?[A-Z][\w'’-]+(?:[ -]+[A-Z][\w'’-]+)*)"
)


def wanted_of(text: str) -> Wanted | None:
    """What a question asks for by its question word; None where it asks for something else, or for several.

    >>> wanted_of("Tahun berapa kota itu berdiri?"), wanted_of("Berapa informannya?"), wanted_of("Menurut siapa?")
    (<Wanted.TIME: 'time'>, <Wanted.NUMBER: 'number'>, None)
    """
    if _SEVERAL.search(text):
        return None
    return next((wanted for wanted, pattern in _ASKED if pattern.search(text)), None)


def answering_words(question: Question, quote: str, start: int = 0) -> tuple[int, int] | None:
    """The interval of ``quote``, from ``start`` on, that answers; None where none or more than one may.

    >>> from retrieval.question import understand
    >>> quote = "Kerja sama Baubau dan Seoul dimulai pada tahun 2009 (Fathun, 2021)."
    >>> found = answering_words(understand("Kapan kerja sama Baubau dan Seoul dimulai?"), quote)
    >>> quote[found[0]:found[1]]
    '2009'
    """
    wanted = wanted_of(question.wording or question.text)
    if wanted is None or not _speaks_of(question, quote):
        return None
    read = _ASIDE.sub(lambda aside: " " * len(aside[0]), quote)
    match wanted:
        case Wanted.TIME:
            found = [match.span() for match in _TIME.finditer(read, start)]
        case Wanted.NUMBER:
            found = list(_counted(question, read, start)) or list(_figures(read, start))
        case Wanted.PERSON:
            found = [span for span in _names(read, start) if _is_new(question, read[slice(*span)], _NO_PERSON)]
        case Wanted.PLACE:
            places = [match.span("place") for match in _PLACE.finditer(read, start)]
            found = [span for span in places if _is_new(question, read[slice(*span)], frozenset())]
    return found[0] if len({read[slice(*span)] for span in found}) == 1 else None


def _speaks_of(question: Question, quote: str) -> bool:
    terms = frozenset(query_terms(quote))
    words = question.content_words
    met = sum(
        any(not terms.isdisjoint(query_terms(each)) for each in (word, *translations((word,), question.language)))
        for word in words
    )
    return met >= SPOKEN_OF * len(words)


def _counted(question: Question, read: str, start: int) -> Iterator[tuple[int, int]]:
    """Numbers whose noun the question names behind its question word: "berapa informan" – "12 orang informan"."""
    asked = re.search(
        r"\b(?:berapa(?: banyak| jumlah)?|how (?:many|much))\s+((?:\w+\s*){1,2})",
        question.wording or question.text,
        re.IGNORECASE,
    )
    nouns = [word for word in asked[1].casefold().split() if word in question.content_words] if asked else []
    stems = frozenset(
        stem
        for word in nouns
        for each in (word, *translations((word,), question.language))
        for stem in query_terms(each)
    )
    if not stems:
        return
    number = re.compile(rf"(?<![\w.,-])(?:\d+(?:[.,]\d+)*|{_NUMBER_WORDS})(?![\w-]|[.,]\d)", re.IGNORECASE)
    for match in number.finditer(read, start):
        if _BEFORE_LABEL.search(read, 0, match.start()):
            continue
        behind = re.compile(r"(?:\s+[^\W\d_][\w-]*){1,3}").match(read, match.end())
        words = list(re.finditer(r"[\w-]+", behind[0])) if behind else []
        for word in words:
            if behind and not stems.isdisjoint(query_terms(word[0])):
                yield match.start(), behind.start() + word.end()
                break


def _figures(read: str, start: int) -> Iterator[tuple[int, int]]:
    """Numbers in figures that are no year, no page and no label."""
    for match in _FIGURE.finditer(read, start):
        bare = match[0].strip()
        if not re.fullmatch(r"(?:1[5-9]|20)\d\d", bare) and not _BEFORE_LABEL.search(read, 0, match.start()):
            yield match.start(), match.start() + len(match[0].rstrip())


def _names(read: str, start: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _NAME.finditer(read, start))


def _is_new(question: Question, name: str, never: frozenset[str]) -> bool:
    """Whether a name is none that the question says itself, nor one that is no person's."""
    words = {word.casefold() for word in re.findall(r"\w+", name)}
    asked = {word.casefold() for word in re.findall(r"\w+", question.text)}
    return not words & asked and not words & never

"""What a text denies, and whether two texts contradict each other by it: "tidak berhasil" and "berhasil". Pure.

Words alone tell: a contradiction is a word that one side denies and the other says without denying it, or a word whose
opposite the other side says. Whatever is subtler is not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.language import Language
from retrieval.glossary import translations
from retrieval.question import STOP_WORDS

REACH = 3
"""Words behind a negation, small words not counted, of which the first is what it denies."""


@dataclass(frozen=True, slots=True)
class Said:
    """The index terms of what a text says outright and of what it denies; whether it denies at all."""

    outright: frozenset[str]
    denied: frozenset[str]
    denies: bool


def said_by(text: str, language: Language, reads_as: Language | None = None) -> Said:
    """What the text says and denies; with ``reads_as`` in the words of that other language, as far as the glossary goes.

    >>> said = said_by("Program itu tidak berhasil karena dana kurang", "id")
    >>> sorted(said.denied), "dana" in said.outright
    (['berhasil', 'hasil'], True)
    >>> said_by("It was not only cheap.", "en").denies
    False
    """
    words = [word.casefold() for word in WORD.findall(_NO_DENIAL.sub(" ", _CONTRACTED.sub(r"\1 not", text)))]
    denied: set[str] = set()
    outright: set[str] = set()
    waiting = 0
    denies = False
    for word in words:
        if word in _NEGATIONS:
            waiting, denies = REACH, True
        elif word not in STOP_WORDS and word not in _SMALL:
            (denied if waiting else outright).update(_terms(word, language, reads_as))
            waiting = 0
        elif waiting:
            waiting -= 1
    return Said(frozenset(outright), frozenset(denied), denies)


def contradicts(claim: Said, evidence: Said) -> bool:
    """Whether one denies what the other says, or says its opposite.

    >>> one, other = said_by("Kerja sama itu berhasil.", "id"), said_by("Kerja sama itu belum berhasil.", "id")
    >>> contradicts(one, other), contradicts(other, one), contradicts(one, one)
    (True, True, False)
    >>> contradicts(said_by("Biaya meningkat.", "id"), said_by("Biaya menurun.", "id"))
    True
    """
    if (claim.denied & evidence.outright) - evidence.denied or (evidence.denied & claim.outright) - evidence.outright:
        return True
    return any(
        (one & claim.outright and other & evidence.outright and not one & evidence.outright)
        or (other & claim.outright and one & evidence.outright and not other & evidence.outright)
        for one, other in _OPPOSITES
    )


def _terms(word: str, language: Language, reads_as: Language | None) -> tuple[str, ...]:
    if reads_as is None or reads_as == language:
        return query_terms(word)
    return query_terms(" ".join((word, *translations([word], language))))


_NEGATIONS = frozenset(
    "tidak bukan belum tanpa jangan tak tiada gak nggak bukanlah tidaklah belumlah "
    "not no never without cannot neither nor none nobody nothing".split()
)
_SMALL = frozenset("pernah begitu terlalu cukup ever very yet quite really too all".split())
_NO_DENIAL = re.compile(
    r"\b(?:tidak|bukan|tak)\s+(?:hanya|saja|cuma|sekadar|lain)\b|\bnot\s+(?:only|just|merely)\b|\bno\.?(?=\s*\d)"
    r"|\bmau tidak mau\b|\bwhether or not\b",
    re.IGNORECASE,
)
"""Denials in form only."""
_CONTRACTED = re.compile(r"\b(\w+)n['’]t\b", re.IGNORECASE)


def _pairs(text: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    sides = (line.split("|") for line in text.split(";"))
    return tuple((frozenset(query_terms(one)), frozenset(query_terms(other))) for one, other in sides)


_OPPOSITES = _pairs(
    "berhasil|gagal;meningkat|menurun;bertambah|berkurang;naik|turun;tinggi|rendah;"
    "positif|negatif;sebelum|sesudah;memperkuat|memperlemah;untung|rugi;menerima|menolak;"
    "increase|decrease;rise|fall;higher|lower;high|low;more|fewer;faster|slower;success|failure;"
    "succeed|fail;positive|negative;before|after;strengthen|weaken;accept|reject;better|worse"
)

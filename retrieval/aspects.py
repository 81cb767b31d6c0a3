"""The aspect that a question asks for, and the words by which a thesis names it: "apa yang bikin susah" asks for obstacles.

Seven aspects, in both languages, from one list (``lexicon/aspects.tsv``). Pure.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Literal

from ingest.language import Language
from retrieval.informal import normalise_wording
from retrieval.lexicon import rows

Use = Literal["strong", "weak", "text"]


class Aspect(StrEnum):
    """What about its subject a question wants to know."""

    OBSTACLE = "obstacle"
    RECOMMENDATION = "recommendation"
    METHOD = "method"
    IMPACT = "impact"
    DEFINITION = "definition"
    DRIVER = "driver"
    MECHANISM = "mechanism"


def aspect_of(question: str) -> Aspect | None:
    """The aspect that a question asks for; None where it asks for something else, as a number or a name.

    A word that names the aspect decides over the question word: "mengapa … sulit" asks for an obstacle. Of several, the
    first of the enumeration counts, the more telling ones standing first.

    >>> aspect_of("apa yang bikin susah kerja samanya?"), aspect_of("What got in the way?"), aspect_of("kok bisa?")
    (<Aspect.OBSTACLE: 'obstacle'>, <Aspect.OBSTACLE: 'obstacle'>, <Aspect.DRIVER: 'driver'>)
    >>> aspect_of("caranya gimana?"), aspect_of("Paradiplomasi itu apa?"), aspect_of("Siapa pembimbingnya?")
    (<Aspect.MECHANISM: 'mechanism'>, <Aspect.DEFINITION: 'definition'>, None)
    """
    folded = normalise_wording(question).casefold()
    for use in ("strong", "weak"):
        for aspect in Aspect:
            if _pattern(aspect, use).search(folded):
                return aspect
    return None


def names_aspect(text: str, aspect: Aspect) -> bool:
    """Whether a section's title or a sentence names the aspect.

    >>> names_aspect("Hambatan Internal", Aspect.OBSTACLE), names_aspect("Hambatan Internal", Aspect.METHOD)
    (True, False)
    """
    return _pattern(aspect, "text").search(text.casefold()) is not None


def is_called(text: str, aspect: Aspect) -> bool:
    """Whether a heading or a lead-in says outright that it is of the aspect, in the words that decide a question.

    >>> is_called("Faktor Penghambat", Aspect.OBSTACLE), is_called("Namun, hal itu", Aspect.OBSTACLE)
    (True, False)
    """
    return _pattern(aspect, "strong").search(text.casefold()) is not None


def asking_words(question: str, aspect: Aspect) -> tuple[str, ...]:
    """The words of the question that ask for the aspect, as they stand there, lower case.

    >>> asking_words("Kendala apa yang dihadapi?", Aspect.OBSTACLE)
    ('kendala',)
    """
    return tuple(found[0] for found in _pattern(aspect, "strong").finditer(question.casefold()))


@cache
def _cues(aspect: Aspect, use: Use, language: Language) -> tuple[str, ...]:
    lists = (cues for of, where, in_, cues in rows("aspects") if (of, where, in_) == (aspect, use, language))
    return tuple(cue.strip() for cues in lists for cue in cues.split(","))


@cache
def _pattern(aspect: Aspect, use: Use) -> re.Pattern[str]:
    cues = (*_cues(aspect, use, "id"), *_cues(aspect, use, "en"))
    if not cues:
        return re.compile(r"(?!)")
    words = (re.escape(cue).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for cue in cues)
    return re.compile(r"\b(?:" + "|".join(words) + r")(?!\w)")

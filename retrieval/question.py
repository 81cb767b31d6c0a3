"""What a question asks: how it was meant, its language, aspect, content words, exact things and search terms. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.errors import EmptyQuestion
from ingest.language import Language, detect_language
from retrieval.aspects import Aspect, aspect_of
from retrieval.exact import ExactTerm, exact_terms
from retrieval.glossary import translations
from retrieval.informal import QUOTED, normalise_wording
from retrieval.spelling import correct

MAX_CHARACTERS = 2000
"""Longer questions are cut: the model reads no more, and a pasted chapter is no question."""

_PLAIN = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that was taken for a typing error, and what is searched for in its place."""

    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    ``text`` is as typed, ``wording`` in standard words and without typing errors: what is searched for.
    ``content_words`` are the words of the wording that carry meaning, case folded, in order. ``terms`` search the full
    text, ``translated_terms`` that of theses in the other language. ``corrections`` are to be shown to who asked.
    """

    text: str
    language: Language
    terms: tuple[str, ...]
    content_words: tuple[str, ...]
    wording: str = ""
    aspect: Aspect | None = None
    exact: tuple[ExactTerm, ...] = ()
    translated_terms: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


def understand(text: str, vocabulary: Mapping[str, int] | None = None) -> Question:
    """Read a question. Raises EmptyQuestion where there is no word in it.

    ``vocabulary`` holds the corpus's index terms and how many passages have each; without it nothing counts as a typing
    error.

    >>> understand("Apa saja hambatan kerja sama kota?").content_words
    ('hambatan', 'kerja', 'sama', 'kota')
    >>> question = understand("knp kerjasama kota itu gak jalan?", {"hambat": 7, "kota": 9})
    >>> question.wording
    'mengapa kerja sama kota itu tidak jalan?'
    >>> understand("apa hambtan kota?", {"hambat": 7, "hambatan": 2, "kota": 9}).corrections
    (Correction(typed='hambtan', meant='hambatan'),)
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # bytes of no character, as a terminal may pass them
    text = " ".join(text.split())[:MAX_CHARACTERS]
    known = vocabulary or {}
    wording = normalise_wording(text, lambda word: any(term in known for term in query_terms(word)))
    wording, corrections = _corrected(wording, known)
    words = [word.casefold() for word in WORD.findall(wording)]
    if not words:
        raise EmptyQuestion
    content = tuple(word for word in words if word not in STOP_WORDS) or tuple(words)
    terms = query_terms(" ".join((*content, *compounds(content, known))))
    if not terms:  # a sign that Unicode counts as a letter and that folds to a blank
        raise EmptyQuestion
    language = detect_language(text)
    translated = query_terms(" ".join(translations(content, language)))
    return Question(
        text,
        language,
        terms,
        content,
        wording=wording,
        aspect=aspect_of(text),
        exact=exact_terms(text),
        translated_terms=tuple(term for term in translated if term not in terms),
        corrections=corrections,
    )


def _corrected(text: str, vocabulary: Mapping[str, int]) -> tuple[str, tuple[Correction, ...]]:
    """The text without typing errors. Names and quoted words stay: a name that no thesis has is not another name."""
    if not vocabulary:
        return text, ()
    quoted = [place.span() for place in QUOTED.finditer(text)]
    corrections: list[Correction] = []

    def replaced(found: re.Match[str]) -> str:
        word = found[0]
        first = not text[: found.start()].strip()
        if not (word.islower() or (first and word[1:].islower())):
            return word
        if any(start <= found.start() < end for start, end in quoted) or word.casefold() in STOP_WORDS:
            return word
        meant = correct(word, vocabulary)
        if meant is None:
            return word
        corrections.append(Correction(word, meant))
        return meant

    return _PLAIN.sub(replaced, text), tuple(corrections)


def compounds(words: Sequence[str], vocabulary: Mapping[str, int]) -> tuple[str, ...]:
    """Words written as one or as two, as the corpus has them: "kerja sama" is "kerjasama" in many a thesis.

    >>> compounds(["kerja", "sama", "softpower"], {"kerjasama": 3, "soft": 2, "power": 5})
    ('kerjasama', 'soft', 'power')
    """
    joined = [first + second for first, second in pairwise(words) if _holds(first + second, vocabulary)]
    parts = [part for word in words if not _holds(word, vocabulary) for part in _halves(word, vocabulary)]
    return tuple(joined + parts)


def _holds(word: str, vocabulary: Mapping[str, int]) -> bool:
    return any(term in vocabulary for term in query_terms(word))


def _halves(word: str, vocabulary: Mapping[str, int]) -> Iterator[str]:
    """The two words of which one is made, each known to the corpus, four letters or more; the first such cut."""
    for at in range(4, len(word) - 3):
        halves = word[:at], word[at:]
        if all(_holds(half, vocabulary) for half in halves):
            yield from halves
            return


STOP_WORDS = frozenset(
    # Indonesian function words, also the spoken ones
    "yang dan di dari ke untuk pada dengan dalam adalah ini itu atau oleh sebagai akan juga dapat bisa karena apa "
    "apakah bagaimana gimana mengapa kenapa knp kapan siapa berapa mana saja aja lalu terhadap antara tentang serta "
    "agar bagi menurut jika kalau sudah telah para masih lebih sangat nya dong sih kok kah si sang ada tersebut "
    "dijelaskan disebutkan menjelaskan penulis skripsi tesis tolong jelaskan sebutkan "
    # English function words
    "the of and to in is are was were for with on by from that this these those which what how why when who whom whose "
    "where does do did it its as at an a be been has have had or but than into about can could should would there "
    "their they them he she his her we our you your i me my will may might also so such any some say says said "
    "please explain thesis author according".split()
)
"""Words that a question is asked with; the full text is not searched for them."""

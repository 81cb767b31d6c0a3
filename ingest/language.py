"""Indonesian or English? Function words decide; a library of word forms decides where they are silent. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Language = Literal["id", "en"]

_INDONESIAN = frozenset(
    [
        "yang",
        "dan",
        "di",
        "dari",
        "ke",
        "untuk",
        "pada",
        "dengan",
        "dalam",
        "adalah",
        "ini",
        "itu",
        "tidak",
        "atau",
        "oleh",
        "sebagai",
        "akan",
        "juga",
        "dapat",
        "karena",
        "apa",
        "bagaimana",
        "gimana",
        "mengapa",
        "kenapa",
        "kapan",
        "siapa",
        "berapa",
        "mana",
        "saja",
        "aja",
        "bukan",
        "belum",
        "lalu",
        "terhadap",
        "antara",
        "hal",
        "tentang",
        "serta",
        "agar",
        "bagi",
        "seperti",
        "menurut",
        "jika",
        "kalau",
        "sudah",
        "telah",
        "para",
        "masih",
        "lebih",
        "sangat",
        "nya",
        "pun",
        "dong",
        "sih",
        "kok",
        "kah",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "are",
        "was",
        "were",
        "for",
        "with",
        "on",
        "by",
        "from",
        "that",
        "this",
        "these",
        "those",
        "which",
        "what",
        "how",
        "why",
        "when",
        "who",
        "where",
        "does",
        "do",
        "did",
        "it",
        "its",
        "as",
        "at",
        "an",
        "a",
        "be",
        "been",
        "has",
        "have",
        "had",
        "not",
        "or",
        "but",
        "than",
        "into",
        "about",
        "can",
        "could",
        "should",
        "would",
        "there",
    ]
)
NEGATIONS = frozenset("tidak bukan belum tanpa jangan not no never without".split())
"""Words that turn a sentence into its opposite."""

FUNCTION_WORDS = (_INDONESIAN | _ENGLISH) - NEGATIONS
"""Words that carry no content of their own, in both languages."""

WORDS = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> Language:
    """The language of a question or a text, "id" or "en".

    >>> detect_language("Apa yang menghambat kerja sama?"), detect_language("What drives it?")
    ('id', 'en')
    >>> detect_language("hambatan paradiplomasi"), detect_language("symbolic execution engine")
    ('id', 'en')
    >>> detect_language("Siapakah Santo George?")  # the question particle -kah
    'id'
    """
    words = [word.casefold() for word in WORDS.findall(text[:20_000])]
    indonesian = sum(word in _INDONESIAN or word.removesuffix("kah") in _INDONESIAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    if indonesian == english:
        indonesian = sum(is_word(word, "id") for word in words)
        english = sum(is_word(word, "en") for word in words)
    return "id" if indonesian >= english else "en"


@lru_cache(maxsize=100_000)  # a typing error asks for hundreds of strings that are no words
def is_word(word: str, language: Language) -> bool:
    """Whether a lower-case string is a known form of the language (simplemma's tables)."""
    from simplemma import is_known

    return bool(is_known(word, language))

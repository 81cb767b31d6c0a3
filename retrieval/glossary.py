"""Words of a question in the other language, so that the full text of a thesis in it is searched, too. Pure.

A small reviewed list of academic, aspect, government, diplomacy and computing words (``lexicon/glossary.tsv``): the
embedding model carries meaning across, the full text has nothing but words.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ingest.catalogue.fulltext import Stemmer
from ingest.language import Language
from retrieval.lexicon import rows


def translations(words: Iterable[str], language: Language) -> tuple[str, ...]:
    """The words of the other language for lower-case words of a question, without repeats, in order.

    >>> translations(["hambatan", "kebijakannya", "baubau"], "id")
    ('obstacle', 'barrier', 'policy')
    >>> translations(["obstacles"], "en")
    ('hambatan', 'kendala')
    """
    entries = _entries(language)
    return tuple(dict.fromkeys(other for word in words for other in entries.get(_root(word, language), ())))


@cache
def _entries(language: Language) -> dict[str, tuple[str, ...]]:
    entries: dict[str, list[str]] = {}
    for indonesian, alternatives in rows("glossary"):
        for english in alternatives.split(", "):
            word, other = (indonesian, english) if language == "id" else (english, indonesian)
            entries.setdefault(_root(word, language), []).append(other)
    return {root: tuple(dict.fromkeys(others)) for root, others in entries.items()}


def _root(word: str, language: Language) -> str:
    """The word without its inflection: plural and tense in English, -nya in Indonesian (roots are kept apart there:
    *pemerintah* and *perintah* share a stem, not a meaning)."""
    if language == "id":
        return word.removesuffix("nya")
    return _english().stemWord(word)


@cache
def _english() -> Stemmer:
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer("english")
    return stemmer

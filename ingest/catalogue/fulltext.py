"""The lexical side: stemmed full text of the passages, scored by BM25: in SQLite by FTS5, in PostgreSQL over ``tsvector``.

A passage is indexed by the stems of its own language; a question is asked with the stems of both, so that
a name finds passages in either. Numbers stay whole: "97,4" is one term, never "97" and "4".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, text

from ingest.catalogue.fts5 import FTS5
from ingest.catalogue.fulltext_index import FullTextIndex, IndexRow
from ingest.catalogue.tsvector import TSVECTOR
from ingest.language import Language

HEADING_WEIGHT = 0.5
"""Weight of a term in the title and section path beside 1 for one in the passage itself."""

PRUNE_SHARE = 0.4
"""Terms in more than this share of the passages are left out of a query that has rarer ones."""

MOST_POSTINGS = 30_000
"""So many passages are scored for one question at most (each counted for each of its terms): their number is what a search of
the full text costs. A term beyond tells little: it is common in so large a library, and late interaction reads it all the same."""

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
"""A word, or a number with its separators."""


class Stemmer(Protocol):
    """Snowball's interface, as far as it is used here."""

    def stemWord(self, word: str) -> str:  # noqa: N802
        ...


@dataclass(frozen=True, slots=True, eq=False)
class LexicalHits:
    """Passage ids with their BM25 score, best first; ties in order of id. Arrays, since a word may stand in thousands."""

    passage_ids: NDArray[np.int64]
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.passage_ids)

    def kept(self, are: NDArray[np.bool_]) -> Self:
        """Those of the hits, shape (n,), that are to be kept."""
        return type(self)(self.passage_ids[are], self.scores[are])

    @classmethod
    def of(cls, rows: Sequence[Any]) -> Self:
        """From (id, score) rows in any order.

        >>> LexicalHits.of([(7, 1.0), (5, 2.0), (3, 1.0)]).passage_ids.tolist()
        [5, 3, 7]
        """
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        scores = np.fromiter((row[1] for row in rows), np.float64, len(rows))
        order = np.lexsort((ids, -scores))
        return cls(ids[order], scores[order])


def stems(text_: str, language: Language) -> list[str]:
    """The index terms of a text, in order.

    >>> stems("Hambatan-hambatan 97,4 persen", "id")
    ['hambat', 'hambat', '97_4', 'persen']
    """
    return [_term(word, language) for word in _words(text_)]


def query_terms(question: str) -> tuple[str, ...]:
    """The terms of a question under both stemmers, without repeats.

    >>> query_terms("hambatan kerja sama")
    ('hambat', 'hambatan', 'kerja', 'sama')
    """
    words = _words(question)
    languages: tuple[Language, ...] = ("id", "en")
    return tuple(dict.fromkeys(_term(word, language) for word in words for language in languages))


def index_passages(connection: Connection, rows: Iterable[tuple[int, str, str, Language]]) -> None:
    """Add (passage id, heading, body, language) rows to the full text, in the caller's transaction."""
    values = [
        IndexRow(passage_id, tuple(stems(heading, language)), tuple(stems(body, language)))
        for passage_id, heading, body, language in rows
    ]
    if values:
        _index(connection).add(connection, values)


def indexed_rows(connection: Connection, ids: Sequence[int]) -> list[IndexRow]:
    """The full text of passages as it is indexed, to be put into another database."""
    return _index(connection).rows(connection, ids)


def put_rows(connection: Connection, rows: Sequence[IndexRow]) -> None:
    """Index passages as another database had them."""
    if rows:
        _index(connection).add(connection, rows)


def indexed_ids(connection: Connection) -> set[int]:
    """The passages that are indexed."""
    return _index(connection).ids(connection)


def is_sound(connection: Connection) -> bool:
    """Whether the full text can be read and agrees with itself. The connection may write."""
    return _index(connection).is_sound(connection)


def counts_agree(connection: Connection) -> bool:
    """Whether a sound full text counts the passages of its terms rightly."""
    return _index(connection).counts_agree(connection)


def recount(connection: Connection) -> None:
    """Count the passages of each term of a sound full text anew."""
    _index(connection).recount(connection)


def remake(connection: Connection) -> None:
    """Make the full text anew, empty, whatever is left of it."""
    _index(connection).remake(connection)


def unindex_passages(connection: Connection, ids: Sequence[int]) -> None:
    """Take passages out of the full text."""
    if ids:
        _index(connection).remove(connection, ids)


def document_frequencies(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """In how many passages each term stands; terms that stand in none are absent."""
    if not terms:
        return {}
    statement = text("SELECT term, doc FROM passage_terms WHERE term IN :terms").bindparams(
        bindparam("terms", expanding=True)
    )
    return {row.term: row.doc for row in connection.execute(statement, {"terms": list(terms)})}


def every_frequency(connection: Connection) -> dict[str, int]:
    """In how many passages each term of the index stands."""
    return {row.term: row.doc for row in connection.execute(text("SELECT term, doc FROM passage_terms"))}


def lexical_search(connection: Connection, terms: Sequence[str], generation: int) -> LexicalHits:
    """Every passage of the generation that shares a term, best first; ties in order of id."""
    if not terms:
        return LexicalHits.of(())
    return LexicalHits.of(_index(connection).scores(connection, terms, HEADING_WEIGHT, generation))


_INDEXES: dict[str, FullTextIndex] = {"sqlite": FTS5, "postgresql": TSVECTOR}


def _index(connection: Connection) -> FullTextIndex:
    return _INDEXES[connection.dialect.name]


def prune(terms: Sequence[str], frequencies: Mapping[str, int], passages: int) -> tuple[str, ...]:
    """The terms worth searching: known ones, without those that most passages share, unless there are no others, and of
    these the rarest whose passages are ``MOST_POSTINGS`` together, at least one of them.

    >>> prune(["yang", "hambat", "xyz"], {"yang": 90, "hambat": 7}, 100)
    ('hambat',)
    >>> prune(["kota", "hambat", "baubau"], {"kota": 29_000, "hambat": 20_000, "baubau": 300}, 1_000_000)
    ('hambat', 'baubau')
    """
    known = [term for term in dict.fromkeys(terms) if term in frequencies]
    rare = [term for term in known if frequencies[term] <= PRUNE_SHARE * passages] or known
    by_rarity = sorted(rare, key=lambda term: frequencies[term])
    so_far = accumulate(frequencies[term] for term in by_rarity)
    affordable = {
        term for at, (term, count) in enumerate(zip(by_rarity, so_far, strict=True)) if not at or count <= MOST_POSTINGS
    }
    return tuple(term for term in rare if term in affordable)


def _words(text_: str) -> list[str]:
    """Words and whole numbers, case and accents folded: "Universität" is asked as "universitat", too.

    >>> _words("École 97,4 %")
    ['ecole', '97,4']
    """
    decomposed = unicodedata.normalize("NFKD", text_.casefold())
    return WORD.findall("".join(letter for letter in decomposed if not unicodedata.combining(letter)))


@lru_cache(maxsize=1 << 16)  # few words make most of a text, and a stem takes longer than the rest of indexing
def _term(word: str, language: Language) -> str:
    if word[0].isdigit() and not word.isalpha():
        return word.replace(",", "_").replace(".", "_")
    return _stemmer(language).stemWord(word)


@cache
def _stemmer(language: Language) -> Stemmer:
    import snowballstemmer

    stemmer: Stemmer = snowballstemmer.stemmer({"id": "indonesian", "en": "english"}[language])
    return stemmer

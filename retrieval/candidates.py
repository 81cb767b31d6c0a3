"""The passages worth a closer look: the nearest ones and those that share words with the question, fused.

What the full text, exact things and the naming of a thesis add to a passage's score is worked out here as well, since
both stores are asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.fulltext import LexicalHits, prune, query_terms
from ingest.library import Library
from retrieval.fusion import fuse, lexical_statistics, z_scores
from retrieval.late_interaction import QuestionWord, question_words
from retrieval.library_facts import LibraryFacts
from retrieval.question import Question
from retrieval.scope import EVERYTHING, Scope

DENSE_CANDIDATES = 100
LEXICAL_CANDIDATES = 100
"""Candidates from each side; their union is scored on both."""

NAMED_CANDIDATES = 30
"""The nearest passages of each thesis that the question names, whatever else is nearer."""

RERANKED = 100
"""So many of the fused candidates are scored by late interaction; the others are not returned."""

BM25_CEILING = 2.2
"""What BM25 gives at most for a term, times its inverse document frequency (k1 + 1)."""

LEXICAL_WEIGHT = 0.03
"""What full agreement of the full text adds to a late-interaction score, which is a mean of cosines."""

EXACT_WEIGHT = 0.01
"""What a passage gains that holds every exact thing of the question, so that of two equal ones it comes first."""

NAMED_WEIGHT = 0.05
"""What a passage gains whose thesis the question surely names."""

NAMED_FUSED = 2.0
"""What it gains in the fused score, in standard deviations, so that the best passages of that thesis are looked at."""

MOST_NAMED = 3
"""If more theses than these are named, none of them gets candidates of its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage before it is read: its id, its fused score, what that was made of, and what adds to a closer score.

    ``bonus`` is what it holds of the question, ``preference`` that the question names its thesis.
    """

    id: int
    fused: float
    similarity: float
    dense: float
    lexical: float
    bonus: float
    preference: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best candidates by their fused score, best first, and what was learnt on the way.

    ``preferred`` are the theses that the question names, with how surely each.
    """

    best: tuple[Candidate, ...]
    words: tuple[QuestionWord, ...]
    frequencies: dict[str, int]
    preferred: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CandidateSearch:
    """Finds candidates in one state of a library."""

    library: Library
    facts: LibraryFacts
    dense_weight: float

    def find(self, question: Question, query: NDArray[np.float32], scope: Scope) -> Candidates:
        """The candidates of the scope for a question whose vector is ``query``, shape (d,)."""
        wording, facts = question.wording or question.text, self.facts
        frequencies = self.library.catalogue.term_frequencies((*query_terms(wording), *question.translated_terms))
        words = question_words(wording, frequencies, facts.passages)
        terms = prune((*question.terms, *question.translated_terms), frequencies, facts.passages)
        lexical = self._lexical(terms, scope)
        preferred = self._preferred(question, scope)
        similarity = self._similarities(query, scope, lexical, preferred)
        ids = list(similarity)
        dense = facts.vectors.normalise(query, np.array([similarity[id_] for id_ in ids], dtype=np.float32))
        bm25 = _scores_of(lexical, ids)
        sparse = z_scores(bm25, *lexical_statistics(lexical.scores.astype(np.float32), facts.passages))
        fused = fuse(dense, sparse, self.dense_weight)
        named = self._named(ids, preferred)
        bonus = _agreement(bm25, words) + self._exactly_held(question, ids)
        best = np.argsort(-(fused + NAMED_FUSED * named), kind="stable")[:RERANKED]
        found = (
            Candidate(
                ids[at],
                fused=float(fused[at]),
                similarity=similarity[ids[at]],
                dense=float(dense[at]),
                lexical=float(sparse[at]),
                bonus=float(bonus[at]),
                preference=NAMED_WEIGHT * float(named[at]),
            )
            for at in best
        )
        return Candidates(tuple(found), words, frequencies, preferred)

    def _lexical(self, terms: Sequence[str], scope: Scope) -> LexicalHits:
        """What the full text finds within the scope."""
        found = self.library.catalogue.lexical_search(terms, self.facts.generation)
        return (
            found if scope == EVERYTHING else found.kept(self.facts.nearest.selection(scope).holds(found.passage_ids))
        )

    def _preferred(self, question: Question, scope: Scope) -> dict[str, float]:
        """The theses of the scope that the question names."""
        allowed = scope.thesis_ids()
        named = self.facts.names.named_in(question.text)
        return {id_: sure for id_, sure in named.items() if allowed is None or id_ in allowed}

    def _similarities(
        self, query: NDArray[np.float32], scope: Scope, lexical: LexicalHits, preferred: Mapping[str, float]
    ) -> dict[int, float]:
        """The cosine of every candidate: the nearest of all and of each named thesis, and the best of the full text."""
        limits = [(DENSE_CANDIDATES, scope)]
        if len(preferred) <= MOST_NAMED:
            limits += [(NAMED_CANDIDATES, replace(scope, chosen=frozenset({thesis}))) for thesis in preferred]
        found: dict[int, float] = {}
        for count, within in limits:
            near = self.facts.nearest.find(query, count, within)
            found |= dict(zip(near.ids, near.similarities, strict=True))
        missing = [id_ for id_ in lexical.passage_ids[:LEXICAL_CANDIDATES].tolist() if id_ not in found]
        vectors = self.library.vectors.fetch(self.facts.collection, missing)
        return found | {id_: float(vector @ query) for id_, vector in vectors.items()}

    def _exactly_held(self, question: Question, ids: Sequence[int]) -> NDArray[np.float32]:
        """What each passage gains by the question's exact things (names, years, laws …) that it holds.

        What no candidate holds does not count.
        """
        if not question.exact:
            return np.zeros(len(ids), np.float32)
        terms = self.library.catalogue.index_terms(ids)
        held = np.array([[each.stands_in(terms.get(id_, frozenset())) for id_ in ids] for each in question.exact])
        counting = held[held.any(axis=1)]
        return EXACT_WEIGHT * (counting.mean(axis=0) if len(counting) else np.zeros(len(ids))).astype(np.float32)

    def _named(self, ids: Sequence[int], preferred: Mapping[str, float]) -> NDArray[np.float32]:
        """How surely the question names each passage's thesis."""
        if not preferred:
            return np.zeros(len(ids), np.float32)
        theses = self.library.catalogue.theses_of_passages(ids)
        return np.array([preferred.get(theses.get(id_, ""), 0.0) for id_ in ids], dtype=np.float32)


def _scores_of(lexical: LexicalHits, ids: Sequence[int]) -> NDArray[np.float32]:
    """The BM25 of each passage, 0 where it shares no word."""
    order = np.argsort(lexical.passage_ids)
    known, scores = lexical.passage_ids[order], lexical.scores[order]
    asked = np.array(ids, np.int64)
    if not len(known) or not len(asked):
        return np.zeros(len(asked), np.float32)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[at] == asked, scores[at], 0.0).astype(np.float32)


def _agreement(bm25: NDArray[np.float32], words: Sequence[QuestionWord]) -> NDArray[np.float32]:
    """What each passage gains by the words that it shares with the question."""
    ceiling = BM25_CEILING * sum(word.weight for word in words)
    return LEXICAL_WEIGHT * np.minimum(bm25 / ceiling, 1.0) if ceiling > 0 else np.zeros_like(bm25)

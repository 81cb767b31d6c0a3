"""Hybrid search over a library: dense and full-text candidates, scored exactly on both sides and fused.

``PassageSearch`` gives ``Hit`` values; ``PassageRetriever`` offers the same to any LangChain chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from ingest.catalogue.fulltext import prune
from ingest.catalogue.records import StoredPassage, WholeDocument
from ingest.document import pages_of
from ingest.embedding import Embedder
from ingest.library import Library
from retrieval.fusion import CorpusVectors, fuse, lexical_statistics, z_scores
from retrieval.question import Question, understand
from retrieval.repeats import FoundPassage, folded_sentence, without_repeats

DENSE_CANDIDATES = 100
LEXICAL_CANDIDATES = 100
"""Candidates from each side; their union is scored on both."""

SENTENCE_WEIGHT = 0.5
"""Weight of a passage's best sentence beside 1 for the passage; see docs/evaluation.md."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which theses a search may see. ``visible`` is what the asker has a right to, ``chosen`` what they filtered for;
    None sets no limit."""

    visible: frozenset[str] | None = None
    chosen: frozenset[str] | None = None

    def thesis_ids(self) -> tuple[str, ...] | None:
        """The theses that may be found, or None for all.

        >>> Scope(frozenset({"a", "b"}), frozenset({"b", "c"})).thesis_ids()
        ('b',)
        """
        if self.visible is None or self.chosen is None:
            limit = self.visible if self.chosen is None else self.chosen
            return None if limit is None else tuple(sorted(limit))
        return tuple(sorted(self.visible & self.chosen))


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``similarity`` is the cosine, ``dense`` and ``lexical`` its z-scores over the corpus;
    ``sentence_scores`` has the cosine of the question with each sentence."""

    stored: StoredPassage
    score: float
    similarity: float
    dense: float
    lexical: float
    sentence_scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits of a question, best first, with the question's terms and how many passages hold each."""

    question: Question
    hits: tuple[Hit, ...]
    frequencies: dict[str, int]
    passages: int

    @property
    def document_ids(self) -> frozenset[str]:
        """The documents that the hits stand in."""
        return frozenset(hit.stored.passage.document_id for hit in self.hits)


@dataclass
class PassageSearch:
    """Search in one open library. Made once, used for many questions."""

    library: Library
    embedder: Embedder
    dense_weight: float
    _corpus: CorpusVectors | None = field(default=None, init=False)
    _corpus_revision: int = field(default=-1, init=False)

    def __post_init__(self) -> None:
        self.library.check_model(self.embedder.fingerprint)

    def search(self, question: Question, scope: Scope = EVERYTHING, count: int = 10) -> Ranking:
        """The ``count`` best passages of the scope.

        Raises LibraryChanged if another process has changed the library since it was opened.
        """
        state = self.library.unchanged_state()
        assert state.collection is not None
        theses = scope.thesis_ids()
        passages = self.library.catalogue.count_passages()
        query = self.embedder.encode_query(question.text)
        near = self.library.vectors.nearest(state.collection, query, DENSE_CANDIDATES, theses)
        frequencies = self.library.catalogue.term_frequencies(question.terms)
        lexical = self.library.catalogue.lexical_search(
            prune(question.terms, frequencies, passages), state.generation, theses
        )
        bm25 = {hit.passage_id: hit.score for hit in lexical}
        similarity = dict(zip(near.ids, near.similarities, strict=True))
        missing = [hit.passage_id for hit in lexical[:LEXICAL_CANDIDATES] if hit.passage_id not in similarity]
        vectors = self.library.vectors.fetch(state.collection, missing)
        similarity.update({id_: float(vector @ query) for id_, vector in vectors.items()})
        ids = list(similarity)
        dense = self._corpus_vectors(state.collection, state.revision).normalise(
            query, np.array([similarity[id_] for id_ in ids], dtype=np.float32)
        )
        all_scores = np.array([hit.score for hit in lexical], dtype=np.float32)
        own_scores = np.array([bm25.get(id_, 0.0) for id_ in ids], dtype=np.float32)
        sparse = z_scores(own_scores, *lexical_statistics(all_scores, passages))
        hits = self._with_sentences(ids, query, similarity, dense, sparse)
        return Ranking(question, tuple(self._once(hits[: 2 * count])[:count]), frequencies, passages)

    def _once(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits without what a near-duplicate's hit says as well."""
        pairs = {(pair.document_id, pair.other_id) for pair in self.library.catalogue.near_duplicates()}
        found = {hit.stored.passage.document_id for hit in hits}
        pairs = {pair for pair in pairs if found.issuperset(pair)}
        if not pairs:
            return list(hits)
        wholes = self.library.catalogue.whole_documents({id_ for pair in pairs for id_ in pair})
        passages = []
        for hit in hits:
            passage = hit.stored.passage
            whole = wholes.get(passage.document_id)
            sentences = [] if whole is None else [whole.document.text[s.start : s.end] for s in passage.sentences]
            passages.append(FoundPassage(passage.document_id, frozenset(map(folded_sentence, sentences))))
        return [hits[at] for at in without_repeats(passages, pairs)]

    def _with_sentences(
        self,
        ids: Sequence[int],
        query: NDArray[np.float32],
        similarity: dict[int, float],
        dense: NDArray[np.float32],
        sparse: NDArray[np.float32],
    ) -> list[Hit]:
        """Score the candidates that the catalogue still has, one strong sentence counting beside the whole passage."""
        stored = self.library.catalogue.passages(ids)
        fused = fuse(dense, sparse, self.dense_weight)
        best = np.full(len(ids), np.nan, dtype=np.float32)
        sentences: dict[int, NDArray[np.float32]] = {}
        for at, id_ in enumerate(ids):
            if id_ in stored:
                sentences[id_] = stored[id_].sentence_vectors @ query
                best[at] = sentences[id_].max()
        known = ~np.isnan(best)
        if known.any():
            best = z_scores(best, float(best[known].mean(dtype=np.float64)), float(best[known].std(dtype=np.float64)))
        hits = [
            Hit(
                stored[id_],
                float(fused[at] + SENTENCE_WEIGHT * best[at]),
                similarity[id_],
                float(dense[at]),
                float(sparse[at]),
                tuple(map(float, sentences[id_])),
            )
            for at, id_ in enumerate(ids)
            if id_ in stored
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.stored.passage.id))

    def _corpus_vectors(self, collection: str, revision: int) -> CorpusVectors:
        if self._corpus is None or self._corpus_revision != revision:
            self._corpus = CorpusVectors.of(self.library.vectors.sample(collection))
            self._corpus_revision = revision
        return self._corpus


class PassageRetriever(BaseRetriever):
    """The search as a LangChain retriever.

    Each document's ``page_content`` is a slice of the thesis's text; its metadata says whence: ``thesis_id``,
    ``title``, ``file_name``, ``start``, ``end``, ``page_indexes`` (from 0), ``page_labels``, ``passage_id``, ``score``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    search: PassageSearch
    scope: Scope = EVERYTHING
    count: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        ranking = self.search.search(understand(query), self.scope, self.count)
        wholes = self.search.library.catalogue.whole_documents(ranking.document_ids)
        return [_as_langchain(hit, wholes[hit.stored.passage.document_id]) for hit in ranking.hits]


def _as_langchain(hit: Hit, whole: WholeDocument) -> LangChainDocument:
    passage = hit.stored.passage
    pages = pages_of(whole.pages, passage.start, passage.end)
    return LangChainDocument(
        id=str(passage.id),
        page_content=whole.document.text[passage.start : passage.end],
        metadata={
            "thesis_id": whole.thesis.id,
            "title": whole.thesis.title,
            "file_name": whole.document.file_name,
            "start": passage.start,
            "end": passage.end,
            "page_indexes": [page.index for page in pages],
            "page_labels": [page.label for page in pages],
            "passage_id": passage.id,
            "score": hit.score,
        },
    )

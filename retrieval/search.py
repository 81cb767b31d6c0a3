"""Hybrid search over a library: dense and full-text candidates, fused, the best of them scored by late interaction.

``PassageSearch`` gives ``Hit`` values; ``PassageRetriever`` offers the same to any LangChain chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from ingest.catalogue.fulltext import prune, query_terms
from ingest.catalogue.records import StoredPassage, WholeDocument
from ingest.document import pages_of
from ingest.embedding import Embedder, EncodedQuestion
from ingest.library import Library
from retrieval.fusion import CorpusVectors, fuse, lexical_statistics, z_scores
from retrieval.late_interaction import QuestionWord, interactions, question_words
from retrieval.question import Question, understand
from retrieval.repeats import FoundPassage, folded_sentence, without_repeats
from retrieval.reranker import Reranker
from retrieval.scope import EVERYTHING, Scope
from retrieval.written.record import Notice, NoticeKind

DENSE_CANDIDATES = 100
LEXICAL_CANDIDATES = 100
"""Candidates from each side; their union is scored on both."""

RERANKED = 100
"""So many of the fused candidates are scored by late interaction; the others are not returned."""

BM25_CEILING = 2.2
"""What BM25 gives at most for a term, times its inverse document frequency (k1 + 1)."""

LEXICAL_WEIGHT = 0.03
"""What full agreement of the full text adds to a late-interaction score, which is a mean of cosines."""

EXACT_WEIGHT = 0.01
"""What a passage gains that holds every exact thing of the question, so that of two equal ones it comes first."""

CROSS_ENCODED = 20
"""Hits that a cross-encoder, where one is set, reads together with the question."""

SENTENCE_WEIGHT = 0.5
"""For models without token vectors: weight of a passage's best sentence beside 1 for the passage."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``similarity`` is the cosine, ``dense`` and ``lexical`` its z-scores over the corpus.

    ``sentence_scores`` has the cosine of the question with each sentence, whose vector has read the whole passage: that
    finds the sentence which answers better than its own tokens do. ``word_scores`` says how well the passage meets each
    of ``Ranking.words`` by late interaction; it is empty where the model gives no token vectors.
    """

    stored: StoredPassage
    score: float
    similarity: float
    dense: float
    lexical: float
    sentence_scores: tuple[float, ...]
    word_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits of a question, best first, with the question's terms and how many passages hold each."""

    question: Question
    hits: tuple[Hit, ...]
    frequencies: dict[str, int]
    passages: int
    words: tuple[QuestionWord, ...] = ()
    notice: Notice | None = None

    @property
    def document_ids(self) -> frozenset[str]:
        """The documents that the hits stand in."""
        return frozenset(hit.stored.passage.document_id for hit in self.hits)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage before it is read: its id, its fused score and what that was made of."""

    id: int
    fused: float
    similarity: float
    dense: float
    lexical: float


@dataclass
class PassageSearch:
    """Search in one open library. Made once, used for many questions."""

    library: Library
    embedder: Embedder
    dense_weight: float
    reranker: Reranker | None = None
    _corpus: CorpusVectors | None = field(default=None, init=False)
    _corpus_revision: int = field(default=-1, init=False)
    _vocabulary: dict[str, int] = field(default_factory=dict, init=False)
    _vocabulary_revision: int = field(default=-1, init=False)

    def __post_init__(self) -> None:
        self.library.check_model(self.embedder.fingerprint)

    def understand(self, text: str) -> Question:
        """The question as this library understands it: typing errors are seen by the words that it has.

        Raises EmptyQuestion.
        """
        revision = self.library.catalogue.state().revision
        if self._vocabulary_revision != revision:
            self._vocabulary = self.library.catalogue.vocabulary()
            self._vocabulary_revision = revision
        return understand(text, self._vocabulary)

    def search(self, question: Question, scope: Scope = EVERYTHING, count: int = 10) -> Ranking:
        """The ``count`` best passages of the scope.

        Raises LibraryChanged if another process has changed the library since it was opened.
        """
        state = self.library.unchanged_state()
        assert state.collection is not None
        theses, kinds = scope.thesis_ids(), scope.kind_names()
        passages = self.library.catalogue.count_passages()
        wording = question.wording or question.text
        encoded = self.embedder.encode_question(wording)
        query = encoded.vector
        near = self.library.vectors.nearest(state.collection, query, DENSE_CANDIDATES, theses, kinds)
        every_term = (*query_terms(wording), *question.translated_terms)
        frequencies = self.library.catalogue.term_frequencies(every_term)
        lexical = self.library.catalogue.lexical_search(
            prune((*question.terms, *question.translated_terms), frequencies, passages), state.generation, theses, kinds
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
        fused = fuse(dense, sparse, self.dense_weight)
        best = np.argsort(-fused, kind="stable")[:RERANKED]
        candidates = [
            _Candidate(ids[at], float(fused[at]), similarity[ids[at]], float(dense[at]), float(sparse[at]))
            for at in best
        ]
        words = question_words(wording, frequencies, passages)
        ceiling = BM25_CEILING * sum(word.weight for word in words)
        agreement = {id_: min(score / ceiling, 1.0) for id_, score in bm25.items()} if ceiling > 0 else {}
        bonus = {id_: LEXICAL_WEIGHT * share for id_, share in agreement.items()}
        for id_, share in self._exactly_held(question).items():
            bonus[id_] = bonus.get(id_, 0.0) + EXACT_WEIGHT * share
        hits = self._by_interaction(encoded, words, candidates, bonus) or self._by_sentences(query, candidates)
        hits, notice = self._reranked(question, hits)
        once = tuple(self._once(hits[: 2 * count])[:count])
        return Ranking(question, once, frequencies, passages, words, notice)

    def _reranked(self, question: Question, hits: list[Hit]) -> tuple[list[Hit], Notice | None]:
        """The best hits in the order of the cross-encoder, where one is set and is quick enough."""
        if self.reranker is None or not hits:
            return hits, None
        first = hits[:CROSS_ENCODED]
        wholes = self.library.catalogue.whole_documents({hit.stored.passage.document_id for hit in first})
        texts = [
            wholes[hit.stored.passage.document_id].document.text[hit.stored.passage.start : hit.stored.passage.end]
            for hit in first
        ]
        scores = self.reranker.scores(question.text, texts)
        if scores is None:
            return hits, Notice(NoticeKind.RERANKER_SLOW)
        order = sorted(range(len(first)), key=lambda at: -scores[at])
        return [*(first[at] for at in order), *hits[CROSS_ENCODED:]], None

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

    def _exactly_held(self, question: Question) -> dict[int, float]:
        """The share of the question's exact things (names, years, laws …) that each passage holds.

        What no passage holds does not count.
        """
        holders = [held for term in question.exact if (held := self.library.catalogue.holding(term.words))]
        counts = Counter(id_ for held in holders for id_ in held)
        return {id_: count / len(holders) for id_, count in counts.items()}

    def _by_interaction(
        self,
        question: EncodedQuestion,
        words: Sequence[QuestionWord],
        candidates: Sequence[_Candidate],
        bonus: Mapping[int, float],
    ) -> list[Hit]:
        """The candidates by late interaction and what the full text adds; empty where token vectors are missing."""
        ids = [candidate.id for candidate in candidates]
        tokens = self.library.catalogue.token_vectors(ids)
        stored = self.library.catalogue.passages(ids)
        known = [candidate for candidate in candidates if candidate.id in stored]
        if not known or not len(question.token_vectors) or not all(len(tokens.get(each.id, ())) for each in known):
            return []
        met = interactions(question, words, [tokens[candidate.id] for candidate in known])
        hits = [
            Hit(
                stored[candidate.id],
                interaction.score + bonus.get(candidate.id, 0.0),
                candidate.similarity,
                candidate.dense,
                candidate.lexical,
                tuple(map(float, stored[candidate.id].sentence_vectors @ question.vector)),
                interaction.words,
            )
            for candidate, interaction in zip(known, met, strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.stored.passage.id))

    def _by_sentences(self, query: NDArray[np.float32], candidates: Sequence[_Candidate]) -> list[Hit]:
        """The candidates as fused, one strong sentence counting beside the whole passage."""
        stored = self.library.catalogue.passages([candidate.id for candidate in candidates])
        known = [candidate for candidate in candidates if candidate.id in stored]
        cosines = [stored[candidate.id].sentence_vectors @ query for candidate in known]
        best = np.array([own.max() for own in cosines], dtype=np.float32)
        if len(best):
            best = z_scores(best, float(best.mean(dtype=np.float64)), float(best.std(dtype=np.float64)))
        hits = [
            Hit(
                stored[candidate.id],
                candidate.fused + SENTENCE_WEIGHT * float(of_best),
                candidate.similarity,
                candidate.dense,
                candidate.lexical,
                tuple(map(float, own)),
            )
            for candidate, own, of_best in zip(known, cosines, best, strict=True)
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
        ranking = self.search.search(self.search.understand(query), self.scope, self.count)
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

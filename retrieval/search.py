"""Hybrid search over a library: dense and full-text candidates, fused, the best of them scored by late interaction.

``PassageSearch`` gives ``Hit`` values; ``PassageRetriever`` offers the same to any LangChain chain.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from ingest.catalogue.fulltext import query_terms
from ingest.catalogue.records import StoredPassage, WholeDocument
from ingest.document import pages_of
from ingest.embedding import Embedder, EncodedQuestion
from ingest.library import Library
from retrieval.candidates import RERANKED, Candidate, Candidates, CandidateSearch
from retrieval.fusion import z_scores
from retrieval.late_interaction import QuestionWord, interactions
from retrieval.library_facts import LibraryFacts
from retrieval.named_theses import among_first
from retrieval.question import Question, understand
from retrieval.repeats import FoundPassage, folded_sentence, without_repeats
from retrieval.reranker import Reranker
from retrieval.scope import EVERYTHING, Scope
from retrieval.written.record import Notice, NoticeKind

CROSS_ENCODED = 20
"""Hits that a cross-encoder, where one is set, reads together with the question."""

AMONG_FIRST = 5
"""Each of several named theses has a hit among so many."""

SENTENCE_WEIGHT = 0.5
"""For models without token vectors: weight of a passage's best sentence beside 1 for the passage."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. ``similarity`` is the cosine, ``dense`` and ``lexical`` its z-scores over the corpus.

    ``sentence_scores`` has the cosine of the question with each sentence, whose vector has read the whole passage: that
    finds the sentence which answers better than its own tokens do. ``word_scores`` says how well the passage meets each
    of ``Ranking.words`` by late interaction; it is empty where the model gives no token vectors. ``preference`` is the part of the score that it has because the
    question names its thesis.
    """

    stored: StoredPassage
    score: float
    similarity: float
    dense: float
    lexical: float
    sentence_scores: tuple[float, ...]
    word_scores: tuple[float, ...] = ()
    preference: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits of a question, best first, with the question's terms and how many passages hold each.

    ``preferred`` are the theses that the question names, the surest first: their passages come before equal ones.
    """

    question: Question
    hits: tuple[Hit, ...]
    frequencies: dict[str, int]
    passages: int
    words: tuple[QuestionWord, ...] = ()
    notice: Notice | None = None
    preferred: tuple[str, ...] = ()

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
    reranker: Reranker | None = None
    _facts: LibraryFacts | None = field(default=None, init=False)
    _vocabulary: dict[str, int] = field(default_factory=dict, init=False)
    _vocabulary_revision: int = field(default=-1, init=False)

    def __post_init__(self) -> None:
        self.library.check_model(self.embedder.fingerprint)

    def understand(self, text: str, scope: Scope = EVERYTHING) -> Question:
        """The question as understood here: typing errors are seen by the library's words, and no word is offered that only
        theses have which the asker may not see. Raises EmptyQuestion."""
        revision = self.library.catalogue.state().revision
        if self._vocabulary_revision != revision:
            self._vocabulary = self.library.catalogue.vocabulary()
            self._vocabulary_revision = revision
        vocabulary = self._vocabulary
        question = understand(text, vocabulary)
        while unseen := self._unseen(question, scope):
            fewer = {term: count for term, count in vocabulary.items() if term not in unseen}
            vocabulary = fewer if len(fewer) < len(vocabulary) else {}
            question = understand(text, vocabulary)
        return question

    def _unseen(self, question: Question, scope: Scope) -> set[str]:
        """The index terms of the corrections that stand in no passage which the asker may see."""
        if scope.visible is None or not question.corrections:
            return set()
        facts = self._current_facts()
        visible = facts.nearest.selection(Scope(scope.visible))
        meant = [query_terms(correction.meant) for correction in question.corrections]
        return {
            term
            for terms in meant
            if not visible.holds(self.library.catalogue.lexical_search(terms, facts.generation).passage_ids).any()
            for term in terms
        }

    def search(self, question: Question, scope: Scope = EVERYTHING, count: int = 10) -> Ranking:
        """The ``count`` best passages of the scope.

        Raises LibraryChanged if another process has changed the library since it was opened.
        """
        facts = self._current_facts()
        encoded = self.embedder.encode_question(question.wording or question.text)
        found = CandidateSearch(self.library, facts, self.dense_weight).find(question, encoded.vector, scope)
        wanted = RERANKED if len(found.preferred) > 1 else max(2 * count, CROSS_ENCODED)
        hits = self._by_interaction(encoded, found, wanted) or self._by_sentences(encoded.vector, found.best)
        hits, notice = self._reranked(question, hits)
        preferred = tuple(sorted(found.preferred, key=lambda id_: (-found.preferred[id_], id_)))
        hits = self._once(hits[:wanted], facts.duplicates)
        order = among_first([hit.stored.thesis_id for hit in hits], preferred, AMONG_FIRST)[:count]
        best = tuple(hits[at] for at in order)
        return Ranking(question, best, found.frequencies, facts.passages, found.words, notice, preferred)

    def _current_facts(self) -> LibraryFacts:
        state = self.library.unchanged_state()
        if self._facts is None or self._facts.revision != state.revision:
            self._facts = LibraryFacts.of(self.library, state)
        return self._facts

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

    def _once(self, hits: Sequence[Hit], duplicates: Collection[tuple[str, str]]) -> list[Hit]:
        """The hits without what a near-duplicate's hit says as well."""
        found = {hit.stored.passage.document_id for hit in hits}
        pairs = {pair for pair in duplicates if found.issuperset(pair)}
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

    def _by_interaction(self, question: EncodedQuestion, found: Candidates, count: int) -> list[Hit]:
        """The best candidates by late interaction and what adds to it; empty where token vectors are missing."""
        tokens = self.library.catalogue.token_vectors([candidate.id for candidate in found.best])
        known = [candidate for candidate in found.best if candidate.id in tokens]
        if not known or not len(question.token_vectors) or not all(map(len, tokens.values())):
            return []
        met = interactions(question, found.words, [tokens[candidate.id] for candidate in known])
        scored = [
            (interaction.score + each.bonus + each.preference, each, interaction)
            for each, interaction in zip(known, met, strict=True)
        ]
        scored = sorted(scored, key=lambda each: (-each[0], each[1].id))[:count]
        stored = self.library.catalogue.passages([candidate.id for _, candidate, _ in scored])
        return [
            Hit(
                stored[candidate.id],
                score,
                candidate.similarity,
                candidate.dense,
                candidate.lexical,
                tuple(map(float, stored[candidate.id].sentence_vectors @ question.vector)),
                interaction.words,
                candidate.preference,
            )
            for score, candidate, interaction in scored
            if candidate.id in stored
        ]

    def _by_sentences(self, query: NDArray[np.float32], candidates: Sequence[Candidate]) -> list[Hit]:
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
        ranking = self.search.search(self.search.understand(query, self.scope), self.scope, self.count)
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

"""A question → an ``Answer``: verbatim quotes with their citations, or the reason why there are none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.catalogue.records import WholeDocument
from ingest.document import pages_of
from ingest.language import detect_language
from retrieval.answerability import FoundPassage, answerability, signals_of
from retrieval.arrangement import Arrangement
from retrieval.arranging import arranged
from retrieval.citation import Citation, cite
from retrieval.conversation import Rewriter, Turn, Understood, standalone
from retrieval.evidence import BY_COSINE, BY_INTERACTION, MAX_PASSAGES, Candidate, Evidence, choose
from retrieval.question import Question
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import Hit, PassageSearch, Ranking
from retrieval.written.record import Doubt, Notice, Writing

RETRIEVED = 10
"""Passages that an answer lists as retrieved."""

NEAREST = 3
"""Passages that a refusal shows as what came nearest."""


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    FAILED = "failed"


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing found"
    WEAK_EVIDENCE = "weak evidence"


class Support(StrEnum):
    """How a statement stands to its citations. Without a chat model every statement is its quote.

    What a model writes is checked against what it quotes (``retrieval.written.check`` says how far): found to agree,
    beyond what a comparison of words can tell, or refuted.
    """

    VERBATIM = "verbatim"
    CHECKED = "checked"
    UNCHECKED = "unchecked"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or a run of sentences of the answer, with the numbers of its citations, and why it may be doubted."""

    text: str
    citations: tuple[int, ...]
    support: Support
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage found, with its place in the document."""

    hit: Hit
    file_name: str
    page_indexes: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. ``statements`` and ``citations`` are empty unless the outcome is answered;
    ``question`` is what was searched for, ``understood`` how it came from what was typed; times are in seconds.
    ``writing`` tells of the model that was asked to write, ``notice`` what a reader must know of it.

    ``nearest`` are places that came nearest to a question which is not answered: words of the library, but no answer,
    and so no citations of one. ``arrangement`` tells how the quotes stand together; without one they stand thesis by thesis.
    """

    understood: Understood
    question: Question
    outcome: Outcome
    reason: Reason | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Retrieved, ...]
    answerability: float
    search_seconds: float
    total_seconds: float
    notice: Notice | None = None
    writing: Writing | None = None
    nearest: tuple[Citation, ...] = ()
    arrangement: Arrangement | None = None

    @property
    def is_written(self) -> bool:
        """Whether a model's statements are shown; after a model that was asked in vain they are quotes."""
        return any(statement.support is not Support.VERBATIM for statement in self.statements)


def answer(
    search: PassageSearch,
    text: str,
    scope: Scope = EVERYTHING,
    *,
    threshold: float,
    count: int = RETRIEVED,
    turns: Sequence[Turn] = (),
    rewrite: Rewriter = standalone,
) -> Answer:
    """Answer verbatim, or abstain where ``answerability`` is below the threshold. ``turns`` are what was said before.

    Raises EmptyQuestion, and LibraryChanged if another process has changed the library.
    """
    began = time.perf_counter()
    understood = rewrite(text, turns)
    question = search.understand(understood.text, scope)
    if understood.changed:  # the words added may be of another language than the question
        question = replace(question, language=detect_language(text))
    ranking = search.search(question, scope, max(count, MAX_PASSAGES))
    searched = time.perf_counter()
    wholes = search.library.catalogue.whole_documents(ranking.document_ids)
    passages = found_passages(ranking)
    score = answerability(signals_of(question.wording, ranking.words, passages)) if passages else 0.0
    reason = Reason.NOTHING_FOUND if not ranking.hits else Reason.WEAK_EVIDENCE if score < threshold else None
    citations, arrangement = _cited(ranking, wholes) if reason is None else ((), None)
    if reason is None and not citations:
        reason = Reason.WEAK_EVIDENCE
    return Answer(
        understood=understood,
        notice=ranking.notice,
        question=question,
        outcome=Outcome.ANSWERED if reason is None else Outcome.ABSTAINED,
        reason=reason,
        statements=tuple(Statement(c.quote, (c.number,), Support.VERBATIM) for c in citations),
        citations=citations,
        retrieved=tuple(_retrieved(hit, wholes) for hit in ranking.hits[:count]),
        answerability=score,
        search_seconds=searched - began,
        total_seconds=time.perf_counter() - began,
        nearest=_nearest(ranking, wholes) if reason is not None else (),
        arrangement=arrangement,
    )


def found_passages(ranking: Ranking) -> list[FoundPassage]:
    """What the decision to abstain looks at, besides the question."""
    return [FoundPassage(hit.score - hit.preference, hit.similarity, hit.word_scores) for hit in ranking.hits]


def _candidates(ranking: Ranking, wholes: dict[str, WholeDocument]) -> list[Candidate]:
    return [
        Candidate(
            document_id=hit.stored.passage.document_id,
            text=wholes[hit.stored.passage.document_id].document.text,
            sentences=tuple((sentence.start, sentence.end) for sentence in hit.stored.passage.sentences),
            sentence_scores=hit.sentence_scores,
            score=hit.score,
            title=wholes[hit.stored.passage.document_id].thesis.title,
        )
        for hit in ranking.hits
    ]


def _cited(ranking: Ranking, wholes: dict[str, WholeDocument]) -> tuple[tuple[Citation, ...], Arrangement | None]:
    by_interaction = bool(ranking.hits[0].word_scores)
    return arranged(ranking.question, _candidates(ranking, wholes), wholes, by_interaction=by_interaction)


def _nearest(ranking: Ranking, wholes: dict[str, WholeDocument]) -> tuple[Citation, ...]:
    """The best quote of each of the first passages that has one, best passage first."""
    best: list[Evidence] = []
    for candidate in _candidates(ranking, wholes)[:NEAREST]:
        of_passage = choose([candidate], BY_INTERACTION if ranking.hits[0].word_scores else BY_COSINE)
        best.extend(sorted(of_passage, key=lambda evidence: -evidence.score)[:1])
    return tuple(
        cite(number, wholes[evidence.document_id], evidence.start, evidence.end)
        for number, evidence in enumerate(best, start=1)
    )


def _retrieved(hit: Hit, wholes: dict[str, WholeDocument]) -> Retrieved:
    passage = hit.stored.passage
    whole = wholes[passage.document_id]
    pages = pages_of(whole.pages, passage.start, passage.end)
    indexes = tuple(page.index for page in pages)
    return Retrieved(hit, whole.document.file_name, indexes, whole.document.text[passage.start : passage.end])

"""Statements without quotation marks: what stands nearest to them in the library, under an honest label.

Nearness is no support. A label says what the words show and no more: the same words, near ones, near ones with other
numbers or another negation, nothing. Whether the passage supports the statement is for a reader to judge, or for a chat
model whose judgement is marked as the model's (``retrieval/entailment.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.errors import EmptyQuestion
from retrieval.changes import ChangeKind, Piece, negates, number_words
from retrieval.citation import Citation, cite
from retrieval.question import understand
from retrieval.quote_check import QuoteChecker
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import Hit, PassageSearch
from retrieval.verdict import Claimed, Verdict, VerdictKind, VerdictReason


class ClaimLabel(StrEnum):
    """How what was found stands to the statement."""

    QUOTED = "quoted"
    CLOSE = "close"
    NUMBERS_DIFFER = "numbers differ"
    NEGATED = "negated"
    NOTHING_FOUND = "nothing found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Nearest:
    """What stands nearest to a statement; ``pieces`` set both side by side where their words are much the same."""

    label: ClaimLabel
    citations: tuple[Citation, ...] = ()
    pieces: tuple[Piece, ...] = ()


LOOKED_AT = 5
"""Passages whose best sentences are compared."""

CLOSE_FROM = 0.77
"""The late-interaction score of a sentence from which it is shown; see docs/evaluation.md."""

_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")


def nearest(
    statement: str, checker: QuoteChecker, search: PassageSearch, claimed: Claimed, scope: Scope = EVERYTHING
) -> Nearest:
    """The words nearest to a statement, in the theses that it claims where it claims any."""
    verdict = checker.check(statement, Claimed(claimed.thesis_ids or None))
    if verdict.kind in (VerdictKind.EXACT, VerdictKind.ELSEWHERE):
        return Nearest(ClaimLabel.QUOTED, verdict.citations)
    if verdict.kind is VerdictKind.ALTERED and verdict.reason is VerdictReason.OTHER_WORDS:
        return Nearest(_label_of(verdict), verdict.citations, verdict.pieces)
    own = Scope(scope.visible, claimed.thesis_ids, scope.kinds) if claimed.thesis_ids else scope
    try:
        question = understand(statement)
    except EmptyQuestion:
        return Nearest(ClaimLabel.NOTHING_FOUND)
    hits = search.search(question, own, LOOKED_AT).hits
    best = max(hits, key=lambda hit: max(hit.sentence_scores), default=None)
    if best is None or max(best.sentence_scores) < CLOSE_FROM:
        return Nearest(ClaimLabel.NOTHING_FOUND)
    whole = search.library.catalogue.whole_document(best.stored.passage.document_id)
    start, end = _best_sentence(best)
    citation = cite(1, whole, start, end)
    passage = whole.document.text[best.stored.passage.start : best.stored.passage.end]
    return Nearest(compared(statement, citation.quote, passage), (citation,))


def compared(statement: str, sentence: str, passage: str) -> ClaimLabel:
    """The label of a sentence that is near in meaning.

    Every number of the statement must stand in the passage: 97,4 and 97.4 are one number here, and a year counts too. A
    negation on one side only may turn the meaning round, and is said so.

    >>> compared("Anggaran naik 97.4 persen.", "Anggaran bertambah 97,4%.", "Anggaran bertambah 97,4%.")
    <ClaimLabel.CLOSE: 'close'>
    >>> compared("Anggaran naik 3 persen.", "Anggaran bertambah 97,4%.", "Anggaran bertambah 97,4%.")
    <ClaimLabel.NUMBERS_DIFFER: 'numbers differ'>
    >>> compared("Kerja sama tidak berjalan.", "Kerja sama berjalan.", "Kerja sama berjalan.")
    <ClaimLabel.NEGATED: 'negated'>
    """
    if figures(statement) - figures(passage):
        return ClaimLabel.NUMBERS_DIFFER
    return ClaimLabel.NEGATED if negates(statement) is not negates(sentence) else ClaimLabel.CLOSE


def figures(text: str) -> frozenset[str]:
    """The numbers in figures, decimal marks made one.

    >>> sorted(figures("Pada 1983 naik 97,4% dan 97.4%"))
    ['1983', '97.4']
    """
    return frozenset(_SEPARATOR.sub(".", number) for number in number_words(text) if number[0].isdigit())


def _label_of(verdict: Verdict) -> ClaimLabel:
    kinds = {piece.change for piece in verdict.changes}
    if ChangeKind.NEGATION in kinds:
        return ClaimLabel.NEGATED
    return ClaimLabel.NUMBERS_DIFFER if ChangeKind.NUMBER in kinds else ClaimLabel.CLOSE


def _best_sentence(hit: Hit) -> tuple[int, int]:
    at = max(range(len(hit.sentence_scores)), key=lambda each: hit.sentence_scores[each])
    sentence = hit.stored.passage.sentences[at]
    return sentence.start, sentence.end

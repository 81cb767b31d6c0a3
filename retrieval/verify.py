"""A quote, a statement or a whole draft → a report: each quotation with its verdict, each cited statement with what is nearest.

Two things are checked and kept apart: are the quoted words there (``verdict.check`` is *quote*), and do the words found
support what is said (*support*, which nobody but a judge ever says). A check that breaks off is *failed*, and the others
go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Thesis
from ingest.errors import ChatModelRefused, ChatModelUnreachable
from ingest.language import Language, detect_language
from ingest.sentences import sentences
from retrieval.claims import ClaimLabel, Nearest, nearest
from retrieval.draft import Draft, Quotation, quotations
from retrieval.draft_citations import Attributed, DraftCitation, attributed, citation_of, draft_citations
from retrieval.entailment import Entailment, EntailmentJudge, Judged
from retrieval.quote_check import QuoteChecker
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import PassageSearch
from retrieval.verdict import Check, Claimed, Verdict, VerdictKind, VerdictReason, failed

log = logging.getLogger(__name__)

TERM_WORDS = 3
"""A quotation of fewer words that no citation follows is a term, not a quotation of a text; it is not checked."""

TELLING_WORDS = 6
"""Of an uncited quotation with fewer words it is not said that it was not found: it may quote anything."""

SHORT_DRAFT = 10
"""Sentences up to which every statement is checked, cited or not: a sentence or a paragraph that was typed."""

STATEMENT_WORDS = 4
"""Words from which a sentence states something."""

FindNearest = Callable[[str, Claimed], Nearest]
"""Finds what stands nearest to a statement that claims to stand there."""

_OF_JUDGEMENT = {
    Entailment.SUPPORTED: VerdictReason.JUDGED_SUPPORTED,
    Entailment.UNSUPPORTED: VerdictReason.JUDGED_UNSUPPORTED,
    Entailment.UNSURE: VerdictReason.JUDGED_UNSURE,
}


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """A quotation of the draft, the citation that it belongs to, and what is true of it."""

    quotation: Quotation
    citation: DraftCitation | None
    attributed: Attributed
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A statement ``draft.text[start:end]`` without quotation marks; ``support`` is *unchecked* unless a judge judged."""

    start: int
    end: int
    text: str
    citation: DraftCitation | None
    nearest: Nearest
    support: Verdict
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A draft with all that was checked, in the order of its text. ``theses`` are those that it was checked against."""

    draft: Draft
    quotations: tuple[CheckedQuotation, ...]
    claims: tuple[CheckedClaim, ...]
    theses: tuple[Thesis, ...]


def verify(
    draft: Draft,
    checker: QuoteChecker,
    open_search: Callable[[], PassageSearch],
    judge: EntailmentJudge | None = None,
    *,
    all_statements: bool = False,
    scope: Scope = EVERYTHING,
    on_checked: Callable[[int, int], None] = lambda done, total: None,
) -> DraftReport:
    """Check a draft.

    ``open_search`` is called only where there are statements without quotation marks. Those that cite a thesis of the
    library are checked; all of them in a short draft, or on demand. Raises ChatModelUnreachable or ChatModelRefused where
    a judge cannot be asked.
    """

    def open_nearest() -> FindNearest:
        search = open_search()
        return lambda statement, claimed: nearest(statement, checker, search, claimed, scope)

    return finished(verify_steps(draft, checker, open_nearest, judge, all_statements=all_statements), on_checked)


def finished(
    steps: Iterable[tuple[int, int] | DraftReport],
    on_checked: Callable[[int, int], None] = lambda done, total: None,
) -> DraftReport:
    """The report of ``verify_steps``, all steps taken."""
    for step in steps:
        if isinstance(step, DraftReport):
            return step
        on_checked(*step)
    raise AssertionError("a check ends with its report")


def verify_steps(
    draft: Draft,
    checker: QuoteChecker,
    open_nearest: Callable[[], FindNearest],
    judge: EntailmentJudge | None = None,
    *,
    all_statements: bool = False,
) -> Generator[tuple[int, int] | DraftReport]:
    """``verify`` step by step: gives how many of how many are checked, and at last the report. Whoever takes no further
    step has stopped it. Of statements, ``open_nearest`` gives what finds the words nearest to one."""
    theses = tuple({whole.thesis.id: whole.thesis for whole in checker.documents}.values())
    citations = draft_citations(draft, theses)
    quoted = list(_cited_quotations(draft, citations, theses))
    stated = list(_statements(draft, citations, theses, [each for each, _, _ in quoted], all_statements))
    total = len(quoted) + len(stated)
    checked_quotations: list[CheckedQuotation] = []
    for quotation, citation, claims in quoted:
        checked_quotations.append(
            CheckedQuotation(quotation, citation, claims, _checked(checker, quotation, citation, claims))
        )
        yield len(checked_quotations), total
    checked_claims: list[CheckedClaim] = []
    if stated:
        find = open_nearest()
        for claim, claims in stated:
            checked_claims.append(_checked_claim(claim, claims, find, judge))
            yield len(checked_quotations) + len(checked_claims), total
    yield DraftReport(draft, tuple(checked_quotations), tuple(checked_claims), theses)


def _cited_quotations(
    draft: Draft, citations: Sequence[DraftCitation], theses: Sequence[Thesis]
) -> Iterator[tuple[Quotation, DraftCitation | None, Attributed]]:
    """The quotations to check, each with its citation and what that claims."""
    found = list(quotations(draft))
    for at, quotation in enumerate(found):
        nexts = found[at + 1].start if at + 1 < len(found) else len(draft.text)
        citation = citation_of(quotation, draft, citations, nexts)
        if quotation.words >= TERM_WORDS or (citation is not None and citation.pages):
            yield quotation, citation, attributed(citation, theses)


def _checked(
    checker: QuoteChecker, quotation: Quotation, citation: DraftCitation | None, claims: Attributed
) -> Verdict:
    try:
        verdict = checker.check(quotation.text, claims.claimed)
    except Exception:
        log.exception("the check of a quotation broke off")
        return failed(Check.QUOTE)
    if verdict.kind is VerdictKind.NOT_FOUND and citation is None and quotation.words < TELLING_WORDS:
        return Verdict(Check.QUOTE, VerdictKind.UNCHECKED, VerdictReason.TOO_SHORT)
    return verdict


_UNJUDGED = Verdict(Check.SUPPORT, VerdictKind.UNCHECKED, VerdictReason.NO_JUDGE)


def _statements(
    draft: Draft,
    citations: Sequence[DraftCitation],
    theses: Sequence[Thesis],
    quoted: Sequence[Quotation],
    all_statements: bool,
) -> Iterator[tuple[CheckedClaim, Attributed]]:
    """The sentences to look for, not looked for yet: those that cite a thesis of the library, or all of them."""
    every = [
        sentence
        for paragraph in draft.paragraphs
        if not paragraph.is_block_quote
        for sentence in sentences(draft.text, paragraph.start, paragraph.end)
    ]
    take_all = all_statements or (len(every) <= SHORT_DRAFT and not quoted)
    for sentence in every:
        if any(each.start < sentence.end and each.end > sentence.start for each in quoted):
            continue
        inside = [each for each in citations if sentence.start <= each.start < sentence.end]
        named = [(each, attributed(each, theses)) for each in inside]
        cited, claims = next(
            ((each, claims) for each, claims in named if claims.claimed.thesis_ids), (None, attributed(None, ()))
        )
        text = _without(draft.text, sentence.start, sentence.end, inside)
        if (cited is not None or (take_all and not inside)) and len(text.split()) >= STATEMENT_WORDS:
            unsought = Nearest(ClaimLabel.NOTHING_FOUND)
            yield CheckedClaim(sentence.start, sentence.end, text, cited, unsought, _UNJUDGED), claims


def _without(text: str, start: int, end: int, inside: Sequence[DraftCitation]) -> str:
    """A sentence without the citations in brackets; those that are part of it ("Alam (2014) menulis") stay out, too."""
    parts: list[str] = []
    done = start
    for each in inside:
        first, last = each.start, each.end
        if text[max(first - 1, start) : first] == "(" and text[last : last + 1] == ")":
            first, last = first - 1, last + 1
        parts.append(text[done:first])
        done = max(done, last)
    parts.append(text[done:end])
    return " ".join("".join(parts).split()).replace(" .", ".").replace(" ,", ",").strip(" ,;")


def _checked_claim(
    claim: CheckedClaim,
    claims: Attributed,
    find: FindNearest,
    judge: EntailmentJudge | None,
) -> CheckedClaim:
    try:
        found = find(claim.text, claims.claimed)
        claim = replace(claim, nearest=found)
        if judge is None or not found.citations:
            return claim
        judged = judge.judge(claim.text, [each.quote for each in found.citations], detect_language(claim.text))
    except (ChatModelUnreachable, ChatModelRefused):
        raise
    except Exception:
        log.exception("the check of a statement broke off")
        return replace(claim, nearest=Nearest(ClaimLabel.FAILED), support=failed(Check.SUPPORT))
    reason = _OF_JUDGEMENT.get(judged.entailment)
    support = failed(Check.SUPPORT) if reason is None else Verdict(Check.SUPPORT, VerdictKind.UNCHECKED, reason)
    return replace(claim, support=support, judged=judged)


def draft_language(report: DraftReport) -> Language:
    """The language that the draft is written in."""
    return detect_language(report.draft.text)

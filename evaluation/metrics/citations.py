"""Whether what an answer says is cited, whether its quotes are where they claim to be, and whether they cite the right pages.

Every figure is a mean over questions (each answer weighs the same, however many citations it has), of these values:

- ``statements_cited``: of an answer's statements, the share with a citation that exists. Without statements 0.
- ``markers_resolve``: of the ``[n]`` in an answer and the numbers of its statements, the share that names one
  citation, and no more than one.
- ``quote_exact``, ``quote_altered``, ``quote_elsewhere``, ``quote_not_found``, ``quote_failed``: of the citations of a
  result, the share whose quote is so (``QuoteStatus``); together 1.
- ``citation_precision`` (Liu et al. 2023, with gold pages in the judge's place): of an answer's citations, the share
  that stands on a gold page. Without citations 0; 0 for every answer to an unanswerable question.
- ``citation_recall``: of the needs of an answerable question (see ``retrieval``), the share that is cited; 0 where it
  was refused or failed. The gold is the denominator, whatever was answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.metrics.asked import Asked, PerQuestion
from evaluation.results import CitationResult, QuestionResult
from ingest.document import Page, pages_of
from retrieval.quotes import Folded, Found, fold, locate

_MARKER = re.compile(r"(?<!\\)\[(\d+(?:\s*[,;]\s*\d+)*)\]")
"""``[1]`` or ``[1, 2]``; an escaped bracket is a thesis's own."""


class QuoteStatus(StrEnum):
    """How a quote stands to the stored text.

    - EXACT: the text at the offsets, character for character, on the very pages that the citation names.
    - ALTERED: at its place but for small changes. Reserved: near misses are not searched for yet.
    - ELSEWHERE: word for word (``retrieval.quotes.locate``) somewhere in the documents of the run, but not at these
      offsets or not on these pages.
    - NOT_FOUND: in none of them; also if it is empty, or the document is not known.
    - FAILED: the check itself raised an error. Nothing is known of the quote.
    """

    EXACT = "exact"
    ALTERED = "altered"
    ELSEWHERE = "elsewhere"
    NOT_FOUND = "not_found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The stored text of a document with the bounds of its pages; without pages, those of a citation are not checked."""

    text: str
    pages: tuple[Page, ...]


TextOf = Callable[[str], DocumentText | None]
"""The stored text by file name; None where the document is not known."""


def per_question(asked: Sequence[Asked], text_of: TextOf) -> PerQuestion:
    """All values of the citations, by question."""
    check = QuoteCheck(text_of, _documents(asked))
    statuses = {each.id: [check(citation) for citation in each.result.citations] for each in asked}
    quotes = {
        f"quote_{status}": {id_: found.count(status) / len(found) for id_, found in statuses.items() if found}
        for status in QuoteStatus
    }
    resolved = {each.id: markers_resolve(each.result) for each in asked if each.answered}
    return {
        "statements_cited": {each.id: statements_cited(each.result) for each in asked if each.answered},
        "markers_resolve": {id_: share for id_, share in resolved.items() if share is not None},
        **quotes,
        "citation_precision": {
            each.id: citation_precision(each)
            for each in asked
            if each.answered and (each.has_gold_pages or not each.question.answerable)
        },
        "citation_recall": {each.id: citation_recall(each) for each in asked if each.has_gold_pages},
    }


def statements_cited(result: QuestionResult) -> float:
    """The share of the statements that have a citation which exists; 0 where nothing is stated."""
    if not result.statements:
        return 0.0
    known = {citation.number for citation in result.citations}
    return sum(not known.isdisjoint(each.citations) for each in result.statements) / len(result.statements)


def markers_resolve(result: QuestionResult) -> float | None:
    """The share of the numbers, in the answer and in its statements, that name exactly one citation; None without any.

    >>> markers("Jelas [1], juga [2, 3]; kata tesis: \\\\[9\\\\]")
    (1, 2, 3)
    """
    numbers = [citation.number for citation in result.citations]
    named = [*markers(result.answer), *(number for each in result.statements for number in each.citations)]
    return sum(numbers.count(number) == 1 for number in named) / len(named) if named else None


def markers(answer: str) -> tuple[int, ...]:
    """The numbers of the markers in an answer's Markdown, in order."""
    return tuple(int(number) for marker in _MARKER.finditer(answer) for number in re.findall(r"\d+", marker[1]))


def without_markers(answer: str) -> str:
    """The answer without its markers.

    >>> without_markers("Tahun 2009 [1].")
    'Tahun 2009 .'
    """
    return _MARKER.sub("", answer)


def citation_precision(asked: Asked) -> float:
    """The share of the citations that touch a gold page; an unanswerable question has none."""
    gold = asked.page_needs if asked.question.answerable else {}
    right = [any(page in gold for page in _pages(citation)) for citation in asked.result.citations]
    return sum(right) / len(right) if right else 0.0


def citation_recall(asked: Asked) -> float:
    """The share of the needs that a citation of the answer meets; a question that was not answered meets none."""
    needs = asked.page_needs
    if not asked.answered:
        return 0.0
    met = {needs[page] for citation in asked.result.citations for page in _pages(citation) if page in needs}
    return len(met) / len(set(needs.values()))


class QuoteCheck:
    """Checks quotes against stored texts; each document is fetched once and folded at most once."""

    def __init__(self, text_of: TextOf, documents: Sequence[str]) -> None:
        """``documents`` are the file names in which a quote that is not at its place is looked for."""
        self._text_of = text_of
        self._documents = documents
        self._texts: dict[str, DocumentText | None] = {}
        self._folded: dict[str, Folded] = {}

    def __call__(self, citation: CitationResult) -> QuoteStatus:
        """How the citation's quote stands to the stored text. An error of any kind is FAILED, never NOT_FOUND."""
        try:
            return self._status(citation)
        except Exception:  # noqa: BLE001  # the texts come from a store; the status says that the check failed
            return QuoteStatus.FAILED

    def _status(self, citation: CitationResult) -> QuoteStatus:
        if not citation.quote.strip():
            return QuoteStatus.NOT_FOUND
        stored = self._text(citation.document)
        if stored and stored.text[citation.start : citation.end] == citation.quote and _pages_agree(citation, stored):
            return QuoteStatus.EXACT
        if any(self._holds(name, citation.quote) for name in dict.fromkeys((citation.document, *self._documents))):
            return QuoteStatus.ELSEWHERE
        return QuoteStatus.NOT_FOUND

    def _text(self, name: str) -> DocumentText | None:
        if name not in self._texts:
            self._texts[name] = self._text_of(name)
        return self._texts[name]

    def _holds(self, name: str, quote: str) -> bool:
        stored = self._text(name)
        if stored is None:
            return False
        if name not in self._folded:
            self._folded[name] = fold(stored.text)
        return isinstance(locate(quote, self._folded[name]), Found)


def _pages_agree(citation: CitationResult, stored: DocumentText) -> bool:
    touched = pages_of(stored.pages, citation.start, citation.end)
    return not stored.pages or {page.index for page in touched} == set(citation.page_indexes)


def _pages(citation: CitationResult) -> Iterable[tuple[str, int]]:
    return ((citation.document, index) for index in citation.page_indexes)


def _documents(asked: Sequence[Asked]) -> tuple[str, ...]:
    """The documents that the results name, in order."""
    names: dict[str, None] = {}
    for each in asked:
        names.update(dict.fromkeys(citation.document for citation in each.result.citations))
        names.update(dict.fromkeys(passage.document for passage in each.result.retrieved))
    return tuple(names)

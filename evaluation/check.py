"""What is wrong with a question set, measured against the library that it asks about: findings, with words in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from evaluation.formats.values import Evidence, SetQuestion
from evaluation.metrics.answers import holds_fact
from evaluation.questions import set_file
from ingest.catalogue.records import WholeDocument
from ingest.document import Page
from ingest.language import Language
from ingest.library import Library
from retrieval.quotes import Folded, Found, Reason, fold, locate


class FindingKind(StrEnum):
    """What is wrong. ``detail`` of a finding holds the facts named here, in this order."""

    DOCUMENT_UNKNOWN = "document not in the library"  # document, the most similar name or ""
    PAGE_BEYOND = "page beyond the end"  # document, page from 1, its number of pages
    LABEL_DIFFERS = "another printed number"  # document, page from 1, the set's label, the library's
    QUOTE_ELSEWHERE = "quote on another page"  # document, page from 1, quote, the document and page where it stands
    QUOTE_NOWHERE = "quote not in the library"  # document, page from 1, quote
    QUOTE_EMPTY = "quote without words"  # document, page from 1, quote
    ANSWERABLE_WITHOUT_EVIDENCE = "answerable without evidence"
    UNANSWERABLE_WITH_EVIDENCE = "unanswerable with evidence"
    UNANSWERABLE_KIND_MISSING = "unanswerable without its kind"
    UNANSWERABLE_TYPE = "type and answerable disagree"  # the type
    KEY_FACT_NOT_IN_REFERENCE = "key fact not in the reference"  # the key fact
    DUPLICATE_TEXT = "asked twice"  # file and line of the first
    FOLLOW_UP_WITHOUT_HISTORY = "follow-up without history"

    @property
    def is_error(self) -> bool:
        """Whether it makes figures wrong; the others are hints that a person may find right as they are."""
        return self not in (
            FindingKind.LABEL_DIFFERS,
            FindingKind.UNANSWERABLE_KIND_MISSING,
            FindingKind.KEY_FACT_NOT_IN_REFERENCE,
            FindingKind.DUPLICATE_TEXT,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one question, and the file and line where it stands; ``explain_finding`` has the words."""

    file: Path
    line: int
    question_id: str
    kind: FindingKind
    detail: tuple[str, ...] = ()


COMPARED_NAMES = 1000
"""Documents of a library up to which a name that it lacks is compared with those that it has."""

Numbered = Sequence[tuple[int, SetQuestion]]


def check(questions_by_file: Mapping[Path, Numbered], library: Library) -> list[Finding]:
    """Everything that is wrong, in the order of files and lines; nothing where all is well.

    The questions are those of ``questions.read_numbered``. Of several documents with one name, any may be the one meant.
    """
    names: dict[str, list[str]] = {}
    for entry in library.catalogue.entries():
        names.setdefault(entry.file_name, []).append(entry.document_id)
    findings: list[Finding] = []
    lost: list[int] = []
    seen: dict[object, str] = {}
    pages = _Pages(library, names)
    for file, numbered in questions_by_file.items():
        for line, question in numbered:
            own = [*_of_itself(question, seen, f"{set_file(file).name}:{line}"), *_of_its_documents(question, names)]
            for evidence in question.evidence:
                own += pages.findings(evidence)
            for kind, detail in own:
                if kind is FindingKind.QUOTE_NOWHERE:
                    lost.append(len(findings))
                findings.append(Finding(set_file(file), line, question.id, kind, detail))
    for at, place in _places_of({at: findings[at].detail for at in lost}, library, names).items():
        finding = findings[at]
        findings[at] = replace(finding, kind=FindingKind.QUOTE_ELSEWHERE, detail=(*finding.detail, *place))
    return findings


_Fault = tuple[FindingKind, tuple[str, ...]]


def _of_itself(question: SetQuestion, seen: dict[object, str], place: str) -> Iterator[_Fault]:
    """What can be seen without the library. ``seen`` keeps what was asked before, and where."""
    asked = (_plain(question.text), tuple(_plain(turn.content) for turn in question.history))
    first = seen.setdefault(asked, place)
    if first != place:
        yield FindingKind.DUPLICATE_TEXT, (first,)
    if question.answerable and not question.evidence:
        yield FindingKind.ANSWERABLE_WITHOUT_EVIDENCE, ()
    if question.answerable == (question.type == "unanswerable"):
        yield FindingKind.UNANSWERABLE_TYPE, (question.type,)
    if not question.answerable and question.evidence:
        yield FindingKind.UNANSWERABLE_WITH_EVIDENCE, ()
    if not question.answerable and question.unanswerable_kind is None:
        yield FindingKind.UNANSWERABLE_KIND_MISSING, ()
    if question.type == "follow-up" and not question.history:
        yield FindingKind.FOLLOW_UP_WITHOUT_HISTORY, ()
    for fact in question.key_facts:
        if question.reference.strip() and not holds_fact(question.reference, fact):
            yield FindingKind.KEY_FACT_NOT_IN_REFERENCE, (fact,)


def _of_its_documents(question: SetQuestion, names: Mapping[str, object]) -> Iterator[_Fault]:
    for name in dict.fromkeys((*question.documents, *(evidence.document for evidence in question.evidence))):
        if name not in names:
            similar = get_close_matches(name, names, n=1) if len(names) <= COMPARED_NAMES else []
            yield FindingKind.DOCUMENT_UNKNOWN, (name, similar[0] if similar else "")


class _Pages:
    """Evidence against the pages of the library; each document is read once, a page is folded once."""

    def __init__(self, library: Library, names: Mapping[str, Sequence[str]]) -> None:
        self._library, self._names = library, names
        self._wholes: dict[str, list[WholeDocument]] = {}
        self._folded: dict[tuple[str, int], tuple[Folded, int, int]] = {}

    def findings(self, evidence: Evidence) -> list[_Fault]:
        """What is wrong with it in the document of its name, or in the one of several that suits it best."""
        if evidence.document not in self._names:
            place = (evidence.document, str(evidence.page_index + 1))
            return [(FindingKind.QUOTE_NOWHERE, (*place, evidence.quote))] if evidence.quote else []
        if evidence.document not in self._wholes:
            found = self._library.catalogue.whole_documents(self._names[evidence.document])
            self._wholes[evidence.document] = list(found.values())
        return min((list(self._of(evidence, whole)) for whole in self._wholes[evidence.document]), key=len)

    def _of(self, evidence: Evidence, whole: WholeDocument) -> Iterator[_Fault]:
        place = (evidence.document, str(evidence.page_index + 1))
        if evidence.page_index >= len(whole.pages):
            yield FindingKind.PAGE_BEYOND, (*place, str(len(whole.pages)))
        else:
            label = whole.pages[evidence.page_index].label
            if evidence.page_label and evidence.page_label != label:
                yield FindingKind.LABEL_DIFFERS, (*place, evidence.page_label, label)
        if evidence.quote:
            yield from self._of_quote(evidence, whole, place)

    def _of_quote(self, evidence: Evidence, whole: WholeDocument, place: tuple[str, str]) -> Iterator[_Fault]:
        """Whether the quote begins on the page; it may run on to the next."""
        if evidence.page_index < len(whole.pages):
            folded, start, end = self._around(whole, evidence.page_index)
            located = locate(evidence.quote, folded)
            if isinstance(located, Found):
                if any(start <= span.start < end for span in located.spans):
                    return
            elif located.reason is Reason.EMPTY:
                yield FindingKind.QUOTE_EMPTY, (*place, evidence.quote)
                return
        yield FindingKind.QUOTE_NOWHERE, (*place, evidence.quote)  # until it is found elsewhere

    def _around(self, whole: WholeDocument, index: int) -> tuple[Folded, int, int]:
        """The page between its neighbours, folded, and where it begins and ends in that."""
        key = (whole.document.id, index)
        if key not in self._folded:
            page = whole.pages[index]
            first, last = whole.pages[max(index - 1, 0)], whole.pages[min(index + 1, len(whole.pages) - 1)]
            text = whole.document.text[first.start : last.end]
            self._folded[key] = (fold(text), page.start - first.start, page.end - first.start)
        return self._folded[key]


def _places_of(
    lost: Mapping[int, tuple[str, ...]], library: Library, names: Mapping[str, Sequence[str]]
) -> dict[int, tuple[str, str]]:
    """Where quotes that are not on their page stand: the document's own pages first, then the others'.

    Each document is folded once for all quotes, and one is held at a time: the whole of it is a few megabytes.
    """
    places: dict[int, tuple[str, str]] = {}
    own = {id_ for detail in lost.values() for id_ in names.get(detail[0], ())}
    order = sorted(((name, id_) for name, ids in names.items() for id_ in ids), key=lambda each: each[1] not in own)
    for name, id_ in order:
        # A quote's own documents are looked at before any other: what another's document holds may still be its own too.
        wanted = {at: detail for at, detail in lost.items() if at not in places or (detail[0] == name != places[at][0])}
        if not wanted:
            continue
        whole = library.catalogue.whole_document(id_)
        folded = fold(whole.document.text)
        for at, detail in wanted.items():
            located = locate(detail[2], folded)
            if isinstance(located, Found):
                places[at] = (name, str(_page_at(whole.pages, located.spans[0].start).index + 1))
    return places


def _page_at(pages: Sequence[Page], offset: int) -> Page:
    return next(page for page in reversed(pages) if page.start <= offset < page.end or page.index == 0)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def explain_finding(finding: Finding, language: Language) -> str:
    """One sentence: what is wrong, and with what.

    >>> finding = Finding(Path("set.jsonl"), 3, "q1", FindingKind.PAGE_BEYOND, ("a.pdf", "99", "40"))
    >>> explain_finding(finding, "en")
    'a.pdf has no PDF page 99, only 40.'
    >>> explain_finding(finding, "id")
    'a.pdf tidak memiliki halaman PDF 99, hanya 40.'
    """
    kind, detail = finding.kind, tuple(map(_short, finding.detail))
    if kind is FindingKind.DOCUMENT_UNKNOWN and detail[1]:
        return _SIMILAR_NAME[language].format(*detail)
    if kind is FindingKind.LABEL_DIFFERS and not detail[3]:
        return _NO_LABEL[language].format(*detail)
    return _SENTENCES[language][kind].format(*detail)


def count_errors(findings: Iterable[Finding]) -> int:
    """How many of the findings make figures wrong."""
    return sum(finding.kind.is_error for finding in findings)


def _short(fact: str) -> str:
    """A long quote by its beginning."""
    fact = " ".join(fact.split())
    return fact if len(fact) <= 90 else fact[:80].rsplit(" ", 1)[0] + " …"


_SIMILAR_NAME: dict[Language, str] = {
    "en": "The library has no document “{0}”; it has “{1}”.",
    "id": "Pustaka tidak memuat dokumen “{0}”; yang ada “{1}”.",
}
_NO_LABEL: dict[Language, str] = {
    "en": "PDF page {1} of {0} bears no number in the library, but “{2}” in the set.",
    "id": "Halaman PDF {1} dari {0} tidak bernomor di pustaka, tetapi “{2}” di set pertanyaan.",
}
_SENTENCES: dict[Language, dict[FindingKind, str]] = {
    "en": {
        FindingKind.DOCUMENT_UNKNOWN: "The library has no document “{0}”.",
        FindingKind.PAGE_BEYOND: "{0} has no PDF page {1}, only {2}.",
        FindingKind.LABEL_DIFFERS: "PDF page {1} of {0} bears the number “{3}” in the library, not “{2}”.",
        FindingKind.QUOTE_ELSEWHERE: "The quote “{2}” does not begin on PDF page {1} of {0}, but on PDF page {4} of {3}.",
        FindingKind.QUOTE_NOWHERE: "The quote “{2}” is not on PDF page {1} of {0}, nor anywhere else in the library.",
        FindingKind.QUOTE_EMPTY: "The quote “{2}” for PDF page {1} of {0} has no words.",
        FindingKind.ANSWERABLE_WITHOUT_EVIDENCE: "The question is answerable, but has no evidence.",
        FindingKind.UNANSWERABLE_WITH_EVIDENCE: "The question is unanswerable, but has evidence.",
        FindingKind.UNANSWERABLE_KIND_MISSING: (
            "The question is unanswerable, but “unanswerable_kind” does not say why: not-stated, false-premise or off-topic."
        ),
        FindingKind.UNANSWERABLE_TYPE: "The type “{0}” and “answerable” do not agree.",
        FindingKind.KEY_FACT_NOT_IN_REFERENCE: "The reference does not contain the key fact “{0}”.",
        FindingKind.DUPLICATE_TEXT: "The same question is asked at {0}.",
        FindingKind.FOLLOW_UP_WITHOUT_HISTORY: "The question is a follow-up, but has no history.",
    },
    "id": {
        FindingKind.DOCUMENT_UNKNOWN: "Pustaka tidak memuat dokumen “{0}”.",
        FindingKind.PAGE_BEYOND: "{0} tidak memiliki halaman PDF {1}, hanya {2}.",
        FindingKind.LABEL_DIFFERS: "Halaman PDF {1} dari {0} bernomor “{3}” di pustaka, bukan “{2}”.",
        FindingKind.QUOTE_ELSEWHERE: (
            "Kutipan “{2}” tidak bermula di halaman PDF {1} dari {0}, melainkan di halaman PDF {4} dari {3}."
        ),
        FindingKind.QUOTE_NOWHERE: "Kutipan “{2}” tidak ada di halaman PDF {1} dari {0}, juga tidak di tempat lain di pustaka.",
        FindingKind.QUOTE_EMPTY: "Kutipan “{2}” untuk halaman PDF {1} dari {0} tidak memuat kata.",
        FindingKind.ANSWERABLE_WITHOUT_EVIDENCE: "Pertanyaan ini dapat dijawab, tetapi tidak punya bukti (evidence).",
        FindingKind.UNANSWERABLE_WITH_EVIDENCE: "Pertanyaan ini tidak dapat dijawab, tetapi punya bukti (evidence).",
        FindingKind.UNANSWERABLE_KIND_MISSING: (
            "Pertanyaan ini tidak dapat dijawab, tetapi “unanswerable_kind” tidak menyebut alasannya: not-stated, false-premise, atau off-topic."
        ),
        FindingKind.UNANSWERABLE_TYPE: "Jenis (type) “{0}” tidak sesuai dengan “answerable”.",
        FindingKind.KEY_FACT_NOT_IN_REFERENCE: "Jawaban acuan (reference) tidak memuat fakta kunci “{0}”.",
        FindingKind.DUPLICATE_TEXT: "Pertanyaan yang sama sudah ada di {0}.",
        FindingKind.FOLLOW_UP_WITHOUT_HISTORY: "Pertanyaan ini lanjutan (follow-up), tetapi tidak punya riwayat (history).",
    },
}

"""The data model: a thesis, its documents, and intervals over one immutable text per document.

Nothing here reads a file or a store. Offsets count Python code points; intervals are half open, so
that ``text[span.start:span.end]`` is what the span quotes. A place (page, section) is always derived
from offsets, never found again by searching for text: two theses may share a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

TEXT_VERSION = 2
"""Version of the cleaning. Raising it makes every document be read and indexed again."""


class SectionKind(StrEnum):
    """What part of a thesis a section is."""

    COVER = "cover"
    APPROVAL = "approval"
    PREFACE = "preface"
    DEDICATION = "dedication"
    FRONT_MATTER = "front matter"
    ABSTRACT = "abstract"
    CONTENTS = "contents"
    BODY = "body"
    TABLE = "table"
    BIBLIOGRAPHY = "bibliography"
    APPENDIX = "appendix"
    TRANSCRIPT = "transcript"
    VITA = "vita"

    @property
    def is_evidence(self) -> bool:
        """Whether an answer may quote it: a contents page or a list of references only looks like an answer.

        Covers, signatures, thanks, dedications and the author's life say nothing of what the thesis is about; what
        they tell of the thesis itself is in its metadata. Abstracts, appendices and transcripts are evidence.
        """
        return self not in _NO_EVIDENCE


_NO_EVIDENCE = frozenset({
    SectionKind.COVER,
    SectionKind.APPROVAL,
    SectionKind.PREFACE,
    SectionKind.DEDICATION,
    SectionKind.CONTENTS,
    SectionKind.BIBLIOGRAPHY,
    SectionKind.VITA,
})  # fmt: skip


class LabelSource(StrEnum):
    """How a page's label is known."""

    PRINTED = "printed"
    FILE = "file"
    INFERRED = "inferred"
    POSITION = "position"


class WarningKind(StrEnum):
    """What a reader of the library should know of how a file was read."""

    UNREADABLE_PAGES = "unreadable pages"
    PAGES_WITHOUT_TEXT = "pages without text"
    LABELS_DISAGREE = "labels disagree with print"
    DOUBTFUL_SPACING = "doubtful spacing"
    RECOGNISED_TEXT = "recognised text"
    HIDDEN_TEXT = "hidden text"


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """A warning and the pages (counted from 0) that it is about."""

    kind: WarningKind
    page_indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Thesis:
    """What a reader cites. ``parts`` are document ids in reading order."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    institution: str | None
    degree: str | None
    language: str
    parts: tuple[str, ...]
    faculty: str | None = None
    department: str | None = None
    keywords: tuple[str, ...] = ()
    supervisors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one file, with its whole reading text."""

    id: str
    thesis_id: str
    part: int
    file_name: str
    sha256: str
    text: str
    text_version: int
    warnings: tuple[ReadingWarning, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the PDF: ``index`` counts from 0, ``label`` is the number that the page bears in print.

    ``part`` counts the series of numbers from 1 where another page bears the same number, and is 0 where none does.
    ``recognised``: its text was recognised from the picture of a scan. Both follow from all pages and warnings of
    a document and are set by ``marked_pages``.
    """

    document_id: str
    index: int
    label: str
    label_source: LabelSource
    start: int
    end: int
    part: int = 0
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading. ``level`` 1 is a chapter; deeper sections nest by offsets."""

    document_id: str
    level: int
    kind: SectionKind
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as an interval over its document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: whole sentences of one section, small enough for the model's window."""

    id: int
    document_id: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A place in one version of a document's text."""

    document_id: str
    text_version: int
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start} and {self.end}")


def marked_pages(pages: Sequence[Page], warnings: Sequence[ReadingWarning]) -> tuple[Page, ...]:
    """The pages of a document, in order, with what only all of them together tell.

    >>> labels = ["i", "1", "2", "1", "2", "3"]
    >>> pages = [Page("d", at, label, LabelSource.PRINTED, 0, 0) for at, label in enumerate(labels)]
    >>> [page.part for page in marked_pages(pages, ())]
    [0, 1, 1, 2, 2, 0]
    """
    recognised = {
        index for warning in warnings if warning.kind is WarningKind.RECOGNISED_TEXT for index in warning.page_indexes
    }
    borne = Counter(page.label for page in pages)
    parts: Counter[str] = Counter()
    seen: defaultdict[str, set[str]] = defaultdict(set)
    marked = []
    for page in pages:
        digits = page.label[-1:].isdigit()
        style = re.sub(r"\d+$", "1", page.label) if digits else "i" if page.label.islower() else "I"
        if page.label and (page.label in seen[style] or not parts[style]):
            parts[style] += 1
            seen[style].clear()
        seen[style].add(page.label)
        part = parts[style] if page.label and borne[page.label] > 1 else 0
        marked.append(replace(page, part=part, recognised=page.index in recognised))
    return tuple(marked)


def pages_of(pages: Sequence[Page], start: int, end: int) -> tuple[Page, ...]:
    """The pages, given in order, that the interval touches; empty pages touch nothing.

    >>> one = Page("d", 0, "xii", LabelSource.PRINTED, 0, 10)
    >>> two = Page("d", 1, "1", LabelSource.PRINTED, 10, 30)
    >>> [page.label for page in pages_of([one, two], 8, 12)]
    ['xii', '1']
    """
    first = max(bisect_right(pages, start, key=lambda page: page.start) - 1, 0)
    return tuple(page for page in pages[first:] if page.start < end and page.end > start)


def section_path(sections: Sequence[Section], start: int) -> tuple[Section, ...]:
    """The sections that hold the offset, outermost first.

    >>> chapter = Section("d", 1, SectionKind.BODY, "BAB I", 0, 100)
    >>> part = Section("d", 2, SectionKind.BODY, "A. Latar Belakang", 20, 60)
    >>> [section.title for section in section_path([chapter, part], 30)]
    ['BAB I', 'A. Latar Belakang']
    """
    return tuple(section for section in sections if section.start <= start < section.end)

"""What the catalogue takes and gives besides the values of ``ingest.document``."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.cited_works import NO_REFERENCES, References
from ingest.document import Document, Page, Passage, ReadingWarning, Section, SectionKind, Thesis
from ingest.token_vectors import TokenVectors


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What answers now: ``collection`` and ``model`` are None until something was indexed."""

    revision: int
    generation: int
    collection: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage with what the search needs of it: its context, unit sentence vectors, shape (sentences, d), and tokens."""

    passage: Passage
    kind: SectionKind
    context: str
    sentence_vectors: NDArray[np.float32] = field(compare=False)
    token_vectors: TokenVectors = field(compare=False)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the search finds it, with its thesis."""

    passage: Passage
    thesis_id: str
    kind: SectionKind
    sentence_vectors: NDArray[np.float32] = field(compare=False)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One line of the library's list. ``removed`` theses keep their entry."""

    thesis: Thesis
    document_id: str
    file_name: str
    source_path: str
    sha256: str
    text_version: int
    pages: int
    passages: int
    warnings: tuple[ReadingWarning, ...]
    removed: bool


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """A document with all its intervals and its thesis: what citations are made from."""

    thesis: Thesis
    document: Document
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    references: References = NO_REFERENCES


@dataclass(frozen=True, slots=True)
class UnsettledRange:
    """Ids [first, end) whose vectors in ``collection`` belong to no passage."""

    id: int
    collection: str
    first: int
    end: int

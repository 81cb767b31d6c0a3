"""What the catalogue takes and gives besides the values of ``ingest.document``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.cited_works import NO_REFERENCES, References
from ingest.document import Document, Page, Passage, ReadingWarning, Section, SectionKind, Thesis
from ingest.metadata_values import KnownField, MetadataField
from ingest.token_vectors import TokenVectors


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What answers now: ``collection`` and ``model`` are None until something was indexed. ``identity`` never changes."""

    revision: int
    generation: int
    collection: str | None
    model: str | None
    identity: str = ""


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
    part: int = 1
    folder: str | None = None
    copy_sha256: str | None = None
    added_at: datetime | None = None

    @property
    def kept_sha256(self) -> str:
        """The digest of the library's copy: the file's own, or that of the copy that needs no password."""
        return self.copy_sha256 or self.sha256

    @property
    def name(self) -> str:
        """The file's name, with its folder in front where it is a part of a thesis."""
        return f"{Path(self.folder).name}/{self.file_name}" if self.folder else self.file_name


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """A document with all its intervals and its thesis: what citations are made from."""

    thesis: Thesis
    document: Document
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    references: References = NO_REFERENCES


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two documents of different theses that share sentences: ``share`` of those of the shorter one, 0 to 1.

    ``document_id`` is the one that was added later.
    """

    document_id: str
    other_id: str
    share: float


@dataclass(frozen=True, slots=True)
class NewPart:
    """A version of a file to swap in, for the document ``replaces`` or for none."""

    whole: WholeDocument
    source_path: str
    indexed: Sequence[IndexedPassage]
    reserved: UnsettledRange
    replaces: str | None = None
    known: tuple[KnownField, ...] = ()
    copy_sha256: str | None = None
    sentence_hashes: bytes = b""
    near: tuple[NearDuplicate, ...] = ()


@dataclass(frozen=True, slots=True)
class Reindexed:
    """New passages of a document whose text stays: its thesis has got another title."""

    whole: WholeDocument
    indexed: Sequence[IndexedPassage]
    reserved: UnsettledRange


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person says of a thesis: values to note, and fields whose earlier corrections are taken back."""

    noted: tuple[KnownField, ...] = ()
    taken_back: tuple[MetadataField, ...] = ()


@dataclass(frozen=True, slots=True)
class ThesisChange:
    """Everything that changes of one thesis at once. ``thesis.parts`` are its documents in reading order, new ones included."""

    thesis: Thesis
    new: tuple[NewPart, ...] = ()
    reindexed: tuple[Reindexed, ...] = ()
    corrections: Corrections = Corrections()
    folder: str | None = None


class PassageRun(NamedTuple):
    """Live passages with the ids [first, end), all of one thesis and one kind of section."""

    thesis_id: str
    kind: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class UnsettledRange:
    """Ids [first, end) whose vectors in ``collection`` belong to no passage."""

    id: int
    collection: str
    first: int
    end: int

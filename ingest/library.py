"""A library: the catalogue, the vectors and copies of the PDFs, and the rules for opening them together.

All of them lie in one folder, unless the settings name servers for the stores. One process writes a library at a time; any
number may read. A reader of embedded vectors that was opened before another process wrote is told so (LibraryChanged), since
an embedded Chroma client never sees such writes; a Chroma server's clients see them at once.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.catalogue.records import DocumentEntry, LibraryState
from ingest.catalogue.schema import is_made, storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import IndexDamaged, LibraryChanged, LibraryEmpty, LibraryHalfMoved, ModelMismatch, PdfNotKept
from ingest.files import StoredFiles
from ingest.places import LibraryPlace
from ingest.vectors import Vectors
from ingest.writer_lock import WriterLock

FILES_FOLDER = "files"


@dataclass
class Library:
    """An open library. Use ``read`` or ``write`` to open one, and ``with`` to close it."""

    place: LibraryPlace
    catalogue: Catalogue
    vectors: Vectors
    _revision: int
    _lock: WriterLock | None

    @classmethod
    def read(cls, where: Path | LibraryPlace) -> Self:
        """Open for searching: a folder with everything in it, or a place. Raises LibraryEmpty where nothing was ever added."""
        place = LibraryPlace.at(where)
        _check_made(place)
        catalogue = Catalogue.open(place.catalogue, patient=False)
        try:
            state = catalogue.state()
            check_arrived(place, catalogue, state)
            if state.collection is None or catalogue.count_passages() == 0:
                raise LibraryEmpty(place.name)
            vectors = Vectors(place.vectors, state.identity)
            _check_collection(place, vectors, catalogue.state().collection)
            return cls(place, catalogue, vectors, state.revision, None)
        except BaseException:
            catalogue.close()
            raise

    @classmethod
    def write(cls, where: Path | LibraryPlace) -> Self:
        """Open for changing, and clear away what an interrupted change left. Raises LibraryInUse, and IndexDamaged."""
        place = LibraryPlace.at(where)
        with storage_errors(place.folder, writing=True):
            place.folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            lock = stack.enter_context(_released_on_error(WriterLock(place)))
            catalogue = _open_catalogue(place)
            library = cls.locked(place, catalogue, Vectors(place.vectors, catalogue.state().identity), lock)
            if catalogue.count_passages():
                _check_collection(place, library.vectors, catalogue.state().collection)
            library.sweep()
            return library

    @classmethod
    def write_existing(cls, where: Path | LibraryPlace) -> Self:
        """``write`` without making a library where there is none: raises LibraryEmpty instead."""
        _check_made(LibraryPlace.at(where))
        return cls.write(where)

    @classmethod
    def write_to_rebuild(cls, where: Path | LibraryPlace) -> Self:
        """``write_existing`` where the vectors or the full text may be damaged: what cannot be read is replaced by an empty one.

        Until ``rebuild`` has filled them nothing is found in what was damaged.
        """
        place = LibraryPlace.at(where)
        _check_made(place)
        with ExitStack() as stack:
            lock = stack.enter_context(_released_on_error(WriterLock(place)))
            return cls.to_rebuild(place, _open_catalogue(place), lock)

    @classmethod
    def to_rebuild(cls, place: LibraryPlace, catalogue: Catalogue, lock: WriterLock) -> Self:
        """``write_to_rebuild`` of a catalogue that is open already, and the library's lock."""
        catalogue.remake_damaged_full_text()
        try:
            library = cls.locked(place, catalogue, Vectors(place.vectors, catalogue.state().identity), lock)
            library.sweep()
        except IndexDamaged:
            library = cls.locked(place, catalogue, _emptied(place, catalogue), lock)
            library.sweep()
        return library

    @classmethod
    def locked(cls, place: LibraryPlace, catalogue: Catalogue, vectors: Vectors, lock: WriterLock) -> Self:
        """Of stores that are open already, and their writer's lock."""
        return cls(place, catalogue, vectors, catalogue.state().revision, lock)

    @property
    def folder(self) -> Path:
        return self.place.folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close both stores and let the next writer in."""
        self.catalogue.close()
        self.vectors.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def files(self) -> StoredFiles:
        """The library's own copies of its PDFs."""
        return StoredFiles(self.folder / FILES_FOLDER)

    def pdf(self, entry: DocumentEntry) -> Path:
        """The library's copy of a document's PDF. Raises PdfNotKept where it has none (added by an older Kutip)."""
        path = self.files.path(entry.kept_sha256)
        if not path.exists():
            raise PdfNotKept(entry.file_name)
        return path

    @property
    def is_writer(self) -> bool:
        return self._lock is not None

    def check_model(self, fingerprint: str) -> None:
        """Raise ModelMismatch if the vectors were made by another model than this one."""
        indexed_with = self.catalogue.state().model
        if indexed_with is not None and indexed_with != fingerprint:
            raise ModelMismatch(indexed_with, fingerprint)

    def unchanged_state(self) -> LibraryState:
        """What answers now. Raises LibraryChanged if embedded vectors were opened before another process wrote to them."""
        state = self.catalogue.state()
        if not self.is_writer and not self.vectors.served and state.revision != self._revision:
            raise LibraryChanged(self.place.name)
        return state

    def settle(self) -> None:
        """Delete vectors that no passage owns."""
        existing = set(self.vectors.collections())
        for range_ in self.catalogue.unsettled():
            if range_.collection in existing:
                self.vectors.delete(range_.collection, range_.first, range_.end)
            self.catalogue.settle(range_)

    def sweep(self) -> None:
        """``settle``, and drop what nobody needs: generations that do not answer, copies of PDFs without a text."""
        self.catalogue.drop_staged()
        self.settle()
        live, there = self.catalogue.state().collection, set(self.vectors.collections())
        for name in there - {live}:
            self.vectors.drop_collection(name)
        if live in there:
            self.vectors.tune(live)
        self.drop_files()

    def drop_files(self) -> None:
        """Delete the copies of PDFs whose text the catalogue no longer keeps."""
        self.files.drop_others(self.catalogue.digests())


@contextmanager
def _released_on_error(lock: WriterLock) -> Iterator[WriterLock]:
    try:
        yield lock
    except BaseException:
        lock.release()
        raise


def _open_catalogue(place: LibraryPlace) -> Catalogue:
    catalogue = Catalogue.open(place.catalogue)
    check_arrived(place, catalogue, catalogue.state())
    return catalogue


def _emptied(place: LibraryPlace, catalogue: Catalogue) -> Vectors:
    """The vectors without anything, in place of a folder that cannot be read."""
    if isinstance(place.vectors, Path):
        with storage_errors(place.vectors, writing=True):
            _take_away(place.vectors)
    return Vectors(place.vectors, catalogue.state().identity)


def _take_away(folder: Path) -> None:
    """Put a folder (or a file in its place) aside at once, and then delete it, and any that an earlier end left."""
    if folder.exists():
        folder.replace(folder.with_name(f"{folder.name}.damaged-{uuid.uuid4().hex[:8]}"))
    for aside in folder.parent.glob(f"{folder.name}.damaged-*"):
        if aside.is_dir():
            shutil.rmtree(aside)
        else:
            aside.unlink()


def _check_collection(place: LibraryPlace, vectors: Vectors, collection: str | None) -> None:
    """Raises IndexDamaged where the collection that answers is gone, with its folder or from its server."""
    if collection not in vectors.collections():
        vectors.close()
        raise IndexDamaged(place.vectors, f"no collection {collection}")


def _check_made(place: LibraryPlace) -> None:
    if not is_made(place.catalogue):
        raise LibraryEmpty(place.name)


def check_arrived(place: LibraryPlace, catalogue: Catalogue, state: LibraryState) -> None:
    """A move copies the state last: documents without a collection are one that was interrupted."""
    if state.collection is None and catalogue.entries(include_removed=True):
        raise LibraryHalfMoved(place.name)

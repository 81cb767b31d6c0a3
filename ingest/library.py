"""A library: one folder with the catalogue, the vectors and copies of the PDFs, and the rules for opening them together.

One process writes an embedded library at a time; any number may read. A reader that was opened before
another process wrote is told so (LibraryChanged), since an embedded Chroma client never sees such writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from ingest.catalogue.records import DocumentEntry, LibraryState
from ingest.catalogue.schema import storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import LibraryChanged, LibraryEmpty, LibraryInUse, ModelMismatch, PdfNotKept
from ingest.files import StoredFiles
from ingest.vectors import Vectors

CATALOGUE_FILE = "catalogue.sqlite3"
VECTORS_FOLDER = "vectors"
FILES_FOLDER = "files"
LOCK_FILE = "writer.lock"


@dataclass
class Library:
    """An open library. Use ``read`` or ``write`` to open one, and ``with`` to close it."""

    folder: Path
    catalogue: Catalogue
    vectors: Vectors
    _revision: int
    _lock: FileLock | None

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open for searching. Raises LibraryEmpty where nothing was ever added."""
        _check_exists(folder)
        catalogue = Catalogue.open(folder / CATALOGUE_FILE)
        state = catalogue.state()
        if state.collection is None or catalogue.count_passages() == 0:
            catalogue.close()
            raise LibraryEmpty(folder)
        return cls(folder, catalogue, Vectors(folder / VECTORS_FOLDER), state.revision, None)

    @classmethod
    def write(cls, folder: Path) -> Self:
        """Open for changing, and clear away what an interrupted change left. Raises LibraryInUse."""
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / LOCK_FILE)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise LibraryInUse(folder) from None
        try:
            catalogue = Catalogue.open(folder / CATALOGUE_FILE)
            library = cls(folder, catalogue, Vectors(folder / VECTORS_FOLDER), catalogue.state().revision, lock)
            library.sweep()
        except BaseException:
            lock.release()
            raise
        return library

    @classmethod
    def write_existing(cls, folder: Path) -> Self:
        """``write`` without making a library where there is none: raises LibraryEmpty instead."""
        _check_exists(folder)
        return cls.write(folder)

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
        """What answers now. Raises LibraryChanged if another process has written since this one opened the library."""
        state = self.catalogue.state()
        if not self.is_writer and state.revision != self._revision:
            raise LibraryChanged(self.folder)
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
        for name in set(self.vectors.collections()) - {self.catalogue.state().collection}:
            self.vectors.drop_collection(name)
        self.drop_files()

    def drop_files(self) -> None:
        """Delete the copies of PDFs whose text the catalogue no longer keeps."""
        self.files.drop_others(self.catalogue.digests())


def _check_exists(folder: Path) -> None:
    if not (folder / CATALOGUE_FILE).exists():
        raise LibraryEmpty(folder)

"""The library's own copies of its PDFs, named by their content, so that every citation can be shown on its page.

The file that the reader added may be moved, edited or deleted later; a page image of another version would prove
nothing. Where text was recognised, the copy with that text is kept under the file's own digest. A copy is kept as long as the catalogue keeps the text of a document with these bytes.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Collection
from pathlib import Path

from ingest.catalogue.schema import storage_errors
from ingest.errors import FileChanging, PathNotFound

CHUNK_BYTES = 1 << 20


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises PathNotFound."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PathNotFound(path) from error


class StoredFiles:
    """The folder of the copies; made when the first one is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where the copy of these bytes lies, or would lie."""
        return self._folder / f"{sha256}.pdf"

    def names(self) -> list[str]:
        """The names of all files in the folder, in order."""
        return sorted(file.name for file in self._folder.iterdir()) if self._folder.exists() else []

    def keep(self, source: Path, sha256: str, recognised: Path | None = None) -> None:
        """Copy the file unless its bytes are here already; complete or not at all.

        ``recognised`` is a copy of it with recognised text, which is kept in its stead: the same pages to look at,
        with letters that can be marked.

        Raises FileChanging if the file's bytes are no longer those of the digest, and DiskFull.
        """
        target = self.path(sha256)
        if target.exists() and recognised is None:
            return
        with storage_errors(self._folder, writing=True):
            self._folder.mkdir(exist_ok=True)
            part = self._folder / f"{uuid.uuid4().hex}.part"
            try:
                if (file_digest(source) if recognised else _copy(source, part)) != sha256:
                    raise FileChanging(source)
                if recognised is not None:
                    _copy(recognised, part)
                put(part, target)
            finally:
                part.unlink(missing_ok=True)

    def keep_made(self, make: Callable[[Path], object]) -> str:
        """Keep the file that ``make`` writes to the path that it is given; its SHA-256."""
        with storage_errors(self._folder, writing=True):
            self._folder.mkdir(exist_ok=True)
            part = self._folder / f"{uuid.uuid4().hex}.part"
            try:
                make(part)
                sha256 = file_digest(part)
                put(part, self.path(sha256))
            finally:
                part.unlink(missing_ok=True)
        return sha256

    def drop_others(self, kept: Collection[str]) -> None:
        """Delete every file whose bytes are not among these digests, and what an interrupted copy left."""
        names = {f"{sha256}.pdf" for sha256 in kept}
        with storage_errors(self._folder, writing=True):
            for file in self._folder.iterdir() if self._folder.exists() else ():
                if file.name not in names:
                    file.unlink(missing_ok=True)


def put(part: Path, target: Path) -> None:
    """Give a complete file its name, so that both are there after a power failure too."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _copy(source: Path, target: Path) -> str:
    """Copy the bytes and return their digest."""
    digest = hashlib.sha256()
    with source.open("rb") as original, target.open("wb") as copy:
        while chunk := original.read(CHUNK_BYTES):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()

"""What a file or a piece of our code is, as a SHA-256: two runs over the same things can be told to be so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.catalogue.records import DocumentEntry
from ingest.files import file_digest
from settings import PROJECT


def set_digest(path: Path) -> str:
    """The digest of a question set: a file's bytes, or the names and bytes of a folder's files. Raises PathNotFound."""
    if not path.is_dir():
        return file_digest(path)
    digest = hashlib.sha256()
    for part in sorted(path.rglob("*")):
        if part.is_file():
            digest.update(part.relative_to(path).as_posix().encode() + b"\0" + file_digest(part).encode())
    return digest.hexdigest()


def library_digest(entries: Iterable[DocumentEntry]) -> str:
    """The digest of the files that a library answers from, in whatever order they were added."""
    return hashlib.sha256("\n".join(sorted(entry.sha256 for entry in entries)).encode()).hexdigest()


def files_digest(files: Iterable[tuple[str, str]]) -> str:
    """The digest of files by their names and the digests of their contents, in whatever order."""
    digest = hashlib.sha256()
    for name, of_file in sorted(files):
        digest.update(f"{name}\0{of_file}\n".encode())
    return digest.hexdigest()


def code_digest(files: Sequence[Path]) -> str:
    """The digest of source files of the project, by their places and contents."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(PROJECT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()

"""What a file or a piece of our code is, as a SHA-256: two runs over the same things can be told to be so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import PathNotFound
from settings import PROJECT


def file_digest(path: Path) -> str:
    """The digest of a file's bytes; of a folder, of the names and bytes of its files. Raises PathNotFound."""
    try:
        if path.is_dir():
            digest = hashlib.sha256()
            for part in sorted(path.rglob("*")):
                if part.is_file():
                    digest.update(part.relative_to(path).as_posix().encode() + b"\0" + file_digest(part).encode())
            return digest.hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PathNotFound(path) from error


def text_digest(text: str) -> str:
    """The digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def code_digest(files: Sequence[Path]) -> str:
    """The digest of source files of the project, by their places and contents."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(PROJECT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()

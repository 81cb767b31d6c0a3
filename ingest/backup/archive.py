"""The file of a backup: a ZIP with the catalogue, the vectors and the PDFs, and a list of them with their digests.

Written beside its name and renamed when it is complete. Read, nothing is taken from it that the list does not name with this
size and digest, and no name leads anywhere but to its own place.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from ingest.catalogue.store_errors import storage_errors
from ingest.errors import BackupDamaged, BackupNewer, FileExists, NotABackup, PathNotFound
from ingest.files import put

FORMAT = "kutip backup"
FORM = 1
"""Version of the form of these files."""

LIST = "kutip.json"
CATALOGUE = "catalogue.sqlite3"
VECTORS = "vectors.npy"
_PDF = re.compile(r"files/([0-9a-f]{64})\.pdf")

PRIVATE = 0o600
"""A backup holds what readers asked and thought: only its owner may read it."""

_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

CHUNK = 1 << 20
MAX_LIST = 1 << 28
"""Bytes that the list may have: millions of PDFs."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a backup."""

    name: str
    size: int
    sha256: str


def pdf_name(sha256: str) -> str:
    return f"files/{sha256}.pdf"


class Writing:
    """A backup that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: list[Member] = []

    def add(self, name: str, source: IO[bytes]) -> str:
        """Add what is read from ``source``; its SHA-256."""
        digest, size = hashlib.sha256(), 0
        kind = zipfile.ZIP_DEFLATED if name == CATALOGUE else zipfile.ZIP_STORED  # vectors and PDFs do not get smaller
        entry = zipfile.ZipInfo(name)
        entry.compress_type = kind
        entry.external_attr = PRIVATE << 16
        with self._archive.open(entry, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self._members.append(Member(name, size, digest.hexdigest()))
        return digest.hexdigest()

    def end(self) -> None:
        """Add the list of all that was added."""
        listed = {"format": FORMAT, "form": FORM, "members": [asdict(member) for member in self._members]}
        self._archive.writestr(LIST, json.dumps(listed, indent=1))


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """A backup to be written at ``path``, where it stands when all is written. Raises FileExists, DiskFull."""
    if path.exists():
        raise FileExists(path)
    part = path.with_name(path.name + ".part")
    with storage_errors(path, writing=True):
        try:
            with _private(part) as file, zipfile.ZipFile(file, "w") as archive:
                backup = Writing(archive)
                yield backup
                backup.end()
            put(part, path)
        finally:
            part.unlink(missing_ok=True)


def _private(path: Path) -> IO[bytes]:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, _NEW, PRIVATE), "w+b")


class Reading:
    """A backup whose list was read: every member is one that a backup has."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, members: tuple[Member, ...]) -> None:
        self._path, self._archive = path, archive
        self.members = members

    def extract(self, folder: Path) -> None:
        """Write all members below the folder, each compared with its digest. Raises BackupDamaged, DiskFull."""
        for member in self.members:
            target = folder / member.name
            with storage_errors(folder, writing=True):
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    self._copy(member, file)
                    file.flush()
                    os.fsync(file.fileno())

    def _copy(self, member: Member, target: IO[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        for chunk in self._chunks(member.name):
            digest.update(chunk)
            size += len(chunk)
            if size > member.size:
                break
            target.write(chunk)
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise BackupDamaged(self._path, member.name)

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(name) as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
            raise BackupDamaged(self._path, name) from error


@contextmanager
def reading(path: Path) -> Iterator[Reading]:
    """A backup to be read. Raises PathNotFound, NotABackup, BackupNewer, BackupDamaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Reading(path, archive, _listed(path, archive))
    except zipfile.BadZipFile as error:
        raise (BackupDamaged(path, "") if _begins_like_one(path) else NotABackup(path)) from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise PathNotFound(path) from error


def _begins_like_one(path: Path) -> bool:
    """Whether it is the beginning of a backup, whose end is missing."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _listed(path: Path, archive: zipfile.ZipFile) -> tuple[Member, ...]:
    try:
        entry = archive.getinfo(LIST)
        listed: Any = json.loads(archive.read(entry)) if entry.file_size <= MAX_LIST else None
    except (KeyError, ValueError, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotABackup(path) from error
    if not isinstance(listed, dict) or listed.get("format") != FORMAT:
        raise NotABackup(path)
    if listed.get("form") != FORM:
        raise BackupNewer(path)
    try:
        members = tuple(Member(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in listed["members"])
    except (KeyError, TypeError, ValueError) as error:
        raise BackupDamaged(path, LIST) from error
    names = [member.name for member in members]
    if not set(names) >= {CATALOGUE, VECTORS} or len(set(names)) != len(names):
        raise BackupDamaged(path, LIST)
    for name in names:
        if name not in (CATALOGUE, VECTORS) and not _PDF.fullmatch(name):
            raise BackupDamaged(path, name)
    return members

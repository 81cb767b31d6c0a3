"""A library out of its backup: put together beside its place, and swapped in when everything is there and proved."""

from __future__ import annotations

import glob
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.backup.archive import VECTORS, reading
from ingest.catalogue.schema import is_made, storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import BackupDamaged, RestoreTargetNotEmpty
from ingest.moving import move
from ingest.places import LibraryPlace
from ingest.vectors import VectorRow, Vectors
from ingest.writer_lock import LOCK_FILE

AT_ONCE = 500
"""Vectors that are written at once."""

OnProgress = Callable[[str, int, int], None]


def restore(
    path: Path, where: Path | LibraryPlace, on_progress: OnProgress = lambda what, done, total: None
) -> tuple[int, int]:
    """Put the library of a backup in an empty place; the numbers of its documents and passages.

    It gets an identity and a collection of its own, so that it can stand beside the one that it was saved from on one server.

    Raises RestoreTargetNotEmpty; PathNotFound, NotABackup, BackupNewer, BackupDamaged, LibraryNewer; DiskFull.
    """
    place = LibraryPlace.at(where)
    _check_empty(place)
    with reading(path) as backup, _beside(place.folder) as folder:
        backup.extract(folder)
        counts = _put_vectors(path, folder, on_progress)
        _check_empty(place)
        if place == LibraryPlace.of(place.folder):
            with storage_errors(place.folder, writing=True):
                _clear(place.folder)
                folder.rename(place.folder)
        else:
            with storage_errors(place.folder, writing=True):
                place.folder.mkdir(parents=True, exist_ok=True)
            with closing(Catalogue.open(place.catalogue)) as catalogue:
                catalogue.begin_restoring()
            move(LibraryPlace.of(folder), place, on_progress).close()
    return counts


def _check_empty(place: LibraryPlace) -> None:
    """Raises RestoreTargetNotEmpty where anything lies in the folder or in a server's catalogue.

    What a restoring that was killed has left on servers is no obstacle: it is compared and completed.
    """
    holds = False
    if is_made(place.catalogue):
        with closing(Catalogue.open(place.catalogue)) as catalogue:
            if catalogue.is_restoring():
                return
            holds = not catalogue.is_empty()
    if holds and not isinstance(place.catalogue, Path):
        raise RestoreTargetNotEmpty(place.catalogue)
    if place.folder.exists() and any(file.name != LOCK_FILE for file in place.folder.iterdir()):
        raise RestoreTargetNotEmpty(place.folder)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder on the same disk; deleted unless it was renamed, as is that of an earlier one that was killed."""
    for left in folder.parent.glob(f".{glob.escape(folder.name)}-*.part"):
        shutil.rmtree(left)
    made = folder.with_name(f".{folder.name}-{uuid.uuid4().hex[:8]}.part")
    with storage_errors(folder, writing=True):
        made.mkdir(parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Take an empty folder away, so that another one can get its name."""
    if folder.exists():
        (folder / LOCK_FILE).unlink(missing_ok=True)
        folder.rmdir()


def _put_vectors(path: Path, folder: Path, on_progress: OnProgress) -> tuple[int, int]:
    """Make the collection of the extracted catalogue from the file of vectors; the numbers of documents and passages."""
    place = LibraryPlace.of(folder)
    with closing(Catalogue.open(place.catalogue)) as catalogue:
        catalogue.drop_staged()
        collection = catalogue.state().collection
        if collection is None:
            raise BackupDamaged(path, "catalogue")
        renamed = f"{collection.rpartition('-')[0]}-{uuid.uuid4().hex[:6]}"
        catalogue.begin_anew(renamed, uuid.uuid4().hex)
        ids = sorted(catalogue.passage_ids())
        values = _vectors(path, folder / VECTORS, len(ids))
        with closing(Vectors(place.vectors, catalogue.state().identity)) as vectors:
            vectors.make_collection(renamed)
            for at in range(0, len(ids), AT_ONCE):
                some = ids[at : at + AT_ONCE]
                known = catalogue.passages(some)
                rows = [
                    VectorRow(id_, known[id_].thesis_id, known[id_].kind.value, vector)
                    for id_, vector in zip(some, values[at : at + AT_ONCE], strict=True)
                ]
                vectors.add_rows(renamed, rows)
                on_progress("vectors", at + len(some), len(ids))
        counts = (len(catalogue.entries()), len(ids))
    (folder / VECTORS).unlink()
    return counts


def _vectors(path: Path, file: Path, count: int) -> NDArray[np.float32]:
    if not count:  # there is nothing to map
        return np.empty((0, 0), np.float32)
    try:
        values = np.load(file, mmap_mode="r", allow_pickle=False)
    except ValueError as error:
        raise BackupDamaged(path, VECTORS) from error
    if values.ndim != 2 or len(values) != count or values.dtype != np.float32:
        raise BackupDamaged(path, VECTORS)
    return np.asarray(values)

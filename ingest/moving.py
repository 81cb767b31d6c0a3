"""A library copied to other stores, as from its folder to servers: row by row and vector by vector, then compared.

It may stop anywhere and be started again: what has arrived is compared, not sent twice. The row that says what answers is
copied last, so that until then nobody takes the copy for a library. The old one is left as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from ingest.catalogue.copying import CatalogueCopy
from ingest.catalogue.schema import storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import LibraryEmpty, LibraryNotEmpty, MoveIncomplete
from ingest.files import StoredFiles, file_digest, put
from ingest.library import FILES_FOLDER, Library
from ingest.places import LibraryPlace
from ingest.vectors import Vectors
from ingest.writer_lock import WriterLock

AT_ONCE = 500
"""Vectors that are copied at once."""

LAST_BIT = 1e-6
"""Chroma brings the vectors that it is given to length 1 itself, which may change the last bit of those that have it."""

OnProgress = Callable[[str, int, int], None]
"""What is being copied, how many are done, of how many."""


def move(old: LibraryPlace, new: LibraryPlace, on_progress: OnProgress = lambda what, done, total: None) -> Library:
    """Copy what lies elsewhere in the new place than in the old one, compare both, and open the copy to read.

    Both libraries are locked for writers meanwhile. Raises LibraryEmpty, LibraryInUse, LibraryNotEmpty where the new place
    has another library or one that was changed since, and MoveIncomplete where the copy differs in the end.
    """
    with ExitStack() as stack:
        source = stack.enter_context(Library.write_existing(old))
        collection = source.catalogue.state().collection
        if collection is None or source.catalogue.count_passages() == 0:
            raise LibraryEmpty(old.name)
        with storage_errors(new.folder):
            new.folder.mkdir(parents=True, exist_ok=True)
        stack.callback(WriterLock(new, beside=old).release)
        if new.catalogue != old.catalogue:
            target = Catalogue.open(new.catalogue)
            stack.callback(target.close)
            _copy_catalogue(source, target, new, on_progress)
        if new.vectors != old.vectors:
            vectors = Vectors(new.vectors, source.catalogue.state().identity)
            stack.callback(vectors.close)
            copy_vectors(source.vectors, vectors, collection, on_progress)
        if new.folder != old.folder:
            _copy_files(source, new.folder)
        if new.catalogue != old.catalogue:
            with storage_errors(new.catalogue):
                CatalogueCopy(source.catalogue.engine, target.engine).go_live()
    return Library.read(new)


def _copy_catalogue(source: Library, target: Catalogue, new: LibraryPlace, on_progress: OnProgress) -> None:
    there, here = target.state(), source.catalogue.state()
    if there.collection is not None and there != here:
        raise LibraryNotEmpty(new.name)
    with storage_errors(new.catalogue):
        copy = CatalogueCopy(source.catalogue.engine, target.engine)
        copy.copy(on_progress)
        for what, expected, same in copy.compared():
            if expected != same:
                raise MoveIncomplete(what, expected, same)
    if (known := source.catalogue.vocabulary()) != (copied := target.vocabulary()):
        raise MoveIncomplete("passage_terms", len(known), len(known.items() & copied.items()))


def copy_vectors(source: Vectors, target: Vectors, collection: str, on_progress: OnProgress) -> None:
    """Copy the collection's vectors that the target lacks and delete those that it has alone. Raises MoveIncomplete."""
    target.make_collection(collection)
    ids = source.ids(collection)
    there = target.ids(collection)
    for id_ in there - ids:
        target.delete(collection, id_, id_ + 1)
    missing = sorted(ids - there)
    for at, some in _batches(missing):
        target.add_rows(collection, source.rows(collection, some))
        on_progress("vectors", len(ids) - len(missing) + at + len(some), len(ids))
    same = 0
    for _, some in _batches(sorted(ids)):
        for one, other in zip(source.rows(collection, some), target.rows(collection, some), strict=False):
            beside = (one.id, one.thesis_id, one.kind) == (other.id, other.thesis_id, other.kind)
            same += beside and bool(np.abs(one.vector - other.vector).max() <= LAST_BIT)
    if same != len(ids) or target.count(collection) != len(ids):
        raise MoveIncomplete("vectors", len(ids), same)


def _batches(ids: list[int]) -> Iterator[tuple[int, list[int]]]:
    return ((at, ids[at : at + AT_ONCE]) for at in range(0, len(ids), AT_ONCE))


def _copy_files(source: Library, folder: Path) -> None:
    """The copies of the PDFs; each is complete or not there."""
    target = StoredFiles(folder / FILES_FOLDER)
    for sha256 in sorted(source.catalogue.digests()):
        file, copy = source.files.path(sha256), target.path(sha256)
        if not file.exists() or (copy.exists() and file_digest(copy) == file_digest(file)):
            continue
        with storage_errors(folder, writing=True):
            copy.parent.mkdir(exist_ok=True)
            part = copy.with_suffix(".part")
            shutil.copyfile(file, part)
            put(part, copy)

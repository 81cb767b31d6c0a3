"""A library compared with itself: rows, texts, vectors, full text, files, conversations. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue.schema import is_made, storage_errors
from ingest.catalogue.store import Catalogue
from ingest.checking.difference import Difference, Kind
from ingest.checking.indexes import IndexedPassages, full_text_differences, vector_differences
from ingest.checking.kept import file_differences
from ingest.checking.texts import cited_differences, database_differences, row_differences, text_differences
from ingest.errors import IndexDamaged, LibraryEmpty
from ingest.files import StoredFiles
from ingest.library import FILES_FOLDER, check_arrived
from ingest.places import LibraryPlace
from ingest.vectors import Vectors
from ingest.writer_lock import WriterLock


@dataclass
class Inspected:
    """The stores of a library as they are, none of them cleared up, with its writer's lock. ``vectors`` None: unreadable."""

    place: LibraryPlace
    catalogue: Catalogue
    vectors: Vectors | None
    lock: WriterLock


@contextmanager
def inspected(where: Path | LibraryPlace) -> Iterator[Inspected]:
    """Open a library to look at it while nobody writes. Raises LibraryInUse, LibraryEmpty."""
    place = LibraryPlace.at(where)
    if not is_made(place.catalogue):
        raise LibraryEmpty(place.name)
    lock = WriterLock(place)
    try:
        catalogue = Catalogue.open(place.catalogue)
        found = Inspected(place, catalogue, _vectors(place, catalogue), lock)
        try:
            yield found
        finally:
            catalogue.close()
            if found.vectors is not None:
                found.vectors.close()
    finally:
        lock.release()


def _vectors(place: LibraryPlace, catalogue: Catalogue) -> Vectors | None:
    if not catalogue.has_state():
        return None
    try:
        return Vectors(place.vectors, catalogue.state().identity)
    except IndexDamaged:
        return None


def check(found: Inspected) -> list[Difference]:
    """Everything in which the library differs from what it promises; nothing where it is sound.

    Raises LibraryHalfMoved for the target of a move that has not come to its end.
    """
    engine, store = found.catalogue.engine, found.catalogue.store
    with storage_errors(store), engine.connect() as connection:
        differences = list(database_differences(connection))
    if not found.catalogue.has_state():
        return differences
    check_arrived(found.place, found.catalogue, found.catalogue.state())
    with storage_errors(store), engine.connect() as connection:
        differences += row_differences(connection)
        differences += text_differences(connection)
        differences += cited_differences(connection)
        differences += file_differences(connection, StoredFiles(found.place.folder / FILES_FOLDER), found.place.folder)
        known = IndexedPassages.of(connection)
    if not found.catalogue.has_sound_full_text():
        differences.append(Difference(Kind.FULL_TEXT_DAMAGED))
    else:
        with storage_errors(store), engine.connect() as connection:
            differences += full_text_differences(connection, known)
    return [*differences, *_of_vectors(found, known)]


def _of_vectors(found: Inspected, known: IndexedPassages) -> list[Difference]:
    if found.catalogue.state().collection is None:  # nothing was ever added
        return []
    if found.vectors is None:
        return [Difference(Kind.VECTORS_UNREADABLE)]
    try:
        return list(vector_differences(known, found.vectors))
    except IndexDamaged:  # it can be opened, and not be read
        return [Difference(Kind.VECTORS_UNREADABLE)]

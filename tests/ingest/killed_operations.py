"""Changes of a library that the kill tests end by SIGKILL at any moment; each can be run again to its end.

What a change acknowledges goes line by line into a journal that survives the process.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.backup.restoring import restore
from ingest.backup.saving import save
from ingest.catalogue.store import Catalogue
from ingest.checking.library import check, inspected
from ingest.checking.mending import mend
from ingest.corrections import apply, correction_of
from ingest.errors import FileExists, RestoreTargetNotEmpty
from ingest.library import Library
from ingest.metadata_values import MetadataField
from ingest.moving import move
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, documents_named, rebuild, remove_document
from ingest.places import LibraryPlace
from tests.fakes.embedder import HashingEmbedder

NEW_TITLE = "Kerja Sama Dua Kota di Tepi Laut"


class OtherEmbedder(HashingEmbedder):
    """Another model: its vectors are not those of the first."""

    fingerprint = "hashing/2"


@dataclass(frozen=True)
class Work:
    """Where an operation works. ``files`` are PDFs to add; ``other`` is a second place, to be moved or restored to."""

    place: LibraryPlace
    other: LibraryPlace
    files: tuple[Path, ...]
    journal: Path
    backup: Path

    def acknowledge(self, line: str) -> None:
        with self.journal.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


def ingest(work: Work) -> None:
    with Library.write(work.place) as library, PdfReading(PdfLimits()) as reading:
        for report in add_files(library, HashingEmbedder(), reading, work.files):
            assert report.error is None
            work.acknowledge(report.path.name)


def index_anew(work: Work) -> None:
    with Library.write_to_rebuild(work.place) as library:
        rebuild(library, HashingEmbedder())


def change_model(work: Work) -> None:
    with Library.write_to_rebuild(work.place) as library:
        rebuild(library, OtherEmbedder())
    work.acknowledge("model")


def edit(work: Work) -> None:
    with Library.write(work.place) as library:
        apply(library, HashingEmbedder, [correction_of(library, "kota.pdf", {MetadataField.TITLE: NEW_TITLE})])
    work.acknowledge("title")


def remove(work: Work) -> None:
    with Library.write(work.place) as library:
        if any(entry.file_name == "laut.pdf" for entry in library.catalogue.entries()):
            remove_document(library, documents_named(library, "laut.pdf")[0].document_id)
    work.acknowledge("removed")


def migrate(work: Work) -> None:
    Catalogue.open(work.place.catalogue).close()


def move_away(work: Work) -> None:
    move(work.place, work.other).close()
    work.acknowledge("moved")


def back_up(work: Work) -> None:
    try:
        save(work.place, work.backup)
    except FileExists:  # it was complete when its process was killed
        return


def restore_elsewhere(work: Work) -> None:
    try:
        restore(work.backup, work.other)
    except RestoreTargetNotEmpty:  # likewise
        return


def mend_vectors(work: Work) -> None:
    with inspected(work.place) as found:
        mend(found, check(found), HashingEmbedder)


OPERATIONS: dict[str, Callable[[Work], None]] = {
    "ingest": ingest,
    "rebuild": index_anew,
    "model": change_model,
    "edit": edit,
    "remove": remove,
    "migrate": migrate,
    "move": move_away,
    "backup": back_up,
    "restore": restore_elsewhere,
    "mend": mend_vectors,
}


def run(name: str, work: Work, begun: Connection) -> None:
    """The child process: tell the parent that the work begins, then do it."""
    begun.send(name)
    OPERATIONS[name](work)

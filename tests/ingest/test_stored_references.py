"""References live in the catalogue with their document, and documents from before get them all the same."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from ingest.catalogue.schema import open_engine
from ingest.cited_works import NO_REFERENCES, References
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, rebuild, remove_document
from ingest.places import LibraryPlace
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf

PAGES = [
    ["BAB I PENDAHULUAN", "Kota itu besar (Wendt, 1999 dalam Hadi, 2016)."],
    ["DAFTAR PUSTAKA", "Hadi, P. (2016). Kota. Gramedia.", "Sugiyono. (2019). Metode penelitian. Alfabeta."],
]


def filled(folder: Path) -> None:
    pdf = write_pdf(folder / "skripsi.pdf", PAGES)
    with Library.write(folder / "library") as library, PdfReading(PdfLimits()) as reading:
        list(add_files(library, HashingEmbedder(), reading, [pdf]))


def stored(folder: Path) -> References:
    with Library.read(folder / "library") as library:
        return library.catalogue.whole_document(library.catalogue.entries()[0].document_id).references


def execute(folder: Path, statement: str) -> int:
    engine = open_engine(LibraryPlace.of(folder / "library").catalogue)
    with engine.execution_options(write=True).begin() as connection:
        done = connection.execute(text(statement))
        count = int(done.scalar_one()) if done.returns_rows else done.rowcount
    engine.dispose()
    return count


def test_what_is_stored_is_what_was_found(tmp_path: Path) -> None:
    filled(tmp_path)
    found = stored(tmp_path)
    assert [entry.authors for entry in found.entries] == [("Hadi, P.",), ("Sugiyono",)]
    assert [(mention.names, mention.entry, mention.within) for mention in found.mentions] == [
        (("Wendt",), None, 1),
        (("Hadi",), 0, None),
    ]
    assert execute(tmp_path, "SELECT count(*) FROM mentions") == 2


def test_a_document_from_before_gets_its_references_when_read_and_rebuild_stores_them(tmp_path: Path) -> None:
    filled(tmp_path)
    found = stored(tmp_path)
    for statement in ("DELETE FROM mentions", "DELETE FROM bibliography_entries", "UPDATE documents SET references_version = NULL"):  # fmt: skip
        execute(tmp_path, statement)
    assert stored(tmp_path) == found
    with Library.write(tmp_path / "library") as library:
        rebuild(library, HashingEmbedder())
    assert execute(tmp_path, "SELECT count(*) FROM mentions") == 2
    assert stored(tmp_path) == found


def test_a_removed_document_gives_up_what_it_cites(tmp_path: Path) -> None:
    filled(tmp_path)
    with Library.write(tmp_path / "library") as library:
        (entry,) = remove_document(library, "skripsi.pdf")
        assert library.catalogue.whole_document(entry.document_id).references == NO_REFERENCES
    assert execute(tmp_path, "SELECT count(*) FROM bibliography_entries") == 0

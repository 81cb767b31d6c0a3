"""New theses go into a collection in the moment in which they begin to answer; those that are there stay where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.store import Catalogue
from ingest.errors import NoSuchCollection
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import FileReport, Outcome, add_files, remove_document
from ingest.places import LibraryPlace
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf

pytestmark = pytest.mark.usefixtures("stores")

CLOSED, OTHER = "Baru", "Disertasi"


@pytest.fixture
def place(tmp_path: Path, stores: str) -> LibraryPlace:
    return LibraryPlace.of(tmp_path / "library")


@pytest.fixture
def collections(place: LibraryPlace) -> Iterator[Collections]:
    with CatalogueConnection.open(place) as connection:
        made = Collections(connection)
        made.add(CLOSED)
        made.add(OTHER)
        yield made


def pdf(path: Path, words: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    return write_pdf(path, [[words]])


def add(place: LibraryPlace, *files: Path, into: str = CLOSED, folders: tuple[Path, ...] = ()) -> list[FileReport]:
    with Library.write(place) as library, PdfReading(PdfLimits()) as reading:
        return list(add_files(library, HashingEmbedder(), reading, files, folders=folders, collection=into))


def where(place: LibraryPlace, collections: Collections) -> dict[str, str | None]:
    """The collection of each file's thesis."""
    with Library.read(place) as library:
        entries = library.catalogue.entries()
    of_theses = collections.of_theses()
    return {entry.file_name: of_theses.get(entry.thesis.id) for entry in entries}


def test_a_new_thesis_is_in_its_collection_and_one_that_is_there_stays_where_it_is(
    place: LibraryPlace, collections: Collections, tmp_path: Path
) -> None:
    old = pdf(tmp_path / "lama.pdf", "Kota kembar adalah kerja sama.")
    add(place, old, into="")
    new = pdf(tmp_path / "baru.pdf", "Garam dijual di pasar.")
    (report,) = add(place, new, into=" BARU ")
    assert report.outcome is Outcome.ADDED
    assert where(place, collections) == {"lama.pdf": None, "baru.pdf": CLOSED}
    assert len(collections.hidden_from("")) == 1
    (report,) = add(place, pdf(old, "Kota kembar berakhir tahun lalu."))
    assert report.outcome is Outcome.REPLACED
    add(place, pdf(new, "Garam dijual di pelabuhan."), into=OTHER)
    assert where(place, collections) == {"lama.pdf": None, "baru.pdf": CLOSED}


def test_a_thesis_that_comes_back_is_new_unless_it_is_in_a_collection(
    place: LibraryPlace, collections: Collections, tmp_path: Path
) -> None:
    stays = pdf(tmp_path / "tetap.pdf", "Pelabuhan ditutup.")
    first, second = pdf(tmp_path / "a.pdf", "Kota kembar."), pdf(tmp_path / "b.pdf", "Garam dijual.")
    add(place, stays, first, into="")
    add(place, second, into=OTHER)
    with Library.write(place) as library:
        for name in ("a.pdf", "b.pdf"):
            remove_document(library, name)
    add(place, first, second)
    assert where(place, collections) == {"tetap.pdf": None, "a.pdf": CLOSED, "b.pdf": OTHER}


def test_a_file_that_only_some_may_read_is_not_opened_by_another_thesis(
    place: LibraryPlace, collections: Collections, tmp_path: Path
) -> None:
    folder = tmp_path / "tesis"
    chapter = pdf(folder / "bab-1.pdf", "Pendahuluan tentang garam.")
    (report,) = add(place, chapter, into=OTHER, folders=())
    assert report.folder is None
    other = pdf(folder / "bab-2.pdf", "Kesimpulan tentang garam.")
    reports = add(place, chapter, other, into="", folders=(folder,))
    assert {report.folder for report in reports} == {folder}
    assert where(place, collections) == {"bab-1.pdf": OTHER, "bab-2.pdf": OTHER}


def test_an_unknown_collection_is_told_before_anything_is_read(place: LibraryPlace, tmp_path: Path) -> None:
    with pytest.raises(NoSuchCollection):
        add(place, tmp_path / "nowhere.pdf", into="Entah")


@pytest.mark.usefixtures("collections")
def test_a_collection_that_goes_meanwhile_lets_nothing_be_seen(
    place: LibraryPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalogue, "check_collection", lambda catalogue, name: None)
    with pytest.raises(NoSuchCollection):
        add(place, pdf(tmp_path / "baru.pdf", "Garam dijual di pasar."), into="Entah")
    with Library.write(place) as library:
        assert library.catalogue.entries() == []
        assert library.catalogue.count_passages() == 0

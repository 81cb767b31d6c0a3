"""The two stores together: what a reader and a writer may do, and what is cleared away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue.store import Catalogue
from ingest.errors import LibraryChanged, LibraryEmpty, LibraryInUse, LibraryNewer, ModelMismatch
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files
from ingest.places import CATALOGUE_FILE
from ingest.vectors import EF_SEARCH
from tests.fakes.embedder import HashingEmbedder

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.pdf"))


def fill(folder: Path, files: list[Path]) -> None:
    with Library.write(folder) as library, PdfReading(PdfLimits()) as reading:
        assert all(report.error is None for report in add_files(library, HashingEmbedder(), reading, files))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    fill(folder, SAMPLES[:1])
    return folder


def test_reading_a_library_that_is_not_there_says_empty_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(LibraryEmpty):
        Library.read(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_library_without_documents_is_empty(tmp_path: Path) -> None:
    Library.write(tmp_path).close()
    with pytest.raises(LibraryEmpty):
        Library.read(tmp_path)


def test_a_second_writer_is_refused_and_a_reader_let_in(filled: Path) -> None:
    with Library.write(filled):
        script = (
            "import sys; from pathlib import Path; from ingest.library import Library\n"
            "from ingest.errors import LibraryInUse\n"
            "folder = Path(sys.argv[1])\n"
            "print(Library.read(folder).catalogue.count_passages())\n"
            "try: Library.write(folder)\n"
            "except LibraryInUse: print('in use')\n"
        )
        run = subprocess.run([sys.executable, "-c", script, str(filled)], capture_output=True, text=True, check=True)
    passages, refused = run.stdout.split("\n")[:2]
    assert int(passages) > 10
    assert refused == "in use"


def test_the_lock_is_free_again_after_closing(filled: Path) -> None:
    Library.write(filled).close()
    Library.write(filled).close()


def test_a_reader_is_told_when_another_process_has_written(filled: Path) -> None:
    with Library.read(filled) as reader:
        reader.unchanged_state()
        other = Catalogue.open(filled / CATALOGUE_FILE)
        entry = other.entries()[0]
        state = other.state()
        assert state.collection is not None
        assert state.model is not None
        other.go_live(state.generation, state.collection, state.model)  # changes nothing but the revision
        assert other.entries() == [entry]
        with pytest.raises(LibraryChanged):
            reader.unchanged_state()


def test_another_models_index_is_refused(filled: Path) -> None:
    with Library.read(filled) as library, pytest.raises(ModelMismatch) as caught:
        library.check_model("other/1")
    assert (caught.value.indexed_with, caught.value.configured) == ("hashing/1", "other/1")


def test_opening_for_writing_sweeps_vectors_and_collections_that_nobody_owns(tmp_path: Path) -> None:
    fill(tmp_path, SAMPLES[:1])
    with Library.write(tmp_path) as library:
        collection = library.catalogue.state().collection
        assert collection is not None
        reserved = library.catalogue.reserve(2, collection)
        library.vectors.add(
            collection,
            range(reserved.first, reserved.end),
            np.eye(2, HashingEmbedder.dimension, dtype=np.float32),
            "t",
            ["body"] * 2,
        )
        library.vectors.make_collection("never-went-live")
        assert library.vectors.ids(collection) > library.catalogue.passage_ids()
    with Library.write(tmp_path) as library:
        assert library.vectors.ids(collection) == library.catalogue.passage_ids()
        assert library.vectors.collections() == [collection]
        assert library.catalogue.unsettled() == []


def test_a_library_made_with_another_breadth_of_search_gets_todays(tmp_path: Path) -> None:
    fill(tmp_path, SAMPLES[:1])
    with Library.write(tmp_path) as library:
        collection = library.catalogue.state().collection
        assert collection is not None
        library.vectors.tune(collection, 50)
    with Library.read(tmp_path) as library:
        assert library.vectors.ef_search(collection) == 50
    with Library.write(tmp_path) as library:
        assert library.vectors.ef_search(collection) == EF_SEARCH


def test_reserved_passage_ids_are_never_given_twice(tmp_path: Path) -> None:
    with Library.write(tmp_path) as library:
        ranges = [library.catalogue.reserve(count, "c") for count in (3, 1, 5)]
    assert [(range_.first, range_.end) for range_ in ranges] == [(1, 4), (4, 5), (5, 10)]


def test_a_catalogue_from_the_future_is_refused(tmp_path: Path) -> None:
    Library.write(tmp_path).close()
    from sqlalchemy import create_engine, text

    engine = create_engine(f"sqlite:///{tmp_path / CATALOGUE_FILE}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'zzzz'"))
    engine.dispose()
    with pytest.raises(LibraryNewer):
        Library.write(tmp_path)
    with pytest.raises(LibraryNewer):  # not LibraryInUse: the failed writer has let go of the lock
        Library.write(tmp_path)


def test_two_libraries_can_be_open_in_one_process(filled: Path, tmp_path: Path) -> None:
    fill(tmp_path, SAMPLES[1:2])
    with Library.read(filled) as one, Library.read(tmp_path) as two:
        assert one.catalogue.passage_ids() == one.vectors.ids(one.catalogue.state().collection or "")
        assert two.catalogue.passage_ids() == two.vectors.ids(two.catalogue.state().collection or "")
        two.close()
        assert one.vectors.count(one.catalogue.state().collection or "") == one.catalogue.count_passages()


def test_an_in_use_error_names_the_folder(tmp_path: Path) -> None:
    assert LibraryInUse(tmp_path).path == tmp_path

"""Vectors or full text that are damaged or gone: said in one sentence, and made again from the texts by one command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.catalogue.store import Catalogue
from ingest.errors import IndexDamaged
from ingest.explain import explain
from ingest.library import Library
from ingest.pipeline import rebuild
from ingest.places import VECTORS_FOLDER, LibraryPlace
from ingest.vectors import Vectors
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples

DATABASE = "chroma.sqlite3"


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def torn(file: Path) -> None:
    third = file.stat().st_size // 3
    content = file.read_bytes()
    file.write_bytes(content[:third] + b"\xff" * third + content[2 * third :])


def execute(place: LibraryPlace, *statements: str) -> None:
    catalogue = Catalogue(place.catalogue)
    with catalogue.engine.execution_options(write=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    catalogue.close()


def a_file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("x")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "deleted": shutil.rmtree,
    "cut": lambda folder: cut(folder / DATABASE),
    "zeros": lambda folder: zeros(folder / DATABASE),
    "torn": lambda folder: torn(folder / DATABASE),
    "a file": a_file_in_its_place,
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "library"
    build_samples(folder, HashingEmbedder())
    return folder


@pytest.fixture
def library(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "library")
    return tmp_path / "library"


def ask(library: Library) -> int:
    library.catalogue.term_frequencies(["kota"])
    return len(library.catalogue.lexical_search(["kota"], library.catalogue.state().generation))


def rebuild_and_ask(place: Path | LibraryPlace) -> None:
    with Library.write_to_rebuild(place) as library:
        rebuild(library, HashingEmbedder())
    with Library.read(place) as library:
        state = library.catalogue.state()
        ids = library.catalogue.passage_ids()
        assert ids == library.vectors.ids(str(state.collection))
        assert len(ids) > 50
        assert ask(library) > 20


@pytest.mark.parametrize("name", DAMAGE)
def test_vectors_that_cannot_be_read_are_named_and_made_anew(name: str, library: Path) -> None:
    DAMAGE[name](library / VECTORS_FOLDER)
    with pytest.raises(IndexDamaged) as caught, Library.read(library):
        pass
    assert "python -m ingest rebuild" in explain(caught.value, "en")
    with pytest.raises(IndexDamaged), Library.write(library):  # else what is added now would be all that is found
        pass
    rebuild_and_ask(library)
    assert not list(library.glob("*damaged*"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM passage_text_data",
        "DROP TABLE passage_text_data",
        "DROP TABLE passage_text_idx",
        "UPDATE passage_text_data SET block = x'00ff00ff' WHERE id > 10",
        "DROP TABLE passage_text",
        "DROP TABLE passage_terms",
    ],
)
def test_a_full_text_that_cannot_be_read_is_named_and_made_anew(statement: str, library: Path) -> None:
    execute(LibraryPlace.of(library), statement)
    with Library.read(library) as reader, pytest.raises(IndexDamaged):
        ask(reader)
    rebuild_and_ask(library)
    rebuild_and_ask(library)  # once more changes nothing


def test_a_full_text_that_was_damaged_before_an_update_is_made_anew_too(library: Path) -> None:
    from tests.ingest.test_kills import at_old_schema

    at_old_schema(library, library.with_name("old"))
    execute(LibraryPlace.of(library.with_name("old")), "DELETE FROM passage_text_data")
    with pytest.raises(IndexDamaged), Library.read(library.with_name("old")) as reader:
        ask(reader)
    rebuild_and_ask(library.with_name("old"))


def test_on_servers_too(served: LibraryPlace) -> None:
    from tests.ingest.test_served_library import FILES, fill

    fill(served, FILES)
    vectors = Vectors(served.vectors, Catalogue(served.catalogue).state().identity)
    vectors.drop_collection(vectors.collections()[0])
    with pytest.raises(IndexDamaged), Library.read(served):
        pass
    rebuild_and_ask(served)
    execute(served, "DROP TABLE passage_terms", "UPDATE passage_totals SET passages = 7")
    with Library.read(served) as reader, pytest.raises(IndexDamaged):
        reader.catalogue.term_frequencies(["kota"])
    rebuild_and_ask(served)


def test_one_that_was_unreadable_is_read_once_it_is_back(library: Path, tmp_path: Path) -> None:
    """In the same process, which keeps Chroma's clients."""
    shutil.copytree(library / VECTORS_FOLDER, tmp_path / "kept")
    zeros(library / VECTORS_FOLDER / DATABASE)
    with pytest.raises(IndexDamaged):
        Library.read(library)
    shutil.rmtree(library / VECTORS_FOLDER)
    shutil.copytree(tmp_path / "kept", library / VECTORS_FOLDER)
    Library.read(library).close()

"""The stores that tests run against: files in the library's folder, and real servers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.places import LibraryPlace
from tests.servers import ChromaServer, PostgresServer


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``soak`` run only where they are asked for by that name."""
    if "soak" in str(config.getoption("markexpr")):
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def served(postgres: PostgresServer, chroma: ChromaServer, tmp_path: Path) -> LibraryPlace:
    """A place on both servers where no library is yet."""
    return LibraryPlace.of(tmp_path / "served", postgres.new_database(), chroma.url)


@pytest.fixture(params=["embedded", "served"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lets every library that a test makes in a folder have its stores there; or, in a second run, on servers."""
    if request.param == "served":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        chroma: ChromaServer = request.getfixturevalue("chroma")
        places: dict[Path, LibraryPlace] = {}
        in_folder = LibraryPlace.of

        def on_servers(folder: Path, catalogue: str = "", vectors: str = "") -> LibraryPlace:
            if folder not in places:
                places[folder] = in_folder(folder, catalogue or postgres.new_catalogue(), vectors or chroma.url)
            return places[folder]

        monkeypatch.setattr(LibraryPlace, "of", on_servers)
    kind: str = request.param
    return kind

"""Libraries on PostgreSQL and a Chroma server: seen by several processes at once, and back when a server is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue.feedback import Feedback, Opinion
from ingest.errors import (
    CatalogueUnreachable,
    LibraryChanged,
    LibraryEmpty,
    LibraryInUse,
    VectorsUnreachable,
)
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, rebuild, remove_document
from ingest.places import LibraryPlace, Server
from ingest.vectors import Vectors
from retrieval.search import PassageSearch
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_feedback import ANSWER
from tests.library_for_tests import SAMPLES
from tests.servers import ChromaServer, PostgresServer

FILES = sorted(SAMPLES.glob("*.pdf"))
QUESTIONS = ("Apa hambatan kerja sama kota kembar?", "What is a sister city?", "anggaran 2016 97,4 persen")


def fill(place: LibraryPlace, files: list[Path]) -> None:
    with Library.write(place) as library, PdfReading(PdfLimits()) as reading:
        assert all(report.error is None for report in add_files(library, HashingEmbedder(), reading, files))


def found(search: PassageSearch, question: str) -> list[tuple[str, int, float]]:
    hits = search.search(search.understand(question)).hits
    names = {entry.document_id: entry.file_name for entry in search.library.catalogue.entries()}
    return [(names[hit.stored.passage.document_id], hit.stored.passage.start, round(hit.score, 4)) for hit in hits]


def test_served_stores_find_what_embedded_ones_find(served: LibraryPlace, tmp_path: Path) -> None:
    with pytest.raises(LibraryEmpty):
        Library.read(served)
    assert not served.folder.exists()
    embedded = LibraryPlace.of(tmp_path / "embedded")
    for place in (served, embedded):
        fill(place, FILES)
    with Library.read(served) as one, Library.read(embedded) as other:
        assert one.catalogue.vocabulary() == other.catalogue.vocabulary()
        searches = [PassageSearch(library, HashingEmbedder(), 0.8) for library in (one, other)]
        for question in QUESTIONS:
            first, second = (found(search, question) for search in searches)
            assert first == second
            assert len(first) > 5


def test_a_reader_sees_what_another_process_added_and_took_out(served: LibraryPlace) -> None:
    fill(served, FILES[:1])
    with Library.read(served) as reader:
        search = PassageSearch(reader, HashingEmbedder(), 0.8)
        assert {name for name, *_ in found(search, QUESTIONS[1])} == {FILES[0].name}
        with Library.write(served) as writer, PdfReading(PdfLimits()) as reading:
            list(add_files(writer, HashingEmbedder(), reading, FILES[1:]))
        assert {name for name, *_ in found(search, QUESTIONS[1])} >= {FILES[2].name}
        with Library.write(served) as writer:
            remove_document(writer, FILES[0].name)
            rebuild(writer, HashingEmbedder())
        assert FILES[0].name not in {name for name, *_ in found(search, QUESTIONS[1])}


def test_a_search_during_which_the_collection_was_swapped_is_told_so(served: LibraryPlace) -> None:
    """The web page then asks again."""
    fill(served, FILES[:1])
    with Library.read(served) as reader:
        collection = str(reader.catalogue.state().collection)
        with Library.write(served) as writer:
            rebuild(writer, HashingEmbedder())
        with pytest.raises(LibraryChanged):
            reader.vectors.count(collection)


def test_one_process_writes_and_one_that_was_killed_does_not(
    served: LibraryPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.writer_lock.PATIENCE_SECONDS", 0.2)
    script = (
        "import sys, time; from ingest.library import Library; from ingest.places import LibraryPlace; from pathlib import Path\n"
        "library = Library.write(LibraryPlace.of(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))\n"
        "print('writing', flush=True); time.sleep(600)"
    )
    assert isinstance(served.catalogue, Server)
    assert isinstance(served.vectors, Server)
    arguments = [str(served.folder), served.catalogue.url, served.vectors.url]
    with subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "writing\n"
        with pytest.raises(LibraryInUse) as caught:
            Library.write(served)
        assert str(caught.value.path) == str(served.catalogue)
        Feedback(served.catalogue).keep(Opinion(ANSWER, True))  # needs no writer's lock
        other.kill()
    monkeypatch.setattr("ingest.writer_lock.PATIENCE_SECONDS", 10.0)
    Library.write(served).close()


def test_what_another_writer_swept_away_is_not_published(served: LibraryPlace) -> None:
    """As when the connection that holds the lock broke, and another process began to write."""
    fill(served, FILES[:1])
    with Library.write(served) as library:
        reserved = library.catalogue.reserve(1, str(library.catalogue.state().collection))
        library.settle()
        (entry,) = library.catalogue.entries()
        whole = library.catalogue.whole_document(entry.document_id)
        with pytest.raises(LibraryInUse):
            library.catalogue.stage(whole, [], reserved, 2)


def test_collections_of_others_on_the_same_server_are_let_be(
    served: LibraryPlace, postgres: PostgresServer, tmp_path: Path
) -> None:
    assert isinstance(served.vectors, Server)
    neighbour = LibraryPlace.of(tmp_path / "neighbour", postgres.new_database(), served.vectors.url)
    for place in (neighbour, served):
        fill(place, FILES[:1])
    with Library.read(neighbour) as one, Library.read(served) as other:
        assert [one.catalogue.state().collection] == one.vectors.collections()
        assert [other.catalogue.state().collection] == other.vectors.collections()
        assert one.vectors.count(one.vectors.collections()[0]) == one.catalogue.count_passages()


@pytest.mark.parametrize("kinds", [(True, False), (False, True)], ids=["catalogue", "vectors"])
def test_one_store_served_and_the_other_embedded(kinds: tuple[bool, bool], served: LibraryPlace) -> None:
    embedded = LibraryPlace.of(served.folder)
    place = LibraryPlace(
        served.folder,
        served.catalogue if kinds[0] else embedded.catalogue,
        served.vectors if kinds[1] else embedded.vectors,
    )
    fill(place, FILES[:1])
    with Library.write(place) as library:
        assert library.vectors.ids(str(library.catalogue.state().collection)) == library.catalogue.passage_ids()
        with pytest.raises(LibraryInUse):
            Library.write(place)


def test_a_server_that_is_away_is_named_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "servers").mkdir()
    with PostgresServer() as postgres, ChromaServer(tmp_path / "servers") as chroma:
        place = LibraryPlace.of(tmp_path / "library", postgres.new_database(), chroma.url)
        fill(place, FILES[:1])
        with Library.read(place) as library:
            search = PassageSearch(library, HashingEmbedder(), 0.8)
            before = found(search, QUESTIONS[0])
            chroma.stop()
            with pytest.raises(VectorsUnreachable) as caught:
                search.search(search.understand(QUESTIONS[0]))
            assert str(caught.value.server) == chroma.url
            with pytest.raises(VectorsUnreachable):
                Vectors(Server(chroma.url))
            chroma.start()
            assert found(search, QUESTIONS[0]) == before
            postgres.stop()
            with pytest.raises(CatalogueUnreachable):
                search.understand(QUESTIONS[0])
            with pytest.raises(CatalogueUnreachable):
                Library.read(place)
            postgres.start()
            assert found(search, QUESTIONS[0]) == before


def test_an_unknown_user_or_database_is_named_without_the_password(postgres: PostgresServer, tmp_path: Path) -> None:
    address = f"postgresql+psycopg://kutip:rahasia@127.0.0.1:{postgres.port}/nowhere"
    with pytest.raises(CatalogueUnreachable) as caught:
        Library.read(LibraryPlace.of(tmp_path, address))
    assert "nowhere" in caught.value.reason
    assert "rahasia" not in f"{caught.value} {caught.value.server}"


def test_many_vectors_go_in_batches_that_the_server_takes(
    chroma: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.vectors.BATCH", 7)
    vectors = Vectors(Server(chroma.url), "batches")
    vectors.make_collection("many")
    values = np.eye(40, dtype=np.float32)
    vectors.add("many", range(40), values, "t", ["body"] * 40)
    assert vectors.ids("many") == set(range(40))
    assert [(row.id, row.kind) for row in vectors.rows("many", [39, 3])] == [(3, "body"), (39, "body")]
    near = vectors.nearest("many", values[3], 1)
    assert near.ids == (3,)
    assert near.similarities == pytest.approx((1.0,))
    vectors.delete("many", 0, 39)
    assert vectors.ids("many") == {39}

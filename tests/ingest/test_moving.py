"""A library copied from its folder to servers and back: the same rows, vectors and files, wherever it was interrupted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from ingest.__main__ import main
from ingest.catalogue.feedback import Feedback, Opinion
from ingest.errors import LibraryEmpty, LibraryHalfMoved, LibraryInUse, LibraryNotEmpty, MoveIncomplete
from ingest.library import Library
from ingest.moving import move
from ingest.pipeline import remove_document
from ingest.places import LibraryPlace, Server
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_feedback import ANSWER, DISLIKED
from tests.library_for_tests import SAMPLES, build_samples

FILES = sorted(SAMPLES.glob("*.pdf"))


class Stopped(Exception):
    """What interrupts a move here."""


@pytest.fixture
def old(tmp_path: Path) -> LibraryPlace:
    """The samples, one of them removed again, and what a reader thought."""
    place = LibraryPlace.of(tmp_path / "old")
    build_samples(place.folder, HashingEmbedder())
    with Library.write(place) as library:
        remove_document(library, FILES[0].name)
    Feedback(place.catalogue).keep(DISLIKED)
    return place


def everything(place: LibraryPlace) -> dict[str, Any]:
    with Library.read(place) as library:
        catalogue = library.catalogue
        entries = catalogue.entries(include_removed=True)
        ids = sorted(catalogue.passage_ids())
        collection = str(catalogue.state().collection)
        return {
            "state": catalogue.state(),
            "entries": entries,
            "wholes": catalogue.whole_documents([entry.document_id for entry in entries]),
            "passages": catalogue.passages(ids),
            "tokens": {id_: tokens.to_bytes() for id_, tokens in catalogue.token_vectors(ids).items()},
            "terms": catalogue.vocabulary(),
            "lexical": int(catalogue.lexical_search(["kota", "citi"], catalogue.state().generation).passage_ids[0]),
            "vectors": {
                id_: np.round(vector, 5).tolist() for id_, vector in library.vectors.fetch(collection, ids).items()
            },
            "pdfs": [library.pdf(entry).read_bytes() for entry in entries if not entry.removed],
            "opinions": Feedback(place.catalogue).opinions(),
        }


def test_a_library_goes_to_servers_and_back_unchanged(old: LibraryPlace, served: LibraryPlace, tmp_path: Path) -> None:
    before = everything(old)
    move(old, served).close()
    assert everything(served) == before
    assert everything(old) == before
    back = LibraryPlace.of(tmp_path / "back")
    move(served, back).close()
    assert everything(back) == before
    move(old, served).close()  # once more changes nothing
    Feedback(served.catalogue).keep(Opinion(ANSWER, True))  # of the same answer
    Feedback(served.catalogue).keep(Opinion(_other(), True))  # its id is a new one
    assert len(Feedback(served.catalogue).opinions()) == 2


def _other() -> Any:
    from dataclasses import replace

    return replace(ANSWER, id="c" * 32)


@pytest.mark.parametrize("last", ["documents", "passages", "vectors"])
def test_interrupted_and_started_again_it_arrives(
    last: str, old: LibraryPlace, served: LibraryPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.catalogue.copying.ROWS", 7)
    monkeypatch.setattr("ingest.moving.AT_ONCE", 7)

    def interrupt(what: str, done: int, total: int) -> None:
        if what == last and (done >= 14 or done == total):
            raise Stopped

    with pytest.raises(Stopped):
        move(old, served, interrupt)
    for open_ in (Library.read, Library.write):
        with pytest.raises(LibraryHalfMoved):
            open_(served)
    with Library.write(old) as library:  # goes on meanwhile
        remove_document(library, FILES[1].name)
    Feedback(old.catalogue).keep(Opinion(ANSWER, True))
    move(old, served).close()
    assert everything(served) == everything(old)


def test_a_library_that_is_there_is_not_written_over(old: LibraryPlace, served: LibraryPlace) -> None:
    move(old, served).close()
    with Library.write(served) as library:
        remove_document(library, FILES[1].name)
    after = everything(served)
    with pytest.raises(LibraryNotEmpty):
        move(old, served)
    assert everything(served) == after


def test_nothing_is_moved_while_another_process_writes(old: LibraryPlace, served: LibraryPlace) -> None:
    with Library.write(old), pytest.raises(LibraryInUse):
        move(old, served)
    with pytest.raises(LibraryEmpty):
        move(served, old)


def damage_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ingest.vectors._as_sent", lambda rows: np.array([np.roll(row.vector, 1) for row in rows], np.float32)
    )


def damage_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.catalogue import copying

    put = copying._put

    def damaged(source: Any, target: Any, table: Any, rows: Any) -> None:
        put(source, target, table, rows)
        if table.name == "documents":
            target.execute(text("UPDATE documents SET text = 'x' WHERE state = 'live'"))

    monkeypatch.setattr(copying, "_put", damaged)


@pytest.mark.parametrize(("damage", "what"), [(damage_vectors, "vectors"), (damage_rows, "documents")])
def test_a_copy_that_differs_is_not_used(
    damage: Callable[[pytest.MonkeyPatch], None],
    what: str,
    old: LibraryPlace,
    served: LibraryPlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damage(monkeypatch)
    with pytest.raises(MoveIncomplete) as caught:
        move(old, served)
    assert caught.value.what == what
    with pytest.raises(LibraryHalfMoved):
        Library.read(served)


def test_the_command_says_what_to_set_and_no_password(
    old: LibraryPlace, served: LibraryPlace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(served.catalogue, Server)
    assert isinstance(served.vectors, Server)
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    secret = served.catalogue.url.replace("kutip@", "kutip:rahasia@")
    arguments = ["--library", str(old.folder), "move", "--to-catalogue", secret, "--to-vectors", served.vectors.url]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "2 documents" in said
    assert f"KUTIP_VECTORS={served.vectors.url}" in said
    assert "rahasia" not in said
    monkeypatch.setenv("KUTIP_CATALOGUE", served.catalogue.url)
    monkeypatch.setenv("KUTIP_VECTORS", served.vectors.url)
    assert main(["--library", str(old.folder), "status"]) == 0
    assert str(served.catalogue) in capsys.readouterr().out
    assert main(["--library", str(old.folder), "move", "--to-catalogue", "mysql://x/y"]) == 1
    assert "KUTIP_CATALOGUE" in capsys.readouterr().err

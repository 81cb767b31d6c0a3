"""Killed at a random moment of any change, a library is whole: the old or the new answers, nothing acknowledged is lost,
and the same change run again comes to its end. What is whole is said by ``check``.

Ten kills here; a hundred, some of them on servers, by ``make soak``.
"""

from __future__ import annotations

import multiprocessing
import random
import secrets
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from ingest.backup.saving import save
from ingest.catalogue.conversations import Conversations, KeptTurn, Owner
from ingest.catalogue.feedback import Feedback
from ingest.catalogue.schema import open_engine
from ingest.checking.difference import LEFTOVERS, Difference, Kind
from ingest.checking.library import check, inspected
from ingest.errors import LibraryEmpty, LibraryHalfMoved
from ingest.library import Library
from ingest.moving import move
from ingest.places import CATALOGUE_FILE, LibraryPlace
from retrieval.search import PassageSearch
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.killed_operations import NEW_TITLE, OPERATIONS, OtherEmbedder, Work, run
from tests.ingest.test_feedback import ANSWER, DISLIKED
from tests.ingest.test_migrations import migrate_to
from tests.pdfs import write_pdf

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and a server that forks")

KILLS, SOAK_KILLS = 10, 100
OLD_SCHEMA = "0005"
OWNER = Owner("browser:ani")
OPINION = replace(DISLIKED, answer=replace(ANSWER, citations=()))
WORDS = {
    "kota.pdf": "Jembatan merah menghubungkan dua kota kembar sejak tahun {}.",
    "laut.pdf": "Nelayan menjual ikan bandeng di pasar pelabuhan pada pukul {}.",
    "baru.pdf": "Perpustakaan keliling mengunjungi sekolah dasar setiap pekan ke-{}.",
}
"""A sentence of each file that no other has; its number is that of the version."""


@dataclass
class Templates:
    """Libraries to begin with, made once, and how long each operation takes on them."""

    folder: Path
    context: ForkServerContext
    seconds: dict[tuple[str, bool], float]


def write(path: Path, version: int) -> Path:
    """A short thesis of several chapters."""
    sentence = WORDS[path.name].format(version)
    pages = [["BAB I", "PENDAHULUAN", sentence, f"Kalimat pembuka berkas {path.stem} versi {version}."]]
    for number in range(2, 6):
        lines = [f"Kalimat {at} pada halaman {number} tentang {path.stem} dan keadaannya." for at in range(12)]
        pages.append([f"BAB {['II', 'III', 'IV', 'V'][number - 2]}", f"PEMBAHASAN {number}", *lines])
    return write_pdf(path, pages)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("kills")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "tests.ingest.killed_operations"])
    (folder / "files").mkdir()
    place = LibraryPlace.of(folder / "library")
    work = _work(place, folder)
    OPERATIONS["ingest"](
        replace(work, files=tuple(write(folder / "files" / name, 1) for name in ("kota.pdf", "laut.pdf")))
    )
    Feedback(place.catalogue).keep(OPINION)
    Conversations(place.catalogue).keep(OWNER, None, KeptTurn("1" * 32, "Sejak kapan?"), "id")
    at_old_schema(folder / "library", folder / "old")
    save(place, folder / "library.kutip")
    return Templates(folder, context, {})


def _work(place: LibraryPlace, folder: Path, other: LibraryPlace | None = None) -> Work:
    other = other or LibraryPlace.of(folder / "other")
    return Work(place, other, (), folder / "journal", folder / "library.kutip")


def at_old_schema(new: Path, old: Path) -> None:
    """The same library as an earlier version made it: what its tables had room for."""
    shutil.copytree(new, old)
    (old / CATALOGUE_FILE).unlink()
    engine = open_engine(old / CATALOGUE_FILE)
    migrate_to(engine, OLD_SCHEMA)
    engine.dispose()
    with closing(sqlite3.connect(old / CATALOGUE_FILE)) as connection:
        connection.execute("DELETE FROM library_state")
        connection.commit()
        connection.execute("ATTACH ? AS new", (str(new / CATALOGUE_FILE),))
        tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'passage_t%' AND name <> 'alembic_version'"
        for (table,) in connection.execute(tables).fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        connection.execute(
            "INSERT INTO main.passage_text (rowid, heading, body) SELECT rowid, heading, body FROM new.passage_text"
        )
        connection.commit()


def prepare(name: str, templates: Templates, folder: Path, served: Callable[[], LibraryPlace] | None) -> Work:
    """A library as it is before the operation, and what the operation needs."""
    shutil.copytree(templates.folder / ("old" if name == "migrate" else "library"), folder / "library")
    place = LibraryPlace.of(folder / "library")
    other = None
    if served is not None:
        if name in ("move", "restore"):
            other = served()
        else:
            move(place, there := served()).close()
            place = there
    work = _work(place, folder, other)
    if name == "restore":
        shutil.copy(templates.folder / "library.kutip", work.backup)
    if name == "mend":
        with Library.write(place) as library:
            first = min(library.catalogue.passage_ids())
            library.vectors.delete(str(library.catalogue.state().collection), first, first + 6)
    if name == "ingest":
        (folder / "files").mkdir()
        new = write(folder / "files" / "kota.pdf", 2), write(folder / "files" / "baru.pdf", 1)
        with Library.write(place) as library:  # so that the second version takes the place of the first
            (old,) = (entry for entry in library.catalogue.entries() if entry.file_name == "kota.pdf")
            library.catalogue.follow(old.document_id, str(new[0].resolve()))
        work = replace(work, files=new)
    return work


def start(name: str, work: Work, templates: Templates) -> multiprocessing.process.BaseProcess:
    """The operation in a child process that has begun it."""
    receiving, sending = templates.context.Pipe(duplex=False)
    process = templates.context.Process(target=run, args=(name, work, sending))
    process.start()
    sending.close()
    assert receiving.recv() == name
    return process


def rehearse(name: str, templates: Templates, folder: Path, served: Callable[[], LibraryPlace] | None) -> float:
    """How long the operation takes, so that the moment of the kill may be any of it."""
    key = (name, served is not None)
    if key not in templates.seconds:
        work = prepare(name, templates, folder, served)
        process = start(name, work, templates)
        begun = time.monotonic()
        process.join()
        assert process.exitcode == 0
        templates.seconds[key] = time.monotonic() - begun
    return templates.seconds[key]


def differences(place: LibraryPlace) -> list[Difference]:
    with inspected(place) as found:
        return check(found)


def answering(place: LibraryPlace) -> dict[str, set[int]]:
    """The files that answer: which version's sentence is found first, quoted as it stands in the text."""
    found: dict[str, set[int]] = {}
    with Library.read(place) as library:
        model = library.catalogue.state().model
        embedder = OtherEmbedder() if model == OtherEmbedder.fingerprint else HashingEmbedder()
        search = PassageSearch(library, embedder, 0.8)
        for entry in library.catalogue.entries():
            text = library.catalogue.whole_document(entry.document_id).document.text
            versions = [number for number in (1, 2) if WORDS[entry.file_name].format(number) in " ".join(text.split())]
            (version,) = versions
            hits = search.search(search.understand(WORDS[entry.file_name].format(version))).hits
            assert hits[0].stored.passage.document_id == entry.document_id
            found.setdefault(entry.file_name, set()).add(version)
            assert library.pdf(entry).exists()
    return found


def kill_once(
    name: str, seed: int, templates: Templates, folder: Path, served: Callable[[], LibraryPlace] | None
) -> bool:
    """Kill an operation and hold the library to everything; whether it was killed before its end."""
    (folder / "rehearsal").mkdir(parents=True)
    (folder / "real").mkdir()
    seconds = rehearse(name, templates, folder / "rehearsal", served)
    work = prepare(name, templates, folder / "real", served)
    before = None if name in ("migrate", "mend") else answering(work.place)
    process = start(name, work, templates)
    moment = time.monotonic() + random.Random(f"{name} {seed}").uniform(0, seconds)
    if name != "migrate":  # somebody asks meanwhile
        Conversations(work.place.catalogue).keep(OWNER, None, KeptTurn(f"{seed:032d}", "Dan lautnya?"), "id")
    time.sleep(max(0.0, moment - time.monotonic()))
    process.kill()
    process.join()
    acknowledged = work.journal.read_text().split() if work.journal.exists() else []
    _check_killed(name, work, before, acknowledged, seed)
    OPERATIONS[name](work)
    _check_finished(name, work)
    return process.exitcode != 0


def _check_killed(
    name: str, work: Work, before: dict[str, set[int]] | None, acknowledged: list[str], seed: int
) -> None:
    """As it lies there: the old or the new answers, and nothing is wrong but what the next change clears away."""
    if name == "mend":
        assert {difference.kind for difference in differences(work.place)} <= {Kind.VECTORS_LOST, *LEFTOVERS}
    else:
        after = answering(work.place)
        assert {difference.kind for difference in differences(work.place)} <= LEFTOVERS
        _check_answering(name, before, after, acknowledged)
        Library.write(work.place).close()
        assert differences(work.place) == []
        assert answering(work.place) == after
    assert Feedback(work.place.catalogue).opinions() == [OPINION]
    if name != "migrate":
        kept = {conversation.title for conversation in Conversations(work.place.catalogue).listed(OWNER)}
        assert kept == {"Sejak kapan?", "Dan lautnya?"}
    if name == "edit" and acknowledged:
        with Library.read(work.place) as library:
            assert NEW_TITLE in {entry.thesis.title for entry in library.catalogue.entries()}
    if name in ("move", "restore"):
        try:
            Library.read(work.other).close()
        except (LibraryEmpty, LibraryHalfMoved):
            assert not acknowledged
        else:
            assert differences(work.other) == []


def _check_answering(
    name: str, before: dict[str, set[int]] | None, after: dict[str, set[int]], acknowledged: list[str]
) -> None:
    if name == "ingest":
        assert after["laut.pdf"] == {1}
        assert after["kota.pdf"] in ({1}, {2})
        assert after["kota.pdf"] == {2} or "kota.pdf" not in acknowledged
        assert "baru.pdf" in after or "baru.pdf" not in acknowledged
    elif name == "remove":
        assert after["kota.pdf"] == {1}
        assert "laut.pdf" not in after or not acknowledged
    else:
        assert after == (before or {"kota.pdf": {1}, "laut.pdf": {1}})


def _check_finished(name: str, work: Work) -> None:
    """Run again, it has come to its end."""
    assert differences(work.place) == []
    expected = {
        "ingest": {"kota.pdf": {2}, "laut.pdf": {1}, "baru.pdf": {1}},
        "remove": {"kota.pdf": {1}},
    }
    assert answering(work.place) == expected.get(name, {"kota.pdf": {1}, "laut.pdf": {1}})
    with Library.read(work.place) as library:
        if name == "model":
            assert library.catalogue.state().model == OtherEmbedder.fingerprint
        if name == "edit":
            assert NEW_TITLE in {entry.thesis.title for entry in library.catalogue.entries()}
    if name in ("move", "restore"):
        assert differences(work.other) == []
        assert answering(work.other) == {"kota.pdf": {1}, "laut.pdf": {1}}
    assert not list(work.backup.parent.glob(".*"))
    assert not list(work.backup.parent.glob("*.part"))


@pytest.mark.parametrize(("seed", "name"), list(enumerate(OPERATIONS)))
def test_killed_at_a_random_moment_a_library_is_whole(
    seed: int, name: str, templates: Templates, tmp_path: Path
) -> None:
    kill_once(name, seed, templates, tmp_path, None)


@pytest.mark.soak
def test_a_hundred_kills_lose_nothing(templates: Templates, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Each operation ten times, three of them on servers."""
    postgres, chroma = request.getfixturevalue("postgres"), request.getfixturevalue("chroma")
    killed = dict.fromkeys(OPERATIONS, 0)
    on_server = 0
    for seed in range(SOAK_KILLS):
        name = list(OPERATIONS)[seed % len(OPERATIONS)]
        folder = tmp_path / f"{seed:03d}"

        def on_servers(folder: Path = folder) -> LibraryPlace:
            return LibraryPlace.of(folder / secrets.token_hex(4), postgres.new_catalogue(), chroma.url)

        served = on_servers if seed // len(OPERATIONS) % 3 == 2 and name != "migrate" else None
        try:
            killed[name] += kill_once(name, seed, templates, folder, served)
            on_server += served is not None
        except BaseException as error:
            error.add_note(f"kill number {seed}: {name}{' on servers' if served else ''}")
            raise
        shutil.rmtree(folder)
    said = f"{sum(killed.values())} of {SOAK_KILLS} were killed before their end ({killed}), {on_server} on servers; all whole"
    sys.stdout.write(f"\n{said}\n")
    assert sum(killed.values()) > SOAK_KILLS // 2


def test_each_operation_is_killed_once_in_every_run() -> None:
    assert len(OPERATIONS) == KILLS

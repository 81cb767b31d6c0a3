"""Disks that are full or only read, locks of other programs, a server that hangs: one sentence each, nothing lost, and after
that everything goes on in the same process."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.backup.saving import save
from ingest.catalogue.conversations import Conversations, KeptTurn, Owner
from ingest.checking.library import check, inspected
from ingest.corrections import apply, correction_of
from ingest.errors import DiskFull, LibraryInUse, VectorsUnreachable
from ingest.explain import explain
from ingest.library import Library
from ingest.metadata_values import MetadataField
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, rebuild, remove_document
from ingest.places import CATALOGUE_FILE, LibraryPlace
from retrieval.search import PassageSearch
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import SAMPLES, build_samples
from tests.pdfs import write_pdf
from tests.servers import ChromaServer

OWNER = Owner("browser:ani")
QUESTION = "Apa hambatan kerja sama kota kembar?"


class Disk:
    """A file system of its own, in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._mounts = folder, 1
        self._run("mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder))

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.folder / "filler").open("wb", buffering=0) as file:
            while True:
                try:
                    file.write(bytes(1 << 16))
                except OSError:
                    break

    def make_room(self) -> None:
        (self.folder / "filler").unlink()

    def only_read(self) -> None:
        """Whoever opens a file from now on can only read it."""
        self._run("mount", "--bind", str(self.folder), str(self.folder))
        self._mounts += 1
        self._run("mount", "-o", "remount,bind,ro", str(self.folder))

    def write_again(self) -> None:
        self._run("umount", "-l", str(self.folder))
        self._mounts -= 1

    def close(self) -> None:
        while self._mounts:
            self.write_again()

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a file system to fill")
    (tmp_path / "disk").mkdir()
    try:
        made = Disk(tmp_path / "disk")
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("this machine lets nobody mount a file system")
    yield made
    made.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "library"
    build_samples(folder, HashingEmbedder())
    return folder


def new_file(folder: Path) -> Path:
    return write_pdf(folder / "baru.pdf", [["BAB I", "PENDAHULUAN", "Perpustakaan keliling datang setiap pekan."]])


def add(library: Path, file: Path) -> None:
    with Library.write(library) as writer, PdfReading(PdfLimits()) as reading:
        (report,) = add_files(writer, HashingEmbedder(), reading, [file])
    assert report.error is None


def edit(library: Path, file: Path) -> None:
    with Library.write(library) as writer:
        name = writer.catalogue.entries()[0].file_name
        apply(
            writer, HashingEmbedder, [correction_of(writer, name, {MetadataField.TITLE: f"Judul {file.parent.name}"})]
        )


def index_anew(library: Path, file: Path) -> None:
    with Library.write_to_rebuild(library) as writer:
        rebuild(writer, HashingEmbedder())


def take_out(library: Path, file: Path) -> None:
    with Library.write(library) as writer:
        remove_document(writer, writer.catalogue.entries()[-1].file_name)


def keep_turn(library: Path, file: Path) -> None:
    Conversations(library / CATALOGUE_FILE).keep(OWNER, None, KeptTurn("1" * 32, QUESTION * 500), "id")


def back_up(library: Path, file: Path) -> None:
    save(library, library.parent / "a.kutip")


CHANGES: dict[str, Callable[[Path, Path], None]] = {
    "add": add,
    "edit": edit,
    "rebuild": index_anew,
    "remove": take_out,
    "keep a turn": keep_turn,
    "back up": back_up,
}


def names(library: Path) -> list[str]:
    with Library.read(library) as reader:
        search = PassageSearch(reader, HashingEmbedder(), 0.8)
        assert search.search(search.understand(QUESTION)).hits
        return [entry.file_name for entry in reader.catalogue.entries()]


def sound_at(library: Path) -> bool:
    with inspected(library) as found:
        return check(found) == []


def assert_told(error: pytest.ExceptionInfo[DiskFull]) -> None:
    for language in ("en", "id"):
        sentence = explain(error.value, language)
        assert "\n" not in sentence
        assert len(sentence) < 400


@pytest.mark.parametrize("name", CHANGES)
def test_a_full_disk_loses_nothing(name: str, disk: Disk, sound: Path, tmp_path: Path) -> None:
    library = disk.folder / "library"
    shutil.copytree(sound, library)
    file, before = new_file(tmp_path), names(library)
    disk.fill()
    if name != "remove":  # which needs little room; where it needs some it is told
        with pytest.raises(DiskFull) as caught:
            CHANGES[name](library, file)
        assert_told(caught)
    disk.make_room()
    assert names(library) == before
    Library.write(library).close()
    assert sound_at(library)
    CHANGES[name](library, file)
    assert sound_at(library)


@pytest.mark.parametrize("name", CHANGES)
def test_a_disk_that_is_only_read_loses_nothing(name: str, disk: Disk, sound: Path, tmp_path: Path) -> None:
    library = disk.folder / "library"
    shutil.copytree(sound, library)
    file, before = new_file(tmp_path), names(library)
    disk.only_read()
    with pytest.raises(DiskFull) as caught:
        CHANGES[name](library, file)
    assert_told(caught)
    disk.write_again()
    assert names(library) == before
    CHANGES[name](library, file)
    assert sound_at(library)


def test_a_catalogue_that_another_program_holds_is_in_use_and_then_free(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.catalogue.schema.BUSY_SECONDS", 0.2)
    library = tmp_path / "library"
    shutil.copytree(sound, library)
    before = names(library)
    with closing(sqlite3.connect(library / CATALOGUE_FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for change in (add, edit, index_anew, keep_turn):
            with pytest.raises(LibraryInUse):
                change(library, new_file(tmp_path))
        assert names(library) == before  # questions are answered meanwhile
        other.execute("ROLLBACK")
    add(library, new_file(tmp_path))
    assert sound_at(library)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
def test_a_server_of_vectors_that_hangs_fails_in_time_and_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.vectors.SERVER_SECONDS", 1.0)
    (tmp_path / "server").mkdir()
    with ChromaServer(tmp_path / "server") as chroma:
        place = LibraryPlace.of(tmp_path / "library", vectors=chroma.url)
        build_samples(place, HashingEmbedder())
        with Library.read(place) as library:
            search = PassageSearch(library, HashingEmbedder(), 0.8)
            before = [hit.stored.passage.id for hit in search.search(search.understand(QUESTION)).hits]
            chroma.pause()
            with pytest.raises(VectorsUnreachable):
                search.search(search.understand(QUESTION))
            with pytest.raises(VectorsUnreachable):
                Library.read(place)
            with pytest.raises(VectorsUnreachable):
                add_anything(place, tmp_path)
            chroma.go_on()
            assert [hit.stored.passage.id for hit in search.search(search.understand(QUESTION)).hits] == before
        add_anything(place, tmp_path)
        with inspected(place) as found:
            assert check(found) == []


def add_anything(place: LibraryPlace, folder: Path) -> None:
    with Library.write(place) as writer, PdfReading(PdfLimits()) as reading:
        assert all(not report.error for report in add_files(writer, HashingEmbedder(), reading, [new_file(folder)]))


def test_the_samples_are_there() -> None:
    assert len(list(SAMPLES.glob("*.pdf"))) == 3

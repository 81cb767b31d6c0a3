"""A whole library as one file and back, while others write; a file that is not what was written restores nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.__main__ import main
from ingest.backup.archive import CATALOGUE, FORM, FORMAT, LIST, VECTORS
from ingest.backup.restoring import restore
from ingest.backup.saving import save
from ingest.catalogue.conversations import Conversations, KeptTurn, Owner
from ingest.catalogue.feedback import Feedback
from ingest.catalogue.store import Catalogue
from ingest.checking.library import check, inspected
from ingest.errors import (
    BackupDamaged,
    BackupNewer,
    FileExists,
    IndexDamaged,
    LibraryEmpty,
    NotABackup,
    PathNotFound,
    PdfNotKept,
    RestoreTargetNotEmpty,
)
from ingest.library import FILES_FOLDER, Library
from ingest.moving import move
from ingest.pipeline import remove_document
from ingest.places import LibraryPlace
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_feedback import ANSWER, DISLIKED
from tests.ingest.test_moving import everything
from tests.library_for_tests import PROJECT, SAMPLES, build_samples
from tests.pdfs import write_pdf

FILES = sorted(SAMPLES.glob("*.pdf"))
OWNER = Owner("browser:ani")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, one of them removed again, a conversation and what a reader thought."""
    folder = tmp_path_factory.mktemp("original") / "library"
    build_samples(folder, HashingEmbedder())
    with Library.write(folder) as library:
        remove_document(library, FILES[0].name)
    catalogue = LibraryPlace.of(folder).catalogue
    Feedback(catalogue).keep(replace(DISLIKED, answer=replace(ANSWER, citations=())))
    Conversations(catalogue).keep(OWNER, None, KeptTurn("1" * 32, "Apa itu kota kembar?"), "id")
    return folder


@pytest.fixture
def backup(original: Path, tmp_path: Path) -> Path:
    assert save(original, tmp_path / "a.kutip") == (2, 50)
    return tmp_path / "a.kutip"


def alike(one: LibraryPlace, other: LibraryPlace) -> None:
    """The same in everything but what a copy has of its own."""
    first, second = everything(one), everything(other)
    states = [found.pop("state") for found in (first, second)]
    assert first == second
    assert states[0].identity != states[1].identity
    assert states[0].collection != states[1].collection
    assert (states[0].revision, states[0].generation, states[0].model) == (
        states[1].revision,
        states[1].generation,
        states[1].model,
    )
    turns = [
        Conversations(place.catalogue).conversation(OWNER, Conversations(place.catalogue).listed(OWNER)[0].id)
        for place in (one, other)
    ]
    assert turns[0] == turns[1]


def sound(place: LibraryPlace | Path) -> bool:
    with inspected(place) as found:
        return check(found) == []


def test_a_library_comes_back_as_it_was(original: Path, backup: Path, tmp_path: Path) -> None:
    assert list(tmp_path.iterdir()) == [backup]  # nothing is left beside it
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert restore(backup, tmp_path / "new" / "library") == (2, 50)
    alike(LibraryPlace.of(original), LibraryPlace.of(tmp_path / "new" / "library"))
    assert sound(tmp_path / "new" / "library")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["library"]
    with Library.read(original) as old, Library.read(tmp_path / "new" / "library") as new:
        ids = sorted(old.catalogue.passage_ids())
        before, after = (
            library.vectors.fetch(str(library.catalogue.state().collection), ids) for library in (old, new)
        )
        assert all(np.abs(before[id_] - after[id_]).max() <= 1e-6 for id_ in ids)
    save(tmp_path / "new" / "library", tmp_path / "again.kutip")  # and a backup of it is one of the same


def test_a_library_whose_theses_were_all_removed_comes_back_with_its_conversations(
    original: Path, tmp_path: Path
) -> None:
    shutil.copytree(original, tmp_path / "emptied")
    with Library.write(tmp_path / "emptied") as library:
        for entry in library.catalogue.entries():
            remove_document(library, entry.document_id)
    assert save(tmp_path / "emptied", tmp_path / "b.kutip") == (0, 0)
    assert restore(tmp_path / "b.kutip", tmp_path / "new") == (0, 0)
    with Library.write(tmp_path / "new") as library:
        assert len(library.catalogue.entries(include_removed=True)) == 3
    assert len(Conversations(LibraryPlace.of(tmp_path / "new").catalogue).listed(OWNER)) == 1


def test_between_folders_and_servers(original: Path, backup: Path, served: LibraryPlace, tmp_path: Path) -> None:
    restore(backup, served)
    alike(LibraryPlace.of(original), served)
    assert sound(served)
    save(served, tmp_path / "served.kutip")
    restore(tmp_path / "served.kutip", tmp_path / "back")
    alike(LibraryPlace.of(original), LibraryPlace.of(tmp_path / "back"))
    with pytest.raises(RestoreTargetNotEmpty):
        restore(backup, served)
    assert sound(served)


def test_a_copy_on_the_same_server_leaves_the_original_alone(
    backup: Path, served: LibraryPlace, original: Path, tmp_path: Path
) -> None:
    move(LibraryPlace.of(original), served).close()
    save(served, tmp_path / "served.kutip")
    second = LibraryPlace(tmp_path / "second", LibraryPlace.of(tmp_path / "second").catalogue, served.vectors)
    restore(tmp_path / "served.kutip", second)
    with Library.write(second) as library:
        remove_document(library, FILES[1].name)
    assert sound(served)
    assert sound(second)


def test_what_lies_there_is_not_written_over(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(FileExists):
        save(tmp_path, backup) if (tmp_path / CATALOGUE).exists() else save(_library(tmp_path), backup)
    target = tmp_path / "target"
    target.mkdir()
    (target / "notes.txt").write_text("x")
    with pytest.raises(RestoreTargetNotEmpty):
        restore(backup, target)
    assert [path.name for path in target.iterdir()] == ["notes.txt"]


def _library(tmp_path: Path) -> Path:
    Catalogue.open(tmp_path / CATALOGUE).close()
    return tmp_path


def test_without_a_library_or_a_folder_to_write_to_nothing_is_written(original: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryEmpty):
        save(tmp_path / "none", tmp_path / "a.kutip")
    with pytest.raises(PathNotFound):
        save(original, tmp_path / "none" / "a.kutip")
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_lacks_something_is_told_and_not_saved_by_half(
    original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.backup.saving.PAUSE_SECONDS", 0.0)
    shutil.copytree(original, tmp_path / "library")
    with Library.write(tmp_path / "library") as library:
        collection = str(library.catalogue.state().collection)
        (first, *_) = sorted(library.catalogue.passage_ids())
        library.vectors.delete(collection, first, first + 1)
    with pytest.raises(IndexDamaged):
        save(tmp_path / "library", tmp_path / "a.kutip")
    shutil.rmtree(tmp_path / "library")
    shutil.copytree(original, tmp_path / "library")
    next((tmp_path / "library" / FILES_FOLDER).iterdir()).unlink()
    with pytest.raises(PdfNotKept):
        save(tmp_path / "library", tmp_path / "a.kutip")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_saved_while_another_process_writes_it_is_whole(tmp_path: Path) -> None:
    """Files are added, replaced and everything is indexed anew by a child, over and over, while backups are made."""
    folder, files = tmp_path / "library", tmp_path / "files"
    files.mkdir()
    build_samples(folder, HashingEmbedder())
    for number in range(3):
        write_pdf(files / f"{number}.pdf", [["BAB I", "PENDAHULUAN", f"Kota nomor {number} ramai sekali hari ini."]])
    command = [sys.executable, "-m", "tests.ingest.busy_writer", str(folder), str(files)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "writing\n"
            for number in range(3):
                save(folder, tmp_path / f"{number}.kutip")
            assert child.poll() is None
        finally:
            child.kill()
    revisions = []
    for number in range(3):
        restore(tmp_path / f"{number}.kutip", tmp_path / f"restored-{number}")
        assert sound(tmp_path / f"restored-{number}")
        with Library.read(tmp_path / f"restored-{number}") as library:
            assert {file.name for file in FILES} <= {entry.file_name for entry in library.catalogue.entries()}
            revisions.append(library.catalogue.state().revision)
    assert revisions == sorted(revisions)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_ends_early_restores_nothing(share: float, backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    with pytest.raises((BackupDamaged, NotABackup)):
        restore(backup, tmp_path / "target")
    assert list(tmp_path.iterdir()) == [backup]


def test_one_changed_byte_anywhere_is_seen(backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    for at in range(40, len(content), len(content) // 25):
        backup.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        with pytest.raises((BackupDamaged, NotABackup, BackupNewer)):
            restore(backup, tmp_path / "target")
        assert list(tmp_path.iterdir()) == [backup]


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/outside", "files/../../outside", "files/x.pdf", "files\\..\\outside", "writer.lock", "C:x"],
)
def test_no_name_leads_out_of_the_library(name: str, backup: Path, tmp_path: Path) -> None:
    rewrite(backup, extra=name)
    with pytest.raises(BackupDamaged):
        restore(backup, tmp_path / "inner" / "target")
    assert not list(tmp_path.rglob("*outside*"))
    assert not (tmp_path / "inner" / "target").exists()


def test_what_the_list_does_not_name_is_not_taken(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("files/../../outside", b"x")
    restore(backup, tmp_path / "target")
    assert not list(tmp_path.rglob("*outside*"))


def test_other_files_and_newer_forms_are_told_apart(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("x" * 100)
    with pytest.raises(NotABackup):
        restore(tmp_path / "text", tmp_path / "target")
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(NotABackup):
        restore(tmp_path / "zip", tmp_path / "target")
    with pytest.raises(PathNotFound):
        restore(tmp_path / "none", tmp_path / "target")
    rewrite(backup, form=FORM + 1)
    with pytest.raises(BackupNewer):
        restore(backup, tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_a_member_that_swells_is_stopped_at_the_size_that_is_listed(backup: Path, tmp_path: Path) -> None:
    rewrite(backup, swollen=VECTORS)
    with pytest.raises(BackupDamaged):
        restore(backup, tmp_path / "target")


def rewrite(backup: Path, *, extra: str = "", form: int = FORM, swollen: str = "") -> None:
    """The same backup with one thing in it that is wrong."""
    with zipfile.ZipFile(backup) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    listed = json.loads(content.pop(LIST))
    assert listed["format"] == FORMAT
    if extra:
        content[extra] = b"x"
        digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
        listed["members"].append({"name": extra, "size": 1, "sha256": digest})
    if swollen:
        content[swollen] += bytes(50_000_000)
    listed["form"] = form
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in content.items():
            archive.writestr(name, value)
        archive.writestr(LIST, json.dumps(listed))


def test_the_commands(
    original: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    for name in [name for name in os.environ if name in ("KUTIP_CATALOGUE", "KUTIP_VECTORS")]:
        monkeypatch.delenv(name)
    file, target = str(tmp_path / "a.kutip"), str(tmp_path / "target")
    assert main(["--library", str(original), "backup", file]) == 0
    assert "2 documents, 50 passages" in capsys.readouterr().out
    assert main(["restore", file, "--library", target]) == 0
    assert capsys.readouterr().out == f"{target}: 2 documents, 50 passages restored\n"
    assert main(["--library", target, "check"]) == 0
    assert main(["restore", file, "--library", target]) == 1
    assert "would mix the two" in capsys.readouterr().err

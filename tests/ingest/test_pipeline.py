"""Ingest with real PDFs, SQLite and Chroma, and a small deterministic model: incremental, atomic, crash-safe."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.document import section_path
from ingest.errors import AmbiguousName, EmptyFile, FolderWithoutPdfs, NotInLibrary, PathNotFound
from ingest.library import FILES_FOLDER, Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import FileReport, Outcome, Progress, add_files, find_pdfs, rebuild, remove_document
from ingest.places import LibraryPlace, Server
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.killed_ingest import POINTS
from tests.pdfs import write_pdf

pytestmark = pytest.mark.usefixtures("stores")

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "data" / "samples").glob("*.pdf"))
PAGES = [
    ["BAB I", "PENDAHULUAN", "Kota kembar adalah kerja sama antara dua kota di negara yang berbeda."],
    ["Hambatan utamanya adalah anggaran yang tidak cukup dan pergantian wali kota."],
]


def add(folder: Path, *files: Path) -> list[FileReport]:
    with Library.write(folder) as library, PdfReading(PdfLimits()) as reading:
        return list(add_files(library, HashingEmbedder(), reading, list(files)))


def check_invariants(folder: Path) -> set[str]:
    """Every passage has its vector and stands in its text; returns the file names that answer."""
    with Library.read(folder) as library:
        collection = library.catalogue.state().collection
        assert collection is not None
        ids = library.catalogue.passage_ids()
        assert ids <= library.vectors.ids(collection)
        stored = library.catalogue.passages(sorted(ids))
        assert set(stored) == ids
        names = set()
        for entry in library.catalogue.entries():
            whole = library.catalogue.whole_document(entry.document_id)
            own = [found for found in stored.values() if found.passage.document_id == entry.document_id]
            assert len(own) == entry.passages > 0
            for found in own:
                assert 0 <= found.passage.start < found.passage.end <= len(whole.document.text)
                assert section_path(whole.sections, found.passage.start)[-1].kind is found.kind
                assert len(found.sentence_vectors) == len(found.passage.sentences)
            assert hashlib.sha256(library.pdf(entry).read_bytes()).hexdigest() == entry.sha256
            names.add(entry.file_name)
        assert sum(entry.passages for entry in library.catalogue.entries()) == len(ids)
        return names


def check_swept(folder: Path) -> None:
    """After the next writer, the two stores hold exactly the same ids, and a copy of each PDF with a text."""
    with Library.write(folder) as library:
        collection = library.catalogue.state().collection
        assert collection is not None
        assert library.vectors.ids(collection) == library.catalogue.passage_ids()
        assert library.vectors.collections() == [collection]
        kept = {f"{sha256}.pdf" for sha256 in library.catalogue.digests()}
        assert {file.name for file in (folder / FILES_FOLDER).iterdir()} == kept


def test_a_second_run_over_the_same_files_changes_nothing(tmp_path: Path) -> None:
    first = add(tmp_path, *SAMPLES)
    with Library.read(tmp_path) as library:
        state, ids = library.catalogue.state(), library.catalogue.passage_ids()
    second = add(tmp_path, *SAMPLES)
    assert [report.outcome for report in first] == [Outcome.ADDED] * 3
    assert [report.outcome for report in second] == [Outcome.UNCHANGED] * 3
    assert [report.passages for report in second] == [report.passages for report in first]
    with Library.read(tmp_path) as library:
        assert (library.catalogue.state(), library.catalogue.passage_ids()) == (state, ids)
    assert check_invariants(tmp_path) == {path.name for path in SAMPLES}


def test_a_changed_file_replaces_its_old_version_and_keeps_its_thesis(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "skripsi.pdf", PAGES)
    library_folder = tmp_path / "library"
    add(library_folder, file)
    with Library.read(library_folder) as library:
        old = library.catalogue.entries()[0]
    write_pdf(file, [*PAGES, ["Kesimpulannya, kerja sama itu berlanjut sampai tahun 2024."]])
    assert [report.outcome for report in add(library_folder, file)] == [Outcome.REPLACED]
    with Library.read(library_folder) as library:
        (new,) = library.catalogue.entries()
        assert (new.thesis.id, new.pages) == (old.thesis.id, 3)
        assert new.document_id != old.document_id
        before = library.catalogue.whole_document(old.document_id)  # what old citations point at is kept
        assert "wali kota" in before.document.text
        assert "2024" not in before.document.text
        assert library.pdf(library.catalogue.entry(old.document_id)) != library.pdf(new)
    check_swept(library_folder)


def test_a_file_that_became_unreadable_leaves_its_old_version_answering(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "skripsi.pdf", PAGES)
    add(tmp_path / "library", file)
    file.write_bytes(b"")
    (report,) = add(tmp_path / "library", file)
    assert report.outcome is Outcome.REFUSED
    assert isinstance(report.error, EmptyFile)
    assert check_invariants(tmp_path / "library") == {"skripsi.pdf"}


def test_a_bad_file_among_good_ones_costs_only_itself(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"no pdf")
    good = write_pdf(tmp_path / "good.pdf", PAGES)
    outcomes = [report.outcome for report in add(tmp_path / "library", bad, good)]
    assert outcomes == [Outcome.REFUSED, Outcome.ADDED]


def test_the_same_bytes_under_another_name_are_one_document(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", PAGES)
    copy = Path(shutil.copy(file, tmp_path / "b.pdf"))
    assert [report.outcome for report in add(tmp_path / "library", file, copy)] == [Outcome.ADDED, Outcome.UNCHANGED]


def test_removing_leaves_the_entry_and_nothing_to_find(tmp_path: Path) -> None:
    add(tmp_path, *SAMPLES[:2])
    with Library.write(tmp_path) as library:
        remove_document(library, SAMPLES[0].name)
        assert [entry.file_name for entry in library.catalogue.entries()] == [SAMPLES[1].name]
        marked = [entry for entry in library.catalogue.entries(include_removed=True) if entry.removed]
        assert [(entry.file_name, entry.pages, entry.passages) for entry in marked] == [(SAMPLES[0].name, 10, 0)]
        assert library.catalogue.whole_document(marked[0].document_id).document.text == ""
    check_swept(tmp_path)
    assert [report.outcome for report in add(tmp_path, SAMPLES[0])] == [Outcome.ADDED]


def test_an_unknown_or_ambiguous_name_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    files = [write_pdf(tmp_path / "one" / "a.pdf", PAGES), write_pdf(tmp_path / "two" / "a.pdf", PAGES[::-1])]
    add(tmp_path / "library", *files)
    with Library.write(tmp_path / "library") as library:
        for name in ("b.pdf", ""):
            with pytest.raises(NotInLibrary):
                remove_document(library, name)
        with pytest.raises(AmbiguousName) as caught:
            remove_document(library, "a.pdf")
        remove_document(library, caught.value.ids[0])
        assert len(library.catalogue.entries()) == 1


def test_rebuild_makes_new_passages_of_the_same_texts(tmp_path: Path) -> None:
    add(tmp_path, *SAMPLES)
    with Library.write(tmp_path) as library:
        old_ids, old_collection = library.catalogue.passage_ids(), library.catalogue.state().collection
        places = {
            (p.passage.document_id, p.passage.start, p.passage.end)
            for p in library.catalogue.passages(sorted(old_ids)).values()
        }
        assert rebuild(library, HashingEmbedder()) == len(old_ids)
        new_ids = library.catalogue.passage_ids()
        assert not new_ids & old_ids
        assert library.catalogue.state().collection != old_collection
        assert {
            (p.passage.document_id, p.passage.start, p.passage.end)
            for p in library.catalogue.passages(sorted(new_ids)).values()
        } == places
    check_swept(tmp_path)


def test_progress_counts_pages_then_passages(tmp_path: Path) -> None:
    seen: list[Progress] = []
    with Library.write(tmp_path) as library, PdfReading(PdfLimits()) as reading:
        (report,) = add_files(library, HashingEmbedder(), reading, SAMPLES[:1], seen.append)
    assert [step.pages_read for step in seen[:10]] == list(range(1, 11))
    assert (seen[-1].passages_done, seen[-1].passages) == (report.passages, report.passages)


def test_folders_are_searched_and_each_file_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b.pdf", "a.PDF", "in/c.pdf", "note.txt"):
        (tmp_path / name).write_bytes(b"%PDF-")
    found = find_pdfs([tmp_path, tmp_path / "b.pdf"])
    assert [path.name for path in found] == ["a.PDF", "b.pdf", "c.pdf"]
    with pytest.raises(PathNotFound):
        find_pdfs([tmp_path / "none.pdf"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderWithoutPdfs):
        find_pdfs([tmp_path / "empty"])


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("stores", ["embedded"], indirect=True)
@pytest.mark.parametrize("point", [point for point in POINTS if "stag" not in point and "live" not in point])
def test_killed_while_replacing_one_version_or_the_other_answers(point: str, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "skripsi.pdf", PAGES)
    folder = tmp_path / "library"
    add(folder, file, SAMPLES[0])
    write_pdf(file, [*PAGES, ["Kesimpulannya, kerja sama itu berlanjut sampai tahun 2024."]])
    killed = run_killed(folder, point, 1, file)
    assert killed == -signal.SIGKILL
    assert check_invariants(folder) == {"skripsi.pdf", SAMPLES[0].name}
    add(folder, file)
    check_invariants(folder)
    check_swept(folder)
    with Library.read(folder) as library:
        assert [entry.pages for entry in library.catalogue.entries() if entry.file_name == file.name] == [3]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("stores", ["embedded"], indirect=True)
@pytest.mark.parametrize("point", ["before vectors", "after staging", "before going live", "after going live"])
def test_killed_while_rebuilding_a_whole_generation_answers(point: str, tmp_path: Path) -> None:
    add(tmp_path, *SAMPLES[:2])
    assert run_killed(tmp_path, point, 1) == -signal.SIGKILL
    assert check_invariants(tmp_path) == {path.name for path in SAMPLES[:2]}
    check_swept(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(
    ("stores", "seed"), [*(("embedded", seed) for seed in range(4)), ("served", 4)], indirect=["stores"]
)
def test_killed_at_a_random_moment_the_library_is_consistent(seed: int, tmp_path: Path) -> None:
    add(tmp_path, SAMPLES[0])
    command = [sys.executable, "-m", "tests.ingest.killed_ingest", str(tmp_path), "after the swap", "99"]
    process = subprocess.Popen([*command, *map(str, SAMPLES)], cwd=ROOT, env=stores_of(tmp_path))
    time.sleep(random.Random(seed).uniform(0.5, 4.0))
    process.kill()
    process.wait()
    assert SAMPLES[0].name in check_invariants(tmp_path)
    add(tmp_path, *SAMPLES)
    assert check_invariants(tmp_path) == {path.name for path in SAMPLES}
    check_swept(tmp_path)


def run_killed(folder: Path, point: str, time_: int, *files: Path) -> int:
    command = [sys.executable, "-m", "tests.ingest.killed_ingest", str(folder), point, str(time_), *map(str, files)]
    return subprocess.run(command, cwd=ROOT, env=stores_of(folder), check=False).returncode


def stores_of(folder: Path) -> dict[str, str]:
    """The environment that tells another process where the stores of a library are."""
    place = LibraryPlace.of(folder)
    urls = [store.url if isinstance(store, Server) else "" for store in (place.catalogue, place.vectors)]
    return {**os.environ, "KUTIP_CATALOGUE": urls[0], "KUTIP_VECTORS": urls[1]}

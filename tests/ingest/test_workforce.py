"""Many workers make the same library as one process, in the same order; a lost one costs at most the file that killed it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue.records import StoredPassage
from ingest.corrections import apply, correction_of
from ingest.embedding import Embedder, load_embedder
from ingest.errors import EmptyFile, EncryptedPdf, ModelNotFound, RayUnreachable, WorkerLost, WorkersDiffer
from ingest.library import Library
from ingest.metadata_values import MetadataField
from ingest.passwords import Passwords
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import FileReport, Outcome, add_files, add_files_by
from ingest.ray_workers import ray_workers
from ingest.worker_processes import process_workers
from ingest.workforce import Bench, Workforce
from settings import PROJECT, Settings
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.failing_embedder import DEADLY, DyingEmbedder, NamedEmbedder
from tests.pdfs import write_pdf

SAMPLES = sorted((PROJECT / "data" / "samples").glob("*.pdf"))
OpenForce = Callable[[Callable[[], Embedder]], AbstractContextManager[Workforce]]


@contextmanager
def processes(open_embedder: Callable[[], Embedder], count: int = 2) -> Iterator[Workforce]:
    with Workforce(process_workers(count, Bench(open_embedder, PdfLimits(), 1))) as force:
        yield force


@contextmanager
def cluster(open_embedder: Callable[[], Embedder], count: int = 2) -> Iterator[Workforce]:
    pytest.importorskip("ray", reason="needs requirements-scale.txt")
    with ray_workers("local", count, Bench(open_embedder, PdfLimits(), 1)) as actors, Workforce(actors) as force:
        yield force


BOTH = pytest.mark.parametrize("opened", [processes, cluster], ids=["processes", "ray"])


def add(force: Workforce, folder: Path, *files: Path) -> list[FileReport]:
    with Library.write(folder) as library:
        return list(add_files_by(force, library, files))


def contents(folder: Path) -> list[tuple[object, ...]]:
    """What a library holds, its ids aside: documents in their order, passages with all their vectors."""
    found: list[tuple[object, ...]] = []
    with Library.read(folder) as library:
        catalogue = library.catalogue
        stored = catalogue.passages(sorted(catalogue.passage_ids()))
        tokens = catalogue.token_vectors(sorted(stored))
        collection = catalogue.state().collection
        assert collection is not None
        vectors = library.vectors.fetch(collection, sorted(stored))
        for entry in catalogue.entries():
            whole = catalogue.whole_document(entry.document_id)
            found.append((entry.file_name, whole.document.text, entry.thesis.title, whole.references))
            for id_, each in stored.items():
                if each.passage.document_id == entry.document_id:
                    vector = np.array(vectors[id_])
                    found.append((*_facts(each), vector.tobytes(), tokens[id_].to_bytes()))
    return found


def _facts(stored: StoredPassage) -> tuple[object, ...]:
    return (stored.passage.start, stored.passage.end, stored.kind, stored.sentence_vectors.tobytes())


def test_two_processes_make_the_same_library_as_one(tmp_path: Path) -> None:
    empty = tmp_path / "kosong.pdf"
    empty.write_bytes(b"")
    files = [*SAMPLES, empty]
    with Library.write(tmp_path / "one") as library, PdfReading(PdfLimits()) as reading:
        alone = list(add_files(library, HashingEmbedder(), reading, files))
    with processes(HashingEmbedder) as force:
        together = add(force, tmp_path / "two", *files)
        assert [report.outcome for report in add(force, tmp_path / "two", *SAMPLES)] == [Outcome.UNCHANGED] * 3
    assert [(r.path, r.outcome, r.pages, r.passages, type(r.error)) for r in together] == [
        (r.path, r.outcome, r.pages, r.passages, type(r.error)) for r in alone
    ]
    assert contents(tmp_path / "two") == contents(tmp_path / "one")


@pytest.mark.model
def test_the_real_models_vectors_are_the_same_from_another_process(tmp_path: Path) -> None:
    model = partial(load_embedder, "packaged", Settings().models)
    text = "Kota kembar adalah kerja sama antara dua kota di negara yang berbeda."
    with processes(model, 1) as force:
        (theirs,) = force.encode(Path("a.pdf"), text, "Kota", ()).groups()
        assert force.fingerprint == model().fingerprint
    ours = model().encode_passages([f"Kota\n{text}"], [[(5, 5 + len(text))]])
    assert float((theirs.vectors @ ours.vectors.T).min()) >= 0.9999
    assert float((theirs.sentence_vectors[0] @ ours.sentence_vectors[0].T).min()) >= 0.9999


@BOTH
def test_a_lost_worker_is_replaced_and_a_file_that_kills_two_is_refused(opened: OpenForce, tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    lives.mkdir()
    good = write_pdf(tmp_path / "baik.pdf", [["Kota kembar adalah kerja sama antara dua kota."]])
    deadly = write_pdf(tmp_path / "mati.pdf", [[f"Halaman ini {DEADLY} bagi siapa pun yang membacanya."]])
    with opened(partial(DyingEmbedder, lives)) as force:
        for life in ("1", "2"):
            (lives / life).touch()
        first = add(force, tmp_path / "library", good, deadly)
        assert [report.outcome for report in first] == [Outcome.ADDED, Outcome.REFUSED]
        assert isinstance(first[1].error, WorkerLost)
        (lives / "3").touch()
        second = add(force, tmp_path / "library", good, deadly)
        assert [report.outcome for report in second] == [Outcome.UNCHANGED, Outcome.ADDED]
    assert not list(lives.iterdir())


@BOTH
def test_what_is_wrong_with_a_file_is_told_under_its_own_name(opened: OpenForce, tmp_path: Path) -> None:
    empty = tmp_path / "kosong.pdf"
    empty.write_bytes(b"")
    secret = write_pdf(tmp_path / "rahasia.pdf", [["Kota kembar adalah kerja sama."]], password="x")
    with opened(HashingEmbedder) as force, Library.write(tmp_path / "library") as library:
        refused = list(add_files_by(force, library, [empty, secret]))
        assert [(type(report.error), report.path.name) for report in refused] == [
            (EmptyFile, "kosong.pdf"),
            (EncryptedPdf, "rahasia.pdf"),
        ]
        assert isinstance(refused[0].error, EmptyFile)
        assert refused[0].error.path == empty
        (opened_,) = add_files_by(force, library, [secret], passwords=Passwords(("x",)))
        assert opened_.outcome is Outcome.ADDED
        (entry,) = library.catalogue.entries()
        assert entry.copy_sha256 is not None


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with processes(HashingEmbedder) as force:
        with Library.write(tmp_path) as library:
            run = add_files_by(force, library, SAMPLES)
            next(run)
            assert isinstance(run, Generator)
            run.close()
        outcomes = [report.outcome for report in add(force, tmp_path, *SAMPLES)]
    assert outcomes == [Outcome.UNCHANGED, Outcome.ADDED, Outcome.ADDED]


def test_a_corrected_title_stands_in_front_of_the_passages_of_a_new_version(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "skripsi.pdf", [["Kota kembar adalah kerja sama antara dua kota."]], title="Kota")
    with processes(HashingEmbedder) as force:
        add(force, tmp_path / "library", file)
        with Library.write(tmp_path / "library") as library:
            said = correction_of(library, "skripsi.pdf", {MetadataField.TITLE: "Paradiplomasi"}, [])
            apply(library, HashingEmbedder, [said])
        write_pdf(file, [["Kota kembar adalah kerja sama antara tiga kota."]], title="Kota")
        (report,) = add(force, tmp_path / "library", file)
        with Library.write(tmp_path / "one") as library, PdfReading(PdfLimits()) as reading:
            list(add_files(library, HashingEmbedder(), reading, [file]))
    assert report.outcome is Outcome.REPLACED
    assert [each[2] for each in contents(tmp_path / "library") if len(each) == 4] == ["Paradiplomasi"]
    assert contents(tmp_path / "library")[1] != contents(tmp_path / "one")[1]


def test_workers_with_different_models_do_not_begin(tmp_path: Path) -> None:
    with pytest.raises(WorkersDiffer), processes(partial(NamedEmbedder, tmp_path)):
        pass


def test_a_model_that_cannot_be_loaded_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound), processes(partial(load_embedder, "/no/such/model", tmp_path)):
        pass


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray", reason="needs requirements-scale.txt")
    monkeypatch.setenv("RAY_AUTH_MODE", "token")  # taken back afterwards, for clusters of this machine
    with pytest.raises(RayUnreachable), ray_workers("not an address", 1, Bench(HashingEmbedder, PdfLimits(), 1)):
        pass

"""The start of the app: told step by step, and its failures in the tree of errors."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

import web.startup
from ingest.errors import (
    CatalogueUnreachable,
    IndexDamaged,
    LibraryInUse,
    ModelNotFound,
    NotReady,
    ShuttingDown,
    VectorsUnreachable,
)
from ingest.library import Library
from ingest.opening import library_place
from ingest.pipeline import FileReport, rebuild
from ingest.places import VECTORS_FOLDER
from ingest.uploads import UPLOADS_FOLDER
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import SAMPLES, build_samples
from tests.pdfs import write_pdf
from tests.servers import ChromaServer, PostgresServer
from web.panel_html import status_html
from web.startup import Preparation, Stage, Startup


@pytest.fixture
def use_model(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., object]], None]:
    """Open this model instead of the packaged one, which takes seconds."""
    return lambda opening: monkeypatch.setattr(web.startup, "open_embedder", opening)


@pytest.fixture(autouse=True)
def small_model(use_model: Callable[[Callable[..., object]], None]) -> None:
    use_model(lambda settings, progress: HashingEmbedder())


class Recorded(Startup):
    """Keeps every state that it went through."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.states: list[Preparation] = []

    def _set(self, **changes: object) -> None:
        super()._set(**changes)
        self.states.append(self.state)


def run(settings: Settings) -> Recorded:
    startup = Recorded(settings)
    startup.begin()
    startup.wait(120)
    return startup


def test_an_empty_library_is_filled_from_the_corpus_and_every_file_is_told(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(next(SAMPLES.glob("*.pdf")), corpus)
    write_pdf(corpus / "skripsi.pdf", [["Kota kembar adalah kerja sama antara dua kota."]])
    (corpus / "rusak.pdf").write_bytes(b"")
    startup = run(Settings(library=tmp_path / "library", corpus=corpus, answer_threshold=0.0))
    assert startup.state.stage is Stage.READY
    assert [report.path.name for report in startup.state.refused] == ["rusak.pdf"]
    shares = [state.share for state in startup.states if state.stage is Stage.FILES]
    assert shares == sorted(shares)
    assert {state.progress.file.name for state in startup.states if state.progress} >= {"skripsi.pdf"}
    assert {whole.document.file_name for whole in startup.library.latest_documents(9)} == {
        "skripsi.pdf",
        next(SAMPLES.glob("*.pdf")).name,
    }
    startup.close()


def test_without_a_corpus_the_samples_are_taken(tmp_path: Path) -> None:
    startup = run(Settings(library=tmp_path / "library", corpus=tmp_path / "none", answer_threshold=0.0))
    assert len(startup.library.latest_documents(9)) == 3
    assert startup.examples("id")
    assert startup.examples("en")
    startup.close()


def test_a_library_with_documents_is_opened_as_it_is(settings: Settings, tmp_path: Path) -> None:
    write_pdf(tmp_path / "skripsi.pdf", [["Kota kembar adalah kerja sama antara dua kota."]])
    startup = run(settings.model_copy(update={"corpus": tmp_path}))
    assert Stage.FILES not in [state.stage for state in startup.states]
    assert len(startup.library.latest_documents(9)) == 3
    startup.close()


def test_before_its_end_there_is_no_library_to_ask(settings: Settings) -> None:
    with pytest.raises(NotReady):
        _ = Startup(settings).library
    assert Startup(settings).examples("id") == ()


def test_a_library_that_another_process_fills_is_told(tmp_path: Path) -> None:
    with Library.write(tmp_path / "library"):
        startup = run(Settings(library=tmp_path / "library", corpus=tmp_path / "none"))
        assert startup.state.stage is Stage.FAILED
        assert isinstance(startup.state.error, LibraryInUse)
        with pytest.raises(LibraryInUse):
            _ = startup.library
        startup.close()


def wait_until_ready(startup: Startup) -> None:
    end = time.monotonic() + 60
    while startup.state.stage is not Stage.READY:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_start_that_failed_for_its_library_succeeds_by_itself_later(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a rebuild has mended an index while the page says that it is damaged."""
    monkeypatch.setattr(web.startup, "RETRY_SECONDS", 0.05)
    library = tmp_path / "own"
    shutil.copytree(settings.library, library)
    shutil.rmtree(library / VECTORS_FOLDER)
    startup = run(settings.model_copy(update={"library": library}))
    failed = startup.state
    assert isinstance(failed.error, IndexDamaged)
    assert not failed.is_over
    assert "python -m ingest rebuild" in status_html(failed, "en")
    with Library.write_to_rebuild(library) as own:
        rebuild(own, HashingEmbedder())
    wait_until_ready(startup)
    assert (startup.state.error, startup.state.is_over) == (None, True)
    assert startup.library.entries()
    startup.close()


def test_started_while_its_servers_are_away_it_is_ready_once_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.startup, "RETRY_SECONDS", 0.05)
    (tmp_path / "servers").mkdir()
    with PostgresServer() as postgres, ChromaServer(tmp_path / "servers") as chroma:
        address = postgres.new_catalogue()
        served = Settings(library=tmp_path / "library", catalogue=SecretStr(address), vectors=SecretStr(chroma.url))
        build_samples(library_place(served), HashingEmbedder())
        for server, error in ((postgres, CatalogueUnreachable), (chroma, VectorsUnreachable)):
            server.stop()
            startup = run(served)
            assert isinstance(startup.state.error, error)
            server.start()
            wait_until_ready(startup)
            assert startup.library.answer("Apa hambatan kerja sama kota kembar?").retrieved
            server.stop()
            with pytest.raises(error):
                startup.library.answer("Apa hambatan kerja sama kota kembar?")
            server.start()
            assert startup.library.answer("Apa hambatan kerja sama kota kembar?").retrieved
            startup.close()


def test_what_came_in_and_was_not_taken_in_is_swept_and_told(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = tmp_path / "own"
    shutil.copytree(settings.library, library)
    lost = library / UPLOADS_FOLDER / "x" / "file"
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"%PDF-")
    first = run(settings.model_copy(update={"library": library}))
    assert first.state.stage is Stage.READY
    assert not lost.exists()
    assert "1 uploads that had not been taken in" in caplog.text
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"%PDF-")
    second = run(settings.model_copy(update={"library": library}))  # while the first one lives
    assert lost.exists()
    for startup in (first, second):
        startup.close()


def test_a_model_that_cannot_be_loaded_is_told(
    settings: Settings, use_model: Callable[[Callable[..., object]], None]
) -> None:
    def fail(*_: object) -> None:
        raise ModelNotFound("x", "no such folder")

    use_model(fail)
    assert isinstance(run(settings).state.error, ModelNotFound)


def test_a_fault_that_nobody_foresaw_ends_the_start_and_is_logged(
    settings: Settings,
    use_model: Callable[[Callable[..., object]], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    use_model(lambda *_: 1 / 0)
    state = run(settings).state
    assert (state.stage, state.error) == (Stage.FAILED, None)
    assert "ZeroDivisionError" in caplog.text


def test_unpacking_is_told_with_its_share(
    settings: Settings, use_model: Callable[[Callable[..., object]], None]
) -> None:
    def unpack(_: Settings, progress: Callable[[float], None]) -> HashingEmbedder:
        progress(0.25)
        progress(1.0)
        return HashingEmbedder()

    use_model(unpack)
    startup = run(settings)
    stages = [(state.stage, state.share) for state in startup.states]
    assert stages[:2] == [(Stage.UNPACKING, 0.25), (Stage.MODEL, 1.0)]
    startup.close()


def test_an_app_that_is_told_to_end_takes_in_the_file_at_hand_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("satu", "dua", "tiga"):
        write_pdf(corpus / f"{name}.pdf", [[f"Kota kembar nomor {name} adalah kerja sama antara dua kota."]])
    startup = Recorded(Settings(library=tmp_path / "library", corpus=corpus))
    counted = startup.metrics.ingested

    def end(report: FileReport, seconds: float) -> None:
        counted(report, seconds)
        startup.work.finish(0)

    monkeypatch.setattr(startup.metrics, "ingested", end)
    startup.begin()
    assert isinstance(startup.wait(120).error, ShuttingDown)
    with Library.write(tmp_path / "library") as library:
        assert [entry.file_name for entry in library.catalogue.entries()] == ["dua.pdf"]

"""A thesis that is taken in for some alone: strangers never see it, whatever they ask for in the moment in which it comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import web.startup
from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import Person, Role
from ingest.errors import NoSuchCollection, NotInLibrary
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files
from ingest.places import LibraryPlace
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf
from web.library_jobs import Job, LibraryJobs, Stage
from web.open_library import OpenLibrary
from web.rights import on_behalf_of
from web.startup import Startup

ANI, BUDI = Person("a", "Ani", Role.LIBRARIAN), Person("b", "Budi", Role.READER)
COLLECTION = "Embargo"
QUESTION = "Apa kata naskah tentang zirkonium kubik?"
SECONDS = 120


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A library with one thesis that all may read, and a collection that is closed to Budi."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_pdf(corpus / "kota.pdf", [["Kota kembar adalah kerja sama antara dua kota."]], title="Kota")
    chosen = Settings(
        library=tmp_path / "library", corpus=corpus, answer_threshold=0.0, sign_in=True, new_theses=COLLECTION
    )
    add(chosen, corpus / "kota.pdf", into="")
    with CatalogueConnection.open(LibraryPlace.of(chosen.library)) as connection:
        Collections(connection).add(COLLECTION)
    return chosen


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return write_pdf(
        tmp_path / "rahasia.pdf", [["Naskah ini berkata bahwa zirkonium kubik bukan intan."]], title="Intan"
    )


@pytest.fixture
def library(settings: Settings) -> Iterator[OpenLibrary]:
    opened = OpenLibrary(settings, HashingEmbedder())
    yield opened
    opened.close()


def add(settings: Settings, file: Path, into: str) -> None:
    with Library.write(settings.library) as writer, PdfReading(PdfLimits()) as reading:
        (report,) = add_files(writer, HashingEmbedder(), reading, [file], collection=into)
    assert report.error is None


def names(library: OpenLibrary) -> list[str]:
    return [entry.file_name for entry in library.entries()]


def coming_in(monkeypatch: pytest.MonkeyPatch, method: str, come: Callable[[], None]) -> None:
    """Let the thesis come in right after the rights of who asks were looked up by this method for the first time."""
    looked_up, has_come = getattr(Collections, method), threading.Event()

    def look_up(*given: Any) -> Any:
        found = looked_up(*given)
        if not has_come.is_set():
            has_come.set()
            come()
        return found

    monkeypatch.setattr(Collections, method, look_up)


def test_a_list_that_is_asked_for_while_it_comes_in_lacks_it(
    library: OpenLibrary, settings: Settings, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming_in(monkeypatch, "hidden_from", lambda: add(settings, secret, COLLECTION))
    with on_behalf_of(BUDI):
        assert names(library) == ["kota.pdf"]
        assert names(library) == ["kota.pdf"]
    with on_behalf_of(ANI):
        assert names(library) == ["kota.pdf", "rahasia.pdf"]
        documents = {entry.file_name: entry.document_id for entry in library.entries()}
    with on_behalf_of(BUDI), pytest.raises(NotInLibrary):
        library.document(documents["rahasia.pdf"])


def test_a_question_that_is_asked_while_it_comes_in_does_not_find_it(
    library: OpenLibrary, settings: Settings, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming_in(monkeypatch, "visible_to", lambda: add(settings, secret, COLLECTION))
    with on_behalf_of(BUDI):
        for _ in range(2):
            assert "bukan intan" not in str(library.answer(QUESTION))
    with on_behalf_of(ANI):
        assert "bukan intan" in str(library.answer(QUESTION).citations)


def test_a_stranger_who_asks_all_the_time_never_sees_it(library: OpenLibrary, settings: Settings, secret: Path) -> None:
    over, seen, looks = threading.Event(), list[str](), [0]

    def look() -> None:
        with on_behalf_of(BUDI):
            while not over.is_set():
                seen.extend(name for name in names(library) if name != "kota.pdf")
                seen.extend(citation.quote for citation in library.answer(QUESTION).citations)
                seen.extend(whole.document.file_name for whole in library.latest_documents(3))
                looks[0] += 1

    thread = threading.Thread(target=look)
    thread.start()
    add(settings, secret, COLLECTION)
    over.set()
    thread.join(SECONDS)
    assert looks[0] > 0
    assert not [each for each in seen if "zirkonium" in each or "rahasia" in each]


@pytest.fixture
def jobs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> LibraryJobs:
    monkeypatch.setattr(web.startup, "open_embedder", lambda settings, progress: HashingEmbedder())
    startup = Startup(settings)
    startup.begin()
    assert startup.wait(SECONDS).stage is web.startup.Stage.READY
    return LibraryJobs(startup, settings)


def take_in(jobs: LibraryJobs, file: Path) -> Job:
    place = jobs.place()
    place.write_bytes(file.read_bytes())
    return jobs.wait(jobs.upload(file.name, place), SECONDS)


def test_what_is_uploaded_goes_where_the_settings_say(jobs: LibraryJobs, secret: Path) -> None:
    assert take_in(jobs, secret).stage is Stage.DONE
    with on_behalf_of(BUDI):
        assert names(jobs.startup.library) == ["kota.pdf"]
    with on_behalf_of(ANI):
        assert names(jobs.startup.library) == ["kota.pdf", "rahasia.pdf"]


def test_an_upload_for_a_collection_that_is_gone_is_refused(
    jobs: LibraryJobs, settings: Settings, secret: Path
) -> None:
    with CatalogueConnection.open(LibraryPlace.of(settings.library)) as connection:
        Collections(connection).remove(COLLECTION)
    assert isinstance(take_in(jobs, secret).error, NoSuchCollection)
    with on_behalf_of(ANI):
        assert names(jobs.startup.library) == ["kota.pdf"]

"""The part Library: what its addresses say before the library is open, and when a change has to wait."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import web.library
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples
from web.library import library_routes
from web.library_jobs import LibraryJobs
from web.open_library import OpenLibrary
from web.startup import Startup


def client_of(startup: Startup) -> TestClient:
    app = FastAPI()
    app.include_router(library_routes(startup))
    return TestClient(app)


@pytest.mark.parametrize("address", ["/library/theses", "/library/documents/0123"])
def test_what_cannot_be_shown_yet_is_asked_for_again(settings: Settings, address: str) -> None:
    answer = client_of(Startup(settings)).get(f"{address}?language=id")
    assert answer.status_code == 202
    assert answer.text == "Kutip masih menyiapkan pustakanya; tanyakan lagi sebentar lagi."


def test_the_page_says_into_which_collection_new_theses_go(settings: Settings) -> None:
    told = settings.model_copy(update={"new_theses": "<Embargo>"})
    assert "masuk ke koleksi &lt;Embargo&gt;." in client_of(Startup(told)).get("/library/shell?language=id").text
    assert "koleksi" not in client_of(Startup(settings)).get("/library/shell?language=id").text


def test_a_document_that_is_not_there_is_no_matter_of_waiting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = Startup(settings)
    monkeypatch.setattr(startup, "_library", OpenLibrary(settings, HashingEmbedder()))
    assert client_of(startup).get("/library/documents/0123").status_code == 404


def test_a_removal_behind_other_work_says_that_it_comes_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_samples(tmp_path, HashingEmbedder())
    settings, go_on = Settings(library=tmp_path), threading.Event()
    startup = Startup(settings)
    monkeypatch.setattr(startup, "_library", OpenLibrary(settings, HashingEmbedder()))
    monkeypatch.setattr(web.library, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(LibraryJobs, "_work", lambda self: go_on.wait(20))
    thesis = startup.library.entries()[0].thesis.id
    answer = client_of(startup).post(
        f"/library/theses/{thesis}/remove?language=id", headers={"X-Kutip": "page"}, json={}
    )
    go_on.set()
    assert (answer.status_code, answer.text) == (202, "Ada berkas yang sedang dibaca; ini dikerjakan sesudahnya.")
    startup.close()

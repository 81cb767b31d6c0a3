"""Health and figures: ready only when both stores answer, nothing secret, and figures for whom the settings say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

import web.startup
from ingest.errors import EmptyQuestion, LibraryUnreadable
from ingest.library import Library
from ingest.pipeline import FileReport, Outcome
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.health import health_routes
from web.startup import Startup

QUESTION = "Apa hambatan paradiplomasi kota?"


@pytest.fixture
def startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Startup]:
    monkeypatch.setattr(web.startup, "open_embedder", lambda settings, progress: HashingEmbedder())
    startup = Startup(settings)
    yield startup
    startup.close()


def ready(startup: Startup) -> Startup:
    startup.begin()
    startup.wait(60)
    return startup


def client(
    startup: Startup, exposed: Literal["off", "loopback", "all"] = "loopback", host: str = "127.0.0.1"
) -> TestClient:
    app = FastAPI()
    app.include_router(health_routes(startup, exposed))
    return TestClient(app, client=(host, 50000))


def figures(startup: Startup) -> dict[str, float]:
    text = client(startup).get("/metrics").text
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_alive_from_the_beginning_and_ready_with_the_library(startup: Startup) -> None:
    asked = client(startup)
    before = asked.get("/healthz")
    assert (before.status_code, before.json()) == (503, {"alive": True, "ready": False, "stage": "model"})
    assert asked.get("/healthz/live").status_code == 200
    ready(startup)
    after = client(startup).get("/healthz")
    assert after.status_code == 200
    with Library.read(startup.settings.library) as library:
        passages = library.catalogue.count_passages()
    assert after.json() == {"alive": True, "ready": True, "stage": "ready", "documents": 3, "passages": passages}


def test_a_store_that_does_not_answer_is_not_ready(
    startup: Startup, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(startup)

    def fail(seconds: float) -> None:
        raise LibraryUnreadable(settings.library, "why")

    monkeypatch.setattr(startup.library, "facts", fail)
    answer = client(startup).get("/healthz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)


def test_a_library_that_is_busy_answering_stays_ready(startup: Startup) -> None:
    asked = client(ready(startup))
    assert asked.get("/healthz").status_code == 200
    with startup.library._lock:
        assert startup.library.facts(0.01) is None
        assert asked.get("/healthz").status_code == 200


def test_an_app_that_is_ending_is_no_longer_ready(startup: Startup) -> None:
    asked = client(ready(startup))
    startup.work.finish(0)
    assert (asked.get("/healthz").status_code, asked.get("/healthz").json()["stage"]) == (503, "stopping")


def test_questions_are_counted_by_outcome_and_timed_and_never_told(startup: Startup) -> None:
    list(ready(startup).library.write(QUESTION))
    with pytest.raises(EmptyQuestion):
        list(startup.library.write("  "))
    next(stopped := startup.library.write(QUESTION))
    stopped.close()  # type: ignore[attr-defined]
    found = figures(startup)
    answered = found['kutip_questions_total{outcome="answered"}']
    assert (answered, found['kutip_questions_total{outcome="failed"}']) == (2, 1)
    assert found['kutip_question_seconds_count{stage="whole"}'] == 3
    assert found['kutip_question_seconds_count{stage="finding"}'] == 3
    assert found["kutip_documents"] == 3
    assert "hambatan" not in client(startup).get("/metrics").text


def test_files_are_counted_with_their_pages(startup: Startup, settings: Settings) -> None:
    startup.metrics.ingested(FileReport(settings.library, Outcome.ADDED, pages=12), 3.0)
    startup.metrics.ingested(FileReport(settings.library, Outcome.REFUSED), 0.1)
    found = figures(startup)
    assert found["kutip_ingest_pages_total"] == 12
    assert found['kutip_ingest_files_total{outcome="refused"}'] == 1
    assert found["kutip_ingest_file_seconds_sum"] == pytest.approx(3.1)


@pytest.mark.parametrize(
    ("exposed", "host", "headers", "status"),
    [
        ("off", "127.0.0.1", {}, 404),
        ("loopback", "127.0.0.1", {}, 200),
        ("loopback", "::1", {}, 200),
        ("loopback", "10.0.0.7", {}, 403),
        ("loopback", "127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("all", "10.0.0.7", {}, 200),
    ],
)
def test_the_figures_are_for_whom_the_settings_say(
    startup: Startup, exposed: Literal["off", "loopback", "all"], host: str, headers: dict[str, str], status: int
) -> None:
    assert client(startup, exposed, host).get("/metrics", headers=headers).status_code == status


def test_nothing_secret_is_told(startup: Startup) -> None:
    said = json.dumps(client(ready(startup)).get("/healthz").json())
    assert str(startup.settings.library) not in said

"""Requests have ids: in the answer, in the log, and in the line of the question that Gradio answers in another thread."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import web.startup
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.evaluation_runs import EvaluationRuns
from web.logs import write_log
from web.metrics import Metrics
from web.page_view import PageViewer
from web.request_ids import HEADER, current_request_id, with_request_ids
from web.serving import web_app
from web.startup import Startup

QUESTION = "Apa hambatan paradiplomasi kota?"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to standard error in JSON; the loggers are as they were afterwards."""
    written, root, own = io.StringIO(), logging.getLogger(), logging.getLogger("kutip")
    before = (root.handlers, root.level, own.level)
    monkeypatch.setattr("sys.stderr", written)
    write_log("json")
    yield written
    root.handlers = before[0]
    root.setLevel(before[1])
    own.setLevel(before[2])


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def app() -> TestClient:
    def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse(current_request_id())

    def fail(request: Request) -> PlainTextResponse:
        raise RuntimeError

    return TestClient(
        with_request_ids(Starlette(routes=[Route("/page", answer), Route("/fail", fail)]), Metrics()),
        raise_server_exceptions=False,
    )


def test_an_id_is_taken_over_or_made_and_told() -> None:
    given = app().get("/page", headers={HEADER: "proxy-0123456789"})
    assert (given.text, given.headers[HEADER]) == ("proxy-0123456789", "proxy-0123456789")
    made = app().get("/page")
    assert made.text == made.headers[HEADER]
    assert len(made.text) == 16


@pytest.mark.parametrize("bad", ["short", "x" * 65, "two words here", "a=b;c=d;e=f"])
def test_an_id_that_is_none_is_not_taken_over(bad: str) -> None:
    assert app().get("/page", headers={HEADER: bad}).text != bad


def test_a_request_is_one_line_with_its_status(log: io.StringIO) -> None:
    app().get("/page?q=rahasia", headers={HEADER: "proxy-0123456789"})
    app().get("/fail", headers={HEADER: "proxy-fails-0001"})
    first, *_, last = [line for line in lines(log) if line["logger"] == "kutip.request"]
    assert first["request_id"] == "proxy-0123456789"
    assert (first["method"], first["path"], first["status"]) == ("GET", "/page", 200)
    assert (last["request_id"], last["status"]) == ("proxy-fails-0001", 500)
    assert "rahasia" not in log.getvalue()


@pytest.mark.parametrize("with_text", [False, True])
def test_a_question_is_one_line_with_the_id_of_the_request_that_asked(
    with_text: bool, settings: Settings, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.startup, "open_embedder", lambda settings, progress: HashingEmbedder())
    startup = Startup(settings.model_copy(update={"log_questions": with_text}))
    startup.begin()
    startup.wait(60)
    with PageViewer() as viewer, TestClient(web_app(startup, viewer, EvaluationRuns(settings), ["*"])) as client:
        begun = client.post(
            "/gradio_api/call/ask", json={"data": [QUESTION, None, "en"]}, headers={HEADER: "proxy-0123456789"}
        )
        event = begun.json()["event_id"]
        assert "complete" in client.get(f"/gradio_api/call/ask/{event}").text
    startup.close()
    (line,) = [line for line in lines(log) if line["logger"] == "kutip.question"]
    assert line["request_id"] == "proxy-0123456789"
    assert line["outcome"] == "answered"
    assert {"seconds_whole", "seconds_waiting", "seconds_finding"} <= set(line)
    assert line.get("question") == (QUESTION if with_text else None)
    assert with_text or "hambatan" not in log.getvalue()


def test_what_is_not_asked_for_is_not_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = list(logging.getLogger().handlers)
    write_log("off")
    assert logging.getLogger().handlers == handlers

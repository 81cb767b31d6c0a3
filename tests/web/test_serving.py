"""Serving: where Kutip listens, by which names it may be called, and what the browser may load."""

from __future__ import annotations

import socket

import pytest
from starlette.testclient import TestClient

from ingest.errors import AddressInUse
from settings import Settings
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.serving import hosts_for, listen, web_app
from web.startup import Startup


def test_a_port_in_use_is_told_with_its_address() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressInUse) as caught:
            listen("127.0.0.1", port)
        assert (caught.value.host, caught.value.port) == ("127.0.0.1", port)


def test_a_host_that_does_not_exist_is_told() -> None:
    with pytest.raises(AddressInUse):
        listen("no.such.host.invalid", 7860)


def test_the_socket_listens() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()) as client:
        assert client.getpeername() == listening.getsockname()


def test_a_name_that_a_foreign_page_has_pointed_here_is_refused(settings: Settings) -> None:
    with PageViewer() as viewer:
        app = web_app(Startup(settings), viewer, EvaluationRuns(settings), hosts_for("127.0.0.1"))
        client = TestClient(app)
        assert client.get("/", headers={"host": "jahat.example"}).status_code == 400
        for own in ("localhost:7860", "127.0.0.1:7860"):
            assert client.get("/", headers={"host": own}).status_code == 200


def test_the_page_names_no_other_server_to_load_from(settings: Settings) -> None:
    with PageViewer() as viewer:
        html = TestClient(web_app(Startup(settings), viewer, EvaluationRuns(settings), ["*"])).get("/").text
    assert "Kutip" in html
    assert "fonts.googleapis" not in html
    assert "cdn." not in html

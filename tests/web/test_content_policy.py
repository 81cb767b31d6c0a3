"""What a browser may do: scripts of the page alone, nothing compiled, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from settings import Settings
from web.content_policy import (
    DOCUMENT_POLICY,
    HEADERS,
    PDF_POLICY,
    PagePolicy,
    inline_scripts,
    precompiled,
    with_policy,
)
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.serving import web_app
from web.startup import Startup

TEMPLATE = "<head><script>config = {{ config | json }};</script><script>start()</script></head>"


def source(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def scripts_let_run(policy: str) -> set[str]:
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    return set(directives["script-src"].split())


def small_site(page: str, **headers: str) -> TestClient:
    routes = [
        Route("/", lambda _: HTMLResponse(page, headers=headers)),
        Route("/x.pdf", lambda _: Response(b"%PDF-1.4 <script>x()</script>", media_type="application/pdf")),
        Route("/text", lambda _: PlainTextResponse("x", headers={"Access-Control-Allow-Origin": "https://a.example"})),
    ]
    return TestClient(with_policy(Starlette(routes=routes), PagePolicy(TEMPLATE, ["own()"], [])))


def test_scripts_of_the_template_run_and_no_others() -> None:
    page = '<head><script>config = {"a": "b"};</script><script>start()</script></head><script>steal()</script>'
    run = scripts_let_run(small_site(page).get("/").headers["content-security-policy"])
    assert {source('config = {"a": "b"};'), source("start()"), source("own()"), "'self'"} <= run
    assert source("steal()") not in run
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"} & run


@pytest.mark.parametrize(
    "code", ["config = steal();", "config = {}; steal();", 'config = {"a": steal()};', "config = "]
)
def test_what_is_filled_in_can_only_be_data(code: str) -> None:
    run = scripts_let_run(
        small_site(f"<head><script>{code}</script></head>").get("/").headers["content-security-policy"]
    )
    assert source(code) not in run


def test_the_page_stays_whole_with_one_script_in_front() -> None:
    page = "<head><title>é</title></head>" + "x" * 300_000
    answer = small_site(page).get("/")
    assert answer.text == page.replace("<head>", f"<head><script>{precompiled([])}</script>")
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert source(precompiled([])) in answer.headers["content-security-policy"]


def test_no_script_runs_in_anything_but_the_page() -> None:
    site = small_site("")
    assert "script-src" not in DOCUMENT_POLICY
    assert DOCUMENT_POLICY.startswith("default-src 'none';")
    assert site.get("/text").headers["content-security-policy"] == DOCUMENT_POLICY
    assert site.get("/x.pdf").headers["content-security-policy"] == PDF_POLICY
    assert PDF_POLICY.endswith("; sandbox")


def test_every_answer_has_the_headers_and_none_lets_other_sites_read() -> None:
    site = small_site("<head></head>")
    for path in ("/", "/text", "/x.pdf", "/nowhere"):
        headers = site.get(path, headers={"Origin": "https://a.example"}).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


def test_an_event_that_would_end_its_script_is_refused() -> None:
    with pytest.raises(ValueError, match="end the script"):
        precompiled(["() => '</script>'"])


@pytest.fixture
def real(settings: Settings) -> Iterator[TestClient]:
    with PageViewer() as viewer:
        yield TestClient(web_app(Startup(settings), viewer, EvaluationRuns(settings), ["*"]))


def test_every_script_of_the_real_page_is_let_run_by_its_own_hash(real: TestClient) -> None:
    answer = real.get("/")
    run = scripts_let_run(answer.headers["content-security-policy"])
    scripts = inline_scripts(answer.text)
    assert len(scripts) == 6  # ours in front, and Gradio's five
    assert all(source(code) in run for code in scripts)
    assert not re.search(r"\son[a-z]+\s*=", re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL))


def test_every_event_of_the_real_page_is_there_as_a_function(real: TestClient) -> None:
    first = inline_scripts(real.get("/").text)[0]
    for event in ("() => kutip.focusQuestion()", "(id) => kutip.conversations.opened(id)"):
        assert f'["{event}", {event}]' in first

"""Requests that are not let in: too large, from other sites, naming files of this machine, to what nothing of Kutip's needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

import web.startup
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.admission import MAX_BODY, Admission, Sizes, is_needed
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.serving import web_app
from web.startup import Startup

WAIT_SECONDS = 60


@dataclass
class Site:
    client: TestClient
    routes: list[BaseRoute]
    settings: Settings


@pytest.fixture(scope="module")
def site(samples_library: Path) -> Iterator[Site]:
    """The whole app over the samples."""
    settings = Settings(library=samples_library, answer_threshold=0.0)
    with pytest.MonkeyPatch.context() as patched, PageViewer() as viewer:
        patched.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
        made: list[FastAPI] = []

        class Noted(FastAPI):
            def __init__(self, **given: Any) -> None:
                super().__init__(**given)
                made.append(self)

        patched.setattr("fastapi.FastAPI", Noted)
        startup = Startup(settings)
        startup.begin()
        startup.wait(WAIT_SECONDS)
        app = web_app(startup, viewer, EvaluationRuns(settings), ["*"])
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Site(client, made[0].routes, settings)
        startup.close()


def call_check(site: Site, path: str) -> Any:
    """Ask the part Verify for the draft in a file, as a stranger would by hand."""
    config = site.client.get("/config").json()
    (upload,) = (each["id"] for each in config["components"] if each["props"].get("elem_id") == "k-verify-file")
    (check,) = (each for each in config["dependencies"] if upload in each["inputs"])
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    body = {"data": [None, "", file, True, "en"], "fn_index": check["id"], "session_hash": "s"}
    return site.client.post("/gradio_api/queue/join", json=body)


@pytest.mark.parametrize(
    "path", ["/etc/hostname", "https://kutip.example/a.pdf", "{uploads}/../../catalogue.sqlite3", "a\0b", ""]
)
def test_no_file_of_this_machine_or_another_is_read_as_a_draft(site: Site, path: str) -> None:
    answer = call_check(site, path.format(uploads=site.settings.library / "uploads" / "drafts"))
    assert answer.status_code == 403
    assert answer.json()["detail"] == "Kutip takes this from its own page only; open Kutip and do it there."


def test_a_file_that_was_uploaded_is(site: Site) -> None:
    files = {"files": ("bab.txt", "Ani (2020) menulis “kerja sama kota”.".encode(), "text/plain")}
    (path,) = site.client.post("/gradio_api/upload", files=files).json()
    assert Path(path).resolve().is_relative_to((site.settings.library / "uploads" / "drafts").resolve())
    assert call_check(site, path).status_code == 200


def test_gradio_itself_refuses_files_that_were_not_uploaded(site: Site) -> None:
    """Should a way around our own look at the request be found."""
    from gradio.context import LocalContext
    from gradio.exceptions import InvalidPathError
    from gradio.processing_utils import _check_allowed

    (mount,) = (route for route in site.routes if isinstance(route, Mount))
    narrowed: Any = mount.app
    blocks = narrowed.gradio.get_blocks()
    token = LocalContext.blocks.set(blocks)
    try:
        with pytest.raises(InvalidPathError):
            _check_allowed("/etc/hostname", True)
    finally:
        LocalContext.blocks.reset(token)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../../etc/passwd",
        "/gradio_api/file=.env",
        "/gradio_api/file=https://kutip.example/a",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=https://a.hf.space/x",
        "/gradio_api/custom_component/a/client/b/c",
        "/gradio_api/stream/a/b/1/playlist.m3u8",
        "/gradio_api/dev/reload",
        "/gradio_api/vibe-code",
        "/gradio_api/runs",
        "/monitoring",
        "/svelte/x",
        "/login",
        "/assets/../../../../etc/passwd",
        "/assets/..%2f..%2f..%2froutes.py",
        "/static/..%2f..%2f..%2froutes.py",
        "/static//etc/passwd",
    ],
)
def test_gradio_serves_no_file_but_its_page(site: Site, path: str) -> None:
    assert site.client.get(path).status_code in (403, 404)


def test_what_is_sent_to_gradio_is_narrowed_too() -> None:
    for path in ("component_server", "vibe-edit", "process_recording", "stream/a", "login", "file=/etc/passwd"):
        assert not is_needed("POST", f"/gradio_api/{path}")
    assert not is_needed("DELETE", "/gradio_api/queue/join")


TRAVERSALS = [
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "%00",
    "C:%5cwindows",
    "%e2%80%ae",
    "a" * 300,
    "-1",
]


@pytest.mark.parametrize("odd", TRAVERSALS)
def test_no_address_with_a_parameter_serves_a_file_by_its_path(site: Site, odd: str) -> None:
    """Every address of the app's own list, each parameter in its turn."""
    tried = 0
    for route in _all(site.routes):
        if "{" not in route.path:
            continue
        path = _filled(route.path, odd)
        for method in (route.methods or set()) - {"HEAD"}:
            answer = site.client.request(method, path, headers={"X-Kutip": "page"})
            assert answer.status_code < 500 or "still preparing" in answer.text, path
            assert answer.status_code >= 400 or answer.headers.get("x-kutip-refused"), path
            assert b"root:" not in answer.content
            tried += 1
    assert tried >= 15


def _all(routes: Iterable[Any]) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Route):
            yield route
        elif not isinstance(route, Mount):
            yield from _all(route.original_router.routes)


def _filled(path: str, odd: str) -> str:
    """
    >>> _filled("/a/{b}/{c:int}.pdf", "x")
    '/a/x/0.pdf'
    """
    parts = path.split("{")
    filled = parts[0]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled += ("0" if name.endswith(":int") else odd) + rest
    return filled


def small(limit: int = 100) -> TestClient:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size, more = size + len(message["body"]), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(size).encode()})

    return TestClient(Admission(app, Sizes(limit, limit, limit), Path("/nowhere")))


@pytest.mark.parametrize(
    "path", ["/gradio_api/queue/join", "/gradio_api/upload", "/library/files", "/library/theses/1", "/x"]
)
def test_more_than_may_be_sent_is_refused_also_where_no_length_is_told(path: str) -> None:
    site = small()
    assert site.post(path, content=b"1" * 100).text == "100"
    over = b"1" * ((1 << 20) + 101)
    for content in (over, iter([over[:1000], over[1000:]])):
        answer = site.post(path, content=content)
        assert answer.status_code == 413
        assert "larger than" in answer.text


def test_another_sites_page_cannot_change_anything() -> None:
    site = small()
    for headers in ({"Origin": "https://jahat.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert site.post("/x", headers=headers).status_code == 403
        assert site.delete("/x", headers=headers).status_code == 403
    assert site.post("/x", headers={"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize(("given", "words"), [({"language": "id"}, "lebih besar"), ({"language": "en"}, "larger")])
def test_the_sentence_is_in_the_language_of_the_page(given: dict[str, str], words: str) -> None:
    assert words in small().post("/x", params=given, content=b"x" * 101).text


def test_json_that_is_too_deep_or_none_does_no_harm(site: Site) -> None:
    for body in (b"[" * 200_000, b"{", b"\xff\xfe", json.dumps({"data": "x"}).encode()):
        assert site.client.post("/gradio_api/queue/join", content=body).status_code in (400, 422)


def test_the_limit_holds_for_every_address(site: Site) -> None:
    for path in (
        "/gradio_api/queue/join",
        "/gradio_api/call/ask",
        "/gradio_api/run/ask",
        "/gradio_api/cancel",
        "/library/theses/x",
    ):
        answer = site.client.post(path, content=b"x" * (MAX_BODY + 1), headers={"X-Kutip": "page"})
        assert answer.status_code == 413

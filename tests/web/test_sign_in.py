"""The page to sign in: works without a script, in both languages, tells nothing, and leads only to Kutip's own addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People
from ingest.catalogue.sessions import MOST_OF_A_NAME, Sessions
from ingest.places import LibraryPlace
from web.sign_in import SignInGate, with_private_answers
from web.sign_in_routes import sign_in_routes

PASSWORD = "empat kata yang panjang"
FORM = {"name": "Ani", "password": PASSWORD, "next": "/?conversation=1"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with CatalogueConnection.open(LibraryPlace.of(tmp_path / "library")) as connection:
        People(connection).add("Ani", PASSWORD)
        sessions = Sessions(connection, timedelta(hours=2))
        app = FastAPI()
        app.include_router(sign_in_routes(sessions))
        app.add_middleware(SignInGate, sessions=sessions)
        app.get("/")(lambda: "the page")
        yield TestClient(with_private_answers(app), follow_redirects=False)


def test_whoever_opens_an_address_signs_in_and_comes_back_to_it(client: TestClient) -> None:
    sent = client.get("/?conversation=1", headers={"accept": "text/html"})
    assert sent.headers["location"] == "/sign-in?next=/%3Fconversation%3D1"
    form = client.get(sent.headers["location"]).text
    assert '<input type="hidden" name="next" value="/?conversation=1">' in form
    assert "<script" not in form
    signed_in = client.post("/sign-in", data=FORM)
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/?conversation=1")
    cookie = signed_in.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7200"} <= set(cookie.split("; "))
    assert client.get("/").text == '"the page"'
    assert client.get("/sign-in").headers["location"] == "/"


def test_the_cookie_goes_over_tls_alone_where_there_is_tls(client: TestClient) -> None:
    answer = client.post("https://testserver/sign-in", data=FORM)
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_signing_out_ends_the_session_and_says_so(client: TestClient) -> None:
    client.post("/sign-in", data=FORM)
    token = client.cookies["kutip_session"]
    out = client.post("/sign-out")
    assert out.headers["location"] == "/sign-in?out=1"
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert "You are signed out" in client.get("/sign-in?out=1").text
    assert client.get("/", headers={"cookie": f"kutip_session={token}"}).status_code == 401


def test_each_sign_in_has_a_session_of_its_own_and_ends_the_one_before(client: TestClient) -> None:
    client.post("/sign-in", data=FORM)
    first = client.cookies["kutip_session"]
    client.post("/sign-in", data=FORM)
    assert client.cookies["kutip_session"] != first
    client.cookies.clear()
    assert client.get("/", headers={"cookie": f"kutip_session={first}"}).status_code == 401


def test_a_wrong_password_and_a_name_that_nobody_has_are_told_alike(client: TestClient) -> None:
    told = []
    for name in ("Ani", "Budi"):
        answer = client.post("/sign-in", data={"name": name, "password": "salah sekali"})
        assert answer.status_code == 403
        assert "salah sekali" not in answer.text
        told.append(answer.text.replace(name, ""))
    assert told[0] == told[1]
    assert 'role="alert"' in told[0]


def test_too_many_attempts_are_told_with_the_minutes_to_wait(client: TestClient) -> None:
    for _ in range(MOST_OF_A_NAME):
        client.post("/sign-in", data={"name": "Ani", "password": "salah sekali"})
    answer = client.post("/sign-in?language=id", data=FORM)
    assert answer.status_code == 429
    assert re.search(r"coba lagi 1[45] menit lagi", answer.text)


@pytest.mark.parametrize(
    "wanted", ["//jahat.example", "https://jahat.example", "/\\jahat.example", "/\n/jahat.example"]
)
def test_signing_in_leads_to_no_other_site(client: TestClient, wanted: str) -> None:
    assert client.post("/sign-in", data=FORM | {"next": wanted}).headers["location"] == "/"


def test_what_is_typed_is_text_and_no_markup(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"name": '"><script>x</script>', "password": "y", "next": '/"><b>'})
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("path", "asked", "words"),
    [
        ("/sign-in", "id-ID,id;q=0.9,en;q=0.8", "Kata sandi"),
        ("/sign-in", "de", "Password"),
        ("/sign-in?language=id", "en", "Kata sandi"),
    ],
)
def test_the_page_speaks_the_browsers_language_or_the_one_chosen(
    client: TestClient, path: str, asked: str, words: str
) -> None:
    assert words in client.get(path, headers={"accept-language": asked}).text


@pytest.mark.parametrize("body", [b"", b"x" * 9000, b"\xff\xfe", b"name", b"&" * 100])
def test_what_is_no_form_signs_nobody_in(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=body, headers=headers).status_code == 403


def test_nothing_is_kept_by_browsers_but_the_style(client: TestClient) -> None:
    assert client.get("/sign-in").headers["cache-control"] == "private, no-store"
    assert "no-store" not in client.get("/sign-in.css").headers.get("cache-control", "")

"""The fonts of the page: all from this server, all that the styles name, kept by browsers, with their licence."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from web.font_routes import FIRST, FONTS, font_routes

NAMED = set(re.findall(r"/fonts/([^\"]+)", files("web").joinpath("fonts.css").read_text("utf-8")))


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(font_routes())
    return TestClient(app)


def test_the_styles_name_every_font_and_no_other() -> None:
    assert set(FONTS) == NAMED
    assert set(FIRST) <= NAMED


@pytest.mark.parametrize("name", sorted(FONTS))
def test_a_font_is_served_once_and_then_kept_by_the_browser(client: TestClient, name: str) -> None:
    answer = client.get(f"/fonts/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "font/woff2"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content[:4] == b"wOF2"


@pytest.mark.parametrize("name", ["OFL.txt", "..%2Fserving.py", "x.woff2"])
def test_nothing_else_is_served_there(client: TestClient, name: str) -> None:
    assert client.get(f"/fonts/{name}").status_code == 404


def test_the_licence_stands_beside_the_fonts() -> None:
    licence = files("web").joinpath("font_files", "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Source Sans 3: ©" in licence
    assert "Source Serif 4: ©" in licence

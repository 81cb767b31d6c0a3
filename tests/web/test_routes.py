"""Kutip's own addresses: sources and page pictures, of the library's documents alone."""

from __future__ import annotations

import html
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

import web.startup
from ingest.catalogue.records import WholeDocument
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import PROJECT
from web.page_view import PageViewer
from web.routes import MAX_QUOTE, source_routes
from web.startup import Startup


@dataclass
class Site:
    client: TestClient
    startup: Startup
    whole: WholeDocument


@pytest.fixture
def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    startup = Startup(settings)
    startup.begin()
    startup.wait(60)
    with PageViewer() as viewer:
        app = FastAPI()
        app.include_router(source_routes(startup, viewer))
        yield Site(TestClient(app), startup, startup.library.latest_documents(1)[0])
    startup.close()


def address(site: Site, start: int, end: int) -> str:
    return f"/sources/{site.whole.document.id}/{start}-{end}"


def test_a_source_has_the_words_the_place_and_the_marks(site: Site) -> None:
    page = site.whole.pages[6]
    answer = site.client.get(address(site, page.start, page.start + 200), params={"number": 4, "language": "id"})
    assert answer.status_code == 200
    assert "Sumber 4" in answer.text
    assert f"hlm. {page.label} (PDF hlm. 7)" in answer.text
    assert 'class="k-mark"' in answer.text
    assert f"/pages/{site.whole.document.id}/6.png?width=800" in answer.text


def test_what_came_nearest_is_not_called_a_source(site: Site) -> None:
    page = site.whole.pages[6]
    near = site.client.get(address(site, page.start, page.start + 200), params={"kind": "nearest", "language": "en"})
    assert "Nearest passage, not an answer" in near.text
    assert "Source 1" not in near.text


def test_leafing_shows_any_page_marked_where_it_is_quoted(site: Site) -> None:
    page = site.whole.pages[6]
    shown = [
        site.client.get(f"{address(site, page.start, page.start + 200)}/pages/{index}", params={"language": "en"}).text
        for index in (5, 6)
    ]
    assert ["k-mark" + '"' in found for found in shown] == [False, True]
    assert "Nothing on this page is quoted here." in shown[0]
    assert "The quoted words are marked." in shown[1]
    assert f"/documents/{site.whole.document.id}.pdf#page=6" in shown[0]
    assert f"/pages/{site.whole.document.id}/5.png?width=800" in shown[0]


def test_a_preview_has_the_words_and_the_place(site: Site) -> None:
    page = site.whole.pages[6]
    preview = site.client.get(f"{address(site, page.start, page.start + 1000)}/preview", params={"language": "id"})
    words = html.unescape(preview.text)
    assert site.whole.document.text[page.start : page.start + 100] in words
    assert len(words) < 800
    assert f"hlm. {page.label} (PDF hlm. 7)" in words


def test_the_pdf_itself_is_served_to_be_read_in_the_browser(site: Site) -> None:
    answer = site.client.get(f"/documents/{site.whole.document.id}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{site.whole.document.file_name}"'
    assert answer.content == (PROJECT / "data" / "samples" / site.whole.document.file_name).read_bytes()


def test_a_page_is_served_as_a_picture_of_the_width_asked_for(site: Site) -> None:
    for width in (800, 1600):
        answer = site.client.get(f"/pages/{site.whole.document.id}/6.png", params={"width": width})
        assert answer.headers["content-type"] == "image/png"
        assert "private" in answer.headers["cache-control"]
        assert Image.open(io.BytesIO(answer.content)).width == width


@pytest.mark.parametrize(
    "path",
    [
        "/pages/{id}/10.png",
        "/pages/{id}/6.png?width=100000",
        "/pages/" + "0" * 32 + "/6.png",
        "/pages/..%2f..%2fsettings/6.png",
        "/pages/%2fetc%2fpasswd/0.png",
        "/sources/{id}/5-5",
        "/sources/{id}/7-5",
        "/sources/{id}/0-99999999",
        "/sources/{id}/0-5/pages/10",
        "/sources/{id}/7-5/preview",
        "/documents/" + "0" * 32 + ".pdf",
        "/documents/..%2f..%2fsettings.pdf",
        "/sources/" + "0" * 32 + "/0-5",
    ],
)
def test_what_is_not_in_the_library_is_not_found(site: Site, path: str) -> None:
    answer = site.client.get(path.format(id=site.whole.document.id))
    assert answer.status_code == 404
    assert "<img" not in answer.text
    assert not answer.content.startswith(b"\x89PNG")


def test_a_span_longer_than_any_quote_is_refused(site: Site) -> None:
    assert len(site.whole.document.text) < MAX_QUOTE  # so that the limit is not what the samples meet
    assert site.client.get(address(site, 0, len(site.whole.document.text))).status_code == 200
    assert site.client.get(address(site, 0, MAX_QUOTE + 1)).status_code == 404


def test_a_pdf_that_is_gone_is_told_and_the_words_stay(site: Site, settings: Settings, tmp_path: Path) -> None:
    kept = settings.library / "files" / f"{site.whole.document.sha256}.pdf"
    shutil.move(kept, tmp_path / "away.pdf")
    try:
        answer = site.client.get(address(site, 0, 20), params={"language": "en"})
        assert answer.status_code == 500
        assert "no copy of" in answer.text
    finally:
        shutil.move(tmp_path / "away.pdf", kept)


def test_a_page_that_cannot_be_drawn_is_told_by_the_name_that_its_reader_knows(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    kept = settings.library / "files" / f"{site.whole.document.sha256}.pdf"
    shutil.copy(kept, tmp_path / "sound.pdf")
    kept.write_bytes(b"%PDF-1.7 torn")
    try:
        source = site.client.get(address(site, 0, 20), params={"language": "en"})
        picture = site.client.get(f"/pages/{site.whole.document.id}/6.png", params={"language": "id"})
    finally:
        shutil.copy(tmp_path / "sound.pdf", kept)
    assert source.status_code == 200  # the words are proved by the text; only their picture is missing
    assert f"Page 1 of {site.whole.document.file_name} cannot be shown" in source.text
    assert picture.status_code == 500
    assert f"Halaman 7 dari {site.whole.document.file_name} tidak dapat ditampilkan" in picture.text


def test_before_the_library_is_ready_the_answer_is_later(settings: Settings) -> None:
    with PageViewer() as viewer:
        app = FastAPI()
        app.include_router(source_routes(Startup(settings), viewer))
        answer = TestClient(app).get("/sources/" + "0" * 32 + "/0-5", params={"language": "id"})
    assert answer.status_code == 503
    assert "masih menyiapkan" in answer.text


def test_the_citation_of_a_source_is_served_to_be_copied(site: Site) -> None:
    page = site.whole.pages[6]
    served = site.client.get(address(site, page.start, page.start + 200) + "/citation", params={"language": "id"})
    assert served.status_code == 200
    assert "APA 7" in served.text
    assert f"hlm. {page.label}" in served.text
    assert site.client.get("/sources/ffff/0-10/citation").status_code == 404

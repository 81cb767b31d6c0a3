"""The real app in a process of its own, and a real Chromium that looks at it.

Without Chromium these tests skip, but in continuous integration (CI=true) they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.browser.running_app import CHROMIUM, FLAGS, START_SECONDS, running_app
from tests.library_for_tests import SAMPLES
from tests.pdfs import write_pdf

expect.set_options(timeout=20_000)
"""Milliseconds that a test waits for what is to be: many where the machine is busy, none where it is there."""

HOSTILE_LINES = (
    "Pasar <b>Wameo</b> menolak <script>window.hacked=1</script>",
    "serta **tebal**, [tautan](https://jahat.example) &amp; `kode`.",
)
HOSTILE = " ".join(HOSTILE_LINES)
"""A sentence of a thesis that looks like markup."""

BREAK = ("Gudang rempah di Pelabuhan Murhum ditutup oleh syahbandar karena", "kontrak sewanya habis pada tahun 1987.")
"""One sentence over a page break."""

PAGES = [
    ["BAB I", "PENDAHULUAN", *HOSTILE_LINES, "Kalimat berikut menjelaskan hal yang lain sama sekali.", BREAK[0]],
    [BREAK[1], "Setelah itu pelabuhan menjadi sepi dan para pedagang pindah."],
]


@dataclass
class App:
    """The running app: its address, its library and what it was given to read."""

    address: str
    library: Path
    corpus: Path


@dataclass
class Watch:
    """What a page did that no page may do."""

    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unanswered: set[Request] = field(default_factory=set)
    """Requests in flight, without the one by which Gradio tells that the page is still open."""

    def follow(self, page: Page) -> None:
        """Count this page's requests."""
        page.on("request", lambda sent: None if sent.url.count("/heartbeat/") else self.unanswered.add(sent))
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _ended(self, sent: Request) -> None:
        self.unanswered.discard(sent)

    def wait_until_answered(self, page: Page) -> None:
        """Until no request is in flight; a page that is left before says in its console that they were aborted."""
        while self.unanswered:
            page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """``python app.py`` over an empty library, with a corpus of the samples and one thesis made for the tests."""
    folder = tmp_path_factory.mktemp("app")
    corpus = folder / "corpus"
    shutil.copytree(SAMPLES, corpus, ignore=shutil.ignore_patterns("sources", "*.py", "*.md"))
    write_pdf(corpus / "wameo.pdf", PAGES)
    (corpus / "rusak.pdf").write_bytes(b"no pdf at all")
    with running_app(folder / "library", corpus) as address:
        yield App(address, folder / "library", corpus)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed: apt-get install chromium")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, app: App, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new browser window on the app, ready for a question; by default 1280 by 800 and Indonesian.

    At the end of every test no request has left the app's own address, and the console has no error.
    """
    wanted = {"width": 1280, "height": 800, "locale": "id-ID", "colours": "light"} | getattr(request, "param", {})
    context = browser.new_context(
        viewport={"width": wanted["width"], "height": wanted["height"]},
        locale=str(wanted["locale"]),
        color_scheme="dark" if wanted["colours"] == "dark" else "light",
    )
    context.grant_permissions(["clipboard-write"], origin=app.address)
    page = context.new_page()
    watch.follow(page)
    context.on("request", lambda sent: None if is_own(sent.url, app) else watch.foreign.append(sent.url))
    page.on("console", lambda line: watch.faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: watch.faults.append(str(error)))
    page.goto(app.address)
    page.wait_for_selector("#k-question textarea:enabled", timeout=START_SECONDS * 1000)
    page.wait_for_selector("#k-examples button, .k-asked")
    yield page
    context.close()
    assert watch.foreign == []
    assert watch.faults == []


def is_own(url: str, app: App) -> bool:
    return url.startswith((app.address, "data:", "blob:"))

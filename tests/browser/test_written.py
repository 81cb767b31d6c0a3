"""Answers that a chat model writes, in a real browser: the page names the model, and a slow one can be stopped."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.browser.running_app import running_app
from tests.browser.steps import OBSTACLES, settle
from tests.fakes.chat_model import honest_writer
from tests.fakes.chat_server import chat_server
from tests.library_for_tests import SAMPLES

WAIT_SECONDS = 60

waits = threading.Event()
"""Set by the model once it is asked."""

may_speak = threading.Event()
"""The model says nothing before this is set."""


def patient_writer(prompt: str) -> str:
    waits.set()
    assert may_speak.wait(WAIT_SECONDS)
    return honest_writer(prompt)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app over the samples, with a chat model that a test lets speak."""
    folder = tmp_path_factory.mktemp("written")
    corpus = folder / "corpus"
    shutil.copytree(SAMPLES, corpus, ignore=shutil.ignore_patterns("sources", "*.py", "*.md"))
    with chat_server(patient_writer) as server:
        settings = {"KUTIP_CHAT_MODEL": "openai:fake-model", "KUTIP_CHAT_URL": server.url, "KUTIP_CHAT_API_KEY": "none"}
        with running_app(folder / "library", corpus, **settings) as address:
            yield App(address, folder / "library", corpus)


def test_a_slow_model_is_named_can_be_stopped_at_once_and_asked_again(page: Page) -> None:
    expect(page.locator("#k-mode")).to_contain_text("fake-model")
    may_speak.clear()
    waits.clear()
    page.locator("#k-question textarea").fill(OBSTACLES)
    page.keyboard.press("Enter")
    assert waits.wait(WAIT_SECONDS)
    page.get_by_role("button", name="Hentikan").click()
    expect(page.locator(".k-stopped")).to_have_text("Dihentikan.")
    expect(page.get_by_role("button", name="Tanyakan")).to_be_visible()
    expect(page.locator("#k-chat .error")).to_have_count(0)
    may_speak.set()
    page.locator("#k-again").click()
    expect(page.locator("a.k-cite").first).to_be_visible(timeout=WAIT_SECONDS * 1000)
    settle(page)
    expect(page.locator(".k-stopped")).to_have_count(0)
    expect(page.locator(".k-asked")).to_have_count(1)

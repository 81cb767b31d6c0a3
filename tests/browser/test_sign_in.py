"""Signing in and out in the browser: at the width of a phone too, by the keyboard, and each with what is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People, Role
from ingest.places import LibraryPlace
from tests.browser.running_app import START_SECONDS, running_app
from tests.browser.steps import OBSTACLES, ask, open_source
from tests.library_for_tests import SAMPLES

PASSWORD = "empat kata yang panjang"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over the samples, for a librarian and a reader."""
    folder = tmp_path_factory.mktemp("signed")
    with CatalogueConnection.open(LibraryPlace.of(folder / "library")) as connection:
        People(connection).add("Citra", PASSWORD, Role.LIBRARIAN)
        People(connection).add("Budi <b>", PASSWORD)
    with running_app(folder / "library", Path(SAMPLES), KUTIP_SIGN_IN="true") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="id-ID", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.keyboard.press("Enter")


def wait_until_ready(page: Page) -> None:
    page.wait_for_selector("#k-question textarea:enabled", timeout=START_SECONDS * 1000)


def test_a_reader_signs_in_asks_and_signs_out(page: Page, address: str) -> None:
    page.goto(address)
    expect(page).to_have_url(re.compile(r"/sign-in\?next=/$"))
    sign_in(page, "budi <b>", "salah sekali")
    expect(page.get_by_role("alert")).to_contain_text("Nama atau kata sandi salah")
    assert page.input_value("#name") == "budi <b>"
    sign_in(page, "budi <b>")
    wait_until_ready(page)
    expect(page.locator("#k-account")).to_contain_text("Budi <b>")
    expect(page.locator("#k-tab-evaluate")).to_be_hidden()
    ask(page, OBSTACLES)
    open_source(page)
    page.click("#k-tab-library")
    expect(page.locator(".k-thesis-item")).to_have_count(3)
    expect(page.locator("#k-drop, [data-do]")).to_have_count(0)
    page.click("#k-account button")
    expect(page.get_by_role("status")).to_have_text("Anda sudah keluar.")
    page.goto(address)
    expect(page.locator("#password")).to_be_visible()


def test_a_librarian_has_all_parts_and_not_the_readers_conversations(page: Page, address: str) -> None:
    page.goto(address)
    sign_in(page, "Citra")
    wait_until_ready(page)
    expect(page.locator("#k-tab-evaluate")).to_be_visible()
    expect(page.locator(".k-conversation-title")).to_have_count(0)
    page.click("#k-tab-library")
    expect(page.locator("#k-drop")).to_be_visible()
    page.click("#k-tab-evaluate")
    expect(page.locator("#k-run")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_to_sign_in_fits_a_phone_and_has_no_fault_of_accessibility(
    browser: Browser, address: str, scheme: str
) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, java_script_enabled=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address + "sign-in")
    sign_in(page, "budi", "salah sekali")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    page.get_by_role("link", name="Indonesia").click()
    expect(page.get_by_role("button", name="Masuk")).to_be_visible()
    context.close()


def test_signing_in_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    sign_in(page, "Citra")
    page.wait_for_url(address)
    context.close()

"""Conversations in the browser: a reload finds them, nobody else does; named, searched, saved and deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import App, Watch
from tests.browser.running_app import START_SECONDS, running_app
from tests.browser.steps import OBSTACLES, ask, copied, open_source, settle

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
FOLLOW_UP = "Lalu siapa yang mengatasinya?"


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#k-question textarea:enabled", timeout=START_SECONDS * 1000)
    return page


@pytest.fixture
def stranger(browser: Browser) -> Iterator[BrowserContext]:
    """Another person's browser."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def titles(page: Page) -> list[str]:
    return page.locator(".k-conversation-title").all_inner_texts()


@pytest.mark.parametrize("page", [WIDE], indirect=True)
def test_a_reload_finds_the_conversation_as_it_was_and_a_follow_up_goes_on_with_it(page: Page, app: App) -> None:
    ask(page, OBSTACLES)
    expect(page).to_have_url(re.compile(r"/\?c=[0-9a-f]{32}$"))
    before = page.locator("#k-chat .message-wrap").inner_html()
    page.reload()
    expect(page.locator(".k-asked")).to_have_text([OBSTACLES])
    settle(page)
    assert page.locator("#k-chat .message-wrap").inner_html() == before
    open_source(page)
    ask(page, FOLLOW_UP)
    expect(page.locator(".k-understood")).to_have_count(1)
    page.reload()
    expect(page.locator(".k-asked")).to_have_text([OBSTACLES, FOLLOW_UP])
    expect(page.locator("#k-conversations .k-here .k-conversation-title")).to_have_text(OBSTACLES)
    page.locator("#k-change-last").click()
    expect(page.locator("#k-question textarea")).to_have_value(FOLLOW_UP)
    page.reload()
    expect(page.locator(".k-asked")).to_have_text([OBSTACLES])


@pytest.mark.parametrize("page", [WIDE], indirect=True)
def test_two_browsers_see_only_their_own(page: Page, app: App, stranger: BrowserContext) -> None:
    ask(page, OBSTACLES)
    expect(page).to_have_url(re.compile(r"c="))
    other = opened(stranger, page.url)
    expect(other.locator("#k-chat")).to_contain_text("You have no conversation at this address")
    expect(other.locator(".k-asked")).to_have_count(0)
    expect(other.locator("#k-conversation-list")).to_contain_text("No conversation yet")
    id_ = page.url.partition("c=")[2]
    for ending in ("md", "docx", "html", "json"):
        answer = stranger.request.get(f"{app.address}conversations/{id_}.{ending}")
        assert (answer.status, OBSTACLES in answer.text()) == (404, False)
    assert stranger.request.post(f"{app.address}conversations/{id_}/title?title=Mine").status == 404
    assert stranger.request.delete(f"{app.address}conversations/{id_}").status == 404
    assert stranger.request.delete(f"{app.address}conversations").status == 204
    page.reload()
    expect(page.locator(".k-asked")).to_have_text([OBSTACLES])
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")


@pytest.mark.parametrize("page", [WIDE], indirect=True)
def test_conversations_are_named_searched_saved_and_deleted(page: Page, watch: Watch, tmp_path: Path) -> None:
    ask(page, OBSTACLES)
    page.locator(".k-new").click()
    expect(page.locator(".k-asked")).to_have_count(0)
    ask(page, "Apa itu <b>Pasar</b> Wameo?")
    expect(page.locator(".k-conversation-title")).to_have_text(["Apa itu <b>Pasar</b> Wameo?", OBSTACLES])
    watch.wait_until_answered(page)  # a list that comes late would close what is opened in it
    page.locator(".k-more > summary").nth(1).click()
    page.locator(".k-rename input").nth(1).fill("Bab 2: hambatan")
    page.keyboard.press("Enter")
    expect(page.locator(".k-conversation-title").first).to_have_text("Apa itu <b>Pasar</b> Wameo?")
    expect(page.locator(".k-conversation-title").nth(1)).to_have_text("Bab 2: hambatan")
    page.locator("#k-find").fill("Semarang hambatan")
    expect(page.locator(".k-conversation-title")).to_have_text(["Bab 2: hambatan"])
    page.locator(".k-conversation").click()
    expect(page.locator(".k-asked")).to_have_text([OBSTACLES])
    expect(page.locator("#k-conversation-list .k-here")).to_have_count(1)
    watch.wait_until_answered(page)
    page.locator(".k-more > summary").click()
    for ending in ("md", "docx", "html"):
        with page.expect_download() as waiting:
            page.locator(f'a[href*=".{ending}"]').click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
    assert {file.name for file in tmp_path.iterdir()} == {f"kutip-bab-2-hambatan.{e}" for e in ("md", "docx", "html")}
    assert OBSTACLES in (tmp_path / "kutip-bab-2-hambatan.md").read_text("utf-8")
    page.locator(".k-confirm > summary").click()
    page.locator(".k-confirm [data-delete]").click()
    expect(page.locator("#k-conversation-list")).to_contain_text("Tidak ada percakapan")
    expect(page.locator(".k-asked")).to_have_count(0)
    page.locator("#k-find").fill("")
    expect(page.locator(".k-conversation-title")).to_have_text(["Apa itu <b>Pasar</b> Wameo?"])
    page.locator(".k-all > summary").click()
    page.locator(".k-all [data-delete]").click()
    expect(page.locator("#k-conversation-list")).to_contain_text("Belum ada percakapan")


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_at_360_pixels_the_list_is_a_drawer_that_the_keyboard_opens_and_closes(page: Page) -> None:
    ask(page, OBSTACLES)
    expect(page.locator("#k-conversations")).to_be_hidden()
    page.locator(".k-conversations-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#k-conversations")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    expect(page.locator("#k-conversations")).to_be_hidden()
    expect(page.locator(".k-conversations-open")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".k-new").click()
    expect(page.locator("#k-conversations")).to_be_hidden()
    expect(page.locator(".k-asked")).to_have_count(0)


@pytest.mark.parametrize("page", [WIDE], indirect=True)
def test_two_pages_with_one_conversation_lose_no_turn(page: Page) -> None:
    ask(page, OBSTACLES)
    expect(page).to_have_url(re.compile(r"c="))
    second = opened(page.context, page.url)
    expect(second.locator(".k-asked")).to_have_count(1)
    ask(second, "Apa itu Pasar Wameo?")
    ask(page, FOLLOW_UP)
    page.reload()
    expect(page.locator(".k-asked")).to_have_text([OBSTACLES, "Apa itu Pasar Wameo?", FOLLOW_UP])


def test_a_conversation_is_there_after_the_server_was_started_anew(browser: Browser, app: App, tmp_path: Path) -> None:
    context = browser.new_context(locale="id-ID")
    with running_app(app.library, app.corpus) as address:
        page = opened(context, address)
        ask(page, OBSTACLES)
        expect(page).to_have_url(re.compile(r"c="))
        id_ = page.url.partition("c=")[2]
    with running_app(app.library, app.corpus) as address:
        page = opened(context, f"{address}?c={id_}")
        expect(page.locator(".k-asked")).to_have_text([OBSTACLES])
        expect(page.locator("a.k-cite").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("page", [WIDE], indirect=True)
def test_a_citation_is_copied_in_three_styles_and_the_button_says_so(page: Page) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    page.locator(".k-citing > summary").click()
    expect(page.locator(".k-citing h4")).to_have_text(["APA 7", "Chicago", "IEEE"])
    for what in ("apa-text", "chicago-entry", "ieee-text"):
        button = page.locator(f"[data-copy={what}]")
        button.click()
        expect(button).to_have_text("Tersalin")
        assert copied(page) == page.locator(f"#k-copy-{what}").text_content()
    assert "hlm." in str(page.locator("#k-copy-apa-text").text_content())

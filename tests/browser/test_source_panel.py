"""The source panel in a real browser: leaf, zoom, open the PDF, keep the address; and the preview of a number."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.browser.steps import OBSTACLES, ask, copied, open_source


def shown_page(page: Page) -> int:
    return int(page.locator(".k-page").first.get_attribute("data-page") or "")


def test_pages_are_leafed_through_with_buttons_and_keys_and_the_quoted_one_keeps_its_marks(page: Page) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    first, marks = shown_page(page), page.locator(".k-mark").count()
    assert marks > 0
    back = page.get_by_role("button", name="Ke kutipan")
    expect(back).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Halaman berikutnya").click()
    expect(page.locator(".k-page")).to_have_attribute("data-page", str(first + 1))
    expect(page.locator(".k-page")).to_contain_text("Tidak ada yang dikutip dari halaman ini")
    expect(page.locator(".k-mark")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".k-page")).to_have_attribute("data-page", str(first))
    expect(page.locator(".k-mark")).to_have_count(marks)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".k-page")).to_have_attribute("data-page", str(first - 1))
    back.click()
    expect(page.locator(".k-page")).to_have_attribute("data-page", str(first))
    expect(page.locator(".k-mark")).to_have_count(marks)
    expect(back).to_have_attribute("aria-disabled", "true")


def test_leafing_ends_at_the_first_and_the_last_page(page: Page) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    total = int(page.locator("#k-leaves").get_attribute("data-pages") or "")
    forward = page.get_by_role("button", name="Halaman berikutnya")
    for index in range(shown_page(page) + 1, total):
        forward.click()
        expect(page.locator(".k-page")).to_have_attribute("data-page", str(index))
    expect(forward).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".k-page")).to_have_attribute("data-page", str(total - 1))


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True)
def test_the_page_fits_the_panel_or_has_the_size_of_paper_or_twice_that(page: Page) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    fitting = page.locator(".k-frame").first.evaluate("frame => frame.clientWidth")
    widths = []
    for key in ("1", "2", "0"):
        page.keyboard.press(key)
        widths.append(page.locator(".k-sheet").first.evaluate("sheet => Math.round(sheet.offsetWidth)"))
    assert widths == [794, 1588, fitting]  # A4 is 210 mm, at 96 pixels an inch
    page.get_by_role("button", name="200 %").click()
    expect(page.get_by_role("button", name="200 %")).to_have_attribute("aria-pressed", "true")
    mark, frame = page.locator(".k-mark").first.bounding_box(), page.locator(".k-frame").first.bounding_box()
    assert mark is not None
    assert frame is not None
    assert frame["x"] <= mark["x"] < frame["x"] + frame["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_pdf_opens_at_the_page_and_the_link_opens_the_citation_again(page: Page, app: App) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    href = page.get_by_role("link", name="Buka PDF di halaman ini").first.get_attribute("href") or ""
    assert href.endswith(f".pdf#page={shown_page(page) + 1}")
    answer = page.request.get(app.address.rstrip("/") + href)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.body().startswith(b"%PDF")
    page.locator(".k-copy[data-copy=link]").click()
    expect(page.locator(".k-copy[data-copy=link]")).to_have_text("Tersalin")
    link = copied(page)
    quote = page.locator("#k-quote").text_content() or ""
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#k-quote")).to_have_text(quote)


def test_a_number_previews_its_quote_under_the_pointer_and_the_focus_and_escape_closes_it(page: Page) -> None:
    ask(page, OBSTACLES)
    number, preview = page.locator("a.k-cite").first, page.locator("#k-preview")
    number.hover()
    expect(preview).to_be_visible()
    expect(number).to_have_attribute("aria-describedby", "k-preview")
    quote = (page.locator("#k-chat .k-quote").first.text_content() or "").lstrip("“")
    assert quote[:60] in (preview.text_content() or "").replace("\n", " ")
    preview.hover()
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.mouse.move(0, 0)
    page.locator("#k-question textarea").focus()
    while not number.evaluate("number => number === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    expect(preview).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#k-source .k-source-title")).to_have_text("Sumber 1")
    expect(preview).to_be_hidden()

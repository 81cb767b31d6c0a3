"""The chat in a real browser: ask, read the answer as it grows, click a number, stand before the marked page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from ingest.library import Library
from tests.browser.conftest import BREAK, HOSTILE, App, Watch
from tests.browser.steps import OBSTACLES, UNANSWERED, ask, copied, open_source


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def marked_words(page: Page, app: App, sheet: int = 0) -> str:
    """The letters and digits that the PDF engine itself finds inside the marks of a page that is shown."""
    figure = page.locator(".k-page").nth(sheet)
    image = figure.locator("img")
    image.evaluate("image => image.decode()")
    shown = image.bounding_box()
    assert shown is not None
    document_id = re.search(r"/pages/([0-9a-f]+)/", image.get_attribute("src") or "")
    assert document_id is not None
    with Library.read(app.library) as library:
        file = library.pdf(library.catalogue.entry(document_id[1]))
    boxes = [mark.bounding_box() for mark in figure.locator(".k-mark").all()]
    shares = [
        (
            (box["x"] - shown["x"]) / shown["width"],
            (box["y"] - shown["y"]) / shown["height"],
            (box["x"] + box["width"] - shown["x"]) / shown["width"],
            (box["y"] + box["height"] - shown["y"]) / shown["height"],
        )
        for box in boxes
        if box is not None
    ]
    return letters_inside(file, int(figure.get_attribute("data-page") or ""), shares)


def letters_inside(file: Path, index: int, shares: Sequence[tuple[float, float, float, float]]) -> str:
    """The letters and digits of a page whose middle is inside one of the boxes, in the page's order."""
    document = pypdfium2.PdfDocument(file)
    page = document[index]
    width, height = page.get_size()
    text = page.get_textpage()
    found = []
    for at in range(text.count_chars()):
        letter = text.get_text_range(at, 1)
        left, bottom, right, top = text.get_charbox(at)
        x, y = (left + right) / 2 / width, 1 - (bottom + top) / 2 / height
        if letter.isalnum() and any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in shares):
            found.append(letter)
    document.close()
    return "".join(found)


def growth(page: Page, question: str) -> list[int]:
    """How many citations the chat showed, each time that it changed."""
    page.evaluate(
        """() => {
          window.counts = [];
          new MutationObserver(() => window.counts.push(document.querySelectorAll('a.k-cite').length))
            .observe(document.querySelector('#k-chat'), {childList: true, subtree: true, characterData: true});
        }"""
    )
    ask(page, question)
    counts: list[int] = page.evaluate("window.counts")
    return counts


def test_a_question_is_answered_in_growing_pieces_with_numbered_quotes(page: Page) -> None:
    counts = growth(page, OBSTACLES)
    assert counts == sorted(counts)
    numbers = [text.split(",")[0].removeprefix("Sumber ") for text in page.locator("a.k-cite").all_text_contents()]
    assert numbers == [str(at) for at in range(1, len(numbers) + 1)]
    assert len(numbers) >= 2
    expect(page.locator("#k-question textarea")).to_have_value("")
    for _ in range(3):  # a busy machine may draw two pieces at once, but not each time
        if len(set(counts)) >= 3:  # no quote, some, all: not one block at the end
            return
        page.reload()
        page.wait_for_selector("#k-question textarea:enabled")
        counts = growth(page, OBSTACLES)
    pytest.fail(f"the answer came in one piece: {counts}")


def test_a_click_on_a_number_shows_the_page_with_exactly_the_quoted_words_marked(page: Page, app: App) -> None:
    ask(page, OBSTACLES)
    for at in range(page.locator("a.k-cite").count()):
        open_source(page, at)
        quote = page.locator("#k-quote").text_content() or ""
        sheets = page.locator(".k-page").count()
        assert "".join(marked_words(page, app, sheet) for sheet in range(sheets)) == letters(quote)
        source = page.locator("#k-source")
        expect(source.locator(".k-source-title")).to_have_text(f"Sumber {at + 1}")
        assert re.search(r"hlm\. [\dxvi–]+ \(PDF hlm\. [\d–]+\)", source.locator("dl").text_content() or "")
        expect(source.locator("dl")).to_contain_text(".pdf")


def test_a_quote_over_a_page_break_shows_both_pages_each_with_its_part(page: Page, app: App) -> None:
    ask(page, "Mengapa gudang rempah di Pelabuhan Murhum ditutup oleh syahbandar?")
    quotes = page.locator(".k-quote").all_text_contents()
    at = next(at for at, quote in enumerate(quotes) if BREAK[0] in quote and BREAK[1] in quote)
    open_source(page, at)
    expect(page.locator(".k-page")).to_have_count(2)
    parts = [marked_words(page, app, sheet) for sheet in range(2)]
    assert parts[0].endswith(letters(BREAK[0]))
    assert parts[1].startswith(letters(BREAK[1]))
    assert "".join(parts) == letters(page.locator("#k-quote").text_content() or "")


def test_markup_in_a_thesis_is_shown_as_text(page: Page, app: App) -> None:
    ask(page, "Apa yang ditolak oleh Pasar Wameo?")
    at = next(at for at, quote in enumerate(page.locator(".k-quote").all_text_contents()) if HOSTILE in quote)
    open_source(page, at)
    assert HOSTILE in (page.locator("#k-quote").text_content() or "")
    for place in ("#k-chat .k-quote", "#k-quote"):
        assert page.locator(f"{place} :is(b, script, strong, code, a[href*='jahat'])").count() == 0
    assert page.evaluate("window.hacked") is None
    assert "".join(marked_words(page, app, s) for s in range(page.locator(".k-page").count())) == letters(
        page.locator("#k-quote").text_content() or ""
    )


def test_markup_in_a_question_is_shown_as_text(page: Page) -> None:
    question = "Apakah <img src=x onerror=window.hacked=1> **hambatan** kerja sama itu?"
    ask(page, question)
    expect(page.locator(".k-asked")).to_have_text(question)
    assert page.evaluate("window.hacked") is None


def test_a_refusal_says_so_and_shows_no_sources(page: Page) -> None:
    ask(page, UNANSWERED)
    expect(page.locator("#k-chat .k-refusal")).to_be_visible()
    expect(page.locator("a.k-cite")).to_have_count(0)
    expect(page.locator("#k-chat .k-quote")).to_have_count(0)
    expect(page.locator(".k-page")).to_have_count(0)


def test_what_came_nearest_is_folded_opens_its_page_and_is_not_taken_for_an_answer(page: Page) -> None:
    ask(page, UNANSWERED)
    near = page.locator(".k-near-link").first
    expect(near).to_be_hidden()
    page.locator(".k-nearest summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".k-nearest")).to_contain_text("tetapi tampaknya bukan jawaban")
    near.click()
    expect(page.locator("#k-source .k-source-title")).to_have_text("Bagian terdekat, bukan jawaban")
    assert page.locator(".k-mark").count() > 0
    page.keyboard.press("Escape")
    expect(near).to_be_focused()


def test_the_keyboard_alone_opens_a_source_and_comes_back(page: Page) -> None:
    ask(page, OBSTACLES)
    second = page.locator("a.k-cite").nth(1)
    second.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#k-source .k-source-title")).to_have_text("Sumber 2")
    expect(page.locator("#k-source .k-source-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#k-source .k-source-title")).to_have_count(0)
    expect(second).to_be_focused()


def test_the_copy_button_copies_the_words_as_they_are_stored(page: Page) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    button = page.locator(".k-copy[data-copy=quote]")
    button.click()
    expect(button).to_have_text("Tersalin")
    assert copied(page) == page.locator("#k-quote").text_content()


def test_the_language_switch_keeps_the_conversation_and_is_remembered(page: Page, watch: Watch) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    answer = page.locator("#k-chat .k-quote").all_text_contents()
    page.get_by_text("English", exact=True).click()
    expect(page.locator("#k-source .k-source-title")).to_have_text("Source 1")
    expect(page.locator("#k-question textarea")).to_have_attribute("placeholder", re.compile("^Ask"))
    expect(page.locator("#k-name")).to_contain_text("word for word")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("#k-chat .k-quote").all_text_contents() == answer
    watch.wait_until_answered(page)
    page.reload()
    expect(page.locator("#k-question textarea")).to_have_attribute("placeholder", re.compile("^Ask"))
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(page.locator("#k-source")).to_contain_text("No source opened yet")
    expect(page.locator("#k-source")).not_to_contain_text("Belum ada", use_inner_text=True)


@pytest.mark.parametrize("page", [{"locale": "en-GB"}], indirect=True)
def test_a_browser_of_another_language_starts_in_english(page: Page) -> None:
    expect(page.locator("#k-question textarea")).to_have_attribute("placeholder", re.compile("^Ask"))
    expect(page.locator("#k-chat")).to_contain_text("What would you like to know?")
    expect(page.locator("#k-status")).to_contain_text("rusak.pdf is not a PDF file")


def test_an_example_question_is_answered_when_it_is_clicked(page: Page) -> None:
    example = page.locator("#k-examples button").first
    question = example.text_content() or ""
    example.click()
    expect(page.locator(".k-asked")).to_have_text(question.strip())
    expect(page.locator("a.k-cite").first).to_be_visible()
    expect(page.locator("#k-examples")).to_be_hidden()


def test_a_second_question_keeps_the_first_and_its_sources(page: Page) -> None:
    ask(page, OBSTACLES)
    first = page.locator("a.k-cite").first.get_attribute("href")
    ask(page, "Apa yang ditolak oleh Pasar Wameo?")
    expect(page.locator(".k-asked")).to_have_count(2)
    assert page.locator("a.k-cite").first.get_attribute("href") == first
    open_source(page)
    expect(page.locator("#k-source .k-source-title")).to_have_text("Sumber 1")


def test_an_address_with_a_source_opens_it(page: Page, app: App) -> None:
    ask(page, OBSTACLES)
    address = page.locator("a.k-cite").first.get_attribute("href") or ""
    quote = page.locator("#k-chat .k-quote").first.text_content() or ""
    page.goto("about:blank")
    page.goto(app.address + address)
    expect(page.locator("#k-quote")).to_be_visible()
    assert letters(page.locator("#k-quote").text_content() or "") in letters(quote)


@pytest.mark.parametrize("page", [{"width": 360, "height": 740}], indirect=True)
def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_source_covers_the_chat(page: Page, app: App) -> None:
    ask(page, OBSTACLES)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.locator("#k-source")).not_to_be_visible()
    open_source(page)
    box = page.locator("#k-source").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    quote = page.locator("#k-quote").text_content() or ""
    assert "".join(marked_words(page, app, s) for s in range(page.locator(".k-page").count())) == letters(quote)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".k-close").click()
    expect(page.locator("#k-source")).not_to_be_visible()
    expect(page.locator("#k-question textarea")).to_be_visible()


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True)
def test_what_a_follow_up_was_understood_as_is_shown_and_can_be_changed(page: Page) -> None:
    ask(page, OBSTACLES)
    expect(page.locator(".k-understood")).to_have_count(0)
    ask(page, "Lalu siapa yang menelitinya?")
    understood = "Lalu siapa yang menelitinya? (hambatan kelembagaan dalam kerja sama Semarang)"
    expect(page.locator(".k-understood .k-standalone")).to_have_text(understood)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("a.k-change").focus()
    page.keyboard.press("Enter")
    box = page.locator("#k-question textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value(understood)
    ask(page, understood.replace("Semarang", "Baubau"))
    expect(page.locator(".k-asked").last).to_have_text(understood.replace("Semarang", "Baubau"))
    expect(page.locator(".k-understood")).to_have_count(1)

"""Filters and the last turn in a real browser: chosen, shown, kept by follow-ups, taken out; asked again, changed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import OBSTACLES, ask, wait_for_answer

PHONE = {"width": 360, "height": 740}


def open_filters(page: Page) -> None:
    page.locator("#k-filter-button").click()
    expect(page.locator("#k-filters")).to_be_visible()


def choose_thesis(page: Page, words: str) -> str:
    """Choose a thesis with the keyboard; gives the name that stands beside the button then."""
    field = page.locator("#k-filter-theses input")
    field.click()
    field.type(words)
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    tag = page.locator("#k-filter-active label").first
    expect(tag).to_be_visible()
    return (tag.text_content() or "").strip()


@pytest.mark.parametrize("page", [{}, PHONE], indirect=True)
def test_a_chosen_thesis_limits_answers_and_follow_ups_until_it_is_taken_out(page: Page) -> None:
    open_filters(page)
    name = choose_thesis(page, "Hambatan Paradiplomasi")
    expect(page.locator("#k-filter-button")).to_have_text("Saring (1)")
    page.locator("#k-filter-button").click()
    expect(page.locator("#k-filters")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for number, question in enumerate((OBSTACLES, "Lalu siapa yang menelitinya?"), start=1):
        ask(page, question)
        expect(page.locator(".k-limits")).to_have_count(number)
        expect(page.locator(".k-limits").last).to_have_text(f"Hanya dicari di: {name}")
    theses = page.locator("#k-chat p.k-thesis").all_text_contents()
    assert theses
    assert all("Hambatan Paradiplomasi" in thesis for thesis in theses)
    page.locator("#k-filter-active input").focus()
    page.keyboard.press("Space")
    expect(page.locator("#k-filter-active label")).to_have_count(0)
    expect(page.locator("#k-filter-button")).to_have_text("Saring")
    ask(page, OBSTACLES)
    expect(page.locator(".k-limits")).to_have_count(2)


def test_the_button_says_to_a_screen_reader_whether_the_form_is_open(page: Page) -> None:
    button = page.locator("#k-filter-button")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#k-filters")).to_be_visible()


def test_a_kind_of_section_is_named_in_both_languages_and_kept_over_the_switch(page: Page) -> None:
    open_filters(page)
    page.get_by_role("checkbox", name="Tabel").check()
    expect(page.locator("#k-filter-active label")).to_have_text("Tabel")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("#k-filter-active label")).to_have_text("Tables")
    expect(page.get_by_role("checkbox", name="Tables").last).to_be_checked()
    expect(page.locator("#k-filter-button")).to_have_text("Filter (1)")


def test_asking_again_replaces_the_answer_and_changing_takes_the_question_back(page: Page) -> None:
    expect(page.locator("#k-again")).to_be_hidden()
    ask(page, OBSTACLES)
    quotes = page.locator("#k-chat .k-quote").all_text_contents()
    page.locator("#k-chat .k-quote").first.evaluate("quote => { quote.dataset.before = ''; }")
    page.locator("#k-again").click()
    expect(page.locator("#k-chat [data-before]")).to_have_count(0)
    wait_for_answer(page)
    expect(page.locator("#k-again")).to_be_visible()
    expect(page.locator(".k-asked")).to_have_count(1)
    assert page.locator("#k-chat .k-quote").all_text_contents() == quotes
    page.locator("#k-change-last").click()
    box = page.locator("#k-question textarea")
    expect(box).to_have_value(OBSTACLES)
    expect(box).to_be_focused()
    expect(page.locator(".k-asked")).to_have_count(0)
    expect(page.locator("#k-examples")).to_be_visible()
    expect(page.locator("#k-again")).to_be_hidden()
    ask(page, OBSTACLES.replace("Semarang", "Baubau"))
    expect(page.locator(".k-asked")).to_have_count(1)

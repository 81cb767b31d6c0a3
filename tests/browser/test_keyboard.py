"""The keyboard alone: what has the focus is seen to have it, and is come to in the order of reading; all parts have one edge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import OBSTACLES, ask, open_source

PARTS = {
    "ask": "#k-question",
    "verify": "#k-verify-start",
    "matrix": "#k-matrix-theses input",
    "library": ".k-thesis-item",
    "evaluate": "#k-run",
}

FOCUSED = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const drawn = [focused, focused.closest('label'), focused.closest('.wrap'), focused.closest('#k-question')];
  const isSeen = drawn.some((each) => {
    const style = each && getComputedStyle(each);
    return style && style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (focused.closest('label') ?? focused).getBoundingClientRect();
  const name = focused.id || focused.getAttribute('aria-label') || focused.textContent || focused.name;
  return {isSeen, name: `${focused.tagName} ${name.trim()}`, isInside: box.right > 0 && box.left < innerWidth
    && box.bottom > 0 && box.top < innerHeight};
}"""
"""What has the focus, and whether an outline of it or of its frame is seen."""


def stops(page: Page, most: int = 60) -> list[dict[str, object]]:
    """What the Tab key comes to from the top of the page to its end."""
    page.evaluate(
        "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }"
    )
    found: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None:
            break
        found.append(stop)
    return found


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740, "colours": "dark"}], indirect=True)
def test_what_has_the_focus_is_seen_to_have_it_on_every_part(page: Page) -> None:
    ask(page, OBSTACLES)
    for part, element in PARTS.items():
        page.evaluate("part => { location.hash = part; }", part)
        expect(page.locator(element).first).to_be_visible()
        found = stops(page)
        assert len(found) > 8, part
        assert [stop["name"] for stop in found if not (stop["isSeen"] and stop["isInside"])] == [], part


def test_the_tab_key_goes_through_the_page_as_it_is_read(page: Page) -> None:
    ask(page, OBSTACLES)
    names = [str(stop["name"]) for stop in stops(page)]
    wanted = ["k-tab-ask", "k-tab-evaluate", "Sumber 1", "Sumber 2", "k-liked", "k-filter-button", "k-again"]
    at = [next(at for at, name in enumerate(names) if words in name) for words in wanted]
    assert at == sorted(at)


def test_gradios_basket_which_would_empty_the_chat_alone_is_out_of_reach(page: Page) -> None:
    ask(page, OBSTACLES)
    expect(page.locator("#k-chat .top-panel")).to_be_hidden()
    assert not [stop for stop in stops(page) if "obrolan" in str(stop["name"])]


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True)
def test_what_a_part_says_begins_where_its_form_begins(page: Page) -> None:
    for part, form in (("verify", "#k-verify .k-form"), ("matrix", "#k-matrix-theses"), ("library", "#k-drop")):
        page.evaluate("part => { location.hash = part; }", part)
        expect(page.locator(form)).to_be_visible()
        lead, below = page.locator(f"#k-{part} p").first.bounding_box(), page.locator(form).bounding_box()
        assert lead is not None
        assert below is not None
        assert abs(lead["x"] - below["x"]) <= 1, part


@pytest.mark.parametrize("page", [{"width": 360, "height": 740}, {"locale": "en-GB"}], indirect=True)
def test_the_field_for_a_file_is_named_in_the_language_of_the_page(page: Page) -> None:
    page.locator("#k-tab-verify").click()
    field = page.locator("#k-verify-file button.upload-container")
    page.locator("#k-language label", has_text="English").click()
    expect(field).to_have_attribute("aria-label", "Drop a file here, or click to choose one")
    page.locator("#k-language label", has_text="Indonesia").click()
    expect(field).to_have_attribute("aria-label", "Letakkan berkas di sini, atau klik untuk memilih")
    expect(field).to_have_text("", use_inner_text=True)  # what Gradio writes there is in the language of the browser


@pytest.mark.parametrize("page", [{"width": 360, "height": 740}], indirect=True)
def test_the_source_panel_gives_the_focus_back_on_a_phone_and_the_list_of_conversations_opens_then(page: Page) -> None:
    ask(page, OBSTACLES)
    open_source(page)
    page.locator(".k-citing > summary").click()
    expect(page.locator(".k-citing h4").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("a.k-cite").first).to_be_focused()
    page.locator(".k-conversations-open").click()
    expect(page.locator(".k-more > summary").first).to_be_visible()
    down = page.locator("#k-chat .scroll-down-button-container")
    expect(down).to_have_count(1)
    is_covered = "(down) => { const box = down.getBoundingClientRect(); return !down.contains(document.elementFromPoint(box.x + 9, box.y + 9)); }"
    assert down.evaluate(is_covered)

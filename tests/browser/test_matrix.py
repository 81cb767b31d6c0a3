"""The evidence matrix in a real browser: choose, watch it fill, stop it, open a quote, download it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ALL_ASPECTS = 7


def choose(page: Page, *aspects: str, theses: int = 0) -> None:
    """Tick these aspects and the first theses."""
    page.locator("#k-tab-matrix").click()
    for name in aspects:
        page.locator("#k-matrix-aspects").get_by_label(name, exact=True).check()
    for at in range(theses):
        page.locator("#k-matrix-theses input").nth(at).check()


def fill(page: Page) -> None:
    page.locator("#k-matrix-start").click()
    expect(page.locator("#k-matrix-view .k-downloads")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True)
def test_a_matrix_is_filled_and_its_quotes_open_their_pages(page: Page, tmp_path: Path) -> None:
    choose(page, "Hambatan", theses=2)
    page.locator("#k-matrix-question :is(input, textarea)").fill("Apa yang ditolak <b>oleh</b> Pasar Wameo?")
    fill(page)
    table = page.locator("table.k-matrix")
    assert table.locator("tbody tr").count() == 2
    expect(table.locator("thead")).to_contain_text("Apa yang ditolak <b>oleh</b> Pasar Wameo?")
    cells = table.locator("tbody td")
    assert cells.count() == 4
    assert all(cell.locator(".k-cite, .k-cell-empty").count() for cell in cells.all())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    quote = table.locator("a.k-cite").first
    quote.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#k-source .k-source-title")).to_be_focused()
    assert page.locator(".k-mark").count() > 0
    page.keyboard.press("Escape")
    expect(quote).to_be_focused()
    with page.expect_download() as waiting:
        page.locator("#k-matrix-view .k-downloads a", has_text="CSV").click()
    waiting.value.save_as(tmp_path / "matriks.csv")
    with (tmp_path / "matriks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[0][1] == "Hambatan"


def test_a_matrix_that_is_stopped_keeps_its_cells_and_says_which_are_missing(page: Page) -> None:
    choose(page)
    for box in page.locator("#k-matrix-aspects input").all():
        box.check()
    page.locator("#k-matrix-start").click()
    page.wait_for_selector("#k-matrix-view td .k-cite")
    table = page.locator("table.k-matrix")
    assert table.bounding_box()["y"] > page.locator("#k-matrix-stop").bounding_box()["y"]  # type: ignore[index]
    page.locator("#k-matrix-stop").click()
    expect(page.locator("#k-matrix .k-stopped, #k-matrix .k-note")).to_contain_text("Dihentikan")
    expect(page.locator("#k-matrix-start")).to_be_visible()
    expect(page.locator("#k-matrix-view .k-downloads")).to_be_visible()
    assert table.locator("tbody td").count() == ALL_ASPECTS * table.locator("tbody tr").count()
    assert table.locator("tbody td .k-cite").count() > 0


def test_without_an_aspect_or_a_question_one_sentence_says_so(page: Page) -> None:
    choose(page)
    page.locator("#k-matrix-start").click()
    expect(page.locator("#k-matrix .k-error")).to_have_text("Pilih satu aspek, atau tulis pertanyaan sendiri.")


def test_the_matrix_follows_the_language_and_keeps_what_was_chosen(page: Page) -> None:
    choose(page, "Hambatan", theses=1)
    fill(page)
    page.locator("#k-language label", has_text="English").click()
    expect(page.locator("table.k-matrix thead")).to_contain_text("Obstacles")
    expect(page.locator("#k-matrix-aspects").get_by_label("Obstacles")).to_be_checked()
    expect(page.locator("#k-matrix-theses input").first).to_be_checked()

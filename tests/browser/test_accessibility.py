"""axe-core finds no serious fault of accessibility on any part of the page, in light and in dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.steps import OBSTACLES, UNANSWERED, ask, open_source

COMPARED = "Apa perbedaan kerja sama Semarang dan Baubau?"
PARTS = {
    "verify": "#k-verify-start",
    "matrix": "#k-matrix-theses input",
    "library": ".k-thesis-item",
    "evaluate": "#k-run",
}
"""Each with what is there once it has been filled."""


def serious(page: Page) -> list[str]:
    """The rules that are broken seriously, each with where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("page", [{"colours": "light"}, {"colours": "dark"}], indirect=True)
def test_no_part_has_a_serious_fault(page: Page) -> None:
    assert serious(page) == []
    for question in (OBSTACLES, COMPARED, UNANSWERED):
        ask(page, question)
    open_source(page)
    page.locator("#k-filter-button").click()
    expect(page.locator("#k-filters")).to_be_visible()
    assert serious(page) == []
    for part, element in PARTS.items():
        page.evaluate("part => { location.hash = part; }", part)
        expect(page.locator(element).first).to_be_visible()
        assert serious(page) == [], part

"""A reader's opinion and a person's grade in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ingest.catalogue.feedback import Complaint, Feedback
from ingest.places import CATALOGUE_FILE
from tests.browser.conftest import App
from tests.browser.steps import choose_file
from tests.browser.test_evaluate import QUESTION


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True, ids=["desktop", "phone"])
def test_a_disliked_answer_is_kept_with_its_reason_and_can_be_exported(page: Page, app: App) -> None:
    before = len(Feedback(app.library / CATALOGUE_FILE).opinions())
    page.locator("#k-question textarea").fill("Apa yang ditolak oleh Pasar Wameo?")
    page.keyboard.press("Enter")
    page.locator("#k-disliked").click(timeout=30_000)
    expect(page.locator("#k-opinion")).to_contain_text("Apa yang kurang tepat?")
    page.locator("#k-opinion-reason label", has_text="Ada yang kurang").click()
    page.locator("#k-opinion-note").locator("textarea, input").fill("<b>bab 4</b>")
    page.locator("#k-opinion-send").click()
    expect(page.locator("#k-opinion")).to_contain_text("Terima kasih")
    expect(page.locator("#k-opinion-form")).not_to_be_visible()
    opinions = Feedback(app.library / CATALOGUE_FILE).opinions(liked=False)
    assert len(opinions) == before + 1
    last = opinions[-1]
    assert (last.answer.question, last.complaint, last.note) == (
        "Apa yang ditolak oleh Pasar Wameo?",
        Complaint.INCOMPLETE,
        "<b>bab 4</b>",
    )
    assert last.answer.citations
    page.locator("#k-tab-evaluate").click()
    address = page.locator("#k-disliked-set a").get_attribute("href")
    lines = page.request.get(f"{app.address.rstrip('/')}{address}").text().splitlines()
    assert json.loads(lines[-1])["note"] == "answered; something is missing; <b>bab 4</b>"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


def test_an_answer_of_a_run_is_graded_and_the_report_shows_it(page: Page, tmp_path: Path) -> None:
    (tmp_path / "nilai.jsonl").write_text(json.dumps(QUESTION), "utf-8")
    page.locator("#k-tab-evaluate").click()
    choose_file(page, "#k-upload", tmp_path / "nilai.jsonl")
    page.locator("#k-run").click()
    report = page.frame_locator("iframe.k-report")
    expect(report.locator("h1")).to_contain_text("nilai.jsonl", timeout=60_000)
    page.locator("#k-grading .label-wrap").click()
    expect(page.locator("#k-to-grade")).to_contain_text("Apa yang ditolak oleh Pasar Wameo?")
    page.locator("#k-grade label", has_text="Sebagian benar").click()
    page.locator("#k-grade-save").click()
    expect(page.locator("#k-to-grade")).to_contain_text("sudah dinilai")
    expect(report.locator("body")).to_contain_text("Orang menilai 1 dari 1 jawaban", timeout=30_000)

"""The evaluation in a real browser: upload a set, run it, read the report, compare two runs."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.steps import choose_file

QUESTION = {
    "id": "q-1",
    "question": "Apa yang ditolak oleh Pasar Wameo?",
    "lang": "id",
    "type": "factoid",
    "answerable": True,
    "doc": "wameo.pdf",
    "evidence": [{"page_index": 0, "page_label": ""}],
}


def test_a_set_is_uploaded_run_reported_and_compared(page: Page, tmp_path: Path) -> None:
    (tmp_path / "soal.jsonl").write_text(json.dumps(QUESTION), "utf-8")
    page.locator("#k-tab-evaluate").click()
    expect(page.locator("#k-columns")).not_to_be_visible()
    page.locator("#k-run").click()
    expect(page.locator("#k-run-progress")).to_contain_text("Pilih dahulu berkas pertanyaan")
    choose_file(page, "#k-upload", tmp_path / "soal.jsonl")
    first = page.locator("#k-run-first input")
    report = page.frame_locator("iframe.k-report")
    names = []
    for _ in range(2):
        before = first.input_value()
        page.locator("#k-run").click()
        expect(first).not_to_have_value(before, timeout=60_000)
        names.append(first.input_value())
        expect(report.locator("h1")).to_contain_text("Laporan evaluasi", timeout=60_000)
        expect(report.locator("body")).to_contain_text("soal.jsonl")
        page.wait_for_timeout(1100)  # a run is named by its second
    assert all(name.endswith("-soal") for name in names)
    assert report.locator("script").count() == 0
    assert report.locator("body :is(b)", has_text="Wameo").count() == 0
    page.locator("#k-compare").click()
    expect(page.frame_locator("iframe.k-report").locator("h1")).to_contain_text("Perbandingan", timeout=30_000)
    page.locator("#k-tab-ask").click()
    expect(page.locator("#k-question textarea")).to_be_visible()
    expect(page.locator("#k-evaluate")).not_to_be_visible()


def test_a_malformed_set_is_told_with_its_line(page: Page, tmp_path: Path) -> None:
    (tmp_path / "rusak.jsonl").write_text(json.dumps(QUESTION) + "\n{\n", "utf-8")
    page.locator("#k-tab-evaluate").click()
    choose_file(page, "#k-upload", tmp_path / "rusak.jsonl")
    page.locator("#k-run").click()
    expect(page.locator("#k-run-progress .k-error")).to_contain_text("baris 2")

"""Checking a draft in a real browser: paste or upload, read the verdicts, open the page, download the report."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BREAK, HOSTILE_LINES
from tests.browser.steps import choose_file

TRUE = " ".join(BREAK)
ALTERED = TRUE.replace("1987", "1978")
DRAFT = f"Menurut naskah itu “{TRUE}” Penulis lain menyebut “{ALTERED}” dan juga “Kucing oranye menari di atas bulan purnama”."


def check(page: Page, text: str) -> None:
    page.locator("#k-tab-verify").click()
    page.locator("#k-verify-text textarea").fill(text)
    page.locator("#k-verify-start").click()


def verdicts(page: Page) -> list[str]:
    expect(page.locator(".k-table")).to_be_visible(timeout=60_000)
    return page.locator(".k-table .k-verdict").all_inner_texts()


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True)
def test_a_pasted_draft_is_checked_and_a_verdict_opens_its_page(page: Page, tmp_path: Path) -> None:
    check(page, DRAFT)
    assert verdicts(page) == ["tepat", "berubah", "tidak ditemukan"]
    spans = page.locator("a.k-span")
    expect(spans).to_have_count(3)
    expect(spans.nth(1)).to_contain_text("2 berubah")  # a word, not the colour alone
    expect(page.locator("#k-verdict-2 del")).to_have_text("1978")
    expect(page.locator("#k-verdict-2 ins")).to_have_text("1987")
    expect(page.locator("#k-source")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    spans.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#k-source .k-source-title")).to_be_focused()
    expect(page.locator("#k-quote")).to_contain_text("Gudang rempah di Pelabuhan Murhum")
    assert page.locator(".k-mark").count() > 0
    expect(page.locator("#k-verdict-1")).to_have_class("k-tone-good k-current")
    page.keyboard.press("Escape")
    expect(spans.first).to_be_focused()
    with page.expect_download() as waiting:
        page.locator("#k-verify .k-downloads a", has_text="HTML").click()
    waiting.value.save_as(tmp_path / "laporan.html")
    assert "Kucing oranye" in (tmp_path / "laporan.html").read_text("utf-8")
    with page.expect_download() as waiting:
        page.locator("#k-verify .k-downloads a", has_text="Word").click()
    waiting.value.save_as(tmp_path / "laporan.docx")
    assert len(list(docx.Document(str(tmp_path / "laporan.docx")).comments)) == 3


def test_an_uploaded_word_file_is_checked_and_its_text_is_never_markup(page: Page, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(f"<img src=x onerror=window.hacked=1> “{HOSTILE_LINES[0]}” (Alam, 2014).")
    document.save(str(tmp_path / "naskah <b>.docx"))
    page.locator("#k-tab-verify").click()
    choose_file(page, "#k-verify-file", tmp_path / "naskah <b>.docx")
    page.locator("#k-verify-start").click()
    assert len(verdicts(page)) == 1
    expect(page.locator(".k-draft")).to_contain_text("<img src=x onerror=window.hacked=1>")
    expect(page.locator(".k-draft")).to_contain_text("<script>window.hacked=1</script>")
    assert page.locator("#k-verify-view :is(img, script, .k-draft b)").count() == 0
    assert page.evaluate("window.hacked") is None


def test_what_cannot_be_read_is_told_in_one_sentence_and_the_result_before_stays(page: Page, tmp_path: Path) -> None:
    check(page, DRAFT)
    assert len(verdicts(page)) == 3
    (tmp_path / "gambar.docx").write_bytes(b"\x89PNG\r\n\x1a\n\0\0 no word file")
    choose_file(page, "#k-verify-file", tmp_path / "gambar.docx")
    page.locator("#k-verify-start").click()
    expect(page.locator("#k-verify .k-error")).to_contain_text("gambar.docx bukan naskah yang dapat dibaca")
    expect(page.locator(".k-table")).to_be_visible()
    page.locator("#k-verify-text textarea").fill("  ")
    page.locator("#k-verify-start").click()
    expect(page.locator("#k-verify .k-error")).to_contain_text("Tidak ada kata yang dapat diperiksa")


def test_a_check_can_be_stopped_and_started_again(page: Page) -> None:
    page.locator("#k-tab-verify").click()
    page.locator("#k-verify-every input").check()
    check(page, " ".join(f"Pasar nomor {number} menolak semua cengkih dari pulau seberang." for number in range(400)))
    page.locator("#k-verify-stop").click()
    expect(page.locator("#k-verify .k-note")).to_have_text("Dihentikan.")
    expect(page.locator("#k-verify-start")).to_be_visible()
    expect(page.locator("#k-verify-view .k-result")).to_have_count(0)
    page.locator("#k-verify-every input").uncheck()
    check(page, DRAFT)
    assert verdicts(page) == ["tepat", "berubah", "tidak ditemukan"]


def test_the_result_follows_the_language(page: Page) -> None:
    check(page, DRAFT)
    assert verdicts(page)[1] == "berubah"
    page.locator("#k-language label", has_text="English").click()
    expect(page.locator("#k-verify-start")).to_have_text("Check")
    expect(page.locator(".k-table .k-verdict").nth(1)).to_have_text("altered")

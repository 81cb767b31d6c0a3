"""The part Library in a real browser: a PDF is taken in and asked about, refused, corrected, removed, read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import App
from tests.pdfs import write_pdf

SECONDS = 60_000
HOSTILE = "<img src=x onerror=window.hacked=1>"


def open_library(page: Page) -> None:
    page.locator("#k-tab-library").click()
    expect(page.locator(".k-thesis-item").first).to_be_visible()


def item(page: Page, words: str) -> Locator:
    return page.locator(".k-thesis-item", has_text=words)


def upload(page: Page, *files: Path) -> None:
    page.locator("#k-choose").set_input_files([str(file) for file in files])


def job(page: Page, name: str) -> Locator:
    return page.locator(".k-job", has_text=name).first


@pytest.mark.parametrize("page", [{}, {"width": 360, "height": 740}], indirect=True)
def test_a_pdf_is_taken_in_and_answers_while_a_broken_one_is_refused(page: Page, tmp_path: Path) -> None:
    width = page.viewport_size["width"]  # type: ignore[index]
    name = f"tambora {width} {HOSTILE}.pdf".replace("/", "")
    file = tmp_path / name
    sentence = f"Juru kunci menara Tambora nomor {width} memelihara lebah hutan di lereng utara."
    write_pdf(file, [["BAB I", "PENDAHULUAN", sentence]], title=f"Menara {width} {HOSTILE}")
    broken = tmp_path / f"rusak-{width}.pdf"
    broken.write_bytes(b"tidak ada PDF di sini")
    open_library(page)
    upload(page, file, broken)
    expect(job(page, f"tambora {width}")).to_contain_text("ditambahkan", timeout=SECONDS)
    expect(job(page, broken.name)).to_contain_text("bukan berkas PDF", timeout=SECONDS)
    expect(item(page, f"Menara {width} {HOSTILE}")).to_be_visible()
    upload(page, file)
    expect(job(page, f"tambora {width}")).to_contain_text("tidak berubah", timeout=SECONDS)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.hacked") is None
    page.locator("#k-tab-matrix").click()  # its theses follow, without a reload
    expect(page.locator("#k-matrix-theses label", has_text=f"Menara {width}")).to_be_visible()
    page.locator("#k-tab-ask").click()
    page.locator("#k-question textarea").fill(f"Siapa memelihara lebah hutan di menara Tambora nomor {width}?")
    page.keyboard.press("Enter")
    expect(page.locator("#k-chat .k-quote").first).to_contain_text("lebah hutan", timeout=SECONDS)


def test_a_protected_pdf_asks_for_its_password(page: Page, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "rahasia.pdf", [["Surat rahasia tentang garam laut."]], password="garam")
    open_library(page)
    upload(page, file)
    field = page.locator(".k-password input")
    expect(field).to_be_visible(timeout=SECONDS)
    field.fill("gula")
    field.press("Enter")
    expect(job(page, "rahasia.pdf")).to_contain_text("tidak membukanya", timeout=SECONDS)
    field.fill("garam")
    field.press("Enter")
    expect(job(page, "rahasia.pdf")).to_contain_text("ditambahkan", timeout=SECONDS)


def test_a_title_is_corrected_refused_and_taken_back(page: Page) -> None:
    open_library(page)
    page.locator("#k-library-search").fill("wameo")
    expect(page.locator(".k-thesis-item:visible")).to_have_count(1)
    shown = page.locator(".k-thesis-item:visible")
    before = shown.locator("h3").inner_text()
    shown.locator("[data-do=edit]").click()
    page.locator(".k-edit [name=year]").fill("kemarin")
    page.keyboard.press("Enter")
    expect(page.locator(".k-form-note")).to_contain_text("bukan tahun")
    page.locator(".k-edit [name=year]").fill("2021")
    page.locator(".k-edit [name=title]").fill(f"Judul {HOSTILE}")
    page.keyboard.press("Enter")
    expect(shown.locator("h3")).to_have_text(f"Judul {HOSTILE}", timeout=SECONDS)
    expect(shown).to_contain_text("2021")
    shown.locator("[data-do=edit]").click()
    expect(page.locator(".k-edit")).to_contain_text("diperbaiki seseorang")
    page.locator(".k-edit [name=reset][value=title]").check()
    page.locator(".k-edit .k-first").click()
    expect(shown.locator("h3")).to_have_text(before, timeout=SECONDS)
    assert page.evaluate("window.hacked") is None


def test_a_document_is_read_searched_and_linked_to(page: Page, app: App) -> None:
    open_library(page)
    page.locator("#k-library-search").fill("wameo")
    page.locator(".k-thesis-item:visible .k-read").click()
    expect(page.locator(".k-outline")).to_contain_text("PENDAHULUAN")
    expect(page.locator(".k-page-text").first).to_contain_text("Pasar <b>Wameo</b>")
    page.locator("#k-read-find input").fill("pelabuhan")
    page.keyboard.press("Enter")
    expect(page.locator("#k-read-find output")).to_have_text("1 / 2")
    page.keyboard.press("Enter")
    expect(page.locator("#k-read-find output")).to_have_text("2 / 2")
    expect(page.locator("mark.k-hit")).to_be_in_viewport()
    page.locator("#k-read-find input").fill("oleh syahbandar karena kontrak SEWANYA")  # over the end of a page
    page.keyboard.press("Enter")
    expect(page.locator("#k-read-find output")).to_have_text("1 / 1")
    expect(page.locator("mark.k-hit")).to_have_text(["oleh syahbandar karena", "kontrak sewanya"])
    link = page.locator("#k-read-2 .k-page-link").get_attribute("href")
    page.goto(f"{app.address}{link}")
    page.reload()
    expect(page.locator("#k-read-2")).to_be_focused()
    picture = page.locator("#k-read-2 img")
    expect(picture).to_be_in_viewport()
    page.wait_for_function("() => document.querySelector('#k-read-2 img').naturalWidth === 800")


def test_a_place_that_was_found_stays_in_view_when_pictures_above_it_come_late(page: Page) -> None:
    held: list[Route] = []
    longer = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="900"/>'  # than any page
    may_come = False

    def answer(route: Route) -> None:
        if may_come:
            route.fulfill(content_type="image/svg+xml", body=longer)
        else:
            held.append(route)

    page.route("**/pages/**", answer)
    open_library(page)
    page.locator("#k-library-search").fill("wameo")
    page.locator(".k-thesis-item:visible .k-read").click()
    page.locator("#k-read-find input").fill("pelabuhan")
    page.locator("[data-step='-1']").click()
    expect(page.locator("#k-read-find output")).to_have_text("2 / 2")
    expect(page.locator("mark.k-hit")).to_be_in_viewport()
    page.wait_for_function("() => document.querySelector('#k-read-1 img').getBoundingClientRect().height > 200")
    may_come = True  # those asked for from now on, too
    for route in held:
        route.fulfill(content_type="image/svg+xml", body=longer)
    page.wait_for_function("() => document.querySelector('#k-read-1 img').naturalHeight === 900")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.locator("#k-read-1 img").evaluate("(image) => image.clientHeight > 2 * innerHeight")
    expect(page.locator("mark.k-hit")).to_be_in_viewport()


def test_a_thesis_is_removed_once_that_is_confirmed(page: Page, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "buangan.pdf", [["Catatan yang akan dibuang besok pagi."]], title="Catatan buangan")
    open_library(page)
    upload(page, file)
    shown = page.locator(".k-thesis-item", has_text="Catatan buangan")
    expect(shown).to_be_visible(timeout=SECONDS)
    shown.locator("[data-do=remove]").click()
    expect(page.locator(".k-remove")).to_contain_text("tetap menyebut letaknya")
    page.keyboard.press("Escape")
    expect(page.locator(".k-remove")).to_have_count(0)
    shown.locator("[data-do=remove]").click()
    page.locator("#k-tab-matrix").click()
    choice = page.locator("#k-matrix-theses label", has_text="Catatan buangan")
    choice.locator("input").check()
    page.locator("#k-tab-library").click()
    page.locator(".k-danger").click()
    expect(shown).to_have_count(0, timeout=SECONDS)
    page.locator("#k-tab-matrix").click()
    expect(choice).to_have_count(0)
    expect(page.locator("#k-matrix-theses input:checked")).to_have_count(0)


def test_a_library_that_is_not_open_yet_says_so_and_then_shows_itself(page: Page) -> None:
    answers = iter([True, True])

    def starting(route: Route) -> None:
        if next(answers, False):
            route.fulfill(status=202, content_type="text/plain", body="Kutip masih menyiapkan pustakanya.")
        else:
            route.continue_()

    page.route("**/library/theses?*", starting)
    page.locator("#k-tab-library").click()
    expect(page.locator("#k-theses [role=status]")).to_contain_text("masih menyiapkan")
    expect(page.locator(".k-thesis-item").first).to_be_visible()


def test_a_correction_that_waits_for_other_work_says_that_it_comes_later(page: Page) -> None:
    open_library(page)
    page.route(
        "**/library/theses/*?*",
        lambda route: route.fulfill(status=202, content_type="text/plain", body="Ada berkas yang sedang dibaca."),
    )
    shown = page.locator(".k-thesis-item").first
    shown.locator("[data-do=edit]").click()
    page.locator(".k-edit [name=year]").fill("2020")
    page.keyboard.press("Enter")
    expect(shown.locator("[role=status]")).to_have_text("Ada berkas yang sedang dibaca.")


def test_the_part_follows_the_language(page: Page) -> None:
    open_library(page)
    page.locator("#k-language label", has_text="English").click()
    expect(page.locator("#k-drop")).to_contain_text("Drop PDFs here")
    expect(page.locator(".k-thesis-item").first).to_contain_text("pages")

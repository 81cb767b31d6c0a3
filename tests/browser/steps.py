"""What a person does in the chat, for the tests that do it in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

OBSTACLES = "Apa saja hambatan kelembagaan dalam kerja sama Semarang?"
UNANSWERED = "Berapa suhu didih nitrogen cair pada tekanan satu atmosfer?"


def ask(page: Page, question: str) -> None:
    """Type the question, press Enter and wait until the answer stands still."""
    asked = page.locator(".k-asked").count()
    page.locator("#k-question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".k-asked")).to_have_count(asked + 1)
    wait_for_answer(page)


def wait_for_answer(page: Page) -> None:
    """Until what has been asked is answered, and the answer stands still."""
    expect(page.locator("#k-chat .k-note")).to_have_count(0)
    expect(
        page.locator("#k-question [data-testid=submit-button]")
    ).to_be_visible()  # while it is answered: that to stop
    settle(page)


def settle(page: Page) -> None:
    """Until the chat has not changed for a quarter of a second."""
    page.evaluate("() => { window.before = null; }")
    page.wait_for_function(
        """() => {
          const now = document.querySelector('#k-chat').textContent, at = performance.now();
          if (window.before !== now) { window.before = now; window.since = at; }
          return at - window.since > 250;
        }"""
    )


def choose_file(page: Page, field: str, file: Path) -> None:
    """Upload a file, and wait until it is there: its name is shown before."""
    page.locator(f"{field} input[type=file]").set_input_files(file)
    expect(page.locator(f"{field} .file-preview")).to_contain_text(file.stem)


def open_source(page: Page, at: int = 0) -> None:
    """Click the number of a quote, which may be folded away, and wait for its source."""
    number = page.locator("a.k-cite").nth(at)
    if not number.is_visible():
        number.locator("xpath=ancestor::details/summary").click()
    number.click()
    expect(page.locator("#k-source .k-source-title")).to_be_visible()
    expect(page.locator("#k-source-body")).not_to_have_attribute("aria-busy", "true")


def copied(page: Page) -> str:
    """What is in the clipboard, which the page itself may not read: pasted into the question, and taken out of it again."""
    box = page.locator("#k-question textarea")
    box.fill("")
    box.press("Control+V")
    pasted = box.input_value()
    box.fill("")
    return pasted

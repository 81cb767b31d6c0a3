"""Draws ``docs/chat.png``: a real question over the samples, and the page behind its first citation.

    python -m docs.screenshot

The picture is taken by Chromium from ``python app.py`` itself, run on a library of its own made from the samples.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.running_app import CHROMIUM, FLAGS, PROJECT, START_SECONDS, running_app

TARGET = PROJECT / "docs" / "chat.png"
QUESTION = "Apa saja hambatan kelembagaan dalam kerja sama Semarang?"


def main() -> None:
    """Start the app over a fresh library, ask, open the first source, and take the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="id-ID")
        with running_app(Path(folder) / "library", Path(folder) / "none") as address:
            page.goto(address)
            page.wait_for_selector("#k-question textarea:enabled", timeout=1000 * START_SECONDS)
            page.fill("#k-question textarea", QUESTION)
            page.keyboard.press("Enter")
            page.locator("a.k-cite").first.click()
            page.locator(".k-sheet img").first.evaluate("image => image.decode()")
            page.wait_for_timeout(1000)
            page.mouse.move(0, 0)
            page.screenshot(path=TARGET)
            page.close()  # an app that stops waits for pages that are open
        chromium.close()


if __name__ == "__main__":
    main()

"""Draws ``docs/chat.png``: a real question over the samples, and the page behind its first citation.

    python docs/screenshot.py

The picture is taken by Chromium from ``python app.py`` itself, run on a library of its own made from the samples.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
TARGET = PROJECT / "docs" / "chat.png"
QUESTION = "Apa saja hambatan kelembagaan dalam kerja sama Semarang?"
PORT = 7868
ADDRESS = f"http://127.0.0.1:{PORT}/"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
START_SECONDS = 300


def main() -> None:
    """Start the app over a fresh library, ask, open the first source, and take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = {"KUTIP_LIBRARY": f"{folder}/library", "KUTIP_CORPUS": f"{folder}/none", "KUTIP_PORT": str(PORT)}
        app = subprocess.Popen([sys.executable, "app.py"], cwd=PROJECT, env=os.environ | chosen)
        try:
            _wait_until_served()
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                _photograph(chromium.new_page(viewport={"width": 1280, "height": 800}, locale="id-ID"))
                chromium.close()
        finally:
            app.terminate()
            app.wait()


def _wait_until_served() -> None:
    for _ in range(START_SECONDS):
        try:
            with urlopen(ADDRESS, timeout=5):
                return
        except OSError:
            time.sleep(1)
    raise TimeoutError(ADDRESS)


def _photograph(page: Page) -> None:
    page.goto(ADDRESS)
    page.wait_for_selector("#k-question textarea:enabled", timeout=1000 * START_SECONDS)
    page.fill("#k-question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.locator("a.k-cite").first.click()
    page.locator(".k-sheet img").first.evaluate("image => image.decode()")
    page.wait_for_timeout(1000)
    page.mouse.move(0, 0)
    page.screenshot(path=TARGET)


if __name__ == "__main__":
    main()

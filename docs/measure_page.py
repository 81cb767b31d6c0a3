"""Measures the page in the browser: how long it, an answer and a source take, and how many quotes can be marked.

    python -m docs.measure_page --library FOLDER --questions FILE …

Times are those of a warm app, from the key or the click to what the reader waits for; the machine's load is in them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from evaluation.questions import read_questions
from ingest.document import pages_of
from ingest.library import Library
from tests.browser.running_app import CHROMIUM, FLAGS, START_SECONDS, running_app
from web.page_alignment import fold
from web.page_view import PageViewer

WARM_UP = 3
"""Questions before the clock counts."""

OPENINGS = 10
"""How often the page is opened, by a browser that has nothing of it yet."""

WATCH = """
  window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => (window.moved += each.value)))
    .observe({ type: "layout-shift", buffered: true });
  const look = () => {
    const greeting = document.querySelector("#k-chat .placeholder h2");
    if (greeting?.getBoundingClientRect().height && document.querySelector("#k-question textarea:enabled"))
      requestAnimationFrame(() => (window.ready = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
"""
"""When the greeting stands there and a question can be typed, in milliseconds; and how much of the page moved meanwhile."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_page")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    questions = [question.text for question in read_questions(options.questions)]
    _report_marks(options.library)
    _report_times(options.library, questions)


def _report_marks(folder: Path) -> None:
    """Every sentence of every passage, a page at a time: is it marked, and do the marked characters spell it?"""
    found: Counter[str] = Counter()
    with Library.read(folder) as library, PageViewer() as viewer:
        catalogue = library.catalogue
        passages = [stored.passage for stored in catalogue.passages(sorted(catalogue.passage_ids())).values()]
        for entry in catalogue.entries():
            whole, file = catalogue.whole_document(entry.document_id), library.pdf(entry)
            sentences = {s for p in passages if p.document_id == entry.document_id for s in p.sentences}
            for sentence in sentences:
                for page in pages_of(whole.pages, sentence.start, sentence.end):
                    text = whole.document.text[page.start : page.end]
                    start, end = max(sentence.start - page.start, 0), min(sentence.end - page.start, len(text))
                    if any(map(fold, text[start:end])):
                        found["marked" if viewer.marks(file, page.index, text, start, end) else "not marked"] += 1
    total = found.total()
    print(f"sentences, page by page: {total}; marked: {found['marked']} ({100 * found['marked'] / total:.1f} %)")


def _report_times(library: Path, questions: Sequence[str]) -> None:
    first, whole, source = [], [], []
    with sync_playwright() as playwright, running_app(library, library) as address:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _report_openings(chromium, address)
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        for at, question in enumerate(questions):
            page.goto(address)
            page.wait_for_selector("#k-question textarea:enabled", timeout=1000 * START_SECONDS)
            to_first, to_whole = _ask(page, question)
            clicks = [_click(page, link) for link in range(page.locator("a.k-cite").count())]
            if at >= WARM_UP:
                first.append(to_first)
                whole.append(to_whole)
                source += clicks
        chromium.close()
    for name, times in (("first words", first), ("whole answer", whole), ("click to marked page", source)):
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"{name}: median {1000 * statistics.median(times):.0f} ms, p95 {1000 * p95:.0f} ms (n = {len(times)})")


def _report_openings(chromium: Browser, address: str) -> None:
    """From the address to a page that can be used, each time as if for the first time; the app itself is warm."""
    painted, ready, moved = [], [], []
    for at in range(OPENINGS + 1):
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_function("() => window.ready", timeout=1000 * START_SECONDS)
        page.wait_for_timeout(1000)
        if at:  # the first one waits for the app's start
            painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            ready.append(page.evaluate("window.ready"))
            moved.append(page.evaluate("window.moved"))
        page.close()
    for name, times in (("first paint", painted), ("greeting and box", ready)):
        print(f"{name}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms (n = {len(times)})")
    print(f"layout shift: median {statistics.median(moved):.3f}, largest {max(moved):.3f}")


def _ask(page: Page, question: str) -> tuple[float, float]:
    """Seconds from Enter to the first words of the answer, and to its last change."""
    page.fill("#k-question textarea", question)
    page.evaluate(
        """() => {
          window.changes = [];
          new MutationObserver(() => {
            if (document.querySelector('#k-chat .k-lead, #k-chat .k-refusal')) window.changes.push(Date.now());
          }).observe(document.querySelector('#k-chat'), {childList: true, subtree: true, characterData: true});
        }"""
    )
    began = time.time()
    page.keyboard.press("Enter")
    page.wait_for_selector("#k-chat .k-lead, #k-chat .k-refusal")
    page.wait_for_function("() => Date.now() - window.changes.at(-1) > 400")
    changes = page.evaluate("window.changes")
    return changes[0] / 1000 - began, changes[-1] / 1000 - began


def _click(page: Page, link: int) -> float:
    """Seconds from a click on a number to the page with its marks, the picture decoded."""
    began = time.time()
    page.locator("a.k-cite").nth(link).evaluate(
        """async link => {
          document.getElementById('k-source-body').replaceChildren();
          link.click();
          let image;
          while (!(image = document.querySelector('.k-sheet img'))) await new Promise(requestAnimationFrame);
          await image.decode();
        }"""
    )
    return time.time() - began


if __name__ == "__main__":
    main()

"""What the browser really refuses: scripts that came in with a text, and compiling one."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Watch

AFTER = 300
"""Milliseconds in which a script would have run, once the browser has refused it."""

MARKUPS = ("<img src='/x' onerror='window.hacked=1'>", "<svg onload='window.hacked=1'></svg>")


def refused(watch: Watch) -> int:
    return sum("Content Security Policy" in fault for fault in watch.faults)


def test_markup_that_slipped_in_does_not_run(page: Page, watch: Watch) -> None:
    for markup in MARKUPS:
        page.evaluate("(markup) => document.body.insertAdjacentHTML('beforeend', markup)", markup)
    page.evaluate(
        "() => document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hacked=1'}))"
    )
    for _ in range(200):  # the picture is asked for before its failure is one
        if refused(watch) > len(MARKUPS):
            break
        page.wait_for_timeout(50)
    assert refused(watch) >= len(MARKUPS) + 1
    page.wait_for_timeout(AFTER)
    assert page.evaluate("window.hacked") is None
    watch.faults.clear()


def test_no_text_is_compiled_but_those_of_the_page(page: Page, watch: Watch) -> None:
    compiled = page.evaluate(
        """() => new Promise((resolve) => setTimeout(() => {  // within "evaluate" itself Chromium lets everything be compiled
          const asynchronous = Object.getPrototypeOf(async () => {}).constructor;
          let refused = 0;
          for (const compile of [() => Function("return 1"), () => asynchronous("return 1"), () => eval("1")])
            try { compile(); } catch (error) { refused += error instanceof EvalError; }
          resolve([Function("value", "return `${value}`;")("kota"), refused, (() => {}) instanceof Function]);
        }))"""
    )
    watch.faults.clear()
    assert compiled == ["kota", 3, True]

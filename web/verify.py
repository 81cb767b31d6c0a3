"""Verify: paste or upload a draft; its quotations and cited statements come back with verdicts that open their page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import DraftTooLarge, DraftWithoutWords, KutipError
from ingest.explain import explain
from ingest.language import Language
from retrieval.claims import Nearest
from retrieval.draft import Draft
from retrieval.draft_files import SUFFIXES, typed_draft
from retrieval.verdict import Claimed
from retrieval.verify import DraftReport, verify_steps
from web.answer_html import note_html
from web.kept import KeptResults
from web.open_library import OpenLibrary
from web.startup import Startup
from web.stopping import RunningAnswers, Step, Steps
from web.texts import TEXTS, as_language
from web.verify_html import checked_html, progress_html

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

MAX_FILE = 20 << 20
"""Bytes of a draft that is uploaded."""

MAX_TYPED = 200_000
"""Characters of a draft that is pasted: some sixty pages."""

AT_ONCE = 2
"""Drafts that are checked at the same time."""


@dataclass(frozen=True, slots=True)
class VerifyParts:
    """What the events read and write. ``key`` is what the report shown is kept under, "" before there is one;
    ``page_key`` is what the page's work is stopped by."""

    about: gr.HTML
    text: gr.Textbox
    upload: gr.File
    every: gr.Checkbox
    start: gr.Button
    stop: gr.Button
    progress: gr.HTML
    view: gr.HTML
    key: gr.State
    page_key: gr.State

    @property
    def page(self) -> list[Any]:
        """What ``verify_page`` gives, in its order."""
        return [self.about, self.text, self.upload, self.every, self.start, self.stop, self.view]

    @property
    def checked(self) -> list[Any]:
        """What ``check`` gives, in its order."""
        return [self.progress, self.view, self.key, self.upload, self.start, self.stop]


def build_verify(page_key: gr.State) -> VerifyParts:
    """The parts, within whatever is open."""
    import gradio as gr

    with gr.Column(elem_id="k-verify", elem_classes="k-work"):
        about = gr.HTML(elem_classes="k-about-part", js_on_load=None)
        with gr.Row(elem_classes="k-form"):
            text = gr.Textbox(
                lines=5, max_lines=12, max_length=MAX_TYPED, scale=3, min_width=240, elem_id="k-verify-text"
            )
            upload = gr.File(type="filepath", height=140, scale=2, min_width=200, elem_id="k-verify-file")
        with gr.Row(elem_classes="k-start"):
            start = gr.Button("", variant="primary", elem_id="k-verify-start")
            stop = gr.Button(visible=False, elem_id="k-verify-stop")
            every = gr.Checkbox(elem_id="k-verify-every")
        progress = gr.HTML(elem_classes="k-progress", js_on_load=None)
        view = gr.HTML(elem_id="k-verify-view", elem_classes="k-view", js_on_load=None)
        key = gr.State("")
    return VerifyParts(about, text, upload, every, start, stop, progress, view, key, page_key)


def connect_verify(
    startup: Startup, kept: KeptResults, blocks: gr.Blocks, choice: gr.Radio, parts: VerifyParts
) -> None:
    """What happens when the page opens, when its language changes, on a click, and on the stop button."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    show = partial(verify_page, kept)
    blocks.load(show, [choice, parts.key], parts.page, js="(_, key) => [kutip.language(), key]", **quiet)
    choice.input(show, [choice, parts.key], parts.page, **quiet)
    checking = Checking(startup, kept)
    given = [parts.page_key, parts.text, parts.upload, parts.every, choice]
    parts.start.click(checking.until_stopped, given, parts.checked, concurrency_limit=AT_ONCE, **quiet)
    parts.stop.click(checking.running.stop, [parts.page_key], None, queue=False, **quiet)


def verify_page(kept: KeptResults, language: str | None, key: str) -> list[Any]:
    """The parts in this language."""
    import gradio as gr

    words = as_language(language)
    texts = TEXTS[words]
    return [
        note_html(texts.verify_about, "lead"),
        gr.Textbox(label=texts.draft_text, placeholder=texts.draft_placeholder),
        gr.File(label=texts.draft_file.format(endings=", ".join(_ENDINGS))),
        gr.Checkbox(label=texts.every_statement),
        gr.Button(value=texts.verify_start),
        gr.Button(value=texts.stop_work),
        _kept_html(kept, key, words),
    ]


_ENDINGS = tuple(ending for ending in SUFFIXES if ending not in (".markdown", ".text"))


@dataclass(frozen=True, slots=True)
class Checking:
    """Checks drafts against the library of the app and keeps the reports."""

    startup: Startup
    kept: KeptResults
    running: RunningAnswers = field(default_factory=RunningAnswers)

    def until_stopped(self, page: str, text: str | None, file: str | None, every: bool, language: str | None) -> Steps:
        """As ``check``; where the page of this key stops it, what was shown before stays."""

        def stopped(last: Step | None) -> Step:
            return _rest(note_html(TEXTS[as_language(language)].stopped))

        yield from self.running.until_stopped(page, lambda: self.check(text, file, every, language), stopped)

    def check(self, text: str | None, file: str | None, every: bool, language: str | None) -> Steps:
        """Check a draft, telling how far it is; or say in one sentence why not. Gives what ``VerifyParts.checked`` lists."""
        words = as_language(language)
        yield _going(progress_html(TEXTS[words].reading_draft, 0, 1))
        try:
            for step in self._steps(text or "", file, bool(every)):
                yield self._checked(step, bool(file), words) if isinstance(step, DraftReport) else _told(step, words)
        except KutipError as error:
            yield _rest(note_html(explain(error, words), "error"))
        except Exception:  # the page says that it failed; the log says what
            log.exception("a draft could not be checked")
            yield _rest(note_html(TEXTS[words].unexpected, "error"))

    def _steps(self, text: str, file: str | None, every: bool) -> Iterator[tuple[int, int] | DraftReport]:
        library = self.startup.library
        draft = draft_given(library, text, file)
        checker = library.checker()

        def near(statement: str, claimed: Claimed) -> Nearest:
            return library.nearest(statement, checker, claimed)

        return verify_steps(draft, checker, lambda: near, all_statements=every)

    def _checked(self, report: DraftReport, is_uploaded: bool, words: Language) -> Step:
        import gradio as gr

        key = self.kept.checks.keep(report)
        uploaded = gr.File(value=None) if is_uploaded else gr.skip()
        return ["", checked_html(report, key, words), key, uploaded, *_buttons(is_going=False)]


def draft_given(library: OpenLibrary, text: str, file: str | None) -> Draft:
    """The draft that was uploaded, which is deleted once it is read, or else the text that was pasted.

    Raises DraftTooLarge, DraftWithoutWords, or what keeps a file from being read.
    """
    if not file:
        if len(text) > MAX_TYPED:
            raise DraftTooLarge("", f"{MAX_TYPED:,}")
        if not text.strip():
            raise DraftWithoutWords("")
        return typed_draft(text)
    path = Path(file)
    try:
        if path.is_file() and path.stat().st_size > MAX_FILE:
            raise DraftTooLarge(path.name, f"{MAX_FILE >> 20} MB")
        return library.read_draft(path)
    finally:
        path.unlink(missing_ok=True)


def _going(progress: str) -> list[Any]:
    import gradio as gr

    return [progress, *[gr.skip()] * 3, *_buttons(is_going=True)]


def _rest(note: str) -> list[Any]:
    """Nothing is being checked; what was shown before stays. An upload that could not be read is taken away."""
    import gradio as gr

    return [note, gr.skip(), gr.skip(), gr.File(value=None), *_buttons(is_going=False)]


def _buttons(*, is_going: bool) -> list[Any]:
    import gradio as gr

    return [gr.Button(visible=not is_going), gr.Button(visible=is_going)]


def _told(step: tuple[int, int], language: Language) -> list[Any]:
    done, total = step
    return _going(progress_html(TEXTS[language].checking.format(done=done, total=total), done, total))


def _kept_html(kept: KeptResults, key: str, language: Language) -> str:
    """The report shown, in this language; nothing where there is none, or none any more."""
    try:
        return checked_html(kept.checks.get(key), key, language) if key else ""
    except KutipError as error:
        return note_html(explain(error, language), "error")

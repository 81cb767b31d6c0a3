"""The evaluation: upload a question set, run it, read the report, compare two runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from web.answer_html import note_html
from web.evaluate_html import comparison_frame, disliked_link, report_frame, run_html
from web.evaluation_runs import EvaluationRuns
from web.grading import GradingParts, build_grading, connect_grading, grading_page
from web.rights import for_librarians
from web.startup import Startup
from web.texts import TEXTS, as_language

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

TICK_SECONDS = 0.7


@dataclass(frozen=True, slots=True)
class EvaluateParts:
    """What the events read and write."""

    upload: gr.File
    start: gr.Button
    disliked: gr.HTML
    progress: gr.HTML
    first: gr.Dropdown
    second: gr.Dropdown
    compare: gr.Button
    view: gr.HTML
    timer: gr.Timer
    grading: GradingParts

    @property
    def page(self) -> list[Any]:
        """What ``evaluate_page`` gives, in its order."""
        return [
            self.upload,
            self.start,
            self.disliked,
            self.progress,
            self.first,
            self.second,
            self.compare,
            self.view,
            self.timer,
            *self.grading.page,
        ]


def build_evaluate() -> EvaluateParts:
    """The parts, within whatever is open."""
    import gradio as gr

    with gr.Row(elem_id="k-evaluate-head"):
        upload = gr.File(type="filepath", height=140, elem_id="k-upload")
        with gr.Column(elem_id="k-run-column"):
            start = gr.Button("", variant="primary", elem_id="k-run")
            disliked = gr.HTML(elem_id="k-disliked-set", js_on_load=None)
    progress = gr.HTML(elem_id="k-run-progress", js_on_load=None)
    with gr.Row(elem_id="k-runs"):
        first = gr.Dropdown(elem_id="k-run-first")
        second = gr.Dropdown(elem_id="k-run-second")
        compare = gr.Button("", elem_id="k-compare")
    grading = build_grading()
    view = gr.HTML(elem_id="k-report-view", js_on_load=None)
    timer = gr.Timer(TICK_SECONDS, active=False)
    return EvaluateParts(upload, start, disliked, progress, first, second, compare, view, timer, grading)


def connect_evaluate(startup: Startup, runs: EvaluationRuns, choice: gr.Radio, parts: EvaluateParts) -> None:
    """What happens on a click and while a run goes on."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    after = [parts.progress, parts.timer, parts.first, parts.second, parts.view]
    own = partial(for_librarians, runs.rights)
    parts.start.click(own(partial(_start, startup, runs)), [parts.upload, choice], after, **quiet)
    parts.timer.tick(own(partial(_tick, runs)), [parts.first, choice], after, **quiet)
    show = own(partial(_show, report_frame))
    parts.first.input(show, [parts.first, choice], parts.view, **quiet)
    connect_grading(runs, parts.first, choice, parts.view, parts.grading)
    parts.compare.click(own(_compare), [parts.first, parts.second, choice], parts.view, **quiet)


def evaluate_page(runs: EvaluationRuns, language: Language) -> list[Any]:
    """The parts in this language. Raises NotAllowed for readers."""
    import gradio as gr

    texts, names = TEXTS[language], runs.names()
    latest = names[0] if names else None
    before = names[1] if len(names) > 1 else latest
    state = runs.state
    going = state is not None and not state.finished and not state.failed
    return [
        gr.File(label=texts.question_set),
        gr.Button(value=texts.run_set),
        disliked_link(language),
        run_html(state, language),
        gr.Dropdown(label=texts.run, choices=names, value=latest),
        gr.Dropdown(label=texts.run_before, choices=names, value=before),
        gr.Button(value=texts.compare_runs),
        report_frame(latest, language),
        gr.Timer(active=going),
        *grading_page(latest is not None, language),
    ]


def _start(startup: Startup, runs: EvaluationRuns, file: str | None, language: str | None) -> list[Any]:
    """Begin a run, or say in one sentence why not."""
    import gradio as gr

    words = as_language(language)
    kept: list[Any] = [gr.skip(), gr.skip(), gr.skip()]
    if not file:
        return [note_html(TEXTS[words].no_set_chosen, "error"), gr.skip(), *kept]
    try:
        runs.start(Path(file), Path(file).name, startup.library, words)
    except KutipError as error:
        return [note_html(explain(error, words), "error"), gr.skip(), *kept]
    except Exception:  # the page says that it failed; the log says what
        log.exception("an evaluation could not be started")
        return [note_html(TEXTS[words].unexpected, "error"), gr.skip(), *kept]
    return [run_html(runs.state, words), gr.Timer(active=True), *kept]


def _tick(runs: EvaluationRuns, shown: str | None, language: str | None) -> list[Any]:
    """How far the run is; when it has ended, its report."""
    import gradio as gr

    words, state = as_language(language), runs.state
    if state is None or state.failed:
        return [run_html(state, words), gr.Timer(active=False), gr.skip(), gr.skip(), gr.skip()]
    if not state.finished:
        return [run_html(state, words), gr.skip(), gr.skip(), gr.skip(), gr.skip()]
    names = runs.names()
    before = names[1] if len(names) > 1 else names[0]
    return [
        "",
        gr.Timer(active=False),
        gr.Dropdown(choices=names, value=state.name),
        gr.Dropdown(choices=names, value=before),
        report_frame(state.name, words),
    ]


def _show(frame: Callable[[str | None, Language], str], name: str | None, language: str | None) -> str:
    return frame(name, as_language(language))


def _compare(first: str | None, second: str | None, language: str | None) -> str:
    """The earlier run is what the later one is compared with."""
    words = as_language(language)
    if not first or not second or first == second:
        return note_html(TEXTS[words].two_runs_needed, "error")
    return comparison_frame(second, first, words)

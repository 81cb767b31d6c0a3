"""A person's grades in the page: the answers of the chosen run one after another, each right, partly right or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from evaluation.finished_run import Answers
from evaluation.grades import Grade, Verdict, to_grade
from evaluation.metrics.grading import VERDICTS
from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from web.answer_html import note_html
from web.evaluate_html import report_frame
from web.evaluation_runs import EvaluationRuns
from web.grading_html import all_graded_html, to_grade_html
from web.rights import for_librarians
from web.texts import TEXTS, Texts, as_language

if TYPE_CHECKING:
    import gradio as gr

MAX_NOTE = 500


@dataclass(frozen=True, slots=True)
class GradingParts:
    """What the events read and write. ``shown`` holds the id of the question that is shown, None for none."""

    part: gr.Accordion
    shown: gr.State
    answer: gr.HTML
    form: gr.Column
    verdict: gr.Radio
    note: gr.Textbox
    save: gr.Button
    skip: gr.Button

    @property
    def page(self) -> list[Any]:
        """What ``grading_page`` gives, in its order."""
        return [self.part, self.shown, self.answer, self.form, self.verdict, self.note, self.save, self.skip]

    @property
    def answered(self) -> list[Any]:
        """What ``_shown`` gives, in its order."""
        return [self.shown, self.answer, self.form, self.verdict, self.note]


def build_grading() -> GradingParts:
    """The parts, within whatever is open."""
    import gradio as gr

    with gr.Accordion("", open=False, visible=False, elem_id="k-grading") as part:
        shown: gr.State = gr.State(None)
        answer = gr.HTML(elem_id="k-to-grade", js_on_load=None)
        with gr.Column(visible=False, elem_id="k-grade-form") as form:
            verdict = gr.Radio(container=False, elem_id="k-grade")
            note = gr.Textbox(container=False, max_length=MAX_NOTE, elem_id="k-grade-note")
            with gr.Row():
                save = gr.Button(variant="primary", size="sm", elem_id="k-grade-save")
                skip = gr.Button(size="sm", elem_id="k-grade-skip")
    return GradingParts(part, shown, answer, form, verdict, note, save, skip)


def connect_grading(
    runs: EvaluationRuns, run: gr.Dropdown, language: gr.Radio, view: gr.HTML, parts: GradingParts
) -> None:
    """What happens when the part is opened, another run is chosen, and on a click."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    own = partial(for_librarians, runs.rights)
    first = own(partial(_first, runs))
    parts.part.expand(first, [run, language], parts.answered, **quiet)
    run.change(own(partial(_chosen, runs)), [run, language], [parts.part, *parts.answered], **quiet)
    parts.skip.click(own(partial(_next, runs)), [run, parts.shown, language], parts.answered, **quiet)
    inputs = [run, parts.shown, parts.verdict, parts.note, language]
    parts.save.click(own(partial(_save, runs=runs)), inputs, [*parts.answered, view], **quiet)


def grading_page(has_runs: bool, language: Language) -> list[Any]:
    """The parts in this language, as they are before an answer is shown."""
    import gradio as gr

    texts = TEXTS[language]
    return [
        gr.Accordion(label=texts.grade_answers, visible=has_runs, open=False),
        None,
        "",
        gr.Column(visible=False),
        gr.Radio(label=texts.grade_answers, choices=_verdicts(texts), value=None),
        gr.Textbox(label=texts.grade_note, placeholder=texts.grade_note, value=""),
        gr.Button(value=texts.save_grade),
        gr.Button(value=texts.skip_grade),
    ]


def _first(runs: EvaluationRuns, run: str | None, language: str | None) -> list[Any]:
    return _shown(runs, run, None, as_language(language))


def _chosen(runs: EvaluationRuns, run: str | None, language: str | None) -> list[Any]:
    """Another run: there is something to grade now, or nothing any more."""
    import gradio as gr

    return [gr.Accordion(visible=bool(run)), *_shown(runs, run, None, as_language(language))]


def _next(runs: EvaluationRuns, run: str | None, before: str | None, language: str | None) -> list[Any]:
    return _shown(runs, run, before, as_language(language))


def _save(
    run: str | None, shown: str | None, verdict: str | None, note: str, language: str | None, *, runs: EvaluationRuns
) -> list[Any]:
    """Keep the grade, show the next answer and the report with the grade in it."""
    import gradio as gr

    words = as_language(language)
    if not run or not shown:
        return [gr.skip()] * 6
    if verdict not in VERDICTS:
        gr.Warning(TEXTS[words].no_grade_chosen)
        return [gr.skip()] * 6
    try:
        runs.grade(run, Grade(shown, cast("Verdict", verdict), note.strip()[:MAX_NOTE]))
        graded = len(runs.answers(run).grades)
    except KutipError as error:
        return [gr.skip(), note_html(explain(error, words), "error"), *[gr.skip()] * 4]
    return [*_shown(runs, run, shown, words), report_frame(run, words, graded)]


def _shown(runs: EvaluationRuns, run: str | None, before: str | None, language: Language) -> list[Any]:
    """The first answer without a grade behind the one shown before, and from the beginning where that is the end."""
    import gradio as gr

    hidden: list[Any] = [gr.Column(visible=False), gr.Radio(value=None), gr.Textbox(value="")]
    if not run:
        return [None, "", *hidden]
    try:
        answers = runs.answers(run)
    except KutipError as error:
        return [None, note_html(explain(error, language), "error"), *hidden]
    id_ = next_to_grade(answers, before)
    if id_ is None:
        return [None, all_graded_html(answers, language), *hidden]
    fresh: list[Any] = [gr.Column(visible=True), gr.Radio(value=None), gr.Textbox(value="")]
    return [id_, to_grade_html(answers, id_, language), *fresh]


def next_to_grade(answers: Answers, before: str | None) -> str | None:
    """The id of the first question without a grade behind ``before``, in a circle; None where all are graded."""
    waiting = {result.id for result in to_grade(answers.results, answers.grades)}
    ids = [result.id for result in answers.results]
    start = ids.index(before) + 1 if before in ids else 0
    return next((id_ for id_ in ids[start:] + ids[:start] if id_ in waiting), None)


def _verdicts(texts: Texts) -> list[tuple[str, str]]:
    return [(texts.grade_right, "right"), (texts.grade_partly, "partly"), (texts.grade_wrong, "wrong")]

"""Matrix: what each of the chosen theses says on each of the chosen aspects, filled cell by cell, to be downloaded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from retrieval.aspects import Aspect
from retrieval.matrix import ASPECTS, Matrix, Topic
from web.answer_html import note_html
from web.filters import library_theses, listed_name
from web.kept import KeptResults
from web.matrix_html import matrix_html
from web.startup import Startup
from web.stopping import RunningAnswers, Step, Steps
from web.texts import TEXTS, as_language
from web.verify_html import progress_html

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
"""How often a page asks for the theses until the library is open."""

MAX_QUESTION = 500
"""Characters of a column's own question."""

AT_ONCE = 2
"""Matrices that are filled at the same time; the searches themselves take turns."""


@dataclass(frozen=True, slots=True)
class MatrixParts:
    """What the events read and write. ``key`` is what the matrix shown is kept under, "" before there is one;
    ``page_key`` is what the page's work is stopped by."""

    about: gr.HTML
    theses: gr.CheckboxGroup
    aspects: gr.CheckboxGroup
    question: gr.Textbox
    start: gr.Button
    stop: gr.Button
    progress: gr.HTML
    view: gr.HTML
    key: gr.State
    page_key: gr.State
    timer: gr.Timer

    @property
    def page(self) -> list[Any]:
        """What ``matrix_page`` gives, in its order."""
        return [*self.listed, self.about, self.aspects, self.question, self.start, self.stop, self.view]

    @property
    def listed(self) -> list[Any]:
        """What ``theses_listed`` gives, in its order."""
        return [self.theses, self.timer]

    @property
    def filled(self) -> list[Any]:
        """What ``Filling.fill`` gives, in its order."""
        return [self.progress, self.view, self.key, self.start, self.stop]


def build_matrix(page_key: gr.State) -> MatrixParts:
    """The parts, within whatever is open."""
    import gradio as gr

    with gr.Column(elem_id="k-matrix", elem_classes="k-work"):
        about = gr.HTML(elem_classes="k-about-part", js_on_load=None)
        theses = gr.CheckboxGroup(elem_id="k-matrix-theses")
        aspects = gr.CheckboxGroup(value=[], elem_id="k-matrix-aspects")
        question = gr.Textbox(max_length=MAX_QUESTION, max_lines=3, elem_id="k-matrix-question")
        with gr.Row(elem_classes="k-start"):
            start = gr.Button("", variant="primary", elem_id="k-matrix-start")
            stop = gr.Button(visible=False, elem_id="k-matrix-stop")
        progress = gr.HTML(elem_classes="k-progress", js_on_load=None)
        view = gr.HTML(elem_id="k-matrix-view", elem_classes="k-view", js_on_load=None)
        key = gr.State("")
    return MatrixParts(
        about, theses, aspects, question, start, stop, progress, view, key, page_key, gr.Timer(TICK_SECONDS)
    )


def connect_matrix(
    startup: Startup, kept: KeptResults, blocks: gr.Blocks, choice: gr.Radio, parts: MatrixParts
) -> None:
    """What happens when the page opens, when its language changes, on a click, and on the stop button."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    show = partial(matrix_page, startup, kept)
    shown = [choice, parts.theses, parts.key]
    blocks.load(show, shown, parts.page, js="(_, ...others) => [kutip.language(), ...others]", **quiet)
    choice.input(show, shown, parts.page, **quiet)
    parts.timer.tick(partial(theses_listed, startup), [choice, parts.theses], parts.listed, **quiet)
    filling = Filling(startup, kept)
    given = [parts.page_key, parts.theses, parts.aspects, parts.question, choice]
    for each in (parts.start.click, parts.question.submit):
        each(filling.until_stopped, given, parts.filled, concurrency_limit=AT_ONCE, **quiet)
    parts.stop.click(filling.running.stop, [parts.page_key], None, queue=False, **quiet)


def theses_listed(startup: Startup, language: str | None, chosen: Sequence[str] | None) -> list[Any]:
    """The theses to choose from, and whether to ask for them again."""
    import gradio as gr

    theses = library_theses(startup)
    choices = [(listed_name(thesis), thesis.id) for thesis in theses]
    kept = [thesis.id for thesis in theses if thesis.id in (chosen or ())]
    waiting = not startup.state.is_over
    label = TEXTS[as_language(language)].filter_theses
    return [gr.CheckboxGroup(choices, value=kept, label=label), gr.Timer(active=waiting)]


def matrix_page(
    startup: Startup, kept: KeptResults, language: str | None, chosen: Sequence[str] | None, key: str
) -> list[Any]:
    """The parts in this language."""
    import gradio as gr

    words = as_language(language)
    texts = TEXTS[words]
    aspects = [(topic.title(words), topic.aspect.value) for topic in ASPECTS if topic.aspect is not None]
    return [
        *theses_listed(startup, language, chosen),
        note_html(texts.matrix_about, "lead"),
        gr.CheckboxGroup(aspects, label=texts.matrix_aspects),
        gr.Textbox(label=texts.matrix_question, placeholder=texts.matrix_placeholder),
        gr.Button(value=texts.matrix_start),
        gr.Button(value=texts.stop_work),
        _kept_html(kept, key, words),
    ]


def topics_chosen(aspects: Sequence[str] | None, question: str | None) -> tuple[Topic, ...]:
    """The columns: the aspects in their own order, then the question.

    >>> [topic.title("en") for topic in topics_chosen(["obstacle", "driver"], " Berapa biayanya? ")]
    ['Drivers', 'Obstacles', 'Berapa biayanya?']
    """
    wanted = {Aspect(each) for each in aspects or ()}
    own = (question or "").strip()[:MAX_QUESTION]
    return (*(topic for topic in ASPECTS if topic.aspect in wanted), *((Topic(question=own),) if own else ()))


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills matrices from the library of the app and keeps them, as far as they are filled."""

    startup: Startup
    kept: KeptResults
    running: RunningAnswers = field(default_factory=RunningAnswers)

    def until_stopped(
        self,
        page: str,
        chosen: Sequence[str] | None,
        aspects: Sequence[str] | None,
        question: str | None,
        language: str | None,
    ) -> Steps:
        """As ``fill``; where the page of this key stops it, the cells that there are stay."""
        steps = partial(self.fill, chosen, aspects, question, language)
        yield from self.running.until_stopped(page, steps, partial(self._stopped, language))

    def fill(
        self, chosen: Sequence[str] | None, aspects: Sequence[str] | None, question: str | None, language: str | None
    ) -> Steps:
        """Fill a matrix, one cell more each time; no thesis chosen means all. Gives what ``MatrixParts.filled`` lists."""
        words = as_language(language)
        texts = TEXTS[words]
        topics = topics_chosen(aspects, question)
        if not topics:
            yield self._rest(note_html(texts.no_topic, "error"))
            return
        key = ""
        try:
            library = self.startup.library
            every = library_theses(self.startup)
            theses = tuple(thesis for thesis in every if thesis.id in (chosen or ())) or tuple(every)
            matrix, total = Matrix(theses, topics, ()), len(theses) * len(topics)
            key = self.kept.matrices.keep(matrix)
            yield self._going(matrix, total, key, words)
            for thesis in theses:
                for topic in topics:
                    matrix = replace(matrix, cells=(*matrix.cells, library.cell(thesis, topic)))
                    self.kept.matrices.keep(matrix, key)
                    yield self._going(matrix, total, key, words)
            yield self._shown(key, words, "")
        except KutipError as error:
            yield self._shown(key, words, note_html(explain(error, words), "error"))
        except Exception:  # the page says that it failed; the log says what
            log.exception("a matrix could not be filled")
            yield self._shown(key, words, note_html(texts.unexpected, "error"))

    def _stopped(self, language: str | None, last: Step | None) -> Step:
        """The cells that there are when it is stopped, to be downloaded."""
        words = as_language(language)
        note = note_html(TEXTS[words].stopped)
        if last is None or not isinstance(last[2], str):
            return self._rest(note)
        cells = self.kept.matrices.get(last[2])
        return self._shown(self.kept.matrices.keep(cells), words, note)  # a cell still being made goes to the old key

    def _going(self, matrix: Matrix, total: int, key: str, language: Language) -> list[Any]:
        done = len(matrix.cells)
        told = progress_html(TEXTS[language].filling.format(done=done, total=total), done, total)
        return [told, matrix_html(matrix, key, language, is_going=True), key, *_buttons(is_going=True)]

    def _shown(self, key: str, language: Language, note: str) -> list[Any]:
        return [note, _kept_html(self.kept, key, language), key, *_buttons(is_going=False)]

    def _rest(self, note: str) -> list[Any]:
        """Nothing is being filled; what was shown before stays."""
        import gradio as gr

        return [note, gr.skip(), gr.skip(), *_buttons(is_going=False)]


def _buttons(*, is_going: bool) -> list[Any]:
    import gradio as gr

    return [gr.Button(visible=not is_going), gr.Button(visible=is_going)]


def _kept_html(kept: KeptResults, key: str, language: Language) -> str:
    """The matrix shown, in this language; nothing where there is none, or none any more."""
    try:
        return matrix_html(kept.matrices.get(key), key, language, is_going=False) if key else ""
    except KutipError as error:
        return note_html(explain(error, language), "error")

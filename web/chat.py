"""The chat: ask, read the answer as it comes, click a number; beside it the panel that shows the source."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer
from retrieval.conversation import Turn
from web.answer_html import note_html, question_html
from web.chat_history import turns_in
from web.evaluate import EvaluateParts, build_evaluate, connect_evaluate, evaluate_page
from web.evaluation_runs import EvaluationRuns
from web.examples import SHOWN
from web.opinion import (
    OpinionParts,
    build_opinion,
    connect_opinion,
    given_answer,
    judge,
    nothing_to_judge,
    opinion_page,
    unchanged,
)
from web.panel_html import header_html, mode_html, panel_html, status_html
from web.startup import Stage, Startup
from web.texts import LANGUAGES, TEXTS, as_language
from web.written_html import event_pieces

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

TICK_SECONDS = 0.4
"""How often a page asks how far the start has come."""

PACE_SECONDS = 0.04
"""Between two statements, so that the browser draws each: faster, and it shows the whole answer at once."""

MAX_QUESTION = 2000
"""Characters of a question; a longer one is a text and no question."""

AT_ONCE = 4
"""Answers that stream at the same time; the searches themselves take turns."""

History = list[dict[str, Any]]


def build_page(startup: Startup, runs: EvaluationRuns) -> gr.Blocks:
    """The page as a Gradio app. What the browser does of its own is in ``page.js``."""
    import gradio as gr

    blocks: gr.Blocks = gr.Blocks(title="Kutip", analytics_enabled=False, fill_width=True)
    with blocks:
        with gr.Row(elem_id="k-head"):
            gr.HTML(header_html(), js_on_load=None)
            choice = gr.Radio(
                [(name, code) for code, name in LANGUAGES.items()],
                label=f"{TEXTS['id'].language_switch} / {TEXTS['en'].language_switch}",
                container=False,
                elem_id="k-language",
            )
        with gr.Row(elem_id="k-columns"):
            with gr.Column(scale=6, elem_id="k-left"):
                mode = gr.HTML(elem_id="k-mode", js_on_load=None)
                status = gr.HTML(elem_id="k-status", js_on_load=None)
                chat = gr.Chatbot(
                    show_label=False,
                    container=False,
                    buttons=[],
                    latex_delimiters=[],
                    layout="panel",
                    autoscroll=False,
                    height=None,
                    elem_id="k-chat",
                )
                opinion = build_opinion()
                with gr.Column(elem_id="k-examples"):
                    examples = [gr.Button(visible=False, size="sm") for _ in range(SHOWN)]
                box = gr.Textbox(
                    label="Pertanyaan / Question",
                    container=False,
                    max_lines=5,
                    max_length=MAX_QUESTION,
                    submit_btn=True,
                    interactive=False,
                    elem_id="k-question",
                )
            with gr.Column(scale=5, elem_id="k-right"):
                gr.HTML(panel_html(), js_on_load=None)
        with gr.Column(elem_id="k-evaluate"):
            evaluate = build_evaluate()
        parts = _Parts(choice, mode, status, chat, examples, box, gr.Timer(TICK_SECONDS), opinion)
        _connect(startup, runs, blocks, parts, evaluate)
    return blocks


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the events read and write."""

    choice: gr.Radio
    mode: gr.HTML
    status: gr.HTML
    chat: gr.Chatbot
    examples: list[gr.Button]
    box: gr.Textbox
    timer: gr.Timer
    opinion: OpinionParts

    @property
    def page(self) -> list[Any]:
        """What ``_page`` gives, in its order."""
        return [self.mode, self.status, self.chat, self.box, self.timer, *self.examples]


def _connect(startup: Startup, runs: EvaluationRuns, blocks: gr.Blocks, parts: _Parts, evaluate: EvaluateParts) -> None:
    """What happens when the page opens, when its language is changed, while Kutip starts, and on a question."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    choice, chat, page = parts.choice, parts.chat, parts.page
    show = partial(_page, startup)
    both = [*page, *evaluate.page, *parts.opinion.page]

    def show_all(language: str | None, history: History) -> list[Any]:
        words = as_language(language)
        return [*show(language, history), *evaluate_page(runs, words), *opinion_page(words)]

    blocks.load(
        lambda language, history: [as_language(language), *show_all(language, history)],
        [choice, chat],
        [choice, *both],
        js="(_, history) => [kutip.language(), history]",
        **quiet,
    )
    switch = "(language, history) => [kutip.setLanguage(language), history]"
    choice.input(show_all, [choice, chat], both, js=switch, **quiet)
    parts.timer.tick(show, [choice, chat], page, **quiet)
    chat.clear(show, [choice, chat], page, **quiet)
    connect_evaluate(startup, runs, choice, evaluate)
    connect_opinion(startup, choice, parts.opinion)
    ask, asked = partial(_ask, startup), [parts.box, chat, *parts.examples, *parts.opinion.shown]
    for source, event in ((parts.box, parts.box.submit), *((example, example.click) for example in parts.examples)):
        event(ask, [source, chat, choice], asked, concurrency_limit=AT_ONCE, **quiet)


def _page(startup: Startup, language: str | None, history: History) -> list[Any]:
    """The page in this language at this stage of the start: mode, status, chat, question box, timer, examples."""
    import gradio as gr

    words = as_language(language)
    texts, state = TEXTS[words], startup.state
    ready = state.stage is Stage.READY
    return [
        mode_html(startup.library.writer, words) if ready else "",
        status_html(state, words),
        gr.Chatbot(placeholder=f"<h2>{texts.welcome}</h2><p>{texts.welcome_more}</p>"),
        gr.Textbox(
            placeholder=texts.placeholder if ready else texts.waiting_placeholder,
            label=texts.question,
            interactive=ready,
        ),
        gr.Timer(active=state.stage not in (Stage.READY, Stage.FAILED)),
        *_example_buttons(startup.examples(words) if not history else ()),
    ]


def _example_buttons(questions: tuple[str, ...]) -> list[Any]:
    import gradio as gr

    shown = [gr.Button(value=question, visible=True) for question in questions[:SHOWN]]
    return shown + [gr.Button(visible=False)] * (SHOWN - len(shown))


def _ask(startup: Startup, question: str, history: History, language: str | None) -> Iterator[list[Any]]:
    """Answer in the chat, one statement after another, each shown once it is proved."""
    import gradio as gr

    asked = question.strip()[:MAX_QUESTION]
    if not asked:
        yield [*[gr.skip()] * (2 + SHOWN), *unchanged()]
        return
    words = as_language(language)
    turns = turns_in(history)
    history = [*history, {"role": "user", "content": question_html(asked)}]
    yield ["", _with(history, note_html(TEXTS[words].searching)), *_example_buttons(()), *nothing_to_judge()]
    found: list[Answer] = []
    for at, piece in enumerate(_pieces(startup, asked, turns, words, found.append)):
        if at:
            time.sleep(PACE_SECONDS)
        yield [gr.skip(), _with(history, piece), *[gr.skip()] * SHOWN, *unchanged()]
    for answer in found:
        yield [*[gr.skip()] * (2 + SHOWN), *judge(given_answer(answer, startup.library.model))]


def _pieces(
    startup: Startup, question: str, turns: Sequence[Turn], language: Language, on_answer: Callable[[Answer], None]
) -> Iterator[str]:
    """The answer as it grows, or one sentence that says what went wrong."""
    try:
        yield from event_pieces(startup.library.write(question, turns=turns), on_answer)
    except KutipError as error:
        yield note_html(explain(error, language), "error")
    except Exception:  # the page says that it failed; the log says what
        log.exception("a question failed")
        yield note_html(TEXTS[language].unexpected, "error")


def _with(history: History, content: str) -> History:
    return [*history, {"role": "assistant", "content": content}]

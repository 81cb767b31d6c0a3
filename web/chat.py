"""The chat: ask, read the answer as it comes, click a number; beside it the panel that shows the source."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from web.asking import MAX_QUESTION, History, TurnParts, build_turn, cleared, turn_page
from web.choices import connect_choices
from web.conversations import (
    ConversationParts,
    ask_again_kept,
    ask_kept,
    build_conversations,
    switch_conversation,
    take_back_kept,
)
from web.conversations_html import conversations_button_html, conversations_panel_html
from web.evaluate import EvaluateParts, build_evaluate, connect_evaluate, evaluate_page
from web.evaluation_runs import EvaluationRuns
from web.examples import SHOWN
from web.filters import FilterParts, build_filter_bar, build_filters, connect_filters, filters_page
from web.kept import KeptResults
from web.library import build_library
from web.matrix import build_matrix, connect_matrix
from web.opinion import OpinionParts, build_opinion, connect_opinion, opinion_page
from web.owners import for_owner, streaming_for_owner
from web.panel_html import account_html, header_html, mode_html, panel_html, status_html
from web.programs import connect_programs
from web.rights import asking
from web.startup import Stage, Startup
from web.stopping import RunningAnswers
from web.texts import LANGUAGES, TEXTS, as_language
from web.verify import build_verify, connect_verify

if TYPE_CHECKING:
    import gradio as gr

TICK_SECONDS = 0.4
"""How often a page asks how far the start has come."""

AT_ONCE = 4
"""Answers that stream at the same time; the searches themselves take turns."""


def build_page(startup: Startup, runs: EvaluationRuns, kept: KeptResults) -> gr.Blocks:
    """The page as a Gradio app. What the browser does of its own is in ``page.js``."""
    import gradio as gr

    blocks: gr.Blocks = gr.Blocks(title="Kutip", analytics_enabled=False, fill_width=True)
    with blocks:
        key = page_key(blocks)
        with gr.Row(elem_id="k-head"):
            gr.HTML(header_html(), js_on_load=None)
            if startup.settings.sign_in:
                account = gr.HTML(elem_id="k-account-place", js_on_load=None)
                blocks.load(
                    lambda: account_html(asking()), None, account, show_progress="hidden", api_visibility="private"
                )
            choice = gr.Radio(
                [(name, code) for code, name in LANGUAGES.items()],
                label=f"{TEXTS['id'].language_switch} / {TEXTS['en'].language_switch}",
                container=False,
                elem_id="k-language",
            )
        with gr.Row(elem_id="k-columns"):
            gr.HTML(conversations_panel_html(), elem_id="k-conversations-column", js_on_load=None)
            with gr.Column(scale=6, elem_id="k-left"):
                gr.HTML(conversations_button_html(), elem_id="k-conversations-way", js_on_load=None)
                conversation = build_conversations()
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
                with gr.Row(elem_id="k-bar"):
                    filter_button, active = build_filter_bar()
                    turn = build_turn()
                filters = build_filters(filter_button, active)
            verify, matrix = build_verify(key), build_matrix(key)
            build_library()
            with gr.Column(scale=5, elem_id="k-right"):
                gr.HTML(panel_html(), js_on_load=None)
        with gr.Column(elem_id="k-evaluate"):
            evaluate = build_evaluate()
        parts = _Parts(
            choice, key, mode, status, chat, examples, box, gr.Timer(TICK_SECONDS), opinion, filters, turn, conversation
        )
        _connect(startup, runs, blocks, parts, evaluate)
        connect_verify(startup, kept, blocks, choice, verify)
        connect_matrix(startup, kept, blocks, choice, matrix)
        connect_choices(startup, blocks, choice, matrix, parts.filters)
        connect_programs(startup)
    return blocks


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the events read and write."""

    choice: gr.Radio
    page_key: gr.State
    mode: gr.HTML
    status: gr.HTML
    chat: gr.Chatbot
    examples: list[gr.Button]
    box: gr.Textbox
    timer: gr.Timer
    opinion: OpinionParts
    filters: FilterParts
    turn: TurnParts
    conversation: ConversationParts

    @property
    def page(self) -> list[Any]:
        """What ``_page`` gives, in its order."""
        return [self.mode, self.status, self.chat, self.box, self.timer, *self.examples]

    @property
    def asked(self) -> list[Any]:
        """What ``web.conversations.ask_kept`` gives, in its order."""
        return [self.conversation.open_id, self.box, self.chat, *self.turn.page, *self.opinion.shown]


def page_key(blocks: gr.Blocks) -> gr.State:
    """What holds the key of each page that is open, by which what it waits for is stopped."""
    import gradio as gr

    key = gr.State("")
    blocks.load(lambda: secrets.token_urlsafe(16), None, key, show_progress="hidden", api_visibility="private")
    return key


def _connect(startup: Startup, runs: EvaluationRuns, blocks: gr.Blocks, parts: _Parts, evaluate: EvaluateParts) -> None:
    """What happens when the page opens, when its language is changed, while Kutip starts, and on a question."""
    import gradio as gr

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    choice, chat, page, filters = parts.choice, parts.chat, parts.page, parts.filters
    show = partial(_page, startup)
    both = [*page, *evaluate.page, *parts.opinion.page, *filters.page, *parts.turn.page]

    def show_all(language: str | None, history: History, *fields: Any) -> list[Any]:
        words = as_language(language)
        of_ask = [*opinion_page(words), *filters_page(startup, language, *fields), *turn_page(words, history)]
        of_evaluate = evaluate_page(runs, words) if runs.rights.may_manage else [gr.skip()] * len(evaluate.page)
        return [*show(language), *of_evaluate, *of_ask]

    blocks.load(
        lambda language, *others: [as_language(language), *show_all(language, *others)],
        [choice, chat, *filters.inputs],
        [choice, *both],
        js="(_, ...others) => [kutip.language(), ...others]",
        **quiet,
    )
    switch = "(language, ...others) => [kutip.setLanguage(language), ...others]"
    choice.input(show_all, [choice, chat, *filters.inputs], both, js=switch, **quiet)
    parts.timer.tick(show, [choice], page, js="() => [kutip.language()]", **quiet)  # may come before the choice is set
    connect_evaluate(startup, runs, choice, evaluate)
    connect_opinion(startup, choice, parts.opinion)
    connect_filters(startup, choice, filters)
    _connect_asking(startup, parts, quiet)


def _connect_asking(startup: Startup, parts: _Parts, quiet: dict[str, Any]) -> None:
    """A question from the box or an example; the last one again or taken back; stopping."""
    box, chat, choice, turn, open_id = parts.box, parts.chat, parts.choice, parts.turn, parts.conversation.open_id
    running, page = RunningAnswers(), parts.page_key
    rest = [chat, choice, *parts.filters.inputs]
    at_once: dict[str, Any] = {"concurrency_limit": AT_ONCE, **quiet}
    asked = streaming_for_owner(partial(ask_kept, startup, running))
    asked_again = streaming_for_owner(partial(ask_again_kept, startup, running))
    ends = [
        event(asked, [page, open_id, question, *rest], parts.asked, **at_once)
        for event, question in [(box.submit, box), *((each.click, each) for each in parts.examples)]
    ]
    ends.append(turn.again.click(asked_again, [page, open_id, *rest], parts.asked, **at_once))
    box.stop(running.stop, [page], None, queue=False, **quiet)
    take = for_owner(partial(take_back_kept, startup))
    taken = turn.change.click(take, [open_id, chat, choice], parts.asked, **quiet)
    taken.then(None, js="() => kutip.focusQuestion()", **quiet)
    chat.clear(lambda language: ["", *cleared(as_language(language))], [choice], [open_id, *parts.asked[3:]], **quiet)
    opened = for_owner(partial(switch_conversation, startup, running))
    wanted = "(page) => [page, kutip.conversations.current(), kutip.language()]"
    parts.conversation.open.click(opened, [page, open_id, choice], parts.asked, js=wanted, **quiet)
    open_id.change(None, [open_id], js="(id) => kutip.conversations.opened(id)", **quiet)
    for each in (*ends, taken):
        each.then(None, js="() => kutip.conversations.refresh()", **quiet)


def _page(startup: Startup, language: str | None) -> list[Any]:
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
        gr.Timer(active=not state.is_over),
        *_example_buttons(startup.examples(words)),
    ]


def _example_buttons(questions: tuple[str, ...]) -> list[Any]:
    import gradio as gr

    shown = [gr.Button(value=question, visible=True) for question in questions[:SHOWN]]
    return shown + [gr.Button(visible=False)] * (SHOWN - len(shown))

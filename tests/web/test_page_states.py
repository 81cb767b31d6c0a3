"""What is remembered of open pages: as much after many questions as after one, and nothing of pages long closed."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import gradio as gr
import pytest

from settings import Settings
from web.chat import build_page
from web.evaluation_runs import EvaluationRuns
from web.page_states import CLOSED, page_states
from web.page_view import PageViewer
from web.serving import web_app
from web.startup import Startup


@pytest.fixture
def page() -> gr.Blocks:
    """A page on which every question changes the box that it was typed into."""
    blocks: gr.Blocks = gr.Blocks()
    with blocks:
        box, chat = gr.Textbox(), gr.Chatbot()

        def ask(question: str, history: list[Any]) -> list[Any]:
            shown = [*history, {"role": "user", "content": question}]
            return [gr.Textbox(value="", label=f"after {question}"), gr.Chatbot(value=shown)]

        box.submit(ask, [box, chat], [box, chat])
    return blocks


def ask(page: gr.Blocks, state: Any, question: str) -> list[Any]:
    (number,) = page.fns
    answered = asyncio.run(page.process_api(page.fns[number], [question, []], state=state))
    data: list[Any] = answered["data"]
    return data


def test_a_page_is_as_large_after_many_questions_as_after_one(page: gr.Blocks) -> None:
    state = page_states(page)["ani"]
    ask(page, state, "satu")
    before = (len(state.blocks_config.blocks), len(state.config_values))
    for question in ("dua", "tiga", "empat"):
        box, chat = ask(page, state, question)
        assert box["label"] == f"after {question}"
        assert question in str(chat["value"])
    assert (len(state.blocks_config.blocks), len(state.config_values)) == before
    assert all(key == block._id for key, block in state.blocks_config.blocks.items())


def test_pages_do_not_see_each_other(page: gr.Blocks) -> None:
    states = page_states(page)
    ask(page, states["ani"], "satu")
    labels = [getattr(block, "label", None) for block in states["budi"].blocks_config.blocks.values()]
    assert "after satu" not in labels


def test_a_page_that_was_closed_is_forgotten_after_an_hour(page: gr.Blocks) -> None:
    states = page_states(page)
    for name in ("open", "just closed", "long closed", "long open"):
        states[name].is_closed = "closed" in name
        if "long" in name:
            states.time_last_used[name] = datetime.now() - 2 * CLOSED
    states.delete_all_expired_state()  # type: ignore[no-untyped-call]
    assert list(states.session_data) == ["open", "just closed", "long open"]
    assert set(states.time_last_used) == set(states.session_data)


def test_the_oldest_is_forgotten_where_there_are_too_many(page: gr.Blocks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.page_states.PAGES", 2)
    states = page_states(page)
    for name in ("a", "b", "a", "c"):
        assert states[name]
    assert list(states.session_data) == ["a", "c"]


def test_the_app_remembers_its_pages_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[gr.Blocks] = []

    def seen(*given: Any) -> gr.Blocks:
        made.append(build_page(*given))
        return made[0]

    monkeypatch.setattr("web.chat.build_page", seen)
    with PageViewer() as viewer:
        web_app(Startup(settings), viewer, EvaluationRuns(settings), ["*"])
    state, number = made[0].state_holder["ani"], next(iter(made[0].blocks))
    state[number] = changed = gr.Textbox(render=False)
    assert changed._id == number

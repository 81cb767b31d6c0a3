"""Asking: answers as they stream, one sentence where something went wrong, filters, stopping and asking again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import gradio as gr
import pytest

import web.startup
from ingest.errors import LibraryUnreadable
from retrieval.citation import thesis_name
from settings import Settings
from tests.fakes.chat_model import honest_writer
from tests.fakes.chat_server import chat_server
from tests.fakes.embedder import HashingEmbedder
from web.answer_html import question_html
from web.asking import MAX_QUESTION, History, ask, ask_again, box_at_rest, stopped, take_back
from web.chat import _page
from web.filters import library_theses
from web.startup import Startup

QUESTION = "Undang-undang apa yang mengatur hubungan luar negeri?"


@pytest.fixture
def startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Startup]:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    started = Startup(settings)
    started.begin()
    started.wait(60)
    yield started
    started.close()


def streamed(startup: Startup, question: str, language: str = "id") -> list[str]:
    """What stands in the answer's place, time after time."""
    steps: list[Any] = list(ask(startup, question, [], language))
    return [step[1][-1]["content"] for step in steps if isinstance(step[1], list)]


def chat_after(steps: Iterable[list[Any]]) -> History:
    """The chat as the last step leaves it."""
    return [step[1] for step in steps if isinstance(step[1], list)][-1]


def test_an_answer_is_searching_then_one_quote_more_each_time(startup: Startup) -> None:
    contents = streamed(startup, "kota kembar kerja sama city")
    assert [content.count("k-cite") for content in contents] == list(range(len(contents)))
    assert "Mencari di pustaka" in contents[0]
    assert len(contents) > 2


def test_before_the_library_is_ready_the_question_is_answered_with_that(settings: Settings) -> None:
    contents = streamed(Startup(settings), QUESTION)
    assert "masih menyiapkan" in contents[-1]
    assert 'class="k-error"' in contents[-1]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda: LibraryUnreadable(Settings().library, "disk I/O error"), "disk I/O error"),
        (ZeroDivisionError, "did not foresee"),
    ],
)
def test_a_fault_becomes_one_sentence_in_the_language_of_the_page(
    startup: Startup, monkeypatch: pytest.MonkeyPatch, fault: Callable[[], Exception], words: str
) -> None:
    def fail(question: str, *_: object) -> None:
        raise fault()

    monkeypatch.setattr(startup.library, "answer", fail)
    assert words in streamed(startup, QUESTION, "en")[-1]


def test_with_a_chat_model_statements_come_one_by_one_and_the_page_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    with chat_server(honest_writer) as server:
        chosen = {"chat_model": "openai:tiny", "chat_url": server.url, "answer_threshold": 0.0}
        started = Startup(settings.model_copy(update=chosen))
        started.begin()
        started.wait(60)
        assert server.requests == []  # the examples of the page are asked without it
        mode = _page(started, "en")[0]
        contents = streamed(started, QUESTION)
        started.close()
    assert "written by openai:tiny" in mode
    assert "sent to 127.0.0.1" in mode
    assert "openai:tiny sedang menulis" in contents[1]
    assert [content.count('class="k-statement') for content in contents[1:-1]] == list(range(len(contents) - 2))
    assert "cocok dengan kutipannya" in contents[-1]
    assert "token dibaca" in contents[-1]


def test_without_one_the_page_says_that_nothing_leaves(startup: Startup) -> None:
    assert "nothing leaves this machine" in _page(startup, "en")[0]


def test_a_question_without_words_changes_nothing_and_one_of_signs_says_so(startup: Startup) -> None:
    (step,) = ask(startup, "  \n ", [], "id")
    assert {type(part).__name__ for part in step} == {"dict"}  # Gradio's word for "leave it"
    assert "tidak berisi kata" in streamed(startup, "?!")[-1]


def test_a_follow_up_is_searched_for_with_what_was_asked_before_and_says_so(startup: Startup) -> None:
    steps: list[Any] = list(ask(startup, QUESTION, [], "id"))
    followed: list[Any] = list(ask(startup, "Lalu siapa pelaksananya?", chat_after(steps), "id"))
    assert "k-understood" not in chat_after(steps)[-1]["content"]
    content = chat_after(followed)[-1]["content"]
    words = "Lalu siapa pelaksananya? (Undang-undang, mengatur hubungan luar negeri)"
    assert content.startswith(f'<p class="k-understood">Dipahami sebagai: <span class="k-standalone">{words}</span>')
    assert content.count("k-understood") == 1


def test_filters_limit_the_answer_and_are_named_in_front_of_it(startup: Startup) -> None:
    thesis = next(thesis for thesis in library_theses(startup) if "Sister" in thesis.title)
    steps: list[Any] = list(ask(startup, QUESTION, [], "id", [thesis.id], 0, 0, "", ["body"]))
    content = chat_after(steps)[-1]["content"]
    assert content.startswith('<p class="k-limits">Hanya dicari di: ')
    assert "Isi</p>" in content
    assert re.findall(r'class="k-thesis">([^<]*)', content) == [thesis_name(thesis)]


def test_filters_that_match_nothing_say_so_with_the_filters(startup: Startup) -> None:
    thesis = library_theses(startup)[0]
    steps: list[Any] = list(ask(startup, QUESTION, [], "en", [thesis.id], 1901, 1902, "", []))
    content = chat_after(steps)[-1]["content"]
    assert "1901–1902" in content
    assert 'class="k-error"' in content
    assert "k-cite" not in content


def test_a_refusal_offers_what_came_nearest_and_under_filters_says_that_they_are_set(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    strict = Startup(settings.model_copy(update={"answer_threshold": 1.0}))
    strict.begin()
    strict.wait(60)
    plain = chat_after(ask(strict, QUESTION, [], "id"))[-1]["content"]
    limited = chat_after(ask(strict, QUESTION, [], "id", [], 0, 0, "", ["body"]))[-1]["content"]
    strict.close()
    for content in (plain, limited):
        assert "k-cite" not in content
        assert "tetapi tampaknya bukan jawaban" in content
        assert 'href="#nearest/' in content
    assert "k-hint" not in plain
    assert "Saringan sedang aktif" in limited


def test_asking_again_takes_the_place_of_the_last_turn(startup: Startup) -> None:
    first: History = chat_after(ask(startup, QUESTION, [], "id"))
    second: History = chat_after(ask(startup, "Apa itu paradiplomasi?", first, "id"))
    again: History = chat_after(ask_again(startup, second, "id"))
    assert again == second
    assert len(again) == 4


def test_the_last_question_taken_back_stands_in_the_box_and_no_longer_in_the_chat(startup: Startup) -> None:
    history: History = chat_after(ask(startup, "Apa <b>itu</b>?", [], "id"))
    box, chat, again, change, *_ = take_back(history, "id")
    assert box.value == "Apa <b>itu</b>?"
    assert chat == []
    assert not again.visible
    assert not change.visible


def test_what_was_stopped_keeps_what_was_shown_and_can_be_asked_again(startup: Startup) -> None:
    steps: list[Any] = list(ask(startup, QUESTION, [], "id"))
    note = '<p class="k-stopped">Dihentikan.</p>'
    shown = [step for step in steps if isinstance(step[1], list)]
    for step, kept in ((shown[0], ""), (shown[1], shown[1][1][-1]["content"])):
        box, chat, again, *_ = stopped("id", step)
        assert [turn["content"] for turn in chat] == [question_html(QUESTION), kept + note]
        assert box.submit_btn
        assert not box.stop_btn
        assert again.visible


def test_stopped_before_or_after_all_was_shown_nothing_changes_but_the_box() -> None:
    for step in (None, [box_at_rest(), gr.skip()]):
        box, *others = stopped("id", step)
        assert box.submit_btn
        assert all(other == gr.skip() for other in others)


def test_while_it_is_answered_the_box_can_stop_and_afterwards_send_again(startup: Startup) -> None:
    steps: list[Any] = list(ask(startup, QUESTION, [], "id"))
    assert (steps[0][0].submit_btn, steps[0][0].stop_btn) == (False, True)
    assert (steps[-1][0].submit_btn, steps[-1][0].stop_btn) == (True, False)


def test_a_question_is_cut_where_it_is_a_text(startup: Startup) -> None:
    steps: list[Any] = list(ask(startup, "kota " * MAX_QUESTION, [], "id"))
    assert len(steps[0][1][0]["content"]) < MAX_QUESTION + 50

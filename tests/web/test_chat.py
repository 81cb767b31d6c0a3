"""The chat's answers as they stream: growing, proved, and one sentence where something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import web.startup
from ingest.errors import LibraryUnreadable
from settings import Settings
from tests.fakes.chat_model import honest_writer
from tests.fakes.chat_server import chat_server
from tests.fakes.embedder import HashingEmbedder
from web.chat import MAX_QUESTION, _ask, _page
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
    steps: list[Any] = list(_ask(startup, question, [], language))
    return [step[1][-1]["content"] for step in steps if isinstance(step[1], list)]


def test_an_answer_is_searching_then_one_quote_more_each_time(startup: Startup) -> None:
    contents = streamed(startup, QUESTION)
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
        mode = _page(started, "en", [])[0]
        contents = streamed(started, QUESTION)
        started.close()
    assert "written by openai:tiny" in mode
    assert "sent to 127.0.0.1" in mode
    assert "openai:tiny sedang menulis" in contents[1]
    assert [content.count('class="k-statement') for content in contents[1:-1]] == list(range(len(contents) - 2))
    assert "cocok dengan kutipannya" in contents[-1]
    assert "token dibaca" in contents[-1]


def test_without_one_the_page_says_that_nothing_leaves(startup: Startup) -> None:
    assert "nothing leaves this machine" in _page(startup, "en", [])[0]


def test_a_question_without_words_changes_nothing_and_one_of_signs_says_so(startup: Startup) -> None:
    (step,) = _ask(startup, "  \n ", [], "id")
    assert {type(part).__name__ for part in step} == {"dict"}  # Gradio's word for "leave it"
    assert "tidak berisi kata" in streamed(startup, "?!")[-1]


def test_a_follow_up_is_searched_for_with_what_was_asked_before_and_says_so(startup: Startup) -> None:
    steps: list[Any] = list(_ask(startup, QUESTION, [], "id"))
    followed: list[Any] = list(_ask(startup, "Lalu siapa pelaksananya?", steps[-1][1], "id"))
    assert "k-understood" not in steps[-1][1][-1]["content"]
    content = followed[-1][1][-1]["content"]
    words = "Lalu siapa pelaksananya? (Undang-undang, mengatur hubungan luar negeri)"
    assert content.startswith(f'<p class="k-understood">Dipahami sebagai: <span class="k-standalone">{words}</span>')
    assert content.count("k-understood") == 1


def test_a_question_is_cut_where_it_is_a_text(startup: Startup) -> None:
    steps: list[Any] = list(_ask(startup, "kota " * MAX_QUESTION, [], "id"))
    assert len(steps[0][1][0]["content"]) < MAX_QUESTION + 50

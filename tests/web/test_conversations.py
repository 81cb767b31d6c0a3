"""The open conversation: kept while it goes on, shown again as it was, and by its owner alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import web.startup
from ingest.catalogue.conversations import Conversations, Owner
from ingest.places import CATALOGUE_FILE
from settings import Settings
from tests.fakes.chat_model import honest_writer
from tests.fakes.chat_server import chat_server
from tests.fakes.embedder import HashingEmbedder
from web.asking import History
from web.conversation_routes import conversation_routes
from web.conversations import ask_again_kept, ask_kept, open_conversation, switch_conversation, take_back_kept
from web.owners import COOKIE, with_owner
from web.startup import Startup
from web.stopping import RunningAnswers

QUESTION = "Undang-undang apa yang mengatur hubungan luar negeri?"
FOLLOW_UP = "Lalu siapa pelaksananya?"
TOKEN, OTHER = "a" * 43, "b" * 43
RUNNING = RunningAnswers()
ANI, BUDI = Owner.of_token(TOKEN), Owner.of_token(OTHER)


@pytest.fixture
def startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Startup]:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    started = Startup(settings)
    started.begin()
    started.wait(60)
    yield started
    conversations = Conversations(settings.library / CATALOGUE_FILE)
    for owner in (ANI, BUDI):
        assert owner is not None
        conversations.delete_all(owner)
    started.close()


def asked(
    startup: Startup, question: str, id_: str = "", chat: History | None = None, *fields: Any
) -> tuple[str, History]:
    """The conversation's id and the chat after a question of Ani's."""
    return ended(ask_kept(startup, RUNNING, ANI, "page", id_, question, chat or [], "id", *fields))


def ended(steps: Iterator[list[Any]]) -> tuple[str, History]:
    given = list(steps)
    return given[-1][0], [step[2] for step in given if isinstance(step[2], list)][-1]


def reopened(startup: Startup, id_: str, owner: Owner | None = ANI) -> tuple[str, History]:
    shown = open_conversation(startup, owner, id_, "id")
    return shown[0], shown[2]


def test_a_conversation_is_shown_again_exactly_as_it_was(startup: Startup) -> None:
    id_, chat = asked(startup, QUESTION)
    assert len(id_) == 32
    same, chat = asked(startup, FOLLOW_UP, id_, chat)
    same, chat = asked(startup, "Apa itu <b>kota</b>?", id_, chat, [], 0, 0, "", ["body"])
    _, chat = asked(startup, "Apa itu kota?", id_, chat, [], 1901, 1902, "", [])
    assert same == id_
    assert "k-understood" in chat[3]["content"]
    assert "k-limits" in chat[5]["content"]
    assert "k-error" in chat[7]["content"]
    assert reopened(startup, id_) == (id_, chat)


def test_what_a_model_wrote_is_shown_again_with_its_doubts_and_costs_and_without_the_model(
    settings: Settings, startup: Startup
) -> None:
    with chat_server(honest_writer) as server:
        writing = Startup(settings.model_copy(update={"chat_model": "openai:tiny", "chat_url": server.url}))
        writing.begin()
        writing.wait(60)
        id_, chat = asked(writing, QUESTION)
        writing.close()
    assert "k-statement" in chat[1]["content"]
    assert "k-costs" in chat[1]["content"]
    assert reopened(startup, id_) == (id_, chat)


def test_a_follow_up_after_a_reload_is_understood_by_what_was_asked_before(startup: Startup) -> None:
    id_, _ = asked(startup, QUESTION)
    _, chat = reopened(startup, id_)
    _, chat = asked(startup, FOLLOW_UP, id_, chat)
    assert "(Undang-undang, mengatur hubungan luar negeri)" in chat[3]["content"]


def test_the_question_is_kept_before_its_answer_is_there(startup: Startup) -> None:
    steps = ask_kept(startup, RUNNING, ANI, "page", "", QUESTION, [], "id")
    id_ = next(steps)[0]
    del steps  # the browser is gone
    _, chat = reopened(startup, id_)
    assert QUESTION in chat[0]["content"]
    assert "belum selesai" in chat[1]["content"]


def test_asking_again_and_taking_back_keep_what_is_shown(startup: Startup) -> None:
    id_, first = asked(startup, QUESTION)
    _, chat = asked(startup, FOLLOW_UP, id_, first)
    again, chat = ended(ask_again_kept(startup, RUNNING, ANI, "page", id_, chat, "id"))
    assert (again, reopened(startup, id_)) == (id_, (id_, chat))
    assert len(chat) == 4
    take_back_kept(startup, ANI, id_, chat, "id")
    assert reopened(startup, id_)[1] == first


def test_what_had_come_of_a_stopped_answer_is_kept_and_nothing_that_came_later(startup: Startup) -> None:
    steps = ask_kept(startup, RUNNING, ANI, "page", "", QUESTION, [], "id")
    id_ = [next(steps) for _ in range(2)][-1][0]
    RUNNING.stop("page")
    chat = ended(steps)[1]
    time.sleep(0.5)  # the thread behind it comes to its end
    assert chat[1]["content"].count("k-cite") >= 1
    assert chat[1]["content"].endswith('<p class="k-stopped">Dihentikan.</p>')
    assert reopened(startup, id_) == (id_, chat)


def test_an_answer_comes_to_its_end_in_its_own_conversation_when_another_is_opened(startup: Startup) -> None:
    first, whole = asked(startup, QUESTION)
    steps = ask_kept(startup, RUNNING, ANI, "page", "", QUESTION, [], "id")
    second = next(steps)[0]
    assert switch_conversation(startup, RUNNING, ANI, "page", first, "id")[2] == whole
    assert list(steps) == []
    for _ in range(100):
        if "k-cite" in reopened(startup, second)[1][1]["content"]:
            break
        time.sleep(0.1)
    assert reopened(startup, second)[1][1] == whole[1]


def test_what_was_thought_of_an_answer_is_not_asked_again(startup: Startup) -> None:
    from ingest.catalogue.feedback import Opinion

    steps = list(ask_kept(startup, RUNNING, ANI, "page", "", QUESTION, [], "id"))
    id_, given = steps[-1][0], steps[-1][5]
    before = open_conversation(startup, ANI, id_, "id")[5]
    assert before == given
    startup.library.keep_opinion(Opinion(given, liked=True))
    assert open_conversation(startup, ANI, id_, "id")[5] is None


def test_a_conversation_that_was_deleted_meanwhile_is_not_gone_on_with_and_nothing_is_lost(startup: Startup) -> None:
    id_, chat = asked(startup, QUESTION)
    conversations, owner = startup.library.conversations, ANI
    assert conversations is not None
    assert owner is not None
    conversations.delete(owner, id_)
    new, _ = asked(startup, FOLLOW_UP, id_, chat)
    assert new != id_
    assert [turn.asked for turn in conversations.conversation(owner, new).turns] == [FOLLOW_UP]


@pytest.mark.parametrize("owner", [BUDI, None])
def test_a_stranger_reads_and_changes_nothing(startup: Startup, owner: Owner | None) -> None:
    id_, chat = asked(startup, QUESTION)
    assert "Anda tidak memiliki percakapan" in reopened(startup, id_, owner)[1][0]["content"]
    take_back_kept(startup, owner, id_, chat, "id")
    list(ask_kept(startup, RUNNING, owner, "page", id_, FOLLOW_UP, chat, "id"))
    list(ask_again_kept(startup, RUNNING, owner, "page", id_, chat, "id"))
    assert reopened(startup, id_) == (id_, chat)


def test_without_a_cookie_or_by_setting_nothing_is_kept_and_the_chat_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, startup: Startup
) -> None:
    assert ended(ask_kept(startup, RUNNING, None, "page", "", QUESTION, [], "id"))[0] == ""
    off = Startup(settings.model_copy(update={"conversations": "forget"}))
    off.begin()
    off.wait(60)
    id_, chat = asked(off, QUESTION)
    off.close()
    assert id_ == ""
    assert "k-cite" in chat[1]["content"]


def test_conversations_older_than_the_setting_are_deleted_at_a_start(settings: Settings, startup: Startup) -> None:
    import sqlite3

    id_, _ = asked(startup, QUESTION)
    with sqlite3.connect(settings.library / CATALOGUE_FILE) as connection:
        connection.execute("UPDATE conversations SET changed_at = '2020-01-01 00:00:00.000000'")
    again = Startup(settings.model_copy(update={"conversations_days": 30}))
    again.begin()
    again.wait(60)
    again.close()
    assert reopened(startup, id_)[0] == ""


@pytest.fixture
def client(startup: Startup) -> TestClient:
    app = FastAPI()
    app.include_router(conversation_routes(startup))
    return TestClient(app)


def test_every_address_of_a_conversation_is_its_owner_s_alone(startup: Startup, client: TestClient) -> None:
    id_, chat = asked(startup, QUESTION)
    tried = [
        *(("GET", f"/conversations/{id_}.{ending}") for ending in ("md", "docx", "html", "bib", "ris", "json")),
        ("POST", f"/conversations/{id_}/title?title=Milik"),
        ("DELETE", f"/conversations/{id_}"),
    ]
    for cookies in ({}, {COOKIE: OTHER}, {COOKIE: "x"}):
        client.cookies.clear()
        client.cookies.update(cookies)
        assert [client.request(method, path).status_code for method, path in tried] == [404] * len(tried)
        assert QUESTION not in client.get("/conversations?language=id").text
        client.delete("/conversations")
    assert reopened(startup, id_) == (id_, chat)
    client.cookies.clear()
    client.cookies.set(COOKIE, TOKEN)
    assert QUESTION in client.get("/conversations?language=id").text
    assert [client.request(method, path).status_code for method, path in tried] == [200] * 6 + [204, 204]
    assert QUESTION not in client.get("/conversations?language=id").text


def test_titles_are_text_and_never_markup(startup: Startup, client: TestClient) -> None:
    asked(startup, "<img src=x onerror=alert(1)>\"'?")
    client.cookies.set(COOKIE, TOKEN)
    html = client.get("/conversations?language=en").text
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;?" in html
    assert "&lt;b&gt;" in client.get("/conversations?words=<b>&language=en").text


def test_a_conversation_is_saved_with_its_questions_quotes_and_sources(startup: Startup, client: TestClient) -> None:
    id_, _ = asked(startup, QUESTION)
    client.cookies.set(COOKIE, TOKEN)
    saved = client.get(f"/conversations/{id_}.md?language=id")
    assert (
        'filename="kutip-undang-undang-apa-yang-mengatur-hubungan-luar-negeri.md"'
        in saved.headers["content-disposition"]
    )
    assert "no-store" in saved.headers["cache-control"]
    assert QUESTION in saved.text
    assert "## Sumber" in saved.text
    assert client.get(f"/conversations/{id_}.docx").content[:2] == b"PK"
    assert client.get(f"/conversations/{id_}.exe").status_code == 404


def test_the_cookie_is_set_with_the_page_prolonged_and_kept_from_scripts_and_other_sites() -> None:
    app = FastAPI()
    app.get("/")(lambda: "page")
    app.get("/other")(lambda: "other")
    client = TestClient(with_owner(app))
    assert "set-cookie" not in client.get("/other").headers
    first = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in first
    assert "SameSite=Lax" in first
    assert "Max-Age=31536000" in first
    assert "Secure" not in first
    assert Owner.of_token(client.cookies[COOKIE]) is not None
    assert client.get("/").headers["set-cookie"] == first
    assert client.get("/", headers={"cookie": f"{COOKIE}=guess"}).headers["set-cookie"] != first
    assert "Secure" in TestClient(with_owner(app), base_url="https://kutip.example").get("/").headers["set-cookie"]


def test_an_answer_of_an_unknown_form_says_so_and_the_rest_is_shown(startup: Startup, settings: Settings) -> None:
    import sqlite3

    id_, chat = asked(startup, QUESTION)
    _, chat = asked(startup, FOLLOW_UP, id_, chat)
    with sqlite3.connect(settings.library / CATALOGUE_FILE) as connection:
        connection.execute(
            "UPDATE conversation_turns SET answer = '{\"form\": 99}' WHERE conversation_id = ? AND position = 1", (id_,)
        )
    _, shown = reopened(startup, id_)
    assert "versi Kutip yang lain" in shown[1]["content"]
    assert shown[2:] == chat[2:]

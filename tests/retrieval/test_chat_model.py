"""The chat model of the settings: opened, asked over HTTP, and every fault as one of ours that never shows the key."""

from __future__ import annotations

import sys

import pytest
from pydantic import SecretStr

from ingest.errors import (
    ChatModelFailed,
    ChatModelNotInstalled,
    ChatModelNotSet,
    ChatModelRateLimited,
    ChatModelRefused,
    ChatModelTimeout,
    ChatModelUnknown,
    ChatModelUnreachable,
    KutipError,
)
from ingest.explain import explain
from retrieval.chat_model import answer_text, chat_errors, open_chat_model
from settings import Settings
from tests.fakes.chat_model import says, slow
from tests.fakes.chat_server import chat_server

KEY = "sk-very-secret"


def settings(url: str = "", name: str = "openai:tiny", timeout: float = 20.0) -> Settings:
    return Settings(chat_model=name, chat_url=url, chat_api_key=SecretStr(KEY), chat_timeout=timeout)


def ask(chosen: Settings) -> str:
    model = open_chat_model(chosen)
    with chat_errors(chosen):
        return answer_text(model.invoke("Apa?").content)


def test_a_server_that_speaks_like_openai_is_asked_with_the_key_and_the_model() -> None:
    with chat_server(says("Ya.")) as server:
        assert ask(settings(server.url)) == "Ya."
    assert server.keys == [f"Bearer {KEY}"]
    assert server.requests[0]["model"] == "tiny"


def test_a_server_of_ones_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    with chat_server(says("Ya.")) as server:
        ask(Settings(chat_model="openai:tiny", chat_url=server.url))
    assert server.keys == ["Bearer none"]  # and never a key that was meant for another server


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, ChatModelRefused),
        (403, ChatModelRefused),
        (429, ChatModelRateLimited),
        (404, ChatModelFailed),
        (500, ChatModelFailed),
    ],
)
def test_what_the_server_refuses_is_one_of_our_errors(status: int, kind: type[KutipError]) -> None:
    with chat_server(says(""), status) as server, pytest.raises(kind) as caught:
        ask(settings(server.url))
    assert KEY not in explain(caught.value, "en") + repr(caught.value)


def test_a_server_that_is_not_there_and_one_that_is_slow_are_told_apart() -> None:
    with pytest.raises(ChatModelUnreachable):
        ask(settings("http://127.0.0.1:9/v1"))
    with chat_server(slow(3.0, says("late"))) as server, pytest.raises(ChatModelTimeout):
        ask(settings(server.url, timeout=0.3))


@pytest.mark.parametrize("name", ["gpt-5-mini", "openai:", ":gpt", "nobody:model"])
def test_a_name_without_a_known_provider_is_refused(name: str) -> None:
    with pytest.raises(ChatModelUnknown):
        open_chat_model(settings(name=name))


def test_none_and_one_whose_package_is_missing_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChatModelNotSet):
        open_chat_model(Settings())
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    with pytest.raises(ChatModelNotInstalled) as caught:
        open_chat_model(settings(name="ollama:qwen3"))
    assert "pip install langchain-ollama" in explain(caught.value, "en")


def test_without_a_key_openai_itself_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ChatModelRefused):
        open_chat_model(Settings(chat_model="openai:gpt-5-mini"))


def test_the_key_is_not_in_what_the_settings_show() -> None:
    assert KEY not in repr(settings()) + str(settings().model_dump())

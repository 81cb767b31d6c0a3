"""Passwords and keys never appear in a log, in a message for people, or in what the app answers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

import web.startup
from ingest.errors import KutipError
from ingest.explain import explain
from ingest.secrets_in_logs import keep_out_of_logs
from retrieval.chat_model import open_chat_model
from settings import Settings, load_settings
from tests.browser.running_app import free_port
from tests.fakes.embedder import HashingEmbedder
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.serving import web_app
from web.startup import Startup

SECRET = "sangat-rahasia-7391"


@pytest.fixture(autouse=True)
def usual_records() -> Iterator[None]:
    """The factory of log records as it was before."""
    before = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(before)


def test_a_record_loses_them_in_message_arguments_and_traceback(caplog: pytest.LogCaptureFixture) -> None:
    keep_out_of_logs([SECRET, f"postgresql+psycopg://kutip:{SECRET}%40@db/kutip", ""])
    try:
        raise ValueError(f"connect to postgresql+psycopg://kutip:{SECRET}%40@db/kutip")
    except ValueError:
        logging.getLogger("some.library").exception("the key %s was refused", SECRET)
    assert "was refused" in caplog.text
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_nothing_to_hide_changes_nothing() -> None:
    before = logging.getLogRecordFactory()
    keep_out_of_logs(["", "http://127.0.0.1:8000"])
    assert logging.getLogRecordFactory() is before


@pytest.mark.parametrize("store", ["catalogue", "vectors"])
def test_a_store_that_is_away_is_told_without_its_password(
    store: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the start of the app, its addresses and its log at the lowest level."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    address = {
        "catalogue": f"postgresql+psycopg://kutip:{SECRET}@127.0.0.1:{free_port()}/kutip",
        "vectors": f"http://:{SECRET}@127.0.0.1:{free_port()}",
    }[store]
    settings = Settings(library=tmp_path / "library", **{store: SecretStr(address)})  # type: ignore[arg-type]
    keep_out_of_logs([settings.catalogue.get_secret_value(), settings.vectors.get_secret_value()])
    startup = Startup(settings)
    startup.begin()
    state = startup.wait(60)
    said = [repr(settings), str(settings), repr(state), caplog.text]
    if state.error is not None:
        said += [explain(state.error, "id"), explain(state.error, "en"), str(state.error), repr(state.error)]
    with PageViewer() as viewer:
        client = TestClient(web_app(startup, viewer, EvaluationRuns(settings), ["*"]), raise_server_exceptions=False)
        said += [client.get(path).text for path in ("/", "/config", "/library/theses", f"/documents/{'0' * 32}.pdf")]
    assert not [each for each in said if SECRET in each]


def test_a_key_that_is_refused_is_told_without_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings(
        chat_model="openai:gpt",
        chat_url=f"http://127.0.0.1:{free_port()}/v1",
        chat_api_key=SecretStr(SECRET),
        chat_timeout=2,
    )
    keep_out_of_logs([settings.chat_api_key.get_secret_value()])
    with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever it raises may hold no key
        open_chat_model(settings).invoke("halo")
    said = [str(caught.value), repr(caught.value), caplog.text, repr(settings)]
    if isinstance(caught.value, KutipError):
        said.append(explain(caught.value, "en"))
    assert not [each for each in said if SECRET in each]


def test_a_setting_that_is_wrong_is_told_without_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUTIP_CATALOGUE", f"mysql://kutip:{SECRET}@db")
    with pytest.raises(KutipError) as caught:
        load_settings()
    assert SECRET not in explain(caught.value, "en") + str(caught.value) + repr(caught.value)

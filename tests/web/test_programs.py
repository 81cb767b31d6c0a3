"""What programs get: answers, passages, verdicts and a matrix as JSON, over the real addresses; one sentence where it fails."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

import web.startup
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.programs import MAX_CELLS
from web.serving import hosts_for, listen, web_app
from web.startup import Startup

QUESTION = "Undang-undang apa yang mengatur hubungan luar negeri?"
WAIT_SECONDS = 60


@pytest.fixture(scope="module")
def address(samples_library: Path) -> Iterator[str]:
    """The app with its programs and the MCP server, over the samples."""
    settings = Settings(library=samples_library, answer_threshold=0.0)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
        startup, viewer = Startup(settings), PageViewer()
        startup.begin()
        startup.wait(WAIT_SECONDS)
        app = web_app(startup, viewer, EvaluationRuns(settings), hosts_for("127.0.0.1"), mcp=True)
        listening = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        startup.close()
        viewer.close()


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def ask(client: Client, name: str, **given: Any) -> Any:
    return client.predict(**given, api_name=f"/{name}")


def test_an_answer_has_quotes_with_their_places(client: Client) -> None:
    answer = ask(client, "ask", question=QUESTION)
    assert answer["outcome"] == "answered"
    cited = {number for statement in answer["statements"] for number in statement["citations"]}
    assert cited <= {citation["number"] for citation in answer["citations"]}
    assert all(citation["quote"] and citation["pages"] for citation in answer["citations"])


def test_a_search_can_be_limited_and_gives_so_many_passages(client: Client) -> None:
    found = ask(client, "search", question=QUESTION, count=3)
    assert len(found) == 3
    title = found[-1]["title"]
    limited = ask(client, "search", question=QUESTION, count=3, only={"theses": [title.upper()], "kinds": ["body"]})
    assert {each["title"] for each in limited} == {title}


def test_a_quote_with_another_number_is_altered(client: Client) -> None:
    quote = ask(client, "ask", question=QUESTION)["citations"][0]["quote"]
    kinds = [
        ask(client, "verify", text=f"“{text}”")["quotations"][0]["verdict"]
        for text in (quote, quote.replace("1999", "1998"))
    ]
    assert "1999" in quote
    assert kinds == ["exact", "altered"]


def test_a_matrix_has_a_cell_for_each_thesis_and_topic(client: Client) -> None:
    titles = sorted({each["title"] for each in ask(client, "search", question="kota", count=50)})
    cells = ask(client, "matrix", theses=titles[:2], aspects=["obstacle"], questions=[QUESTION])
    assert [(cell["title"], cell["topic"]) for cell in cells] == [
        (title, topic) for title in titles[:2] for topic in ("Obstacles", QUESTION)
    ]
    assert all(bool(cell["citations"]) != bool(cell["reason"]) for cell in cells)


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("ask", {"question": "  "}, "has no words"),
        ("ask", {"question": "kota " * 500}, "2,500 characters"),
        ("ask", {"question": "kota", "only": {"theses": ["Tidak ada"]}}, 'There is no "Tidak ada"'),
        ("ask", {"question": "kota", "only": {"theses": ["Tidak ada"]}, "language": "id"}, '"Tidak ada" tidak ada'),
        ("search", {"question": "kota", "only": {"first_year": "baru"}}, '"first_year" in "only" cannot be used'),
        ("search", {"question": "kota", "only": {"color": 1}}, '"color" in "only" cannot be used'),
        ("search", {"question": "kota", "only": {"first_year": 1900, "last_year": 1901}}, "filter"),
        ("matrix", {"aspects": ["colour"]}, 'There is no "colour"'),
        ("matrix", {"questions": [f"kota {at}?" for at in range(MAX_CELLS)]}, "cells"),
        ("verify", {"text": " "}, "words"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    client: Client, name: str, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(AppError, match=re.escape(sentence)) as raised:
        ask(client, name, **given)
    assert "Traceback" not in str(raised.value)


def test_only_these_four_are_told_to_programs(client: Client) -> None:
    told: Any = client.view_api(return_format="dict", print_info=False)
    assert set(told["named_endpoints"]) == {"/ask", "/search", "/verify", "/matrix"}


def test_an_assistant_finds_the_tools_with_their_descriptions_and_cites_through_them(address: str) -> None:
    async def cite() -> tuple[dict[str, str], str]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool.description or "" for tool in (await session.list_tools()).tools}
            called = await session.call_tool("ask", {"question": QUESTION})
            return tools, "".join(getattr(part, "text", "") for part in called.content)

    tools, said = asyncio.run(cite())
    assert set(tools) == {"ask", "search", "verify", "matrix"}
    assert "word for word" in tools["verify"]
    assert '"quote"' in said or "'quote'" in said

"""Nobody gets in where they don't belong: every way into the app is tried without a session, as a reader, and as another reader.

The ways are read from the app itself: a route or an event that is added is refused to readers, or makes a test here fail until
it is said what they may be told by it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from ingest.catalogue.collections import Collections
from ingest.catalogue.people import People, Role
from tests.web.served_people import COLLECTION, PASSWORD, Served, readable, routes_of, serving
from web.sign_in import PUBLIC, readers_may

OPEN_TO_ANYBODY = {"GET /sign-in", "POST /sign-in", "GET /sign-in.css", "GET /healthz", "GET /healthz/live"}

FOR_READERS = {
    "GET /checks/{key}.{ending}",
    "GET /conversations",
    "GET /conversations/{conversation_id}.{ending}",
    "GET /documents/{document_id}.pdf",
    "GET /library/documents/{document_id}",
    "GET /library/shell",
    "GET /library/theses",
    "GET /matrices/{key}.{ending}",
    "GET /pages/{document_id}/{index:int}.png",
    "GET /sources/{document_id}/{start:int}-{end:int}",
    "GET /sources/{document_id}/{start:int}-{end:int}/citation",
    "GET /sources/{document_id}/{start:int}-{end:int}/pages/{index:int}",
    "GET /sources/{document_id}/{start:int}-{end:int}/preview",
    "POST /conversations/{conversation_id}/title",
    "DELETE /conversations",
    "DELETE /conversations/{conversation_id}",
    "POST /sign-out",
}
"""Kutip's own addresses that readers may ask for; what each tells them of a hidden thesis, or of others, is tried below."""

LANGUAGE = "en"
NO_FILTERS: list[Any] = [[], None, None, None, []]
NO_CHAT: list[Any] = []
ANIS_QUESTION = "Apa saja faktor pendorong kerja sama kota kembar Baubau dan Seoul?"
QUESTION = "Apa mekanisme kerja sama kota kembar Baubau dan Seoul?"

EVENTS_OF_LIBRARIANS: dict[str, list[Any]] = {
    "evaluate._start": [None, LANGUAGE],
    "evaluate._tick": [None, LANGUAGE],
    "evaluate._show": [None, LANGUAGE],
    "evaluate._compare": [None, None, LANGUAGE],
    "grading._first": [None, LANGUAGE],
    "grading._chosen": [None, LANGUAGE],
    "grading._next": [None, None, LANGUAGE],
    "grading._save": [None, None, None, "", LANGUAGE],
}
"""What the page's events are called with."""

EVENTS_THAT_TELL: dict[str, list[Any]] = {
    "chat._connect.<locals>.<lambda>": [LANGUAGE, NO_CHAT, *NO_FILTERS],
    "chat._connect.<locals>.show_all": [LANGUAGE, NO_CHAT, *NO_FILTERS],
    "conversations.ask_kept": [None, "", QUESTION, NO_CHAT, LANGUAGE, *NO_FILTERS],
    "conversations.ask_again_kept": [
        None,
        "",
        [{"role": "user", "content": [{"type": "text", "text": f'<p class="k-asked">{QUESTION}</p>'}]}],
        LANGUAGE,
        *NO_FILTERS,
    ],
    "filters.filters_page": [LANGUAGE, *NO_FILTERS],
    "matrix.Filling.until_stopped": [None, [], [], QUESTION, LANGUAGE],
    "choices.choices_now": [LANGUAGE, None, [], *NO_FILTERS],
    "matrix.matrix_page": [LANGUAGE, [], None],
    "matrix.theses_listed": [LANGUAGE, []],
    "programs.Programs.ask": [QUESTION, None, LANGUAGE],
    "programs.Programs.search": [QUESTION, 50, None, LANGUAGE],
    "programs.Programs.matrix": [None, ["mechanism"], None, LANGUAGE],
    "verify.Checking.until_stopped": [None, "<altered>", None, True, LANGUAGE],
    "programs.Programs.verify": ["<altered>", True, LANGUAGE],
}
"""Those that tell who may read the collection of the hidden thesis."""

EVENTS_THAT_TELL_NOTHING: dict[str, list[Any]] = {
    "chat.build_page.<locals>.<lambda>": [],
    "chat._page": [LANGUAGE],
    "chat.page_key.<locals>.<lambda>": [],
    "choices.connect_choices.<locals>.<lambda>": [],
    "chat._connect_asking.<locals>.<lambda>": [],
    "conversations.take_back_kept": ["", NO_CHAT, LANGUAGE],
    "conversations.switch_conversation": [None, "<conversation>", LANGUAGE],
    "filters._told": [LANGUAGE, *NO_FILTERS],
    "filters._taken_out": [LANGUAGE, [], *NO_FILTERS],
    "opinion._judged": [None, LANGUAGE],
    "opinion._explained": [None, None, "", LANGUAGE],
    "stopping.RunningAnswers.stop": [None],
    "verify.verify_page": [LANGUAGE, None],
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("strangers")) as served:
        yield served


@pytest.fixture(scope="module")
def of_ani(app: Served) -> dict[str, str]:
    """What Ani has made: a conversation, a checked draft and a matrix, by what stands for them in addresses."""
    question = [None, "", ANIS_QUESTION, NO_CHAT, LANGUAGE, *NO_FILTERS]
    asked = app.call("Ani", app.event("conversations.ask_kept"), question)
    checked = app.call(
        "Ani", app.event("verify.Checking.until_stopped"), [None, f"“{app.sentence}”", None, True, LANGUAGE]
    )
    filled = app.call("Ani", app.event("matrix.Filling.until_stopped"), [None, [], [], QUESTION, LANGUAGE])
    found = {
        "conversation_id": re.search(r'"data":\["([0-9a-f]{32})"', asked),
        "check": re.search(r"/checks/([\w-]{22})\.html", checked),
        "matrix": re.search(r"/matrices/([\w-]{22})\.csv", filled),
    }
    return {name: match[1] for name, match in found.items() if match}


def routes(app: Served) -> list[str]:
    return sorted({f"{method} {path}" for method, path in routes_of(app.app.routes)})


def filled(path: str) -> str:
    """An address of a route; where a place is empty, anything."""
    return re.sub(r"\{[^}]*\}", "1", path)


def request(client: httpx.Client, route: str, address: str = "") -> httpx.Response:
    method, path = route.split(" ")
    return client.request(method, address or filled(path))


def test_the_routes_are_read_from_the_app(app: Served) -> None:
    found = routes(app)
    assert set(found) >= FOR_READERS | OPEN_TO_ANYBODY
    assert {"POST /gradio_api/queue/join", "GET /config", "GET /", "POST /gradio_api/mcp/{path:path}"} <= set(found)
    assert len(found) > 100


def test_every_route_refuses_who_has_not_signed_in(app: Served) -> None:
    with app.client() as stranger, app.client(accept="text/html,*/*") as browser:
        for route in routes(app):
            if route in OPEN_TO_ANYBODY:
                continue
            answer = request(stranger, route)
            assert answer.status_code == 401, route
            if not route.startswith("HEAD"):
                assert "not signed in" in answer.text, route
            opened = request(browser, route)
            assert opened.status_code == (303 if route.startswith("GET") else 401), route
            assert opened.headers.get("location", "/sign-in?next=").startswith("/sign-in?next=")


@pytest.mark.parametrize(
    "path", ["/../config", "//config", "/sign-in/../config", "/sign-in/", "/SIGN-IN", "/healthz/x", "/%2e/"]
)
def test_no_spelling_of_an_address_goes_around_the_gate(app: Served, path: str) -> None:
    with app.client() as stranger:
        answer = stranger.send(httpx.Request("GET", app.address + path))
    assert answer.status_code == 401


def test_what_anybody_may_ask_for_is_the_page_to_sign_in_and_whether_the_app_is_well(app: Served) -> None:
    assert set(PUBLIC) == {"/sign-in", "/sign-in.css", "/healthz", "/healthz/live"}
    with app.client() as stranger:
        for route in OPEN_TO_ANYBODY:
            answer = request(stranger, route)
            assert answer.status_code in (200, 403)
            assert not any(secret in answer.text for secret in app.secrets)


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "' OR 1=1 --", "a" * 5000])
def test_a_made_up_token_is_no_session(app: Served, token: str) -> None:
    with app.client() as stranger:
        for headers in ({"cookie": f"kutip_session={token}"}, {"authorization": f"Bearer {token}"}):
            assert stranger.get("/config", headers=headers).status_code == 401


def test_readers_may_ask_for_what_is_known_here_and_nothing_else_of_kutips(app: Served) -> None:
    own = [route for route in routes(app) if not _is_gradios(route)]
    allowed = {route for route in own if readers_may(*_example(route)) and route not in OPEN_TO_ANYBODY}
    assert allowed == FOR_READERS


def _is_gradios(route: str) -> bool:
    """Whether a route is of the framework's page: its code, its texts and its events."""
    own = (
        "sources",
        "pages",
        "documents",
        "runs",
        "comparison",
        "disliked",
        "checks",
        "matrices",
        "conversations",
        "library",
        "sign-",
    )
    return not route.split(" /")[1].startswith(own)


def _example(route: str) -> tuple[str, str]:
    method, path = route.split(" ")
    return method, filled(path)


def test_what_is_for_librarians_is_refused_to_readers(app: Served) -> None:
    refused = [route for route in routes(app) if not readers_may(*_example(route)) and route not in OPEN_TO_ANYBODY]
    assert {"POST /library/files", "GET /library/jobs", "GET /runs/{name}/report", "GET /disliked.jsonl"} <= set(
        refused
    )
    assert {"GET /gradio_api/dev/reload", "GET /monitoring/summary", "POST /gradio_api/vibe-code"} <= set(refused)
    with app.client("Budi") as reader, app.client("Citra") as librarian:
        for route in refused:
            answer = request(reader, route)
            assert answer.status_code == 403, route
            if not route.startswith("HEAD"):
                assert "librarians" in answer.text, route
        for route in ("GET /library/jobs", "GET /library/theses/{thesis_id}/edit", "GET /runs/{name}/report"):
            assert request(librarian, route).status_code in (200, 404), route


def test_a_reader_changes_nothing_of_the_library(app: Served) -> None:
    thesis = app.open.thesis.id
    with app.client("Ani", **{"X-Kutip": "a.pdf"}) as reader:
        assert reader.post("/library/files", content=b"%PDF-1.7").status_code == 403
        assert reader.post(f"/library/theses/{thesis}", json={"title": "Lain"}).status_code == 403
        assert reader.post(f"/library/theses/{thesis}/remove").status_code == 403
        shown = reader.get("/library/theses").text + reader.get("/library/shell").text
    assert app.open.thesis.title in shown
    assert "data-do" not in shown
    assert "k-choose" not in shown


def test_every_event_of_the_page_is_known(app: Served) -> None:
    known = {*EVENTS_OF_LIBRARIANS, *EVENTS_THAT_TELL, *EVENTS_THAT_TELL_NOTHING}
    assert {function for _, function in app.events()} == known


def test_no_event_can_be_called_without_a_session(app: Served) -> None:
    given = EVENTS_OF_LIBRARIANS | EVENTS_THAT_TELL | EVENTS_THAT_TELL_NOTHING
    with app.client() as stranger:
        for index, function in app.events():
            name, body = (
                app.blocks.fns[index].api_name,
                {"data": given[function], "fn_index": index, "session_hash": "a"},
            )
            for path in ("queue/join", f"call/{name}", f"call/v2/{name}", f"run/{name}", f"api/{name}", "run/predict"):
                assert stranger.post(f"/gradio_api/{path}", json=body).status_code == 401


@pytest.mark.parametrize("function", EVENTS_OF_LIBRARIANS)
def test_an_event_of_the_evaluation_is_refused_to_readers(app: Served, function: str) -> None:
    said = app.call("Ani", app.event(function), EVENTS_OF_LIBRARIANS[function])
    assert '"success":false' in said
    assert "Only librarians may do this" in said
    with app.client("Ani") as reader:
        body = {"data": EVENTS_OF_LIBRARIANS[function], "fn_index": app.event(function), "session_hash": "b"}
        assert reader.post("/gradio_api/run/predict", json=body).status_code == 500
    assert all(app.blocks.fns[index].fn.for_librarians for index, name in app.events() if name == function)


def given_to(app: Served, values: list[Any], conversation: str) -> list[Any]:
    """The values that an event is called with; a draft quotes the hidden thesis, with its last word changed."""
    altered = f"“{app.sentence.rpartition(' ')[0]} itu.” {app.sentence.rpartition(' ')[0]}."
    own = {"<altered>": altered, "<conversation>": conversation}
    return [own.get(value, value) if isinstance(value, str) else value for value in values]


@pytest.mark.parametrize("function", EVENTS_THAT_TELL)
def test_an_event_tells_of_a_hidden_thesis_only_who_may_see_it(app: Served, function: str) -> None:
    values = given_to(app, EVENTS_THAT_TELL[function], "")
    for index in [index for index, name in app.events() if name == function]:
        said = {name: app.call(name, index, values) for name in ("Ani", "Budi", "Citra")}
        assert all('"success":true' in each for each in said.values()), said["Budi"]
        assert [secret for secret in app.secrets if secret in said["Budi"]] == []
        for name in ("Ani", "Citra"):
            assert any(secret in said[name] for secret in app.secrets)


@pytest.mark.parametrize("function", EVENTS_THAT_TELL_NOTHING)
def test_every_other_event_tells_nothing_of_a_hidden_thesis(app: Served, function: str, of_ani: dict[str, str]) -> None:
    values = given_to(app, EVENTS_THAT_TELL_NOTHING[function], of_ani["conversation_id"])
    for index in [index for index, name in app.events() if name == function]:
        said = app.call("Budi", index, values)
        assert [secret for secret in app.secrets if secret in said] == []


@pytest.mark.parametrize(
    "path",
    [
        "/sources/{document}/{start}-{end}",
        "/sources/{document}/{start}-{end}?kind=nearest",
        "/sources/{document}/{start}-{end}/pages/0",
        "/sources/{document}/{start}-{end}/preview",
        "/sources/{document}/{start}-{end}/citation",
        "/pages/{document}/0.png",
        "/documents/{document}.pdf",
        "/library/documents/{document}",
    ],
)
def test_a_hidden_document_is_to_a_reader_as_if_it_were_not_there(app: Served, path: str) -> None:
    start, end = app.place
    address = path.format(document=app.hidden.document.id, start=start, end=end)
    unknown = path.format(document="0" * 32, start=start, end=end)
    with app.client("Budi") as budi, app.client("Ani") as ani, app.client("Citra") as librarian:
        refused, no_such = budi.get(address), budi.get(unknown)
        assert refused.status_code == no_such.status_code == 404
        assert refused.text.replace(app.hidden.document.id, "0" * 32) == no_such.text
        for allowed in (ani, librarian):
            answer = allowed.get(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "private, no-store"


def test_the_list_of_theses_names_those_that_one_may_see(app: Served) -> None:
    lists = {}
    for name in ("Ani", "Budi", "Citra"):
        with app.client(name) as client:
            lists[name] = client.get("/library/theses").text + client.get("/library/shell").text
    assert [secret for secret in app.secrets if secret in lists["Budi"]] == []
    assert all(app.hidden.thesis.title in lists[name] for name in ("Ani", "Citra"))


def test_a_thesis_that_is_named_is_not_looked_in(app: Served) -> None:
    budi = Client(app.address, headers={"Authorization": f"Bearer {app.token('Budi')}"}, verbose=False)
    for given in (app.hidden.thesis.id, app.hidden.thesis.title):
        for name, values in (("ask", {"question": QUESTION}), ("matrix", {}), ("search", {"question": QUESTION})):
            only = {"theses": [given]} if name == "matrix" else {"only": {"theses": [given]}}
            with pytest.raises(AppError) as caught:
                budi.predict(**values, **only, api_name=f"/{name}")
            told = str(caught.value).replace(given, "")
            assert [secret for secret in app.secrets if secret in told] == []
    filters = [[app.hidden.thesis.id], None, None, None, []]
    asked = app.call("Budi", app.event("conversations.ask_kept"), [None, "", QUESTION, NO_CHAT, LANGUAGE, *filters])
    made = app.call(
        "Budi", app.event("matrix.Filling.until_stopped"), [None, [app.hidden.thesis.id], [], QUESTION, LANGUAGE]
    )
    for said in (asked, made):  # Gradio names the value that it does not take
        assert [secret for secret in app.secrets if secret in said.replace(app.hidden.thesis.id, "")] == []


def test_a_quote_of_a_hidden_thesis_is_not_found(app: Served) -> None:
    verdicts = {}
    for name in ("Ani", "Budi"):
        client = Client(app.address, headers={"Authorization": f"Bearer {app.token(name)}"}, verbose=False)
        draft = f"“{app.sentence}” “{app.sentence.rpartition(' ')[0]} itu.”"
        report = client.predict(text=draft, every_statement=True, api_name="/verify")
        verdicts[name] = [each["verdict"] for each in report["quotations"]]
    assert verdicts == {"Ani": ["exact", "altered"], "Budi": ["not found", "not found"]}


def test_an_assistant_signs_in_by_a_token_and_is_told_what_its_person_may_see(app: Served) -> None:
    async def cite(name: str) -> str:
        headers = {"Authorization": f"Bearer {app.token(name)}"} if name else {}
        async with (
            httpx.AsyncClient(headers=headers, timeout=60, follow_redirects=True) as http,
            streamable_http_client(f"{app.address}/gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            said = ""
            for tool, values in (("ask", {"question": QUESTION}), ("search", {"question": QUESTION, "count": 50})):
                called = await session.call_tool(tool, values)
                assert not called.isError, called.content
                said += "".join(getattr(part, "text", "") for part in called.content)
            return readable(said)

    told = {name: asyncio.run(cite(name)) for name in ("Budi", "Ani", "Budi")}
    assert any(each.thesis.id in told["Budi"] for each in app.others)
    assert [secret for secret in app.secrets if secret in told["Budi"]] == []
    assert app.hidden.thesis.title in told["Ani"]
    with app.client() as stranger:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        assert stranger.post("/gradio_api/mcp/", json=body).status_code == 401


def test_anothers_conversation_is_as_if_it_were_not_there(app: Served, of_ani: dict[str, str]) -> None:
    id_ = of_ani["conversation_id"]
    with app.client("Budi") as budi, app.client("Ani") as ani:
        assert ANIS_QUESTION in ani.get("/conversations").text
        assert ANIS_QUESTION not in budi.get("/conversations").text
        for method, path in (
            ("GET", f"/conversations/{id_}.md"),
            ("POST", f"/conversations/{id_}/title?title=x"),
            ("DELETE", f"/conversations/{id_}"),
        ):
            assert budi.request(method, path).status_code == 404
        assert budi.delete("/conversations").status_code == 204
        assert ani.get(f"/conversations/{id_}.md").status_code == 200
        assert app.hidden.thesis.title in ani.get(f"/conversations/{id_}.md").text
    opened = app.call("Budi", app.event("conversations.switch_conversation"), [None, id_, LANGUAGE])
    assert ANIS_QUESTION not in opened
    asked = [None, id_, "Apa dasar hukumnya?", NO_CHAT, LANGUAGE, *NO_FILTERS]
    app.call("Budi", app.event("conversations.ask_kept"), asked)  # begins a conversation of his own
    with app.client("Ani") as ani:
        assert "dasar hukumnya" not in ani.get(f"/conversations/{id_}.md").text


def test_a_browser_that_was_somebody_elses_shows_nobody_elses_conversations(
    app: Served, of_ani: dict[str, str]
) -> None:
    with app.client("Budi") as budi:
        budi.cookies.set("kutip_owner", "A" * 43)
        assert ANIS_QUESTION not in budi.get("/conversations").text
        assert "kutip_owner" not in budi.get("/").headers.get("set-cookie", "")


def test_a_checked_draft_and_a_matrix_are_for_whom_they_were_made(app: Served, of_ani: dict[str, str]) -> None:
    paths = [f"/checks/{of_ani['check']}.html", f"/matrices/{of_ani['matrix']}.csv"]
    with app.client("Ani") as ani, app.client("Budi") as budi, app.client("Citra") as librarian:
        for path in paths:
            assert [each.get(path).status_code for each in (ani, budi, librarian)] == [200, 404, 404]


def test_rights_that_are_taken_away_count_at_once_for_what_was_made_before(app: Served, of_ani: dict[str, str]) -> None:
    start, end = app.place
    source = f"/sources/{app.hidden.document.id}/{start}-{end}"
    paths = [source, f"/checks/{of_ani['check']}.html", f"/matrices/{of_ani['matrix']}.csv"]
    with app.client("Ani") as ani, app.connection() as connection:
        assert [ani.get(path).status_code for path in paths] == [200, 200, 200]
        Collections(connection).deny(COLLECTION, ("Ani",))
        try:
            assert [ani.get(path).status_code for path in paths] == [404, 404, 404]
            assert ani.get(f"/conversations/{of_ani['conversation_id']}.md").status_code == 200  # what she was told
        finally:
            Collections(connection).allow(COLLECTION, ("Ani",))
        assert [ani.get(path).status_code for path in paths] == [200, 200, 200]


def test_suggested_questions_are_from_theses_that_one_may_see(app: Served) -> None:
    """They were made of what was open at the start; what is hidden since is not suggested any more."""
    show, at_start = app.event("chat._page"), []
    with app.connection() as connection:
        for hidden in (False, True):
            if hidden:
                Collections(connection).assign(COLLECTION, [app.open.thesis.id])
            said = app.call("Budi", show, ["id"])
            at_start.append(set(re.findall(r'"value":"([^"]+\?)"', said)))
        Collections(connection).assign(COLLECTION, [app.hidden.thesis.id])
        Collections(connection).release([app.open.thesis.id])
    assert at_start[0]
    assert at_start[1] < at_start[0]


def test_a_word_that_only_a_hidden_thesis_has_is_not_offered_for_a_typing_error(app: Served) -> None:
    word, typed = app.own_word()
    event, given = app.event("programs.Programs.ask"), [f"apa itu {typed}?", None, LANGUAGE]
    assert word in app.call("Ani", event, given)
    assert word not in app.call("Budi", event, given)


def test_a_session_ends_with_its_password_and_a_role_counts_at_once(app: Served) -> None:
    with app.connection() as connection:
        People(connection).add("Dewi", PASSWORD)
        with app.client("Dewi") as dewi:
            assert dewi.get("/library/theses").status_code == 200
            assert dewi.get("/library/jobs").status_code == 403
            People(connection).set_role("Dewi", Role.LIBRARIAN)
            assert dewi.get("/library/jobs").status_code == 200
            People(connection).set_password("Dewi", PASSWORD + "!")
            assert dewi.get("/library/theses").status_code == 401
        People(connection).remove("Dewi")


def test_what_another_sites_page_sends_is_not_done(app: Served) -> None:
    with app.client("Citra") as librarian:
        for headers in ({"origin": "https://jahat.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
            assert librarian.post("/sign-out", headers=headers).status_code == 403
            assert librarian.delete("/conversations", headers=headers).status_code == 403
        own = {"origin": app.address, "sec-fetch-site": "same-origin"}
        assert librarian.delete("/conversations", headers=own).status_code == 204


def test_the_events_answers_are_read_as_they_are() -> None:
    assert readable(json.dumps({"a": "“é”"})) == '{"a": "“é”"}'

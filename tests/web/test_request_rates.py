"""How often one person may ask: told with the time to wait, counted for each alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ingest.catalogue.people import Person, Role
from settings import Settings
from web.admission import Admission, Sizes
from web.evaluation_runs import EvaluationRuns
from web.request_rates import CHEAP, ON_THIS_MACHINE, CostlyCalls, caller, with_limits
from web.rights import PERSON

COSTLY = CostlyCalls({7}, {"ask"})
FAR = ("10.0.0.5", 4000)


def signed_in(name: str) -> dict[str, Any]:
    return {"client": FAR, "state": {PERSON: Person(name, name, Role.READER)}}


async def ok(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def site(per_minute: int, client: tuple[str, int] = FAR, person: str | None = None) -> TestClient:
    limited = with_limits(ok, per_minute, COSTLY)

    async def signed(scope: Any, receive: Any, send: Any) -> None:
        if person is not None:
            scope.setdefault("state", {}).update(signed_in(person)["state"])
        await limited(scope, receive, send)

    admitted = Admission(signed, Sizes(1, 1), Path("/nowhere"))
    return TestClient(admitted, client=client)


def ask(client: TestClient, number: int = 7) -> Any:
    return client.post("/gradio_api/queue/join", json={"fn_index": number, "data": ["apa?", "id"]})


def test_after_so_many_questions_a_person_waits() -> None:
    client = site(3)
    assert [ask(client).status_code for _ in range(3)] == [200] * 3
    refused = ask(client)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (
        refused.json()["detail"]
        == f"Anda terlalu sering bertanya; tunggu {refused.headers['retry-after']} detik, lalu coba lagi."
    )


def test_what_is_cheap_goes_on_and_has_a_limit_of_its_own() -> None:
    client = site(3)
    for _ in range(4):
        ask(client)
    assert ask(client, number=8).status_code == 200
    codes = [client.get("/pages/a/1.png").status_code for _ in range(3 * CHEAP)]
    assert codes.count(200) == 3 * CHEAP - 5
    assert codes[-1] == 429


def test_each_person_and_each_address_is_counted_alone() -> None:
    limited = with_limits(ok, 1, COSTLY)

    def post(client: tuple[str, int]) -> int:
        return TestClient(limited, client=client).post("/library/files").status_code

    assert [post(("10.0.0.5", 1)), post(("10.0.0.6", 1)), post(("10.0.0.5", 2))] == [200, 200, 429]
    assert [post(("2001:db8::1", 1)), post(("2001:db8::2", 1)), post(("2001:db8:0:1::1", 1))] == [200, 429, 200]
    assert caller(signed_in("ani")) != caller(signed_in("budi"))


def test_this_machine_may_ask_ten_times_as_often() -> None:
    client = site(1, ("127.0.0.1", 4000))
    codes = [ask(client).status_code for _ in range(ON_THIS_MACHINE + 1)]
    assert codes == [200] * ON_THIS_MACHINE + [429]


def test_zero_is_no_limit() -> None:
    assert with_limits(ok, 0, COSTLY) is ok


@pytest.mark.parametrize(
    ("method", "path", "costly"),
    [
        ("POST", "/gradio_api/call/ask", True),
        ("POST", "/gradio_api/run/ask", True),
        ("POST", "/gradio_api/upload", True),
        ("GET", "/gradio_api/call/ask/1", False),
        ("POST", "/gradio_api/cancel", False),
        ("GET", "/conversations", False),
        ("GET", "/conversations/1.docx", True),
        ("POST", "/library/files", True),
    ],
)
def test_what_costs_time(method: str, path: str, costly: bool) -> None:
    client = site(1)
    client.request(method, path)
    assert (client.request(method, path).status_code == 429) is costly


def test_the_functions_of_the_page_that_cost_time_are_known(settings: Settings) -> None:
    from web.chat import build_page
    from web.kept import KeptResults
    from web.startup import Startup

    blocks = build_page(Startup(settings), EvaluationRuns(settings), KeptResults())
    assert {"ask", "search", "verify", "matrix", "until_stopped"} <= set(CostlyCalls.of(blocks).names)
    assert len(CostlyCalls.of(blocks).numbers) < len(blocks.fns) / 2

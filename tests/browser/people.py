"""People at the page without a browser: each with a cookie of its own, by the requests and streams that the page itself uses."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from secrets import token_hex
from typing import Any

import httpx

from tests.browser.running_app import START_SECONDS

ASKED = re.compile(r'class="k-asked[^>]*>(.*?)</p>', re.DOTALL)
LISTED = re.compile(r'data-id="([0-9a-f]{32})"')


@dataclass
class Person:
    """One browser: its cookie, its session, what was asked in it and what it was shown."""

    client: httpx.Client
    config: dict[str, Any]
    session: str = field(default_factory=lambda: token_hex(6))
    asked: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    @classmethod
    def at(cls, address: str) -> Person:
        """Somebody who opens the page, as the page does it: what it needs, and the events of its opening."""
        client = httpx.Client(base_url=address, timeout=START_SECONDS)
        client.get("/").raise_for_status()
        person = cls(client, client.get("/config").raise_for_status().json())
        for event in person._events("load"):
            for _ in person._messages(event, {}):
                pass
        return person

    def ask(self, question: str) -> None:
        """Ask in a new conversation and wait for the whole answer."""
        (event,) = self._events("submit", "k-question")
        self.asked.append(question)
        began = time.perf_counter()
        for message in self._messages(event, {"k-question": question, "k-language": "id", "k-chat": []}):
            self.shown |= {unescape(each) for text in texts_of(message) for each in ASKED.findall(text)}
        self.seconds.append(time.perf_counter() - began)

    def conversations(self) -> list[str]:
        """The ids of the conversations that are listed for this person."""
        return LISTED.findall(self.client.get("/conversations?language=id").raise_for_status().text)

    def can_open(self, conversation: str) -> bool:
        """Whether the file of a conversation is given to this person."""
        return self.client.get(f"/conversations/{conversation}.md?language=id").status_code == 200

    def _events(self, trigger: str, of: str = "") -> list[dict[str, Any]]:
        """The page's events of that trigger, on the part with this id."""
        parts = {part["id"] for part in self.config["components"] if not of or part["props"].get("elem_id") == of}
        return [
            event
            for event in self.config["dependencies"]
            if event["backend_fn"] and any(kind == trigger and (not of or at in parts) for at, kind in event["targets"])
        ]

    def _messages(self, event: dict[str, Any], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Set off an event, with these values of parts by their ids; what the server says until it is over."""
        parts = {part["id"]: part for part in self.config["components"]}
        inputs = [parts[each] for each in event["inputs"]]
        data = [values.get(part["props"].get("elem_id"), part["props"].get("value")) for part in inputs]
        sent = {"data": data, "fn_index": event["id"], "session_hash": self.session, "trigger_id": None}
        self.client.post("/gradio_api/queue/join", json=sent).raise_for_status()
        with self.client.stream("GET", f"/gradio_api/queue/data?session_hash={self.session}") as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                yield message
                if message["msg"] == "process_completed" and not message["success"]:
                    raise RuntimeError(f"event {event['id']} failed: {message}")
                if message["msg"] == "close_stream":
                    return


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a JSON value.

    >>> list(texts_of({"a": ["b", {"c": "d"}], "e": 1}))
    ['b', 'd']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_of(each)


def await_library(address: str) -> None:
    """Until the library answers."""
    until = time.monotonic() + START_SECONDS
    while httpx.get(f"{address}library/theses", timeout=START_SECONDS).status_code != 200:
        if time.monotonic() > until:
            raise RuntimeError("the library did not open in time")
        time.sleep(0.2)

"""Measures several people asking at once: how long each waits for a whole answer, and that nobody sees what another asked.

    python -m docs.measure_people --library FOLDER --questions FILE … [--people 10] [--rounds 10]

The app is started for it. Everybody opens the page with a cookie of their own and then does what the page does: a request
to the queue, and its stream of messages until the answer is whole. In every round all ask at the same moment, each
something else. The library is copied, since the conversations are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import psutil

from evaluation.questions import read_questions
from tests.browser.running_app import START_SECONDS, running_app

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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_people")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    questions = [question.text for question in read_questions(options.questions)]
    questions = list(dict.fromkeys(questions))
    if len(questions) < options.people:
        parser.error(f"--people {options.people} need as many different questions")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        shutil.copytree(options.library, library)
        with running_app(library, library) as address:
            measure(address, questions, options.people, options.rounds)


def measure(address: str, questions: Sequence[str], people: int, rounds: int) -> None:
    """Let them ask, and print what it took and whether anybody saw what is another's."""
    await_library(address)
    persons = [Person.at(address) for _ in range(people)]
    for person, question in zip(persons, questions, strict=False):  # the clock does not count yet
        person.ask(question)
        person.seconds.clear()
    load, processor, began = os.getloadavg()[0], processor_seconds(), time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        for number in range(rounds):
            together = threading.Barrier(people)

            def ask(at: int, number: int = number, together: threading.Barrier = together) -> None:
                question = questions[(people + number * people + at) % len(questions)]
                together.wait()
                persons[at].ask(question)

            list(pool.map(ask, range(people)))
    took, processor = time.perf_counter() - began, processor_seconds() - processor
    seconds = [each for person in persons for each in person.seconds]
    cuts = statistics.quantiles(seconds, n=20)
    print(f"{people} people at once, {rounds} rounds, {len(seconds)} answers; load of the machine before: {load:.1f}")
    print(f"whole answer: median {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s, longest {max(seconds):.2f} s")
    print(f"processor: {processor / len(seconds):.2f} s an answer, {processor / took:.2f} cores in use")
    print(f"seen of others: {seen_of_others(persons)}")


def seen_of_others(persons: Sequence[Person]) -> int:
    """How many questions were shown to somebody else, and conversations listed for or given to somebody else."""
    strange = sum(len(person.shown - set(person.asked)) for person in persons)
    missing = sum(not set(person.asked) <= person.shown for person in persons)
    listed = [set(person.conversations()) for person in persons]
    if missing or not all(listed):
        raise RuntimeError("somebody was not shown what they asked")
    shared = sum(len(mine & other) for at, mine in enumerate(listed) for other in listed[:at])
    opened = sum(
        person.can_open(next(iter(other)))
        for at, person in enumerate(persons)
        for number, other in enumerate(listed)
        if number != at
    )
    return strange + shared + opened


def processor_seconds() -> float:
    """What the app and its workers have used of the processor so far."""
    used = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return float(sum(each.user + each.system for each in used))


def await_library(address: str) -> None:
    """Until the library answers."""
    until = time.monotonic() + START_SECONDS
    while httpx.get(f"{address}library/theses", timeout=START_SECONDS).status_code != 200:
        if time.monotonic() > until:
            raise RuntimeError("the library did not open in time")
        time.sleep(0.2)


if __name__ == "__main__":
    main()

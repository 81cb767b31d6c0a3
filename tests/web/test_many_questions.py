"""Twenty people ask a thousand questions in ten minutes of the app as it is served: no errors, and no memory that grows."""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import httpx
import psutil
import pytest

from evaluation.questions import read_questions
from tests.browser.people import Person, await_library
from tests.browser.running_app import RunningApp, started_app
from tests.library_for_tests import SAMPLES

PEOPLE = 20
QUESTIONS = 1000
SECONDS = 600
WARM_UP = 200
"""Questions before anything counts: by then every worker thread and every cache of a size of its own is there."""

EVERY_SECONDS = 2.0
"""How often the memory is looked at."""

FLAT = 0.05
"""By which share of it the memory of the last fifth of the time may differ from that of the first."""


@pytest.mark.soak
def test_a_thousand_questions_of_twenty_people_cost_no_error_and_no_memory(tmp_path: Path) -> None:
    """Memory is what the app's process and all its children have resident together. Compared are the medians of the first and the last
    fifth of the ten minutes, so that neither one question's peak nor one look at a quiet moment decides."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in SAMPLES.glob("*.pdf"):
        shutil.copy(path, corpus)
    questions = [question.text for question in read_questions([SAMPLES / "questions.jsonl"])]
    with started_app(tmp_path / "library", corpus) as app:
        await_library(app.address)
        people = [Person.at(app.address) for _ in range(PEOPLE)]
        asked = list(islice(cycle(questions), WARM_UP + QUESTIONS))
        ask_in_turns(people, asked[:WARM_UP], seconds=0)
        for person in people:
            person.seconds.clear()
        began = time.monotonic()
        with watched_memory(app) as memory:
            ask_in_turns(people, asked[WARM_UP:], SECONDS)
        took = time.monotonic() - began
        figures = httpx.get(f"{app.address}metrics").raise_for_status().text
        listed = [person.conversations() for person in people]
    seconds = [each for person in people for each in person.seconds]
    cuts = statistics.quantiles(seconds, n=20)
    fifth = len(memory) // 5
    first, last = statistics.median(memory[:fifth]), statistics.median(memory[-fifth:])
    fifths = [round(statistics.median(memory[at * fifth : (at + 1) * fifth]) / 2**20) for at in range(5)]
    sys.stdout.write(
        f"\n{len(seconds)} answers to {PEOPLE} people in {took:.0f} s: median {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s, "
        f"longest {max(seconds):.2f} s; memory by fifths {fifths} MB\n"
    )

    assert len(seconds) == QUESTIONS
    outcomes = counted(figures, "kutip_questions_total", "outcome")
    assert outcomes["answered"] + outcomes["abstained"] == WARM_UP + QUESTIONS
    assert outcomes["failed"] == outcomes["stopped"] == 0
    assert counted(figures, "kutip_requests_total", "status").get("5xx", 0) == 0
    for person, conversations in zip(people, listed, strict=True):
        assert person.shown == set(person.asked)
        assert conversations
    assert abs(last - first) <= FLAT * first


def ask_in_turns(people: Sequence[Person], questions: Sequence[str], seconds: float) -> None:
    """The people ask one after the other, evenly spread over these seconds; who still waits for an answer asks later."""
    began = time.monotonic()

    def ask(number: int) -> None:
        for at in range(number, len(questions), len(people)):
            time.sleep(max(0.0, began + seconds * at / len(questions) - time.monotonic()))
            people[number].ask(questions[at])

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(ask, range(len(people))))


@contextmanager
def watched_memory(app: RunningApp) -> Iterator[list[int]]:
    """Bytes that the app and its children have resident, looked at again and again until the end of the block."""
    looks: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(EVERY_SECONDS):
            looks.append(resident_bytes(app.process))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        over.set()
        thread.join()


def resident_bytes(process: int) -> int:
    """Of a process and all that it has started."""
    parent = psutil.Process(process)
    total = 0
    for each in [parent, *parent.children(recursive=True)]:
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:  # it has ended since it was listed
            continue
    return total


def counted(figures: str, name: str, label: str) -> dict[str, float]:
    r"""The values of a counter with one label, as Prometheus is told them.

    >>> counted('a_total{status="2xx"} 3.0\nb_total{status="2xx"} 4.0\n', "a_total", "status")
    {'2xx': 3.0}
    """
    found = re.findall(rf'^{name}{{{label}="(\w+)"}} (\S+)$', figures, re.MULTILINE)
    return {value: float(number) for value, number in found}

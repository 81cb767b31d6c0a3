"""Measures several people asking at once: how long each waits for a whole answer, and that nobody sees what another asked.

    python -m docs.measure_people --library FOLDER --questions FILE … [--people 10] [--rounds 10]

The app is started for it. Everybody opens the page with a cookie of their own and then does what the page does: a request
to the queue, and its stream of messages until the answer is whole. In every round all ask at the same moment, each
something else. The library is copied, since the conversations are kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from evaluation.questions import read_questions
from tests.browser.people import Person, await_library
from tests.browser.running_app import running_app


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


if __name__ == "__main__":
    main()

"""Stopping an answer: at once, whatever it waits for, and nothing of it afterwards."""

from __future__ import annotations

import threading
from collections.abc import Generator
from functools import partial
from typing import Any

import pytest

from web.stopping import RunningAnswers, Step

WAIT_SECONDS = 20


def stopped(last: Step | None) -> Step:
    return ["stopped after", last]


def counting(*numbers: int) -> Generator[Step]:
    for number in numbers:
        yield [number]


def test_an_answer_that_nobody_stops_comes_whole() -> None:
    running = RunningAnswers()
    assert list(running.until_stopped("page", partial(counting, 1, 2, 3), stopped)) == [[1], [2], [3]]


def test_an_answer_that_waits_is_stopped_at_once_and_its_later_steps_are_never_shown() -> None:
    running, go_on, ended = RunningAnswers(), threading.Event(), threading.Event()

    def waiting() -> Generator[Step]:
        try:
            yield [1]
            assert go_on.wait(WAIT_SECONDS)
            yield [2]
            yield [3]
        finally:
            ended.set()

    steps = running.until_stopped("page", waiting, stopped)
    assert next(steps) == [1]
    running.stop("page")
    assert list(steps) == [["stopped after", [1]]]
    go_on.set()
    assert ended.wait(WAIT_SECONDS)  # and the answer behind it is closed


def test_stopping_one_page_leaves_the_others_alone() -> None:
    running = RunningAnswers()
    one = running.until_stopped("one", partial(counting, 1, 2), stopped)
    other = running.until_stopped("other", partial(counting, 1, 2), stopped)
    assert next(one) == next(other) == [1]
    running.stop("one")
    running.stop("unknown")
    assert list(one) == [["stopped after", [1]]]
    assert list(other) == [[2]]
    running.stop("other")  # it has come to its end


def test_what_was_stopped_can_be_asked_again_under_the_same_key() -> None:
    running = RunningAnswers()
    steps = running.until_stopped("page", partial(counting, 1), stopped)
    next(steps)
    running.stop("page")
    list(steps)
    assert list(running.until_stopped("page", partial(counting, 4), stopped)) == [[4]]


def test_an_error_in_a_step_is_raised_where_the_steps_are_read() -> None:
    def failing() -> Generator[Any]:
        yield [1]
        raise ValueError("a fault")

    steps = RunningAnswers().until_stopped("page", failing, stopped)
    assert next(steps) == [1]
    with pytest.raises(ValueError, match="a fault"):
        next(steps)


def test_a_page_that_is_closed_stops_its_answer() -> None:
    running, ended = RunningAnswers(), threading.Event()

    def endless() -> Generator[Step]:
        try:
            while True:
                yield [1]
        finally:
            ended.set()

    steps = running.until_stopped("page", endless, stopped)
    next(steps)
    steps.close()
    assert ended.wait(WAIT_SECONDS)

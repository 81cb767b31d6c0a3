"""The end: what is being done is finished within its time, nothing is begun any more, a second signal does not wait."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest

from ingest.errors import ShuttingDown
from settings import PROJECT
from web.winding_down import WorkInHand


def test_what_is_being_done_is_waited_for_and_nothing_is_begun() -> None:
    work, began, may_end = WorkInHand(), threading.Event(), threading.Event()

    def task() -> None:
        with work.doing():
            began.set()
            may_end.wait(30)

    thread = threading.Thread(target=task)
    thread.start()
    began.wait(30)
    assert not work.finish(0)
    assert work.is_stopping
    with pytest.raises(ShuttingDown), work.doing():
        pass
    may_end.set()
    assert work.finish(30)
    thread.join()


def test_work_that_fails_is_over() -> None:
    work = WorkInHand()
    with pytest.raises(ZeroDivisionError), work.doing():
        _ = 1 / 0
    assert work.finish(0)


@contextmanager
def server(seconds: float, proxies: str = "") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that has begun to answer slowly, and its address."""
    command = [sys.executable, "-m", "tests.web.stopped_server", str(seconds), proxies]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.communicate()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_lets_the_answer_end_and_the_status_is_0(number: signal.Signals) -> None:
    with server(30) as (process, address), urlopen(f"{address}/slow", timeout=60) as answer:
        assert heard(process) == "begun"
        process.send_signal(number)
        assert answer.read() == b"0 1 2 3 4 5 6 7 8 9 "
        assert process.wait(60) == 0
        assert process.stdout is not None
        assert process.stdout.read().split() == ["stopping", "ended"]


def test_an_answer_that_takes_longer_than_its_time_is_cut_and_the_status_is_0() -> None:
    with server(0) as (process, address), urlopen(f"{address}/slow", timeout=60):
        assert heard(process) == "begun"
        process.terminate()
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == "What was being done took longer than 0 seconds and is cut off.\n"


def test_a_second_signal_ends_at_once() -> None:
    with server(600) as (process, address), urlopen(f"{address}/slow", timeout=60):
        assert heard(process) == "begun"
        process.terminate()
        assert heard(process) == "stopping"
        while process.poll() is None:  # the first may still be on its way through the thread that waits
            process.terminate()
        assert process.returncode == 128 + signal.SIGTERM


@pytest.mark.parametrize(
    ("proxies", "scheme"),
    [("", "http"), ("10.0.0.0/8", "http"), ("127.0.0.1", "https"), ("10.0.0.1,127.0.0.0/8", "https")],
)
def test_what_a_proxy_says_of_a_request_is_believed_of_known_ones_alone(proxies: str, scheme: str) -> None:
    with server(30, proxies) as (_, address):
        request = Request(f"{address}/where", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.7"})
        with urlopen(request, timeout=60) as answer:
            assert answer.read().decode().startswith(f"{scheme}://")

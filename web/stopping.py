"""Stopping an answer: it is made in a thread of its own, so that the page obeys at once, whatever the answer waits for.

Gradio's own cancelling is not used: told before the browser knows the number of its request it stops nothing, and told in
the middle of a step it can lose what the next request says.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

WAKE_SECONDS = 0.05
"""How often a page that waits for the next step looks whether it was stopped."""

Step = list[Any]
Steps = Generator[Step]


@dataclass(frozen=True, slots=True)
class _End:
    """No more steps follow; ``error`` is what ended them, None where they came to their end."""

    error: Exception | None = None


@dataclass
class RunningAnswer:
    """The steps of one answer as they come, until it is stopped. To be read once.

    A step that is being made when the answer is stopped is made to its end, and thrown away. One that is left goes on
    being made, unread.
    """

    make: Callable[[], Steps]
    stop: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    _made: queue.SimpleQueue[Step | _End] = field(default_factory=queue.SimpleQueue)

    def __iter__(self) -> Iterator[Step]:
        """Raises what a step raised."""
        context = copy_context()  # which request this is for, and on whose behalf
        threading.Thread(target=context.run, args=(self._make,), name="kutip-answer", daemon=True).start()
        while not (self.stop.is_set() or self.left.is_set()):
            try:
                step = self._made.get(timeout=WAKE_SECONDS)
            except queue.Empty:
                continue
            if isinstance(step, _End):
                if step.error is not None:
                    raise step.error
                return
            if not (self.stop.is_set() or self.left.is_set()):
                yield step

    def _make(self) -> None:
        end = _End()
        try:
            with closing(self.make()) as steps:
                for step in steps:
                    if self.stop.is_set():
                        break
                    self._made.put(step)
        except Exception as error:  # noqa: BLE001 (it is raised where the steps are read)
            end = _End(error)
        self._made.put(end)


@dataclass
class RunningAnswers:
    """The answer that each page waits for, by the key of the page."""

    _of_page: dict[str, RunningAnswer] = field(default_factory=dict)

    def stop(self, page: str) -> None:
        """Stop what this page is waiting for; nothing happens where it waits for nothing."""
        running = self._of_page.get(page)
        if running is not None:
            running.stop.set()

    def leave(self, page: str) -> None:
        """Read no more of what this page is waiting for, and let it come to its end."""
        running = self._of_page.get(page)
        if running is not None:
            running.left.set()

    def until_stopped(self, page: str, make: Callable[[], Steps], stopped: Callable[[Step | None], Step]) -> Steps:
        """The steps of an answer; where it is stopped, at last what ``stopped`` makes of the step shown last, if any."""
        running = self._of_page[page] = RunningAnswer(make)
        last: Step | None = None
        try:
            for last in running:
                yield last
            if running.stop.is_set():
                yield stopped(last)
        finally:
            if not running.left.is_set():
                running.stop.set()  # where the page was closed, too
            if self._of_page.get(page) is running:
                del self._of_page[page]

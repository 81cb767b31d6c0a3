"""The end of the app: what is being done comes to its end within a time, and nothing new is begun."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ingest.errors import ShuttingDown

SETTLING_SECONDS = 0.3
"""Between the end of the last answer and the end of the server, so that its last words reach the page."""


@dataclass
class WorkInHand:
    """Answers being given and files being taken in. Its methods may be called from any thread."""

    _count: int = 0
    _stopping: bool = False
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def doing(self) -> Iterator[None]:
        """A piece of work that is not to be cut off. Raises ShuttingDown where none is begun any more."""
        with self._changed:
            if self._stopping:
                raise ShuttingDown
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def finish(self, seconds: float) -> bool:
        """Begin nothing more and wait for what is being done, so many seconds at most; whether all of it is done."""
        with self._changed:
            self._stopping = True
            done = self._changed.wait_for(lambda: not self._count, seconds)
        if done:
            time.sleep(SETTLING_SECONDS)
        return done

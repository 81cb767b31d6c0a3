"""One question on its way: how long each stage took and what became of it; counted, and told in one line of the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.answer import Answer
from web.metrics import Metrics, QuestionOutcome, Stage

log = logging.getLogger("kutip.question")

OUTCOMES: dict[str, QuestionOutcome] = {"answered": "answered", "abstained": "abstained"}
"""Outcomes of an answer under their own name; any other is a failure."""


@dataclass
class QuestionWatch:
    """What is seen of a question. Its text is in the log only where the settings ask for it."""

    metrics: Metrics
    shown: str | None
    _outcome: QuestionOutcome = "stopped"
    _reason: str = ""
    _seconds: dict[Stage, float] = field(default_factory=dict)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """The whole of it. Without an answer and without an error it was stopped by its reader."""
        began = time.perf_counter()
        try:
            yield
        except Exception as error:
            self._outcome, self._reason = "failed", type(error).__name__
            raise
        finally:
            self._seconds["whole"] = time.perf_counter() - began
            self.metrics.asked(self._outcome, self._seconds)
            log.info("question", extra={"facts": self._facts()})

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """A part of it."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.took(stage, time.perf_counter() - began)

    def took(self, stage: Stage, seconds: float) -> None:
        self._seconds[stage] = self._seconds.get(stage, 0.0) + seconds

    def ended(self, answer: Answer) -> None:
        """The answer is there."""
        self._outcome = OUTCOMES.get(answer.outcome.value, "failed")

    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = {"outcome": self._outcome}
        if self._reason:
            facts["error"] = self._reason
        facts |= {f"seconds_{stage}": round(took, 3) for stage, took in self._seconds.items()}
        if self.shown is not None:
            facts["question"] = self.shown
        return facts

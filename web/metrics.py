"""What is counted and timed of the running app, for Prometheus. The only importer of prometheus_client.

No label has more values than are listed here, and none holds what anybody asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from ingest.pipeline import FileReport, Outcome

CONTENT_TYPE = CONTENT_TYPE_LATEST

QuestionOutcome = Literal["answered", "abstained", "failed", "stopped"]
Stage = Literal["waiting", "finding", "writing", "whole"]
"""Waiting for another question's turn; finding passages and quotes; what a chat model takes; all of it."""

QUESTION_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120)
FILE_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 600)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number that is asked for when the metrics are read; none where it is not known."""

    name: str
    help: str
    read: Callable[[], float | None]


class _Gauges(Collector):
    def __init__(self) -> None:
        self.gauges: list[Gauge] = []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in self.gauges:
            value = gauge.read()
            if value is not None:
                yield GaugeMetricFamily(gauge.name, gauge.help, value)

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return ()


@dataclass
class Metrics:
    """The figures of one app."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        own = self.registry
        self._questions = Counter("kutip_questions", "Questions by what became of them.", ["outcome"], registry=own)
        self._seconds = Histogram(
            "kutip_question_seconds",
            "Seconds that a question took, by stage.",
            ["stage"],
            buckets=QUESTION_SECONDS,
            registry=own,
        )
        self._requests = Counter(
            "kutip_requests", "HTTP requests by the class of their status.", ["status"], registry=own
        )
        self._files = Counter(
            "kutip_ingest_files", "Files taken in, by what became of them.", ["outcome"], registry=own
        )
        self._pages = Counter("kutip_ingest_pages", "Pages of the files that were added or replaced.", registry=own)
        self._file_seconds = Histogram(
            "kutip_ingest_file_seconds", "Seconds a file.", buckets=FILE_SECONDS, registry=own
        )
        for outcome in get_args(QuestionOutcome):  # from 0 on, so that the first failure is a rise
            self._questions.labels(outcome)
        for ended in Outcome:
            self._files.labels(ended.value)
        self._gauges = _Gauges()
        own.register(self._gauges)
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)

    def asked(self, outcome: QuestionOutcome, seconds: dict[Stage, float]) -> None:
        """A question came to its end."""
        self._questions.labels(outcome).inc()
        for stage, took in seconds.items():
            self._seconds.labels(stage).observe(took)

    def requested(self, status: int) -> None:
        """A request was answered with this HTTP status."""
        self._requests.labels(f"{status // 100}xx").inc()

    def ingested(self, report: FileReport, seconds: float) -> None:
        """A file was taken in, or refused."""
        self._files.labels(report.outcome.value).inc()
        self._file_seconds.observe(seconds)
        if report.outcome in (Outcome.ADDED, Outcome.REPLACED):
            self._pages.inc(report.pages)

    def watch(self, name: str, description: str, read: Callable[[], float | None]) -> None:
        """A number to ask for whenever the metrics are read."""
        self._gauges.gauges.append(Gauge(name, description, read))

    def text(self) -> bytes:
        """All of it, in Prometheus's own form."""
        return generate_latest(self.registry)

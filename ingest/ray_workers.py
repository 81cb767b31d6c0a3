"""Workers as actors of a Ray cluster. Optional: ``pip install -r requirements-scale.txt``.

A file's bytes travel to the actor with its task and what was made of it travels back, so that the machines of the cluster need
no common folder: only Python and the packages of ``requirements.txt`` and ``requirements-scale.txt``. Kutip's code goes with
the run, and the model is unpacked on each machine once.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.errors import KutipError, RayMissing, RayUnreachable, UnreadablePdf
from ingest.workforce import Bench, LostWorkerError, Made, ReadTask, Task, UnlockTask, Workbench

LEFT_HERE = ("/data/", "/docs/", ".git", ".venv", "__pycache__")
"""What of the project's folder does not go to the cluster."""

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Sent:
    """A task, and the file that it is about where it is about one."""

    task: Task
    file: bytes | None


@dataclass(frozen=True, slots=True)
class Returned:
    """What was made, or the fault of the file or the model; ``copy`` is an unlocked file."""

    made: Made | str = None
    error: KutipError | None = None
    copy: bytes | None = None


class Actor:
    """What runs on the cluster, one task at a time."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._open: Workbench | None = None

    def fingerprint(self) -> Returned:
        try:
            return Returned(self._opened().embedder.fingerprint)
        except KutipError as error:
            return Returned(error=error)

    def do(self, sent: Sent) -> Returned:
        with tempfile.TemporaryDirectory(prefix="kutip-") as folder:
            path, copy = Path(folder) / sent.task.path.name, Path(folder) / "copy"
            here = sent.task
            if not isinstance(here, ReadTask | UnlockTask) or sent.file is None:
                return self._done(here)
            path.write_bytes(sent.file)
            here = replace(here, path=path, copy=copy) if isinstance(here, UnlockTask) else replace(here, path=path)
            done = self._done(here)
            if isinstance(done.error, UnreadablePdf):  # named as it is called where it came from
                return Returned(error=type(done.error)(sent.task.path, *done.error.args[1:]))
            return replace(done, copy=copy.read_bytes() if copy.exists() else None)

    def _done(self, task: Task) -> Returned:
        try:
            return Returned(self._opened().do(task))
        except KutipError as error:
            return Returned(error=error)

    def _opened(self) -> Workbench:
        if self._open is None:
            self._open = self._bench.open()
        return self._open


class RayWorker:
    """A ``Worker`` on the cluster."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._actor: Any = None
        self._stopped = False

    def fingerprint(self) -> str:
        return str(self._made(lambda actor: actor.fingerprint.remote()).made)

    def do(self, task: Task) -> Made:
        is_of_file = isinstance(task, ReadTask | UnlockTask)
        sent = Sent(task, task.path.read_bytes() if is_of_file and task.path.is_file() else None)
        done = self._made(lambda actor: actor.do.remote(sent))
        if done.copy is not None and isinstance(task, UnlockTask):
            task.copy.write_bytes(done.copy)
        assert not isinstance(done.made, str)
        return done.made

    def stop(self) -> None:
        import ray

        self._stopped = True
        if self._actor is not None:
            ray.kill(self._actor)

    def _made(self, ask: Any) -> Returned:
        import ray
        from ray.exceptions import RayActorError, RaySystemError

        if self._stopped:
            raise LostWorkerError("the worker was stopped")
        if self._actor is None:
            self._actor = ray.remote(num_cpus=self._bench.threads)(Actor).remote(self._bench)
        try:
            done: Returned = ray.get(ask(self._actor))
        except (RayActorError, RaySystemError) as error:
            self._actor = None
            raise LostWorkerError(str(error).splitlines()[0]) from error
        if done.error is not None:
            raise done.error
        return done


@contextmanager
def ray_workers(address: str, count: int | None, bench: Bench) -> Iterator[list[RayWorker]]:
    """So many workers of the cluster at this address, or as many as it has processors. Leaves the cluster at the end.

    "local" starts a cluster on this machine, "auto" takes the one that runs here. Raises RayMissing, RayUnreachable.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to Ray's makers
    if address != "local":
        os.environ.setdefault("RAY_AUTH_MODE", "token")  # as "ray start" has it; the token lies in ~/.ray/auth_token
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise RayMissing from error
    own_code = {"working_dir": str(PROJECT), "excludes": list(LEFT_HERE)}
    try:
        ray.init(
            address, runtime_env=own_code, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False
        )
    except Exception as error:  # grpc, OSError, ValueError …: whatever stands between us and the cluster
        raise RayUnreachable(address, next(iter(str(error).splitlines()), type(error).__name__)) from error
    try:
        yield [RayWorker(bench) for _ in range(count or max(1, int(ray.cluster_resources().get("CPU", 1))))]
    finally:
        ray.shutdown()

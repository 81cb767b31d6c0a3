"""Runs the steps of deploy/Containerfile without a container engine: what they install, and whether the app then lives.

    python -m docs.try_container [--installed]

Everything happens in a temporary folder: COPY copies into it, ENV is set (and ARG,
unless the environment has another value), RUN and CMD run in a virtual environment of its own, with
the folders of the file moved below the temporary one. Steps that only an engine or root can take (useradd, USER) are named and left
out. The app is then asked by HEALTHCHECK until it is ready, and stopped by STOPSIGNAL. With ``--installed`` the packages of this
Python are used, and the step that installs them only has its files checked.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CONTAINERFILE = PROJECT / "deploy" / "Containerfile"
READY_SECONDS = 900
END_SECONDS = 90
ROOTS = ("/opt/kutip", "/var/lib/kutip")
"""Folders of the image that are moved below the temporary one."""


class StepFailedError(Exception):
    """A step did not do what it says."""


def instructions(text: str) -> Iterator[tuple[str, str]]:
    r"""The steps of a Containerfile: keyword and the rest.

    >>> list(instructions("# a\nFROM x\n\nRUN a \\\n  b"))
    [('FROM', 'x'), ('RUN', 'a b')]
    """
    joined = re.sub(r"\\\n\s*", "", text)
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            keyword, _, rest = line.partition(" ")
            yield keyword, rest.strip()


@dataclass
class Trial:
    """A container that is none."""

    root: Path
    installed: bool
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    stop: signal.Signals = signal.SIGTERM

    def __post_init__(self) -> None:
        programs = Path(sys.executable).parent
        if not self.installed:
            venv.create(self.root / "venv", with_pip=True)
            programs = self.root / "venv" / "bin"
        self.environment = {"PATH": f"{programs}:{os.environ['PATH']}", "LANG": "C.UTF-8"}

    def moved(self, text: str) -> str:
        """The same with the image's folders below the temporary one."""
        for folder in ROOTS:
            text = text.replace(folder, f"{self.root}{folder}")
        return text

    def take(self, keyword: str, rest: str) -> None:
        """One step."""
        match keyword:
            case "ENV":
                for pair in shlex.split(self.moved(rest)):
                    name, _, value = pair.partition("=")
                    self.environment[name] = value
            case "ARG":
                name, _, default = rest.partition("=")
                self.environment[name] = os.environ.get(name, default)
            case "WORKDIR":
                self.folder = Path(self.moved(rest))
                self.folder.mkdir(parents=True)
            case "COPY":
                self._copy(rest.split())
            case "RUN":
                self._run(rest)
            case "CMD":
                self.command = json.loads(rest)
            case "HEALTHCHECK":
                self.health = json.loads(rest.partition("CMD ")[2])
            case "STOPSIGNAL":
                self.stop = signal.Signals[rest]
            case "FROM" | "USER" | "VOLUME" | "EXPOSE":
                print(f"left out: {keyword} {rest}")
            case _:
                raise StepFailedError(f"{keyword} is not known here")

    def _copy(self, words: list[str]) -> None:
        *sources, _ = words
        for source in sources:
            if source == ".":
                shutil.copytree(PROJECT, self.folder, ignore=_ignored, dirs_exist_ok=True)
            else:
                shutil.copy(PROJECT / source, self.folder)

    def _run(self, step: str) -> None:
        if "useradd" in step:
            print(f"left out: RUN {step}")
            Path(self.moved("/var/lib/kutip")).mkdir(parents=True)
            return
        if " pip install " in step and self.installed:
            for name in re.findall(r"-r (\S+)", step):
                if not (self.folder / name).is_file():
                    raise StepFailedError(f"{name} is not there")
            print(f"taken as done: RUN {step}")
            return
        print(f"RUN {step}", flush=True)
        subprocess.run(step, shell=True, cwd=self.folder, env=self._environment(), check=True)

    def _environment(self, **more: str) -> dict[str, str]:
        return {**self.environment, **more}

    def live(self) -> None:
        """Start the app, wait until it is healthy, stop it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        environment = self._environment(KUTIP_PORT=port, KUTIP_HOST="127.0.0.1")
        app = subprocess.Popen(self.command, cwd=self.folder, env=environment)
        try:
            deadline = time.monotonic() + READY_SECONDS
            while True:
                asked = subprocess.run(
                    self.health, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
                )
                if asked.returncode == 0:
                    break
                if app.poll() is not None or time.monotonic() > deadline:
                    raise StepFailedError(f"the app did not become healthy: {asked.stdout.strip()}")
                time.sleep(1)
            print(f"healthy: {asked.stdout.strip()}")
            app.send_signal(self.stop)
            status = app.wait(END_SECONDS)
            if status:
                raise StepFailedError(f"the app ended with status {status}")
            print("stopped with status 0")
        finally:
            app.kill()
            app.wait()


def _ignored(folder: str, names: list[str]) -> set[str]:
    """What .dockerignore keeps out, of the names in a folder: whole paths, or with ``**/`` a name anywhere."""
    lines = [line for line in (PROJECT / ".dockerignore").read_text("utf-8").splitlines() if line]
    anywhere = {line.removeprefix("**/") for line in lines if line.startswith("**/")}
    place = Path(folder).relative_to(PROJECT)
    return {name for name in names if name in anywhere or (place / name).as_posix() in lines}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.try_container")
    parser.add_argument("--installed", action="store_true", help="use the packages of this Python")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kutip-container-") as folder:
        trial = Trial(Path(folder), options.installed)
        for keyword, rest in instructions(CONTAINERFILE.read_text("utf-8")):
            trial.take(keyword, rest)
        trial.live()


if __name__ == "__main__":
    main()

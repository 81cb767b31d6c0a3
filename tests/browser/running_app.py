"""``python app.py`` in a process of its own, and how Chromium is started to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 300
"""For a first start on a slow machine: the model is unpacked and the corpus is read."""


@dataclass(frozen=True, slots=True)
class RunningApp:
    """Where the app is served, and the number of its process."""

    address: str
    process: int


@contextmanager
def running_app(library: Path, corpus: Path, **settings: str) -> Iterator[str]:
    """The address of ``started_app``."""
    with started_app(library, corpus, **settings) as app:
        yield app.address


@contextmanager
def started_app(library: Path, corpus: Path, **settings: str) -> Iterator[RunningApp]:
    """The app over this library, which it fills from the corpus if it is empty, once it is served.

    Further ``settings`` by the names of their environment variables.
    """
    port = free_port()
    chosen = {
        "KUTIP_LIBRARY": str(library),
        "KUTIP_CORPUS": str(corpus),
        "KUTIP_PORT": str(port),
        "KUTIP_RUNS": str(library.parent / "runs"),
    }
    process = subprocess.Popen([sys.executable, "app.py"], cwd=PROJECT, env=os.environ | chosen | settings)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address, process)
        yield RunningApp(address, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until the page is served; the library may still be filling."""
    for _ in range(START_SECONDS * 5):
        if process.poll() is not None:
            raise AssertionError(f"app.py ended with {process.returncode}")
        try:
            with urlopen(address, timeout=5):
                return
        except HTTPError:  # served, to those who have signed in
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("app.py did not serve its page")

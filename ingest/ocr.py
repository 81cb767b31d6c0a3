"""Text recognition (OCR) for pages without text: OCRmyPDF with Tesseract as separate programs, where they are installed.

The recognised text lies unseen over the picture of its page in a copy of the file; pages that have text are left as
they are. Nothing is recognised unless the user asks for it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.errors import OcrFailed, OcrMissing
from ingest.pdf import RawPdf

LANGUAGES = ("ind", "eng")
START_SECONDS = 60
PAGE_SECONDS = 60
"""A scanned page takes a few seconds; one that takes a minute is given up with its file."""

_EXITS = {2: "not a readable PDF", 4: "the result is invalid", 8: "encrypted", 15: "unknown error"}


class TextRecognition:
    """Makes copies of files with recognised text; the copies are gone when it is closed.

    Raises OcrMissing where a program or a language is not installed.
    """

    def __init__(self) -> None:
        self._program = shutil.which("ocrmypdf")
        missing = [] if self._program else ["ocrmypdf"]
        if shutil.which("tesseract") is None:
            missing.append("tesseract")
        else:
            missing += [f"tesseract-ocr-{language}" for language in LANGUAGES if language not in _installed_languages()]
        if missing:
            raise OcrMissing(tuple(missing))
        self._folder = tempfile.TemporaryDirectory(prefix="kutip-ocr-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def fresh_path(self) -> Path:
        """Where a copy of a file may lie as long as this is open."""
        return Path(self._folder.name) / f"{uuid.uuid4().hex}.pdf"

    def recognise(self, path: Path, pages: int, open_copy: Path | None = None) -> Path:
        """A copy of the file in which ``pages`` pages without text have got theirs. Raises OcrFailed.

        ``open_copy`` is read in place of a file that takes a password.
        """
        assert self._program is not None
        target = self.fresh_path()
        options = ["--skip-text", "-l", "+".join(LANGUAGES), "--output-type", "pdf", "--quiet"]
        limit = ["--tesseract-timeout", str(PAGE_SECONDS)]
        seconds = START_SECONDS + PAGE_SECONDS * pages
        process = subprocess.Popen(
            [self._program, *options, *limit, str(open_copy or path), str(target)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that its own children end with it
        )
        try:
            _, message = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise OcrFailed(path, f"over {seconds} s") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode != 0 or not target.exists():
            last = message.strip().splitlines()[-1:] or [_EXITS.get(process.returncode, f"exit {process.returncode}")]
            raise OcrFailed(path, last[0][:200])
        return target


def pages_without_text(raw: RawPdf) -> tuple[int, ...]:
    """The pages, counted from 0, that were read and hold no letter or digit."""
    return tuple(page.index for page in raw.pages if not page.failure and not any(map(str.isalnum, page.text)))


def _installed_languages() -> set[str]:
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=START_SECONDS, check=False
    )
    return set(listed.stdout.split())

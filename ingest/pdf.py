"""One PDF to its raw pages, through a child process with limits on time and memory.

A page that takes too long or kills the child costs that page: the child is started anew and goes on
behind it. A file that cannot be opened raises one error of the tree.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from ingest.child_process import ChildProcess
from ingest.errors import (
    DamagedPdf,
    EmptyFile,
    EncryptedPdf,
    NotAPdf,
    PathNotFound,
    PdfTooHeavy,
    TooManyPages,
    UnreadablePdf,
)
from ingest.pdf_worker import (
    HEADER_BYTES,
    Done,
    Opened,
    OutlineEntry,
    PageRead,
    Refused,
    Reply,
    Request,
    Unlock,
    serve,
    share_of,
)
from ingest.printed_lines import HiddenText, PrintedLine

MAX_LOST_PAGES = 5
"""After so many pages that killed the child or ran out of time, the file itself is refused."""

MAX_CHARACTERS = 20_000_000
"""Text of one file: a thesis has some hundred thousand, and what is read is held in memory."""

__all__ = ["HiddenText", "OutlineEntry", "PdfLimits", "PdfReading", "PrintedLine", "RawPage", "RawPdf"]


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """``open_seconds`` for opening a file, ``page_seconds`` for each page, ``all_seconds`` for all pages together,
    ``memory_bytes`` for the child; ``pages`` at most."""

    open_seconds: float = 30.0
    page_seconds: float = 15.0
    memory_bytes: int = 1 << 30
    all_seconds: float = 900.0
    pages: int = 5000


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as pypdf extracts it. ``failure`` says why there is no text, where reading it failed.

    ``text`` holds all characters, ``lines`` those that a reader sees and where they stand, ``hidden`` the others.
    ``recognised``: the text lies unseen over the picture of a scan (OCR).
    """

    index: int
    text: str
    failure: str | None = None
    lines: tuple[PrintedLine, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    recognised: bool = False

    @classmethod
    def plain(cls, index: int, text: str) -> Self:
        """A page of which nothing but the text is known."""
        return cls(index, text, lines=tuple(PrintedLine(line) for line in text.split("\n")))


@dataclass(frozen=True, slots=True)
class RawPdf:
    """A whole file as read. ``labels`` only where the file really has page labels, one a page."""

    pages: tuple[RawPage, ...]
    labels: tuple[str, ...] | None
    outline: tuple[OutlineEntry, ...]
    title: str
    authors: tuple[str, ...]


class PdfReading:
    """A reading child process, kept for many files.

    >>> with PdfReading(PdfLimits()) as reading:  # doctest: +SKIP
    ...     raw = reading.read(Path("thesis.pdf"))
    """

    def __init__(self, limits: PdfLimits) -> None:
        self._limits = limits
        self._child = ChildProcess("kutip-pdf", serve, limits.memory_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.stop()

    def close(self) -> None:
        """End the child for good; a thread that reads with it ends in a RuntimeError. ``stop`` clears up."""
        self._child.close()

    def stop(self) -> None:
        """End the child; the next file starts another."""
        self._child.stop()

    def read(
        self,
        path: Path,
        password: str | None = None,
        on_page: Callable[[int, int], None] | None = None,
        share: tuple[int, int] = (0, 1),
    ) -> RawPdf:
        """Read the file; ``on_page(done, total)`` is called after each page.

        ``share`` (1, 2), say, reads the second half of the pages only, beside another reader.

        Raises PathNotFound, EmptyFile, NotAPdf, EncryptedPdf, DamagedPdf or PdfTooHeavy.
        """
        _check_header(path)
        try:
            return self._read(path, password, on_page, share)
        except UnreadablePdf:
            raise
        except BaseException:
            self._child.stop()  # given up midway: the pages that the child still sends belong to no later file
            raise

    def unlock(self, path: Path, password: str, copy: Path) -> None:
        """Write a copy that opens without the password. Raises EncryptedPdf, DamagedPdf or PdfTooHeavy."""
        self._child.send(Unlock(path, password, copy))
        reply = self._receive(self._limits.open_seconds + self._limits.page_seconds)
        if not isinstance(reply, Done):
            self._refuse(path, reply)

    def _read(
        self,
        path: Path,
        password: str | None,
        on_page: Callable[[int, int], None] | None,
        share: tuple[int, int],
    ) -> RawPdf:
        opened: Opened | None = None
        pages: dict[int, RawPage] = {}
        lost = first = 0
        deadline = time.monotonic() + self._limits.all_seconds
        while opened is None or len(pages) < len(share_of(opened.pages, share)):
            self._child.send(Request(path, password, first + len(pages), share))
            opened = self._receive_opened(path)
            if opened.pages > self._limits.pages:
                self._child.stop()
                raise TooManyPages(path, opened.pages, self._limits.pages)
            own = share_of(opened.pages, share)
            first = own.start
            if self._receive_pages(path, own, pages, on_page, deadline) == "finished":
                break
            lost += 1
            if lost > MAX_LOST_PAGES:
                raise PdfTooHeavy(path, f"{lost} pages over {self._limits.page_seconds:g} s or {self._megabytes} MB")
        return RawPdf(
            pages=tuple(pages[index] for index in sorted(pages)),
            labels=opened.labels if opened.labels and len(opened.labels) == opened.pages else None,
            outline=opened.outline,
            title=opened.title,
            authors=opened.authors,
        )

    def _receive_opened(self, path: Path) -> Opened:
        reply = self._receive(self._limits.open_seconds)
        if isinstance(reply, Opened):
            return reply
        self._refuse(path, reply)
        return None

    def _refuse(self, path: Path, reply: Reply | None) -> NoReturn:
        match reply:
            case Refused(why="encrypted"):
                raise EncryptedPdf(path)
            case Refused(why="heavy") | None:
                raise PdfTooHeavy(path, f"{self._limits.open_seconds:g} s, {self._megabytes} MB")
            case Refused():
                raise DamagedPdf(path, reply.detail)
            case _:
                raise AssertionError(reply)

    def _receive_pages(
        self,
        path: Path,
        own: range,
        pages: dict[int, RawPage],
        on_page: Callable[[int, int], None] | None,
        deadline: float,
    ) -> str:
        """Take pages until all are there ("finished") or one is lost ("lost": noted, and the child is gone)."""
        characters = sum(len(page.text) for page in pages.values())
        while True:
            if time.monotonic() > deadline:
                self._child.stop()
                raise PdfTooHeavy(path, f"{self._limits.all_seconds:g} s")
            if characters > MAX_CHARACTERS:
                self._child.stop()
                raise PdfTooHeavy(path, f"{MAX_CHARACTERS:,} characters")
            reply = self._receive(self._limits.page_seconds)
            match reply:
                case PageRead():
                    characters += len(reply.text)
                    pages[reply.index] = RawPage(
                        reply.index, reply.text, reply.failure, reply.lines, reply.hidden, reply.recognised
                    )
                case Done():
                    return "finished"
                case None:
                    index = own.start + len(pages)
                    pages[index] = RawPage(index, "", "time or memory limit")
                case _:
                    raise AssertionError(reply)
            if on_page is not None:
                on_page(len(pages), len(own))
            if reply is None:
                return "lost" if len(pages) < len(own) else "finished"

    def _receive(self, seconds: float) -> Reply | None:
        reply: Reply | None = self._child.receive(seconds)
        return reply

    @property
    def _megabytes(self) -> int:
        return self._limits.memory_bytes >> 20


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
    except OSError as error:
        raise PathNotFound(path) from error
    if not head:
        raise EmptyFile(path)
    if b"%PDF-" not in head:
        raise NotAPdf(path)

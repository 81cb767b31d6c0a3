"""Pages as pictures, and the boxes around quoted words on them: the parent's side of ``page_worker.py``.

One worker for all threads; it dies with a page that hangs or crashes it, and the next request has a new one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from ingest.child_process import ChildProcess
from ingest.errors import NoSuchPage, PageFileMissing, PageNotRendered, PageTooHeavy
from web.page_alignment import AlignedPage, Misaligned, align_page
from web.page_boxes import Box, Character, line_boxes
from web.page_worker import (
    NUMBERS_A_CHARACTER,
    CharactersRequest,
    Failed,
    FileVersion,
    ImageRequest,
    PlacedCharacters,
    RenderedImage,
    Reply,
    Request,
    serve,
)

NARROWEST, WIDEST = 16, 4000
"""The widths of a picture in pixels; what is asked for beyond them is answered with these."""

__all__ = ["Box", "PageLimits", "PageShape", "PageViewer"]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class PageLimits:
    """``page_seconds`` for one request, ``memory_bytes`` for the worker, the rest for what is kept at hand."""

    page_seconds: float = 15.0
    memory_bytes: int = 2 << 30
    image_cache_bytes: int = 32 << 20
    pages_at_hand: int = 16


@dataclass(frozen=True, slots=True)
class PageShape:
    """Width and height of a page as shown, in points (1/72 inch)."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _DrawnPage:
    shape: PageShape
    characters: tuple[Character, ...]


class PageViewer:
    """Pictures and marks of pages; for any number of threads, one request at a time.

    Every method raises PageFileMissing, PageNotRendered, PageTooHeavy or NoSuchPage. Nothing is started
    before the first request or ``warm``.

    >>> with PageViewer() as viewer:  # doctest: +SKIP
    ...     png = viewer.image(Path("thesis.pdf"), 0, width=1000)
    ...     boxes = viewer.marks(Path("thesis.pdf"), 0, "Kota kembar bekerja sama.", 0, 11)
    """

    def __init__(self, limits: PageLimits | None = None) -> None:
        self._limits = limits or PageLimits()
        self._child = ChildProcess("kutip-pages", serve, self._limits.memory_bytes)
        self._lock = threading.Lock()
        self._images = _Recent[bytes](self._limits.image_cache_bytes, len)
        self._drawn = _Recent[_DrawnPage](self._limits.pages_at_hand)
        self._aligned = _Recent[AlignedPage](self._limits.pages_at_hand)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start the worker ahead of the first request, which then does not wait for it."""
        with self._lock:
            self._child.start()

    def close(self) -> None:
        """Stop the worker; another request would start a new one."""
        with self._lock:
            self._child.stop()

    def image(self, file: Path, page_index: int, width: int) -> bytes:
        """The page as a PNG, ``width`` pixels wide; smaller where the page is so long that it would be too large."""
        version = _version(file, page_index)
        width = min(max(width, NARROWEST), WIDEST)
        with self._lock:
            key = (version, page_index, width)
            png = self._images.get(key)
            if png is None:
                png = self._ask(ImageRequest(version, page_index, width), RenderedImage).png
                self._images.put(key, png)
            return png

    def shape(self, file: Path, page_index: int) -> PageShape:
        """The page's width and height as shown, in points."""
        return self._page(_version(file, page_index), page_index).shape

    def marks(self, file: Path, page_index: int, page_text: str, start: int, end: int) -> tuple[Box, ...] | None:
        """The boxes around ``page_text[start:end]``, where ``page_text`` is what the library stores of the page.

        None where the words cannot be found in the picture letter by letter; then nothing may be marked.
        """
        version = _version(file, page_index)
        page = self._page(version, page_index)
        key = (version, page_index, page_text)
        aligned = self._aligned.get(key)
        if aligned is None:
            aligned = align_page(page_text, page.characters)
            self._aligned.put(key, aligned)
        quoted = aligned.quoted(start, end)
        if isinstance(quoted, Misaligned):
            return None
        return line_boxes(page.characters, quoted) or None

    def _page(self, version: FileVersion, page_index: int) -> _DrawnPage:
        with self._lock:
            page = self._drawn.get((version, page_index))
            if page is None:
                page = _drawn_page(self._ask(CharactersRequest(version, page_index), PlacedCharacters))
                self._drawn.put((version, page_index), page)
            return page

    def _ask(self, request: Request, expected: type[Value]) -> Value:
        """The worker's reply, or the error that it stands for. To be called with the lock held."""
        path, page_index = request.file.path, request.page_index
        started = time.monotonic()
        reply = self._reply(request)
        if reply is None and time.monotonic() - started < self._limits.page_seconds:
            reply = self._reply(request)  # it died: before this request, perhaps, and not of it
        match reply:
            case None:
                limit = f"{self._limits.page_seconds:g} s, {self._limits.memory_bytes >> 20} MB"
                raise PageTooHeavy(path, page_index, limit)
            case Failed(why="heavy"):
                raise PageTooHeavy(path, page_index, reply.detail)
            case Failed(why="no page"):
                raise NoSuchPage(path, page_index, int(reply.detail))
            case Failed():
                raise PageNotRendered(path, page_index, reply.detail)
        assert isinstance(reply, expected), reply
        return reply

    def _reply(self, request: Request) -> Reply | None:
        try:
            self._child.send(request)
            reply: Reply | None = self._child.receive(self._limits.page_seconds)
        except BaseException:
            self._child.stop()  # given up midway: what the worker still sends answers no other request
            raise
        return reply


def _version(file: Path, page_index: int) -> FileVersion:
    try:
        status = file.stat()
    except OSError as error:
        raise PageFileMissing(file, page_index) from error
    return FileVersion(file, status.st_mtime_ns, status.st_size)


def _drawn_page(placed: PlacedCharacters) -> _DrawnPage:
    characters: list[Character] = []
    numbers, codes = placed.places, placed.codes
    for at, code in enumerate(codes):
        text = chr(code)
        if 0xDC00 <= code < 0xE000 and at and 0xD800 <= codes[at - 1] < 0xDC00:
            text = chr(0x10000 + ((codes[at - 1] & 0x3FF) << 10 | code & 0x3FF))
            characters.pop()
        place = numbers[at * NUMBERS_A_CHARACTER : (at + 1) * NUMBERS_A_CHARACTER]
        box = None if text.isspace() and text not in "\x1c\x1d\x1e\x1f" else _box(*place[:4])
        characters.append(Character(text, box, _box(*place[4:]), bool(placed.upright[at])))
    return _DrawnPage(PageShape(placed.width, placed.height), tuple(characters))


def _box(left: float, top: float, right: float, bottom: float) -> Box | None:
    """The box, cut to the page; None for what has no extent or lies beyond the page's edge."""
    if isnan(left) or not (right > left and bottom > top):
        return None
    if not (0 <= (left + right) / 2 <= 1 and 0 <= (top + bottom) / 2 <= 1):
        return None
    left, top = max(left, 0.0), max(top, 0.0)
    return Box(left, top, min(right, 1.0) - left, min(bottom, 1.0) - top)


class _Recent(Generic[Value]):
    """The values asked for last, up to a total size; thread-safe."""

    def __init__(self, capacity: int, size: Callable[[Value], int] = lambda _: 1) -> None:
        self._capacity, self._size = capacity, size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._used = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            if key in self._values:
                self._used -= self._size(self._values.pop(key))
            self._values[key] = value
            self._used += self._size(value)
            while self._used > self._capacity:
                self._used -= self._size(self._values.popitem(last=False)[1])

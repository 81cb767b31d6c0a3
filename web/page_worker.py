"""The child process that renders pages with pdfium; the only importer of pypdfium2.

pdfium is a C++ library: a broken file may hang it or crash it. So it runs here, under a memory limit, and
the parent (``page_view.py``) keeps the clock. Each request is answered with one reply.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from ingest.child_process import serve_requests

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

OPEN_DOCUMENTS = 4
"""So many files stay open, those asked for last."""

MAX_PIXELS = 12_000_000
"""A page that would take more is rendered smaller: A4 at 2900 pixels' width is within it."""

MAX_SIDE = 16_000
"""What browsers still show of one picture's height."""

MAX_CHARACTERS = 50_000
"""A printed page has some thousands; a crafted one with millions would be read and aligned for minutes."""

FINE = 10_000_000
"""pdfium gives whole pixels; on a page of so many they are as good as shares."""

NUMBERS_A_CHARACTER = 8
"""The tight box and the reach of a character: left, top, right and bottom of each."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file as it is now: one that is written anew has another version and is opened again."""

    path: Path
    modified_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """Render the page at this width, in pixels."""

    file: FileVersion
    page_index: int
    width: int


@dataclass(frozen=True, slots=True)
class CharactersRequest:
    """Read the page's characters and where they stand."""

    file: FileVersion
    page_index: int


@dataclass(frozen=True, slots=True)
class RenderedImage:
    """The page as a PNG."""

    png: bytes


@dataclass(frozen=True, slots=True)
class PlacedCharacters:
    """The characters in pdfium's order, packed for the pipe.

    ``codes`` are code points, or the halves of one (UTF-16) one after the other. ``places`` has NUMBERS_A_CHARACTER shares of the page as shown for each; not-a-number where pdfium gives
    no box. ``upright`` has a 1 for each character whose line runs across the page. ``width`` and ``height``
    are the page's as shown, in points.
    """

    codes: array[int]
    places: array[float]
    upright: bytes
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Failed:
    """There is nothing to show: ``no page`` says in ``detail`` how many there are."""

    why: Literal["unreadable", "heavy", "no page"]
    detail: str


Request = ImageRequest | CharactersRequest
Reply = RenderedImage | PlacedCharacters | Failed


def serve(connection: Connection, memory_bytes: int) -> None:
    """Answer requests until the parent hangs up."""
    with OpenDocuments() as documents:
        serve_requests(connection, memory_bytes, _prepare, lambda request: [documents.answer(request)])


def _prepare() -> None:
    for module in ("pypdfium2", "PIL.Image", "PIL.ImageChops", "PIL.PngImagePlugin"):
        import_module(module)


class OpenDocuments:
    """The files that are open, and the answers to requests about their pages."""

    def __init__(self) -> None:
        self._open: OrderedDict[FileVersion, PdfDocument] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._open:
            self._open.popitem()[1].close()

    @property
    def count(self) -> int:
        return len(self._open)

    def answer(self, request: Request) -> Reply:
        """Never raises for what is in the file."""
        try:
            document = self._document(request.file)
            if not 0 <= request.page_index < len(document):
                return Failed("no page", str(len(document)))
            page = document[request.page_index]
            try:
                if isinstance(request, ImageRequest):
                    return RenderedImage(_png(_render(page, request.width)))
                return _characters(page)
            finally:
                page.close()
        except MemoryError as error:
            return Failed("heavy", str(error) or "memory")
        except Exception as error:  # noqa: BLE001  # pypdfium2 and ctypes raise what they like on a broken file
            return Failed("unreadable", f"{type(error).__name__}: {error}".replace("\n", " ")[:200])

    def _document(self, file: FileVersion) -> PdfDocument:
        if file not in self._open:
            from pypdfium2 import PdfDocument

            self._open[file] = PdfDocument(file.path, password="")
            while len(self._open) > OPEN_DOCUMENTS:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(file)
        return self._open[file]


def _render(page: PdfPage, width: int) -> Image:
    """The page at the width; smaller where it would take too many pixels, and grey where it has no colour."""
    from PIL.ImageChops import difference

    across, down = page.get_size()
    if not (across > 0 and down > 0):
        raise ValueError(f"a page of {across:g} by {down:g} points")
    # pypdfium2 rounds up: without the hair's breadth a page asked for at 1000 pixels may come out at 1001
    scale = min((width - 0.001) / across, MAX_SIDE / down, math.sqrt(MAX_PIXELS / (across * down)))
    image: Image = page.render(scale=scale, rev_byteorder=True).to_pil()
    red, green, blue = image.split()
    is_grey = not difference(red, green).getbbox() and not difference(green, blue).getbbox()
    return green if is_grey else image


def _png(image: Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _characters(page: PdfPage) -> PlacedCharacters:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if count > MAX_CHARACTERS:
            raise MemoryError(f"{count} characters")
        codes, places, upright = array("L"), array("d"), bytearray()
        read = _PlaceReader(page, text_page)
        for index in range(count):
            codes.append(pdfium.FPDFText_GetUnicode(text_page, index))
            places.extend(read.places(index))
            upright.append(read.is_upright(index))
        return PlacedCharacters(codes, places, bytes(upright), *page.get_size())
    finally:
        text_page.close()


class _PlaceReader:
    """Where characters stand on the page as shown: turned, cut to its crop box, with the origin at the top left.

    pdfium itself maps three corners of the page, and what it says of them is carried over to every place.
    """

    def __init__(self, page: PdfPage, text_page: PdfTextPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._text_page = pdfium, text_page
        left, bottom, right, top = page.get_bbox()
        if not (right > left and top > bottom):
            raise ValueError("a page without extent")
        origin, along, up = (_shown(page, x, y) for x, y in ((left, bottom), (right, bottom), (left, top)))
        self._origin, self._corner = origin, (left, bottom)
        self._by_x = [(end - start) / (right - left) for start, end in zip(origin, along, strict=True)]
        self._by_y = [(end - start) / (top - bottom) for start, end in zip(origin, up, strict=True)]
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._rectangle = pdfium.FS_RECTF()

    def places(self, index: int) -> Iterator[float]:
        """NUMBERS_A_CHARACTER shares of the page."""
        left, right, bottom, top = self._numbers
        if self._pdfium.FPDFText_GetCharBox(self._text_page, index, left, right, bottom, top):
            yield from self._box(left.value, bottom.value, right.value, top.value)
        else:
            yield from [math.nan] * 4
        reach = self._rectangle
        if self._pdfium.FPDFText_GetLooseCharBox(self._text_page, index, reach):
            yield from self._box(reach.left, reach.bottom, reach.right, reach.top)
        else:
            yield from [math.nan] * 4

    def is_upright(self, index: int) -> bool:
        """Whether the character's line runs across the page as shown rather than up or down."""
        angle = self._pdfium.FPDFText_GetCharAngle(self._text_page, index)
        x, y = math.cos(angle), math.sin(angle)
        across, down = (x * by_x + y * by_y for by_x, by_y in zip(self._by_x, self._by_y, strict=True))
        return bool(abs(across) >= abs(down))

    def _box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        xs, ys = zip(self._point(left, bottom), self._point(right, top), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._corner[0], y - self._corner[1]
        across, down = (
            start + x * by_x + y * by_y for start, by_x, by_y in zip(self._origin, self._by_x, self._by_y, strict=True)
        )
        return across, down


def _shown(page: PdfPage, x: float, y: float) -> tuple[float, float]:
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, across, down):
        raise ValueError("a page without extent")
    return across.value / FINE, down.value / FINE

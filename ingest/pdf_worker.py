"""The child process that reads PDFs with pypdf; the only importer of pypdf.

pypdf lets errors of many types escape from broken files, and a crafted page can cost unbounded time or
memory. So it runs here, under a memory limit, and the parent (``pdf.py``) keeps the clock. Every request
is a ``Request``; the answers are an ``Opened`` or a ``Refused``, then one ``PageRead`` a page, then ``Done``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ingest.child_process import serve_requests
from ingest.font_facts import FontFacts
from ingest.painting import Box
from ingest.printed_lines import RIGHT_TO_LEFT, HiddenText, LineCollector, PageLines, PrintedLine, with_places

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

HEADER_BYTES = 1024
"""``%PDF-`` may stand anywhere in the first 1024 bytes (ISO 32000-1, implementation note 13)."""


MAX_PAGE_CHARACTERS = 500_000
"""A printed page has some thousands; one with more is crafted, and would be held in memory by the parent."""


@dataclass(frozen=True, slots=True)
class Request:
    """Read this file from ``first_page`` on; with ``share`` (1, 2), say, the second half of its pages only."""

    path: Path
    password: str | None
    first_page: int
    share: tuple[int, int] = (0, 1)


@dataclass(frozen=True, slots=True)
class Unlock:
    """Write a copy of this file that opens without its password."""

    path: Path
    password: str
    copy: Path


def share_of(pages: int, share: tuple[int, int]) -> range:
    """The pages of one of several readers of a file.

    >>> share_of(5, (0, 2)), share_of(5, (1, 2))
    (range(0, 2), range(2, 5))
    """
    number, of = share
    return range(pages * number // of, pages * (number + 1) // of)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark: ``level`` from 1, the page counted from 0."""

    level: int
    title: str
    page_index: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What the file says of itself. ``labels`` is None where the file has no ``/PageLabels``: pypdf invents some."""

    pages: int
    labels: tuple[str, ...] | None
    outline: tuple[OutlineEntry, ...]
    title: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The file cannot be opened."""

    why: Literal["encrypted", "damaged", "heavy"]
    detail: str


@dataclass(frozen=True, slots=True)
class PageRead:
    """The text of one page as pypdf extracts it, whole and as lines that a reader sees, or why there is none."""

    index: int
    text: str
    failure: str | None
    lines: tuple[PrintedLine, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """All pages were sent."""


Reply = Opened | Refused | PageRead | Done


def serve(connection: Connection, memory_bytes: int) -> None:
    """Answer requests until the parent hangs up."""
    serve_requests(connection, memory_bytes, partial(import_module, "pypdf"), answer)


def answer(request: Request | Unlock) -> Iterator[Reply]:
    """The replies to one request of either kind."""
    return unlock(request) if isinstance(request, Unlock) else read(request)


def unlock(request: Unlock) -> Iterator[Reply]:
    """``Done`` once the copy is written, or a ``Refused``."""
    from pypdf import PdfWriter

    try:
        reader = _open(Request(request.path, request.password, 0))
        if isinstance(reader, Refused):
            yield reader
            return
        PdfWriter(clone_from=reader).write(request.copy)
    except MemoryError:
        yield Refused("heavy", "memory")
        return
    except (Exception, RecursionError) as error:  # noqa: BLE001  # as in read
        yield Refused("damaged", _one_line(error))
        return
    yield Done()


def read(request: Request) -> Iterator[Reply]:
    """The replies to one request. Never raises for what is in the file."""
    try:
        reader = _open(request)
        if isinstance(reader, Refused):
            yield reader
            return
        yield _describe(reader)
        pages = len(reader.pages)
    except MemoryError:
        yield Refused("heavy", "memory")
        return
    except (Exception, RecursionError) as error:  # noqa: BLE001  # pypdf raises nearly anything on a broken file
        yield Refused("damaged", _one_line(error))
        return
    fonts: dict[int, FontFacts] = {}
    for index in share_of(pages, request.share):
        if index >= request.first_page:
            yield _read_page(reader, index, fonts)
    yield Done()


def _open(request: Request) -> PdfReader | Refused:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(request.path)
    if reader.is_encrypted and reader.decrypt(request.password or "") == PasswordType.NOT_DECRYPTED:
        return Refused("encrypted", "")
    return reader


def _describe(reader: PdfReader) -> Opened:
    pages = len(reader.pages)
    root: Any = reader.trailer["/Root"]
    info = _attempt(lambda: reader.metadata, None)
    author = clean_string(info.author) if info and isinstance(info.author, str) else ""
    return Opened(
        pages=pages,
        labels=_attempt(lambda: tuple(map(clean_string, reader.page_labels)), None) if "/PageLabels" in root else None,
        outline=tuple(_attempt(lambda: list(_outline(reader, reader.outline, 1)), [])),
        title=clean_string(info.title) if info and isinstance(info.title, str) else "",
        authors=tuple(name.strip() for name in author.replace(" and ", ";").split(";") if name.strip()),
    )


def _outline(reader: PdfReader, entries: list[Any], level: int) -> Iterator[OutlineEntry]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(reader, entry, level + 1)
            continue
        index = _attempt(partial(reader.get_destination_page_number, entry), None)
        if index is not None and index >= 0:
            yield OutlineEntry(level, clean_string(str(entry.title)), index)


def _read_page(reader: PdfReader, index: int, fonts: dict[int, FontFacts]) -> PageRead:
    try:
        return _extract(reader, index, fonts)
    except MemoryError:
        return PageRead(index, "", "memory")
    except (Exception, RecursionError) as error:  # noqa: BLE001  # a damaged page costs that page, not the file
        return PageRead(index, "", _one_line(error))


def _extract(reader: PdfReader, index: int, fonts: dict[int, FontFacts]) -> PageRead:
    from pypdf.generic import ContentStream, NameObject

    page = reader.pages[index]
    content: ContentStream | None = None
    operations: list[tuple[Any, bytes]] = []
    if page.get_contents() is not None:
        content = ContentStream(page["/Contents"].get_object(), reader, "bytes")  # strings stay codes, as pypdf needs
        operations = content.operations
        content.operations = with_places(operations)
        page[NameObject("/Contents")] = content  # in memory only
    text, shown = _watched(page, fonts)
    if len(text) > MAX_PAGE_CHARACTERS:
        raise MemoryError
    if content is not None and RIGHT_TO_LEFT.search(text):
        content.operations = with_places(operations, moves=False)
        text, shown = _watched(page, fonts)
    return PageRead(
        index,
        clean_string(text),
        None,
        tuple(replace(line, text=clean_string(line.text)) for line in shown.lines),
        tuple(replace(hidden, text=clean_string(hidden.text)) for hidden in shown.hidden),
        shown.recognised,
    )


def _watched(page: PageObject, fonts: dict[int, FontFacts]) -> tuple[str, PageLines]:
    """The page's text, and what a collector saw while pypdf extracted it."""
    box = page.cropbox
    paper = Box(*(float(edge) for edge in (box.left, box.bottom, box.right, box.top)))
    collector = LineCollector(paper, page.get("/Resources"), fonts, _attempt(lambda: int(page.rotation), 0))
    text = page.extract_text(
        visitor_operand_before=collector.before,
        visitor_operand_after=collector.after,
        visitor_text=collector.text,
    )
    return text, collector.page()


def _attempt(part: Callable[[], Any], otherwise: Any) -> Any:
    """Read an optional part of the file; a broken outline or a broken title does not cost the text."""
    try:
        return part()
    except (Exception, RecursionError):  # noqa: BLE001
        return otherwise


def clean_string(text: str) -> str:
    """Lone surrogates, which no store can hold, become the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _one_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:200]

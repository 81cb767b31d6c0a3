"""Kutip's own addresses beside Gradio's: a citation's source as HTML, a page as a picture. Both of the library alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse

from evaluation.report.comparison import comparison_html
from evaluation.report.page import PageLink, report_html
from ingest.catalogue.records import WholeDocument
from ingest.document import Document
from ingest.errors import InputError, KutipError, NotInLibrary, NotReady, PageNotShown
from ingest.explain import explain
from ingest.language import Language
from retrieval.citation import Citation, cite
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.source_html import (
    IMAGE_WIDTHS,
    PagePart,
    ShownPage,
    citing_html,
    failure_html,
    leaf_html,
    parts_of,
    preview_html,
    source_html,
)
from web.startup import Startup
from web.texts import TEXTS, as_language

log = logging.getLogger(__name__)

MAX_QUOTE = 20_000
"""Characters of the longest span that is shown; an answer quotes a hundredth of it."""

CACHED = {"Cache-Control": "private, max-age=3600"}
"""A document id stands for one version of one file, so its pictures do not change."""


def run_routes(startup: Startup, runs: EvaluationRuns) -> APIRouter:
    """``/runs/<run>/report``, ``/runs/<run>/<file>`` and ``/comparison`` of finished evaluations, ``/disliked.jsonl``."""
    router = APIRouter()

    @router.get("/runs/{name}/report")
    def report(name: str, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            done = runs.finished(name)
            return HTMLResponse(
                report_html(
                    done.config, done.questions, done.results, done.measured, words, page_link=_page_links(startup)
                )
            )

        return answered(words, make)

    @router.get("/comparison")
    def comparison(first: str, second: str, language: str = "en") -> Response:
        words = as_language(language)
        return answered(words, lambda: HTMLResponse(comparison_html(runs.compared(first, second), words)))

    @router.get("/disliked.jsonl")
    def disliked(language: str = "en") -> Response:
        headers = {"Content-Disposition": 'attachment; filename="disliked.jsonl"'}
        return answered(
            as_language(language),
            lambda: Response(startup.library.disliked_set(), media_type="application/jsonl", headers=headers),
        )

    @router.get("/runs/{name}/{file}")
    def download(name: str, file: str, language: str = "en") -> Response:
        return answered(as_language(language), lambda: FileResponse(runs.file(name, file), filename=f"{name}-{file}"))

    return router


def answered(
    language: Language,
    make: Callable[[], Response],
    failure: Callable[[str, int], Response] = PlainTextResponse,
) -> Response:
    """The answer to a request; an error of the tree becomes its sentence."""
    try:
        return make()
    except KutipError as error:
        return failure(explain(error, language), _status(error))
    except Exception:  # the page says that it failed; the log says what
        log.exception("a request could not be answered")
        return failure(TEXTS[language].unexpected, 500)


def _page_links(startup: Startup) -> PageLink:
    """The pictures of the library's pages; none while the library is not open."""
    ids = {entry.file_name: entry.document_id for entry in startup.library.entries()}

    def link(document: str, page_index: int) -> str | None:
        return f"/pages/{ids[document]}/{page_index}.png?width={IMAGE_WIDTHS[-1]}" if document in ids else None

    return link


def source_routes(startup: Startup, viewer: PageViewer) -> APIRouter:
    """The addresses under ``/sources/<document>/<start>-<end>``, ``/pages/<document>/<index>.png`` and
    ``/documents/<document>.pdf``."""
    router = APIRouter()

    def cited(document_id: str, start: int, end: int, number: int) -> tuple[Citation, WholeDocument, Path]:
        whole, file = startup.library.document(document_id)
        if not 0 <= start < end <= min(len(whole.document.text), start + MAX_QUOTE):
            raise NotInLibrary(f"{document_id}/{start}-{end}")
        return cite(number, whole, start, end), whole, file

    @router.get("/sources/{document_id}/{start:int}-{end:int}")
    def source(
        document_id: str, start: int, end: int, *, number: int = 1, kind: str = "source", language: str = "en"
    ) -> Response:
        words = as_language(language)

        def make() -> Response:
            citation, whole, file = cited(document_id, start, end, number)
            shown = [_show(viewer, file, part, whole.document) for part in parts_of(citation, whole.document.text)]
            return HTMLResponse(source_html(citation, shown, len(whole.pages), words, is_near=kind == "nearest"))

        return answered(words, make, lambda reason, status: HTMLResponse(failure_html(reason, words), status))

    @router.get("/sources/{document_id}/{start:int}-{end:int}/pages/{index:int}")
    def leaf(document_id: str, start: int, end: int, index: int, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            citation, whole, file = cited(document_id, start, end, 1)
            if not 0 <= index < len(whole.pages):
                raise NotInLibrary(f"{document_id}/{index}")
            parts = parts_of(citation, whole.document.text)
            quoted = [part for part in parts if part.page.index == index]
            part = quoted[0] if quoted else PagePart(whole.pages[index], 0, 0)
            return HTMLResponse(
                leaf_html(_show(viewer, file, part, whole.document), len(whole.pages), len(parts) > 1, words)
            )

        return answered(words, make, lambda reason, status: HTMLResponse(failure_html(reason, words), status))

    @router.get("/sources/{document_id}/{start:int}-{end:int}/preview")
    def preview(document_id: str, start: int, end: int, language: str = "en") -> Response:
        words = as_language(language)
        return answered(words, lambda: HTMLResponse(preview_html(cited(document_id, start, end, 1)[0], words)))

    @router.get("/sources/{document_id}/{start:int}-{end:int}/citation")
    def citing(document_id: str, start: int, end: int, language: str = "en") -> Response:
        words = as_language(language)
        return answered(words, lambda: HTMLResponse(citing_html(cited(document_id, start, end, 1)[0], words)))

    @router.get("/pages/{document_id}/{index:int}.png")
    def page(document_id: str, index: int, width: int = IMAGE_WIDTHS[0], language: str = "en") -> Response:
        def make() -> Response:
            entry, file = startup.library.pdf(document_id)
            if width not in IMAGE_WIDTHS or not 0 <= index < entry.pages:
                raise NotInLibrary(f"{document_id}/{index}")
            with _called(entry.file_name):
                picture = viewer.image(file, index, width)
            return Response(picture, media_type="image/png", headers=CACHED)

        return answered(as_language(language), make)

    @router.get("/documents/{document_id}.pdf")
    def document(document_id: str, language: str = "en") -> Response:
        def make() -> Response:
            entry, file = startup.library.pdf(document_id)
            return FileResponse(
                file,
                media_type="application/pdf",
                filename=entry.file_name,
                content_disposition_type="inline",
                headers=CACHED,
            )

        return answered(as_language(language), make)

    return router


def _show(viewer: PageViewer, file: Path, part: PagePart, document: Document) -> ShownPage:
    """A page with its marks; what keeps it from being shown is told in its place."""
    page_text = document.text[part.page.start : part.page.end]
    try:
        with _called(document.file_name):
            shape = viewer.shape(file, part.page.index)
            is_quoted = part.start < part.end
            boxes = viewer.marks(file, part.page.index, page_text, part.start, part.end) if is_quoted else ()
    except PageNotShown as error:
        return ShownPage(part.page, 1.0, None, error)
    return ShownPage(part.page, shape.width / shape.height, boxes, points=shape.width)


@contextmanager
def _called(file_name: str) -> Iterator[None]:
    """Let an error name the file as its reader knows it, not the library's copy."""
    try:
        yield
    except PageNotShown as error:
        error.path = error.path.with_name(file_name)
        raise


def _status(error: KutipError) -> int:
    if isinstance(error, NotReady):
        return 503
    return 404 if isinstance(error, InputError) else 500

"""Library: what there is to answer from, with addresses of its own beside Gradio's. ``library.js`` asks for all of it.

What changes something wants the header ``X-Kutip``, which a foreign page cannot send unasked.
"""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from starlette.concurrency import run_in_threadpool

from ingest.catalogue.records import DocumentEntry
from ingest.catalogue.schema import storage_errors
from ingest.corrections import Correction, correction_of, parse, shown
from ingest.errors import InputError, LibraryEmpty, NotInLibrary
from ingest.explain import explain
from ingest.library import Library
from ingest.metadata_values import MetadataField
from web.library_html import FIELDS, edit_html, job_words, jobs_html, list_html, remove_html, shell_html
from web.library_jobs import Job, LibraryJobs, Stage, safe_name
from web.library_texts import LIBRARY_TEXTS
from web.reading_html import reader_html
from web.routes import answered
from web.startup import Startup
from web.texts import as_language
from web.uploads import receive

if TYPE_CHECKING:
    import gradio as gr

WAIT_SECONDS = 20.0
"""How long a correction or removal is waited for before it is said that it comes later."""


def build_library() -> gr.HTML:
    """The part's place, within whatever is open."""
    import gradio as gr

    with gr.Column(elem_id="k-library", elem_classes="k-work"):
        return gr.HTML('<div id="k-library-body"></div>', js_on_load=None)


def own_page(x_kutip: str | None = Header(None)) -> None:
    """Refuse what another site's page could have sent."""
    if x_kutip is None:
        raise HTTPException(403)


def library_routes(startup: Startup) -> APIRouter:
    """The addresses under ``/library``."""
    router = APIRouter(prefix="/library")
    jobs = LibraryJobs(startup, startup.settings)
    _shown(router, startup, jobs)
    _uploaded(router, jobs)
    _changed(router, startup, jobs)
    return router


def _refused(reason: str, status: int = 200) -> Response:
    """A sentence for the person who gave something. Only a fault is an error of the request, which browsers log."""
    return PlainTextResponse(reason, 500 if status >= 500 else 200, headers={"X-Kutip-Refused": "1"})


def _shown_or_later(reason: str, status: int) -> Response:
    """Why something cannot be shown; that the library is not open yet is no fault: ``library.js`` asks again."""
    return PlainTextResponse(reason, 202 if status == 503 else status)


def _entries(startup: Startup) -> list[DocumentEntry]:
    try:
        return startup.library.entries()
    except LibraryEmpty:
        return []


def _parts(startup: Startup, thesis_id: str) -> list[DocumentEntry]:
    found = [entry for entry in _entries(startup) if entry.thesis.id == thesis_id]
    if not found:
        raise NotInLibrary(thesis_id)
    return found


def _shown(router: APIRouter, startup: Startup, jobs: LibraryJobs) -> None:
    """What is looked at."""

    @router.get("/shell")
    def shell(language: str = "en") -> Response:
        return HTMLResponse(
            shell_html(
                startup.settings.max_file_mb,
                as_language(language),
                may_manage=startup.rights.may_manage,
                collection=startup.settings.new_theses,
            )
        )

    @router.get("/theses")
    def theses(language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            return HTMLResponse(list_html(_entries(startup), words, may_manage=startup.rights.may_manage))

        return answered(words, make, _shown_or_later)

    @router.get("/jobs")
    def working(language: str = "en") -> Response:
        return HTMLResponse(jobs_html(jobs.jobs, as_language(language)))

    @router.get("/theses/{thesis_id}/edit")
    def edit(thesis_id: str, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            thesis = _parts(startup, thesis_id)[0].thesis
            return HTMLResponse(edit_html(thesis, startup.library.metadata(thesis_id), words))

        return answered(words, make)

    @router.get("/theses/{thesis_id}/remove")
    def ask(thesis_id: str, language: str = "en") -> Response:
        words = as_language(language)
        return answered(words, lambda: HTMLResponse(remove_html(_parts(startup, thesis_id)[0].thesis, words)))

    @router.get("/documents/{document_id}")
    def read(document_id: str, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            return HTMLResponse(reader_html(startup.library.document(document_id)[0], words))

        return answered(words, make, _shown_or_later)


def _uploaded(router: APIRouter, jobs: LibraryJobs) -> None:
    """What comes in."""

    @router.post("/files", dependencies=[Depends(own_page)])
    async def upload(request: Request, x_kutip: str = Header(), language: str = "en") -> Response:
        words, limit = as_language(language), jobs.settings.max_file_mb
        name = safe_name(unquote(x_kutip))
        with storage_errors(jobs.settings.library, writing=True):
            place = await run_in_threadpool(jobs.place)
            try:
                await receive(request.stream(), place, name, limit, jobs.uploads)
            except BaseException as error:  # a sender who is gone too: what came in is no file
                shutil.rmtree(place.parent)
                if isinstance(error, InputError):
                    return _refused(explain(error, words))
                raise
        jobs.upload(name, place)
        return Response(status_code=202)

    @router.post("/jobs/{key}/password", dependencies=[Depends(own_page)])
    def password(key: str, given: str = Body(embed=True, alias="password"), language: str = "en") -> Response:
        def go_on() -> Response:
            jobs.give_password(key, given)
            return Response(status_code=202)

        return answered(as_language(language), go_on, _refused)


def _changed(router: APIRouter, startup: Startup, jobs: LibraryJobs) -> None:
    """What a person corrects and removes."""

    def end(job: Job, language: str) -> Response:
        """What became of the job, or that it comes later."""
        words = as_language(language)
        job = jobs.wait(job, WAIT_SECONDS)
        if job.stage is Stage.FAILED:
            return _refused(job_words(job, words))
        if not job.stage.is_over:
            return PlainTextResponse(LIBRARY_TEXTS[words].later, 202)
        return Response(status_code=204)

    @router.post("/theses/{thesis_id}", dependencies=[Depends(own_page)])
    def correct(thesis_id: str, given: Annotated[dict[str, Any], Body()], language: str = "en") -> Response:
        def make() -> Response:
            entry = _parts(startup, thesis_id)[0]
            reset = [field for field in FIELDS if field.value in given.get("reset", ())]
            texts = _texts(entry, given, reset)
            for field, text in texts.items():
                parse(field, text)
            if not texts and not reset:
                return Response(status_code=204)
            said = partial(_correction, entry=entry, texts=texts, reset=reset)
            return end(jobs.correct(entry.thesis.title, said), language)

        return answered(as_language(language), make, _refused)

    @router.post("/theses/{thesis_id}/remove", dependencies=[Depends(own_page)])
    def remove(thesis_id: str, language: str = "en") -> Response:
        def make() -> Response:
            parts = _parts(startup, thesis_id)
            return end(jobs.remove(parts[0].thesis.title, [part.document_id for part in parts]), language)

        return answered(as_language(language), make, _refused)


def _texts(entry: DocumentEntry, given: dict[str, Any], reset: list[MetadataField]) -> dict[MetadataField, str]:
    """The fields whose value was changed."""
    return {
        field: str(given[field.value])
        for field in FIELDS
        if field.value in given
        and field not in reset
        and str(given[field.value]).strip() != shown(getattr(entry.thesis, field.value))
    }


def _correction(
    library: Library, entry: DocumentEntry, texts: dict[MetadataField, str], reset: list[MetadataField]
) -> Correction:
    return correction_of(library, entry.document_id, texts, reset)

"""Kutip's own addresses for what the page made: a checked draft as a report. Whoever knows its key may have it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from retrieval.draft_view import draft_page
from web.kept import KeptResults
from web.routes import answered
from web.texts import as_language

PRIVATE = {"Cache-Control": "private, no-store"}


def download_routes(kept: KeptResults) -> APIRouter:
    """``/checks/<key>.html``."""
    router = APIRouter()

    @router.get("/checks/{key}.html")
    def check(key: str, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            page = draft_page(kept.checks.get(key), words)
            return Response(page, media_type="text/html", headers=_as_file("kutip-report.html"))

        return answered(words, make)

    return router


def _as_file(name: str) -> dict[str, str]:
    return {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}

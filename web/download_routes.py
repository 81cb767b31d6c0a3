"""Kutip's own addresses for what the page made: a checked draft as a report, a matrix as a file. Whoever knows its key may
have it."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, Response

from ingest.errors import NotInLibrary
from retrieval.citation_styles import Style
from retrieval.draft_view import draft_page
from retrieval.export.files import MATRIX_ENDINGS, matrix_file
from web.kept import KeptResults
from web.routes import answered
from web.texts import as_language


def download_routes(kept: KeptResults) -> APIRouter:
    """``/checks/<key>.html`` and ``/matrices/<key>.<ending>``."""
    router = APIRouter()

    @router.get("/checks/{key}.html")
    def check(key: str, language: str = "en") -> Response:
        words = as_language(language)
        return answered(
            words, lambda: _file(draft_page(kept.checks.get(key), words).encode("utf-8"), "kutip-report.html")
        )

    @router.get("/matrices/{key}.{ending}")
    def matrix(key: str, ending: str, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            if f".{ending}" not in MATRIX_ENDINGS:
                raise NotInLibrary(f"{key}.{ending}")
            content = matrix_file(kept.matrices.get(key), f".{ending}", Style.APA, words)
            return _file(content, f"kutip-matrix.{ending}")

        return answered(words, make)

    return router


def _file(content: bytes, name: str) -> Response:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream", headers=headers)

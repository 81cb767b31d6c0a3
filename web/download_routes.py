"""Kutip's own addresses for what the page made: a checked draft as a report, a matrix as a file. Whoever knows its key may
have it."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable

from fastapi import APIRouter, Response

from ingest.errors import NotInLibrary
from ingest.language import Language
from retrieval.citation_styles import Style
from retrieval.draft_view import draft_page
from retrieval.export.draft_report import draft_docx
from retrieval.export.files import MATRIX_ENDINGS, matrix_file
from retrieval.verify import DraftReport
from web.kept import KeptResults
from web.routes import answered
from web.texts import as_language


def _page(report: DraftReport, language: Language) -> bytes:
    return draft_page(report, language).encode("utf-8")


REPORTS: dict[str, Callable[[DraftReport, Language], bytes]] = {".docx": draft_docx, ".html": _page}
"""What a report can be had as, by the ending of its file."""


def download_routes(kept: KeptResults) -> APIRouter:
    """``/checks/<key>.<ending>`` and ``/matrices/<key>.<ending>``."""
    router = APIRouter()

    @router.get("/checks/{key}.{ending}")
    def check(key: str, ending: str, language: str = "en") -> Response:
        words = as_language(language)

        def make() -> Response:
            if f".{ending}" not in REPORTS:
                raise NotInLibrary(f"{key}.{ending}")
            return _file(REPORTS[f".{ending}"](kept.checks.get(key), words), f"kutip-report.{ending}")

        return answered(words, make)

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

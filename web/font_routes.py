"""The page's fonts, from this server: no reader's browser asks anybody else for them."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, HTTPException, Response

FONTS = {file.name: file for file in files("web").joinpath("font_files").iterdir() if file.name.endswith(".woff2")}
"""The files by name. Each name says its version, so what stands under it never changes."""

FIRST = ("source-sans-3-5.3.1-latin.woff2", "source-serif-4-5.3.1-latin.woff2")
"""What every page uses, asked for before the styles are read."""

KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


def font_routes() -> APIRouter:
    """``/fonts/<file>``."""
    router = APIRouter()

    @router.get("/fonts/{name}")
    def font(name: str) -> Response:
        if name not in FONTS:
            raise HTTPException(404)
        return Response(FONTS[name].read_bytes(), media_type="font/woff2", headers=KEPT)

    return router


def preloads() -> str:
    """The links that ask for ``FIRST``.

    >>> preloads().count('<link rel="preload" as="font" type="font/woff2" crossorigin href="/fonts/source-')
    2
    """
    return "".join(
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="/fonts/{name}">' for name in FIRST
    )

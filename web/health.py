"""For those who operate Kutip: whether it lives and can answer (``/healthz``), and its figures (``/metrics``)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from ingest.errors import KutipError
from web.metrics import CONTENT_TYPE
from web.open_library import LibrarySize
from web.startup import Startup

FRESH_SECONDS = 5.0
"""So long the library's own word is passed on without asking it again: who asks every second costs nothing."""

STALE_SECONDS = 60.0
"""A library that has had no time to answer for so long is not ready: something holds it up."""

FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
"""What proxies add: with one of these a request comes from further away than it seems."""


@dataclass
class Health:
    """What is known of the library, asked for no more often than need be."""

    startup: Startup
    _facts: LibrarySize | None = None
    _asked: float = field(default=-STALE_SECONDS)

    def facts(self) -> LibrarySize | None:
        """How much the library holds; None where it cannot answer."""
        if time.monotonic() - self._asked < FRESH_SECONDS:
            return self._facts
        try:
            facts = self.startup.library.facts(FRESH_SECONDS / 5)
        except KutipError:
            self._facts, self._asked = None, time.monotonic()
            return None
        if facts is not None:
            self._facts, self._asked = facts, time.monotonic()
        elif time.monotonic() - self._asked > STALE_SECONDS:
            self._facts = None
        return self._facts

    @property
    def is_ready(self) -> bool:
        return self.facts() is not None and not self.startup.work.is_stopping


def health_routes(startup: Startup, exposed: Literal["off", "loopback", "all"]) -> APIRouter:
    """``/healthz``, ``/healthz/live`` and, as the settings have it, ``/metrics``."""
    router, health = APIRouter(), Health(startup)
    metrics = startup.metrics
    metrics.watch("kutip_ready", "Whether questions are answered.", lambda: float(health.is_ready))
    metrics.watch("kutip_documents", "Documents of the library.", lambda: _count(health.facts(), "documents"))
    metrics.watch("kutip_passages", "Passages of the library.", lambda: _count(health.facts(), "passages"))

    @router.get("/healthz")
    def healthz() -> Response:
        facts, is_ready = health.facts(), health.is_ready
        said: dict[str, object] = {"alive": True, "ready": is_ready, "stage": _stage(startup)}
        if facts is not None:
            said |= {"documents": facts.documents, "passages": facts.passages}
        return JSONResponse(said, 200 if is_ready else 503, headers={"Cache-Control": "no-store"})

    @router.get("/healthz/live")
    async def live() -> Response:
        return JSONResponse({"alive": True}, headers={"Cache-Control": "no-store"})

    @router.get("/metrics")
    def figures(request: Request) -> Response:
        if exposed == "off":
            return Response(status_code=404)
        if exposed == "loopback" and not is_from_here(request):
            return Response(status_code=403)
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    return router


def is_from_here(request: Request) -> bool:
    """Whether a request comes from this machine itself, not by way of a proxy on it."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _stage(startup: Startup) -> str:
    return "stopping" if startup.work.is_stopping else startup.state.stage.value


def _count(facts: LibrarySize | None, name: Literal["documents", "passages"]) -> float | None:
    return None if facts is None else float(getattr(facts, name))

"""Which request a line of the log belongs to: an id that a proxy gave, or one of ours, told to whoever asked."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.metrics import Metrics

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""Ids that are taken over: as other programs make them, and nothing that could forge a line or fill a disk."""

QUIET = ("/healthz", "/metrics", "/theme.css", "/assets", "/static", "/favicon.ico", "/gradio_api/heartbeat")
"""Addresses without a line of their own: what machines ask for all the time, and parts of the page."""

_CURRENT: ContextVar[str] = ContextVar("kutip_request_id", default="")

log = logging.getLogger("kutip.request")


def current_request_id() -> str:
    """The id of the request that this code runs for; "" where it runs for none.

    Gradio runs what was asked in a task of its own, with the request at hand but not with its context.
    """
    context = sys.modules.get("gradio.context")  # not loaded before there is a page
    request = context.LocalContext.request.get(None) if context is not None else None
    return request.headers.get(HEADER.lower(), "") if request is not None else _CURRENT.get()


def request_id_of(given: str | None) -> str:
    """The id that came with a request, if it is sane; else a new one.

    >>> request_id_of("7f3c9a52-11d0"), len(request_id_of("x\\nERROR forged")), len(request_id_of(None))
    ('7f3c9a52-11d0', 16, 16)
    """
    return given if given and SANE.fullmatch(given) else secrets.token_hex(8)


def shown_path(path: str) -> str:
    """A path as it may stand in a log: without the names of files that readers have sent.

    >>> shown_path("/gradio_api/file=/tmp/gradio/draf bab 4.docx"), shown_path("/page/12")
    ('/gradio_api/file', '/page/12')
    """
    return path.partition("=")[0]


def with_request_ids(app: ASGIApp, metrics: Metrics) -> ASGIApp:
    """Every request has an id, told in its answer and in every line of the log that is written for it; and is counted."""

    async def identified(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        id_ = request_id_of(Headers(scope=scope).get(HEADER))
        others = [(name, value) for name, value in scope["headers"] if name != HEADER.lower().encode()]
        scope["headers"] = [*others, (HEADER.lower().encode(), id_.encode())]
        began, status = time.perf_counter(), 500

        async def sender(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = id_
            await send(message)

        token = _CURRENT.set(id_)
        try:
            await app(scope, receive, sender)
        finally:
            seconds = time.perf_counter() - began
            metrics.requested(status)
            path = shown_path(scope["path"])
            if not path.startswith(QUIET):
                facts = {"method": scope["method"], "path": path, "status": status, "seconds": round(seconds, 3)}
                log.info("request", extra={"facts": facts})
            _CURRENT.reset(token)

    return identified

"""Which requests are let in at all: of a size, from the page itself, to addresses that the page or a program needs.

Gradio serves more than Kutip uses (files by path, a proxy, other sites' files fetched by the server); that is closed here. What
is refused is told in one sentence of the person's language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, QueryParams
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import ForeignRequest, KutipError, RequestNotJson, RequestTooLarge
from ingest.explain import explain
from ingest.language import Language
from web.texts import as_language

GRADIO = "/gradio_api/"

_READ = (
    "/config",
    "/theme.css",
    "/favicon.ico",
    "/robots.txt",
    "/manifest.json",
    "/pwa_icon",
    "/assets/",
    "/static/",
    *(GRADIO + name for name in ("info", "openapi.json", "app_id", "theme.css", "startup-events")),
    *(GRADIO + name for name in ("queue/data", "heartbeat/", "call/", "upload_progress")),
)
_SENT = tuple(GRADIO + name for name in ("queue/join", "call/", "run/", "upload", "cancel", "reset"))
_ASSISTANTS = GRADIO + "mcp/"

MAX_BODY = 8 << 20
"""Bytes of what is sent, a long conversation with it; files have limits of their own."""

FORM_BYTES = 1 << 20
"""Around a file of the largest size that is taken."""

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class OnlyNeeded:
    """Gradio without the addresses that nothing of Kutip's asks for."""

    def __init__(self, gradio: Starlette) -> None:
        self.gradio, self.routes = gradio, gradio.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_needed(scope["method"], scope["path"]):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
            return
        await self.gradio(scope, receive, send)


def is_needed(method: str, path: str) -> bool:
    """Whether the page or a program asks this of Gradio.

    >>> is_needed("GET", "/"), is_needed("POST", "/gradio_api/queue/join"), is_needed("GET", "/gradio_api/file=/etc/passwd")
    (True, True, False)
    """
    if path == "/" or path.startswith(_ASSISTANTS) or path == _ASSISTANTS.rstrip("/"):
        return True
    wanted = _READ if method in ("GET", "HEAD") else _SENT if method == "POST" else ()
    return any(_leads(path, each) for each in wanted)


def _leads(path: str, address: str) -> bool:
    """An address that ends with a slash stands for all below it."""
    return path.startswith(address) if address.endswith("/") else path.rstrip("/") == address


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the largest request: of a file for the library, of a draft's file, of anything else."""

    library_file: int
    draft_file: int
    other: int = MAX_BODY

    def of(self, path: str) -> int:
        """
        >>> Sizes(300, 200, 100).of("/library/files"), Sizes(300, 200, 100).of("/gradio_api/queue/join")
        (1048876, 100)
        """
        if path.startswith("/library/files"):
            return self.library_file + FORM_BYTES
        return self.draft_file + FORM_BYTES if path.rstrip("/") == f"{GRADIO}upload" else self.other

    def is_file(self, path: str) -> bool:
        return self.of(path) != self.other


@dataclass(frozen=True, slots=True)
class Admission:
    """The app for requests that are let in. ``uploads``: where files of the page's forms lie, and no others may be named."""

    app: ASGIApp
    sizes: Sizes
    uploads: Path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in CHANGING:
            await self.app(scope, receive, send)
            return
        headers, limit = Headers(scope=scope), self.sizes.of(scope["path"])
        if is_foreign(headers, headers.get("host"), headers.get("x-forwarded-host")):
            await refusal(scope, ForeignRequest())(scope, receive, send)
        elif _told_length(headers) > limit:
            await refusal(scope, RequestTooLarge(limit >> 20))(scope, receive, send)
        elif self.sizes.is_file(scope["path"]):
            counted = _Counted(scope, receive, send, limit)
            await self.app(scope, counted.receive, counted.send)
            await counted.end()
        else:
            await self._with_body(scope, receive, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the whole body, look at it, and hand it on; what Gradio is sent is in ``scope["state"]["sent"]`` too."""
        body, limit = bytearray(), self.sizes.other
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                await refusal(scope, RequestTooLarge(limit >> 20))(scope, receive, send)
                return
        if scope["path"].startswith(GRADIO):
            try:
                sent = json.loads(body) if body else None
            except (ValueError, RecursionError):
                await refusal(scope, RequestNotJson(), 400)(scope, receive, send)
                return
            scope.setdefault("state", {})["sent"] = sent
            if any(not _is_upload(path, self.uploads) for path in named_files(sent)):
                await refusal(scope, ForeignRequest())(scope, receive, send)
                return
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, again, send)


class _Counted:
    """A body that is taken piece by piece, up to the limit; beyond it the app sees the sender gone and we answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope, self._receive, self._send, self._limit = scope, receive, send, limit
        self._size = 0
        self._started = False

    @property
    def _is_over(self) -> bool:
        return self._size > self._limit

    async def receive(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self._is_over else message

    async def send(self, message: Message) -> None:
        if self._is_over and not self._started:
            return
        self._started = True
        await self._send(message)

    async def end(self) -> None:
        if self._is_over and not self._started:
            answer = refusal(self._scope, RequestTooLarge(self._limit >> 20))
            await answer(self._scope, self._receive, self._send)


def refusal(scope: Scope, error: KutipError, status: int | None = None, **headers: str) -> Response:
    """One sentence, in the form that whoever asked can show: Gradio's page shows ``detail`` of JSON, others plain text."""
    status = status or (413 if isinstance(error, RequestTooLarge) else 403)
    sentence = explain(error, spoken(scope))
    if scope["path"].startswith(GRADIO) and not scope["path"].startswith(f"{GRADIO}upload"):
        return JSONResponse({"detail": sentence}, status, headers=headers)
    return PlainTextResponse(sentence, status, headers=headers)


def spoken(scope: Scope) -> Language:
    """The language of a request: that of its page, as far as it tells, or else of the browser.

    >>> spoken({"query_string": b"language=id", "headers": []}), spoken({"query_string": b"", "headers": []})
    ('id', 'en')
    """
    named = QueryParams(scope["query_string"]).get("language")
    sent = scope.get("state", {}).get("sent")
    data = sent.get("data") if isinstance(sent, dict) else None
    chosen = next((each for each in data if each in ("id", "en")), None) if isinstance(data, list) else None
    accepted = Headers(scope=scope).get("accept-language", "")[:2]
    return as_language(named or chosen or accepted)


def named_files(sent: Any) -> Iterator[str]:
    """The paths of files that Gradio would open for what was sent.

    >>> list(named_files({"data": ["a", [{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}]]}))
    ['/etc/passwd']
    """
    waiting = [sent]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "path" in value and "meta" in value:
                yield str(value["path"])
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _is_upload(path: str, uploads: Path) -> bool:
    try:
        return Path(path).resolve().is_relative_to(uploads.resolve())
    except (OSError, ValueError):  # NUL, or a name that no file can have
        return False


def _told_length(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def is_foreign(headers: Mapping[str, str], *names: str | None) -> bool:
    """Whether a browser says that another site's page has sent this; programs say nothing. ``names`` are the app's own.

    >>> is_foreign({"origin": "http://a:7860"}, "a:7860"), is_foreign({"origin": "null"}, "a", None), is_foreign({}, "a")
    (False, True, False)
    >>> is_foreign({"sec-fetch-site": "cross-site"}, "a")
    True
    """
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    own = {name.casefold() for name in names if name is not None}
    return origin is not None and urlsplit(origin).netloc.casefold() not in own

"""Who sends a request: by the session whose token its cookie holds. Nobody, and it goes no further than to the page to sign in.

What readers may ask for is listed here; all else, and so whatever is added, is for librarians.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.catalogue.people import Person
from ingest.catalogue.sessions import Sessions
from ingest.errors import ForeignRequest, KutipError, NotAllowed, NotSignedIn
from ingest.explain import explain
from ingest.language import Language
from web.admission import is_foreign
from web.cookies import cookie_in
from web.rights import PERSON, on_behalf_of
from web.texts import as_language

COOKIE = "kutip_session"

PUBLIC = frozenset({"/sign-in", "/sign-in.css", "/healthz", "/healthz/live"})
"""What anybody may ask for."""

_READERS = tuple(
    (frozenset(methods.split()), re.compile(pattern))
    for methods, pattern in (
        ("GET HEAD", r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json|/pwa_icon(/\d+)?"),
        ("GET HEAD", r"/(assets|static|svelte|fonts)/.*"),
        ("GET", r"/sources/.*|/pages/.*|/documents/.*|/checks/.*|/matrices/.*"),
        ("GET POST DELETE", r"/conversations(/.*)?"),
        ("GET", r"/library/(shell|theses|documents/[^/]*)"),
        ("POST", r"/sign-out"),
        ("GET", r"/gradio_api/(info|openapi\.json|app_id|token|user|theme\.css|startup-events|upload_progress)/?"),
        ("GET", r"/gradio_api/(heartbeat/.*|queue/(data|status)|file[=/].*|call/.*)"),
        ("POST", r"/gradio_api/(queue/join|call/.*|run/.*|api/.*|upload|cancel|reset/?)"),
        ("GET POST DELETE", r"/gradio_api/mcp(/.*)?"),
    )
)
"""What readers may ask for besides; which functions of Gradio's page they may call, ``web.rights`` says."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FIXED = re.compile(r"/(assets|static|svelte|fonts)/.*|/sign-in\.css|/theme\.css")
"""Files of the program, which browsers may keep."""


def readers_may(method: str, path: str) -> bool:
    """Whether a reader may ask for this.

    >>> readers_may("GET", "/library/theses"), readers_may("POST", "/library/theses/a"), readers_may("GET", "/new")
    (True, False, False)
    """
    return any(method in methods and pattern.fullmatch(path) for methods, pattern in _READERS)


class SignInGate:
    """An app that only people who have signed in reach."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app, self._sessions = app, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):  # the app's start and end
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":  # nothing of Kutip's speaks so
            await send({"type": "websocket.close", "code": 1008})
            return
        headers, path = Headers(scope=scope), scope["path"]
        try:
            if scope["method"] not in _SAFE and is_foreign(headers, headers.get("host", "")):
                raise ForeignRequest
            token = token_in(headers)
            person = await run_in_threadpool(self._sessions.person, token) if token else None
            if path not in PUBLIC:
                _check(person, scope["method"], path)
        except KutipError as error:
            await _refusal(scope, headers, error)(scope, receive, send)
            return
        scope.setdefault("state", {})[PERSON] = person
        # Gradio goes on with tasks that it has begun in anybody's request: its events look at their own request
        known = nullcontext() if path.startswith("/gradio_api") else on_behalf_of(person)
        with known:
            await self._app(scope, receive, send)


def with_private_answers(app: ASGIApp) -> ASGIApp:
    """Nothing but the program's own files is kept by browsers, lest it is shown to who signs in next; and forms are sent
    with their origin."""

    async def private(scope: Scope, receive: Receive, send: Send) -> None:
        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Referrer-Policy"] = "same-origin"
                if not _FIXED.fullmatch(scope["path"]):
                    headers["Cache-Control"] = "private, no-store"
            await send(message)

        await app(scope, receive, sender if scope["type"] == "http" else send)

    return private


def token_in(headers: Mapping[str, str]) -> str | None:
    """The token of a browser's cookie, or of a program's header.

    >>> token_in({"authorization": "Bearer abc"}), token_in({"cookie": "a=b; kutip_session=def"}), token_in({})
    ('abc', 'def', None)
    """
    kind, _, token = headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer" and token.strip():
        return token.strip()
    return cookie_in(headers.get("cookie", ""), COOKIE)


def spoken_in(scope: Scope) -> Language:
    """The language that a request names, or that its browser asks for first."""
    named = QueryParams(scope.get("query_string", b"")).get("language")
    wanted = re.findall(r"\b(id|en)\b", Headers(scope=scope).get("accept-language", "").casefold())
    return as_language(named or next(iter(wanted), None))


def own_address(given: str) -> str:
    """Where to go after signing in: an address of Kutip's own, or else its page.

    >>> [own_address(given) for given in ("/?c=1", "//jahat.example", "https://jahat.example", "/\\\\jahat.example", "")]
    ['/?c=1', '/', '/', '/', '/']
    """
    is_own = re.fullmatch(r"/(?![/\\])[^\\\s]*", given) and given.isprintable()
    return given if is_own else "/"


async def form_of(receive: Receive, most: int = 8192) -> dict[str, str]:
    """The fields of a form, the last of each name; none where it is longer than ``most`` bytes."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _check(person: Person | None, method: str, path: str) -> None:
    if person is None:
        raise NotSignedIn
    if not person.is_librarian and not readers_may(method, path):
        raise NotAllowed


def _refusal(scope: Scope, headers: Headers, error: KutipError) -> Response:
    """A person who opens an address is sent to sign in; everything else is told why not."""
    if isinstance(error, NotSignedIn):
        if scope["method"] == "GET" and "text/html" in headers.get("accept", "").split(";")[0]:
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = scope["path"] + (f"?{query}" if query else "")
            return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303)
        return PlainTextResponse(
            explain(error, spoken_in(scope)), 401, headers={"WWW-Authenticate": 'Bearer realm="Kutip"'}
        )
    status = 403 if isinstance(error, NotAllowed | ForeignRequest) else 503
    return PlainTextResponse(explain(error, spoken_in(scope)), status)

"""The web app put together: Gradio's page, Kutip's own addresses, and what the browser may load (this server alone)."""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta
from importlib.resources import files
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People
from ingest.catalogue.sessions import Sessions
from ingest.errors import AddressInUse, NobodyToSignIn, OpenToStrangers
from ingest.opening import library_place
from settings import Settings
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.startup import Startup

if TYPE_CHECKING:
    from fastapi import FastAPI

HEADERS = {
    # Gradio's page has inline scripts and styles; what matters here is that nothing comes from or goes to elsewhere.
    "Content-Security-Policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

STYLES = ("page.css", "ask.css", "source.css", "work.css", "conversations.css", "library.css")
SCRIPTS = ("source.js", "conversations.js", "page.js", "library.js")

STOP_SECONDS = 2
"""Open pages hold a connection; after so long they are cut when Kutip ends."""


def web_app(
    startup: Startup, viewer: PageViewer, runs: EvaluationRuns, hosts: list[str], *, mcp: bool = False
) -> ASGIApp:
    """The whole app. ``hosts``: the names that a browser may call it by, ["*"] for any. ``mcp``: whether assistants
    may use ``web.programs`` as tools."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read by Gradio when it is imported
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from web.chat import build_page
    from web.conversation_routes import conversation_routes
    from web.download_routes import download_routes
    from web.kept import KeptResults
    from web.library import library_routes
    from web.owners import with_owner
    from web.routes import run_routes, source_routes
    from web.sign_in import SignInGate, with_private_answers
    from web.sign_in_routes import sign_in_routes

    app: FastAPI = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    settings = startup.settings
    sessions = _sessions(settings) if settings.sign_in else None
    if sessions is not None:
        app.include_router(sign_in_routes(sessions))
        app.add_middleware(SignInGate, sessions=sessions)
    app.include_router(source_routes(startup, viewer))
    app.include_router(run_routes(startup, runs))
    kept = KeptResults.by_rights(startup.rights)
    app.include_router(download_routes(kept))
    app.include_router(conversation_routes(startup))
    app.include_router(library_routes(startup))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    mounted = gr.mount_gradio_app(
        app,
        build_page(startup, runs, kept),
        path="/",
        theme=_theme(),
        head=_head(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=mcp,
        enable_monitoring=False,
        show_error=False,
    )
    if sessions is not None:
        return with_private_answers(with_headers(mounted))
    return with_headers(with_owner(mounted) if startup.keeps_conversations else mounted)


def _sessions(settings: Settings) -> Sessions:
    connection = CatalogueConnection.open(library_place(settings))
    return Sessions(connection, timedelta(hours=settings.sign_in_hours))


def _theme() -> Any:
    """Gradio's theme, where its own contrast is under 4.5 : 1 (WCAG 2.2, 1.4.3) made darker or lighter."""
    import gradio as gr

    theme: Any = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )
    return theme.set(
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_800",
        input_placeholder_color="*neutral_600",
        input_placeholder_color_dark="*neutral_300",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_300",
    )


def _head() -> str:
    """Kutip's own style and script. Not by ``css=``: Gradio would confine every rule to its container, and the language
    and the open panel are marked on the root."""
    own = files("web")
    style = "".join(own.joinpath(name).read_text("utf-8") for name in STYLES)
    script = "".join(own.joinpath(name).read_text("utf-8") for name in SCRIPTS)
    return f"<style>{style}</style><script>{script}</script>"


def with_headers(app: ASGIApp) -> ASGIApp:
    """Every answer bears ``HEADERS``."""

    async def headed(scope: Scope, receive: Receive, send: Send) -> None:
        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await app(scope, receive, sender if scope["type"] == "http" else send)

    return headed


def check_access(settings: Settings) -> None:
    """Raise OpenToStrangers where others could reach the page and nobody has to sign in, unless that is wanted; and
    NobodyToSignIn where nobody could."""
    if not (is_loopback(settings.host) or settings.sign_in or settings.open_to_all):
        raise OpenToStrangers(settings.host)
    if settings.sign_in:
        with CatalogueConnection.open(library_place(settings)) as connection:
            if not People(connection).anybody():
                raise NobodyToSignIn


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises AddressInUse."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        raise AddressInUse(host, port, error.strerror or str(error)) from error
    return listening


def hosts_for(host: str) -> list[str]:
    """The names that a browser may use: on this machine's own address no others, lest a foreign page reach in by one
    that it has pointed here (DNS rebinding).

    >>> hosts_for("127.0.0.1"), hosts_for("0.0.0.0")
    (['localhost', '127.0.0.1', '::1', '[::1]'], ['*'])
    """
    return ["localhost", "127.0.0.1", "::1", "[::1]"] if is_loopback(host) else ["*"]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("10.0.0.5")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Serve until Ctrl-C."""
    import uvicorn

    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=STOP_SECONDS, access_log=False)
    uvicorn.Server(config).run(sockets=[listening])

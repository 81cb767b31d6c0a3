"""The web app put together: Gradio's page, Kutip's own addresses, and what the browser may load (this server alone)."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from asyncio import CancelledError
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from ipaddress import ip_address
from types import FrameType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People
from ingest.catalogue.sessions import Sessions
from ingest.errors import AddressInUse, NobodyToSignIn, OpenToStrangers
from ingest.opening import library_place
from settings import Settings
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.startup import Startup
from web.winding_down import WorkInHand

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

log = logging.getLogger(__name__)

STYLES = (
    "fonts.css",
    "controls.css",
    "page.css",
    "ask.css",
    "source.css",
    "work.css",
    "conversations.css",
    "library.css",
)
SCRIPTS = ("source.js", "conversations.js", "page.js", "library.js")

STOP_SECONDS = 2
"""Open pages hold a connection; after so long they are cut when Kutip ends."""

CLOSING_SECONDS = 5
"""Once everything should have ended, what still hangs is left to itself after so long."""


def web_app(
    startup: Startup, viewer: PageViewer, runs: EvaluationRuns, hosts: list[str], *, mcp: bool = False
) -> ASGIApp:
    """The whole app. ``hosts``: the names that a browser may call it by, ["*"] for any. ``mcp``: whether assistants
    may use ``web.programs`` as tools."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read by Gradio when it is imported
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from web.admission import Admission, Sizes
    from web.chat import build_page
    from web.content_policy import page_policy, with_policy
    from web.conversation_routes import conversation_routes
    from web.download_routes import download_routes
    from web.font_routes import font_routes
    from web.health import health_routes
    from web.kept import KeptResults
    from web.library import library_routes
    from web.owners import with_owner
    from web.request_ids import with_request_ids
    from web.request_rates import CostlyCalls, with_limits
    from web.routes import run_routes, source_routes
    from web.sign_in import SignInGate, with_private_answers
    from web.sign_in_routes import sign_in_routes
    from web.uploads import Uploads, with_waiting
    from web.verify import MAX_FILE

    app: FastAPI = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    settings, head, kept = startup.settings, _head(), KeptResults.by_rights(startup.rights)
    sessions = _sessions(settings) if settings.sign_in else None
    uploads = Uploads.of(settings)
    os.environ["GRADIO_TEMP_DIR"] = str(uploads.drafts.resolve())  # where Gradio puts the files of its forms
    for router in (
        source_routes(startup, viewer),
        run_routes(startup, runs),
        font_routes(),
        download_routes(kept),
        conversation_routes(startup),
        library_routes(startup),
        health_routes(startup, settings.metrics),
        *((sign_in_routes(sessions),) if sessions else ()),
    ):
        app.include_router(router)
    page = build_page(startup, runs, kept)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=_theme(),
        head=head,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=mcp,
        enable_monitoring=False,
        show_error=False,
        max_file_size=MAX_FILE,
    )
    page.has_launched = True  # else Gradio lets whoever calls a function name any file of this machine for a draft
    _narrow(app, page)
    # each stands before those above it: who is not let in is not read, and what is not let in does not count
    if startup.keeps_conversations and sessions is None:
        app.add_middleware(with_owner)
    app.add_middleware(with_waiting, uploads)
    app.add_middleware(with_limits, settings.requests_per_minute, CostlyCalls.of(page))
    sizes = Sizes(library_file=settings.max_file_mb << 20, draft_file=MAX_FILE)
    app.add_middleware(Admission, sizes, uploads.drafts)
    if sessions is not None:
        app.add_middleware(SignInGate, sessions=sessions)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    served = with_policy(app, page_policy(page, head))
    return with_request_ids(with_private_answers(served) if sessions else served, startup.metrics)


def _narrow(app: FastAPI, page: gr.Blocks) -> None:
    """Let through to Gradio only what Kutip needs of it, and let it remember only what it needs."""
    (mount,) = (route for route in app.routes if isinstance(route, Mount))
    from web.admission import OnlyNeeded
    from web.page_states import page_states

    cast(Any, mount.app).state_holder = page_states(page)
    mount.app = OnlyNeeded(cast(Starlette, mount.app))


def _sessions(settings: Settings) -> Sessions:
    connection = CatalogueConnection.open(library_place(settings))
    return Sessions(connection, timedelta(hours=settings.sign_in_hours))


def _theme() -> Any:
    """Gradio's theme, where its own contrast is under 4.5 : 1 (WCAG 2.2, 1.4.3) made darker or lighter."""
    import gradio as gr

    theme: Any = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        font=["var(--k-sans)"],  # of fonts.css
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
    from web.font_routes import preloads

    own = files("web")
    style = "".join(own.joinpath(name).read_text("utf-8") for name in STYLES)
    script = "".join(own.joinpath(name).read_text("utf-8") for name in SCRIPTS)
    return f"{preloads()}<style>{style}</style><script>{script}</script>"


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


def hosts_for(host: str, public_url: str = "") -> list[str]:
    """The names that a browser may use: on this machine's own address no others, lest a foreign page reach in by one
    that it has pointed here (DNS rebinding); with a ``public_url`` its name beside them.

    >>> hosts_for("127.0.0.1"), hosts_for("0.0.0.0")
    (['localhost', '127.0.0.1', '::1', '[::1]'], ['*'])
    >>> hosts_for("0.0.0.0", "https://kutip.example.ac.id")[-1]
    'kutip.example.ac.id'
    """
    own = ["localhost", "127.0.0.1", "::1", "[::1]"]
    if public_url:
        return [*own, urlsplit(public_url).hostname or ""]
    return own if is_loopback(host) else ["*"]


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


def _of_no_open_page(record: logging.LogRecord) -> bool:
    """Whether the server's record tells of anything but connections that were open at the end: every open page has one."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, CancelledError) or str(record.msg).startswith("Cancel %s running task(s)"))


def serve(
    app: ASGIApp,
    listening: socket.socket,
    work: WorkInHand,
    *,
    seconds: float,
    proxies: str = "",
    on_stop: Callable[[], None] = lambda: None,
) -> None:
    """Serve until Ctrl-C or SIGTERM, then so many seconds more for what is being done. A second signal ends at once.

    ``proxies``: addresses and networks whose word on a request's scheme and origin is taken, with commas between.
    """
    import uvicorn

    class Server(uvicorn.Server):
        """Ends in order: uvicorn's own would cut answers off, and end the process by the signal again."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if work.is_stopping:
                os._exit(128 + sig)
            threading.Thread(target=self._wind_down, name="kutip-stop", daemon=True).start()

        def _wind_down(self) -> None:
            on_stop()
            if not work.finish(seconds):
                log.warning("What was being done took longer than %g seconds and is cut off.", seconds)
            self.should_exit = True
            time.sleep(STOP_SECONDS + CLOSING_SECONDS)
            os._exit(0)  # a thread hangs; both stores are safe against that

    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_of_no_open_page)
    config = uvicorn.Config(
        app,
        log_level="warning",
        log_config=None,
        timeout_graceful_shutdown=STOP_SECONDS,
        access_log=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
    )
    Server(config).run(sockets=[listening])

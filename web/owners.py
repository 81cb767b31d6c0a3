"""Whose conversations are: those of who has signed in, or else those of a browser, which holds a secret in a cookie of ours, set
when the page is opened, never in the page."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.catalogue.conversations import Owner
from web.cookies import cookie_in, secret_cookie
from web.rights import asking

COOKIE = "kutip_owner"
YEAR_SECONDS = 365 * 24 * 3600


def owner_in(cookies: Mapping[str, str]) -> Owner | None:
    """Whose request this is, which bears these cookies; None for a browser that keeps none and a person nobody knows."""
    person = asking()
    return person.owner if person is not None else Owner.of_token(cookies.get(COOKIE))


def with_owner(app: ASGIApp) -> ASGIApp:
    """Whoever opens the page gets the cookie, or has it prolonged by a year. Scripts cannot read it (HttpOnly), other sites'
    forms do not send it (SameSite), and over https it goes over nothing else (Secure)."""

    async def owned(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        held = cookie_in(Headers(scope=scope).get("cookie", ""), COOKIE)
        token = held if held and Owner.of_token(held) else secrets.token_urlsafe(32)

        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append(
                    "Set-Cookie", secret_cookie(COOKIE, token, YEAR_SECONDS, is_secure=scope["scheme"] == "https")
                )
            await send(message)

        await app(scope, receive, sender)

    return owned


def for_owner(use: Callable[..., Any]) -> Callable[..., Any]:
    """``use`` as Gradio calls it on an event, with the owner of the request in front of the values of the page."""
    import gradio as gr

    def called(request: Any, *values: Any) -> Any:
        return use(owner_in(request.cookies), *values)

    called.__annotations__ = {"request": gr.Request}
    return called


def streaming_for_owner(use: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """As ``for_owner``, for what gives one thing after another."""
    import gradio as gr

    def called(request: Any, *values: Any) -> Iterator[Any]:
        yield from use(owner_in(request.cookies), *values)

    called.__annotations__ = {"request": gr.Request}
    return called

"""What a browser may do with what Kutip serves: load from here alone, run only the scripts that belong to the page.

An inline script of Gradio's page is let run only if it is one of Gradio's own template, with nothing but JSON where the
template fills in values; so a text that became markup by a mistake would still not run. ``docs/security.md`` tells the rest.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    import gradio as gr

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), clipboard-read=(), clipboard-write=(self)",
}
"""On every answer."""

FOREIGN_HEADERS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")
"""With these Gradio would let the pages of any other site read along."""

_COMMON = "form-action 'self'; frame-ancestors 'self'"

DOCUMENT_POLICY = (
    f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; {_COMMON}"
)
"""Of everything but Gradio's page: reports, forms, pictures, PDFs. No script runs there."""

PDF_POLICY = f"{DOCUMENT_POLICY}; sandbox"
"""A PDF that is also HTML stays without scripts and without this origin, should a browser ever take it for HTML."""

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"font-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'self'; {_COMMON}"
)

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_FILLED_IN = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class PagePolicy:
    """The policy of Gradio's page, made for each answer from its scripts.

    ``own``: scripts that the page itself puts in later; ``events``: what its parts run in the browser, as JavaScript.
    """

    def __init__(self, template: str, own: Iterable[str], events: Iterable[str]) -> None:
        self._allowed = [_around_value(code) for code in inline_scripts(template)]
        self._first = precompiled(events)
        self._own = [_source(code) for code in (self._first, *own)]

    def page(self, html: str) -> str:
        """The page with the script in front that stands in for what Gradio would compile in the browser."""
        return html.replace("<head>", f"<head><script>{self._first}</script>", 1)

    def policy(self, html: str) -> str:
        """The value of Content-Security-Policy for this page."""
        known = [_source(code) for code in inline_scripts(html) if self._is_of_template(code)]
        return _PAGE_POLICY.format(hashes=" ".join(dict.fromkeys([*self._own, *known])))

    def _is_of_template(self, code: str) -> bool:
        return any(_is_filled(code, before, after) for before, after in self._allowed)


def inline_scripts(html: str) -> list[str]:
    """The scripts that stand in a page.

    >>> inline_scripts('<script src="a.js"></script><script data-x>go()</script>')
    ['go()']
    """
    return [found["code"] for found in _SCRIPT.finditer(html) if not re.search(r"\bsrc\s*=", found["attributes"])]


def _around_value(code: str) -> tuple[str, str | None]:
    """What stands around the value that a script of a template is filled with; None behind it where it takes none.

    >>> _around_value("a = {{ x | json }};"), _around_value("go()")
    (('a = ', ';'), ('go()', None))
    """
    parts = _FILLED_IN.split(code)
    if len(parts) > 2:
        raise ValueError("a script of Gradio's page takes several values: web.content_policy must be taught this")
    return parts[0], parts[1] if len(parts) == 2 else None


def _is_filled(code: str, before: str, after: str | None) -> bool:
    """Whether a script is one of the template with a JSON value in its place, which can only be data.

    >>> [_is_filled(code, "a = ", ";") for code in ('a = {"b": 1};', "a = {}; evil();", "a = evil();")]
    [True, False, False]
    """
    if after is None:
        return code == before
    if not (code.startswith(before) and code.endswith(after) and len(code) >= len(before) + len(after)):
        return False
    try:
        json.loads(code[len(before) : len(code) - len(after)])
    except ValueError:
        return False
    return True


def _source(code: str) -> str:
    """A script as a policy names it.

    >>> _source("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode('utf-8')).digest()).decode()}'"


def precompiled(events: Iterable[str]) -> str:
    """``precompiled.js`` with these events as functions, so that the page needs no leave to compile any ('unsafe-eval')."""
    entries = ",\n".join(f"[{_in_script(json.dumps(each))}, {each}]" for each in dict.fromkeys(events))
    code = files("web").joinpath("precompiled.js").read_text("utf-8").replace("/* events */", entries)
    if "</script" in code.lower():
        raise ValueError("an event of the page would end the script that it stands in")
    return code


def _in_script(text: str) -> str:
    return text.replace("<", "\\u003c")


def page_policy(blocks: gr.Blocks, head: str) -> PagePolicy:
    """The policy for this page of Gradio's, with what stands in ``head``."""
    template = files("gradio").joinpath("templates", "frontend", "index.html").read_text("utf-8")
    events = [each.js.strip().rstrip(";") for each in blocks.fns.values() if isinstance(each.js, str)]
    return PagePolicy(template, inline_scripts(head), events)


def with_policy(app: ASGIApp, page: PagePolicy) -> ASGIApp:
    """Every answer bears ``HEADERS`` and a policy; Gradio's page its own."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        answer = _Answer(send, page if scope["path"] == "/" else None)
        await app(scope, receive, answer.send)

    return guarded


class _Answer:
    """An answer on its way out. That of the page is held until it is whole, since its policy depends on its content."""

    def __init__(self, send: Send, page: PagePolicy | None) -> None:
        self._send, self._page = send, page
        self._start: Message | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            is_pdf = headers.get("content-type", "").startswith("application/pdf")
            headers.update(HEADERS | {"Content-Security-Policy": PDF_POLICY if is_pdf else DOCUMENT_POLICY})
            for name in FOREIGN_HEADERS:
                del headers[name]
            if self._page is not None and _is_plain_html(headers):
                self._start = message
                return
        elif self._start is not None and self._page is not None:
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_page(self._page, self._start)
            return
        await self._send(message)

    async def _send_page(self, page: PagePolicy, start: Message) -> None:
        given = b"".join(self._body).decode("utf-8")
        html = page.page(given)
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = page.policy(given)
        body = html.encode("utf-8") if self._body != [b""] else b""
        if body:
            headers["Content-Length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_plain_html(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers

"""The page to sign in, and signing out: two forms, which need no script."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from ingest.catalogue.sessions import Sessions
from ingest.errors import KutipError, TooManyAttempts
from ingest.explain import explain
from ingest.language import Language
from templates.filling import FOLDER, fill
from web.cookies import secret_cookie
from web.rights import PERSON
from web.sign_in import COOKIE, form_of, own_address, spoken_in, token_in
from web.texts import LANGUAGES, TEXTS

TEMPLATE = "sign_in.html"


def sign_in_routes(sessions: Sessions) -> APIRouter:
    """``/sign-in`` and ``/sign-out``."""
    router = APIRouter()
    lifetime = sessions.lifetime
    style = (FOLDER / TEMPLATE).with_suffix(".css").read_text("utf-8")

    @router.get("/sign-in")
    def page(request: Request, next: str = "/", out: bool = False) -> Response:
        if request.scope["state"].get(PERSON) is not None:
            return RedirectResponse(own_address(next), 303)
        language = spoken_in(request.scope)
        return HTMLResponse(_page(language, own_address(next), said=TEXTS[language].signed_out if out else ""))

    @router.get("/sign-in.css")
    def css() -> Response:
        return Response(style, media_type="text/css")

    @router.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        given, language = await form_of(request.receive), spoken_in(request.scope)
        name, wanted = given.get("name", ""), own_address(given.get("next", "/"))
        address = request.client.host if request.client else ""
        before = token_in(request.headers)
        try:
            token = await run_in_threadpool(sessions.sign_in, name, given.get("password", ""), address)
            if before:
                await run_in_threadpool(sessions.sign_out, before)
        except KutipError as error:
            status = 429 if isinstance(error, TooManyAttempts) else 403
            return HTMLResponse(_page(language, wanted, name=name, fault=explain(error, language)), status)
        return _going_to(wanted, token, int(lifetime.total_seconds()), request)

    @router.post("/sign-out")
    def sign_out(request: Request) -> Response:
        token = token_in(request.headers)
        if token:
            sessions.sign_out(token)
        return _going_to("/sign-in?out=1", "", 0, request)

    return router


def _going_to(where: str, token: str, seconds: int, request: Request) -> Response:
    answer = RedirectResponse(where, 303)
    cookie = secret_cookie(COOKIE, token, seconds, is_secure=request.url.scheme == "https")
    answer.headers.append("Set-Cookie", cookie)
    return answer


def _page(language: Language, wanted: str, *, name: str = "", said: str = "", fault: str = "") -> str:
    texts = TEXTS[language]
    words = {
        "sign_in": texts.sign_in,
        "tagline": texts.tagline,
        "language_switch": texts.language_switch,
        "name": texts.person_name,
        "password": texts.password,
        "more": texts.sign_in_more,
    }
    return fill(
        TEMPLATE,
        language=language,
        languages=LANGUAGES,
        words=words,
        wanted=wanted,
        name=name[:200],
        said=said,
        fault=fault,
    )

"""Kutip's own addresses for a reader's conversations: the list, another name, deleting, saving as a file. Each by its owner."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from ingest.catalogue.conversations import Conversations, Owner
from ingest.errors import NoSuchConversation
from ingest.language import Language
from retrieval.citation_styles import Style
from retrieval.export.files import CONVERSATION_ENDINGS, conversation_file
from web.conversations_html import list_html, not_kept_html
from web.keeping import answers_of
from web.owners import owner_in
from web.routes import answered
from web.startup import Startup
from web.texts import as_language

MAX_WORDS = 200
"""Characters of what is searched for."""


def conversation_routes(startup: Startup) -> APIRouter:
    """``/conversations`` and ``/conversations/<id>``, ``.../title``, ``<id>.<ending>``."""
    router = APIRouter()

    def owned(request: Request, language: Language, use: Callable[[Conversations, Owner], Response]) -> Response:
        """What is another's is to a stranger as if it were not there."""

        def make() -> Response:
            owner, conversations = owner_in(request.cookies), startup.library.conversations
            if owner is None or conversations is None:
                raise NoSuchConversation
            return use(conversations, owner)

        return answered(language, make)

    @router.get("/conversations")
    def listed(request: Request, words: str = "", open_id: str = "", language: str = "en") -> Response:
        spoken = as_language(language)

        def make() -> Response:
            owner, conversations = owner_in(request.cookies), startup.library.conversations
            if owner is None or conversations is None:
                return HTMLResponse(not_kept_html(spoken))
            wanted = words[:MAX_WORDS].strip()
            return HTMLResponse(
                list_html(conversations.listed(owner, wanted), wanted, open_id, spoken), headers=PRIVATE
            )

        return answered(spoken, make)

    @router.post("/conversations/{conversation_id}/title")
    def rename(request: Request, conversation_id: str, title: str, language: str = "en") -> Response:
        def change(conversations: Conversations, owner: Owner) -> Response:
            conversations.rename(owner, conversation_id, title)
            return Response(status_code=204)

        return owned(request, as_language(language), change)

    @router.delete("/conversations/{conversation_id}")
    def delete(request: Request, conversation_id: str, language: str = "en") -> Response:
        def change(conversations: Conversations, owner: Owner) -> Response:
            conversations.delete(owner, conversation_id)
            return Response(status_code=204)

        return owned(request, as_language(language), change)

    @router.delete("/conversations")
    def delete_all(request: Request, language: str = "en") -> Response:
        def change(conversations: Conversations, owner: Owner) -> Response:
            conversations.delete_all(owner)
            return Response(status_code=204)

        return owned(request, as_language(language), change)

    @router.get("/conversations/{conversation_id}.{ending}")
    def save(request: Request, conversation_id: str, ending: str, language: str = "en") -> Response:
        spoken = as_language(language)

        def make(conversations: Conversations, owner: Owner) -> Response:
            if f".{ending}" not in CONVERSATION_ENDINGS:
                raise NoSuchConversation
            found = conversations.conversation(owner, conversation_id)
            name = f"kutip-{file_stem(found.title)}.{ending}"
            headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return Response(
                conversation_file(answers_of(found), f".{ending}", Style.APA, spoken), media_type=kind, headers=headers
            )

        return owned(request, spoken, make)

    return router


PRIVATE = {"Cache-Control": "private, no-store"}


def file_stem(title: str) -> str:
    """A title as every system takes it in a file's name.

    >>> file_stem("Apa saja hambatan “kerja sama” kota?"), file_stem("???")
    ('apa-saja-hambatan-kerja-sama-kota', 'conversation')
    """
    return "-".join(re.findall(r"[a-z0-9]+", title.casefold()))[:60].strip("-") or "conversation"

"""On whose behalf something is done, and so what may be seen and changed.

``with_sign_in`` says who has sent a request; everything that gives a text of the library or changes something asks here.
Where people sign in and nobody is known to have sent what is being done, nothing is given: a way to a text that was
forgotten, or a thread that was begun without the context of its request, ends with NotSignedIn.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import Person, Role
from ingest.errors import NotAllowed, NotSignedIn, RightsError
from ingest.explain import explain
from ingest.opening import library_place
from retrieval.scope import Scope
from settings import Settings
from web.texts import as_language

PERSON = "kutip_person"
"""Under this name a request bears who has sent it."""

ANY_READER = Person("", "", Role.READER)
"""Whoever may sign in sees at least what is open to this one."""

_PERSON: ContextVar[Person | None] = ContextVar("person", default=None)


@contextmanager
def on_behalf_of(person: Person | None) -> Iterator[None]:
    """What is done here is done for this person; for None, for nobody who is known."""
    token = _PERSON.set(person)
    try:
        yield
    finally:
        _PERSON.reset(token)


def asking() -> Person | None:
    """Who has sent what is being done; None where nobody signs in, or nobody is known to have."""
    event = _event()
    return _PERSON.get() if event is None else event.scope.get("state", {}).get(PERSON)


def _event() -> Any:
    """The request behind an event of Gradio's page, which runs in tasks of other requests; None for what is no event."""
    context = sys.modules.get("gradio.context")
    request = None if context is None else context.LocalContext.request.get(None)
    return getattr(request, "request", request)  # Gradio's own wrapper, but for calls by assistants


@dataclass
class Rights:
    """What who is asking may see and do. Where ``settings.sign_in`` is off: everything. Any thread may ask."""

    settings: Settings
    _connection: CatalogueConnection | None = field(default=None, init=False)

    @property
    def person(self) -> Person | None:
        """Who is asking; None where nobody signs in. Raises NotSignedIn."""
        if not self.settings.sign_in:
            return None
        person = asking()
        if person is None:
            raise NotSignedIn
        return person

    @property
    def may_manage(self) -> bool:
        """Whether who is asking may change the library and evaluate. Raises NotSignedIn."""
        person = self.person
        return person is None or person.is_librarian

    def check_manages(self) -> None:
        """Raise NotAllowed for readers."""
        if not self.may_manage:
            raise NotAllowed

    def check_known(self) -> None:
        """Raise NotSignedIn where people sign in and nobody is known to ask."""
        if self.settings.sign_in and asking() is None:
            raise NotSignedIn

    def hidden(self) -> frozenset[str]:
        """The theses that who is asking may not see, as it is now; librarians see all. Raises NotSignedIn.

        Ask for it after what it is to be taken out of was read: a thesis comes in together with its collection.
        """
        person = self.person
        if person is None or person.is_librarian:
            return frozenset()
        return self._collections.hidden_from(person.id)

    def seen(self, scope: Scope) -> Scope:
        """What who is asking may see of a scope. Raises NotSignedIn."""
        person = self.person
        visible = None if person is None or person.is_librarian else self._collections.visible_to(person.id)
        if visible is None:
            return scope
        return replace(scope, visible=visible if scope.visible is None else scope.visible & visible)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    @property
    def _collections(self) -> Collections:
        if self._connection is None:
            self._connection = CatalogueConnection(library_place(self.settings).catalogue)
        return Collections(self._connection)


def for_librarians(rights: Rights, use: Callable[..., Any]) -> Callable[..., Any]:
    """``use`` as Gradio calls it on an event, refused to readers. The last value of the page is its language."""
    import gradio as gr

    def called(*values: Any) -> Any:
        try:
            rights.check_manages()
        except RightsError as error:
            raise gr.Error(explain(error, as_language(values[-1] if values else None))) from error
        return use(*values)

    called.for_librarians = True  # type: ignore[attr-defined]
    return called

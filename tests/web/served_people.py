"""The app as people use it who have signed in: a librarian, a reader who may read all, and one from whom a thesis is hidden."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import gradio
import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.routing import Mount

import web.serving
import web.startup
from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People, Role
from ingest.catalogue.records import WholeDocument
from ingest.catalogue.sessions import Sessions
from ingest.library import Library
from ingest.places import LibraryPlace
from retrieval.spelling import correct
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples
from web.evaluation_runs import EvaluationRuns
from web.page_view import PageViewer
from web.serving import listen, web_app
from web.startup import Startup

PASSWORD = "empat kata yang panjang"
COLLECTION = "Disertasi"
WAIT_SECONDS = 60
DAY = timedelta(days=1)


@dataclass
class Served:
    """The running app. ``hidden`` is the document that Budi may not see, ``sentence`` one that stands in it alone."""

    address: str
    library: Path
    app: Any
    hidden: WholeDocument
    others: tuple[WholeDocument, ...]
    sentence: str
    place: tuple[int, int]
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, name: str = "", **headers: str) -> httpx.Client:
        """A browser in which this person has signed in; nobody for no name."""
        cookies = {"kutip_session": self.token(name)} if name else {}
        return httpx.Client(base_url=self.address, cookies=cookies, headers=headers, timeout=WAIT_SECONDS)

    def token(self, name: str) -> str:
        if name not in self.tokens:
            with self.connection() as connection:
                self.tokens[name] = Sessions(connection, DAY).sign_in(name, PASSWORD, "::1")
        return self.tokens[name]

    def connection(self) -> CatalogueConnection:
        return CatalogueConnection.open(LibraryPlace.of(self.library))

    @property
    def open(self) -> WholeDocument:
        """A document that all may see."""
        return self.others[0]

    def own_word(self) -> tuple[str, str]:
        """A word that only the hidden document has, and a typing error that is taken for it."""
        with Library.read(self.library) as library:
            vocabulary = library.catalogue.vocabulary()
        elsewhere = " ".join(other.document.text.casefold() for other in self.others)
        for word in dict.fromkeys(re.findall(r"\b[a-z]{8,}\b", self.hidden.document.text)):
            typed = word[:3] + word[4] + word[3] + word[5:]
            if word not in elsewhere and correct(typed, vocabulary) == word:
                return word, typed
        raise AssertionError("the samples have no such word")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What Budi must never be told."""
        thesis, document = self.hidden.thesis, self.hidden.document
        return (thesis.title, thesis.id, document.id, document.file_name, self.sentence)

    @property
    def blocks(self) -> Any:
        mounted: Any = next(route for route in reversed(self.app.routes) if isinstance(route, Mount)).app
        return mounted.gradio.get_blocks()

    def event(self, name: str, at: int = 0) -> int:
        """The number of the page's event that calls this function; of several the one at this place."""
        return [index for index, function in self.events() if function == name][at]

    def events(self) -> list[tuple[int, str]]:
        """Each event of the page that runs something here, by its number: the function as it is called in its file."""
        return [(index, named(each.fn)) for index, each in self.blocks.fns.items() if each.fn is not None]

    def call(self, person: str, event: int, data: list[Any]) -> str:
        """Everything that an event answers, as Gradio's page is told it."""
        with self.client(person) as client:
            joined = {"data": data, "fn_index": event, "session_hash": f"{person}{event}", "event_data": None}
            client.post("/gradio_api/queue/join", json=joined).raise_for_status()
            said = ""
            with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": f"{person}{event}"}) as stream:
                for line in stream.iter_lines():
                    said += line + "\n"
                    if '"process_completed"' in line:
                        break
        return readable(said)


def readable(said: str) -> str:
    r"""JSON or lines of it with its letters as they are.

    >>> readable('"\\u201ca\\u201d"')
    '"“a”"'
    """
    return re.sub(r"\\u[0-9a-f]{4}", lambda found: json.loads(f'"{found[0]}"'), said)


def named(function: Callable[..., Any]) -> str:
    """The function behind what Gradio was given: its module and name."""
    while True:
        if isinstance(function, partial):
            function = function.func
            continue
        held = (
            dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
            if hasattr(function, "__code__")
            else {}
        )
        if function.__name__ != "called" or "use" not in held:
            return f"{function.__module__.removeprefix('web.')}.{function.__qualname__}"
        function = held["use"].cell_contents


def routes_of(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and address of every route, those of mounted apps too."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes, prefix + route.include_context.prefix)
        elif isinstance(route, Mount):
            inner = getattr(route.app, "routes", None)
            if inner is None:
                yield from ((method, prefix + route.path + "/{path:path}") for method in ("GET", "POST"))
            else:
                yield from routes_of(inner, prefix + route.path)
        else:
            yield from ((method, prefix + route.path) for method in sorted(route.methods))


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """The app over a library of its own, with MCP; Ani may read the collection that is hidden from Budi."""
    library = folder / "library"
    build_samples(library, HashingEmbedder())
    with CatalogueConnection.open(LibraryPlace.of(library)) as connection:
        people, collections = People(connection), Collections(connection)
        people.add("Citra", PASSWORD, Role.LIBRARIAN)
        for name in ("Ani", "Budi"):
            people.add(name, PASSWORD)
        collections.add(COLLECTION)
        collections.allow(COLLECTION, ("ani",))
    with Library.read(library) as read:
        wholes = [read.catalogue.whole_document(entry.document_id) for entry in read.catalogue.entries()]
        hidden = next(whole for whole in wholes if "Kota Kembar" in whole.thesis.title)
        others = tuple(whole for whole in wholes if whole is not hidden)
        sentence, place = sentence_of(hidden, others)
    with CatalogueConnection.open(LibraryPlace.of(library)) as connection:
        Collections(connection).assign(COLLECTION, [hidden.thesis.id])
    settings = Settings(
        library=library, runs=folder / "runs", answer_threshold=0.0, sign_in=True, requests_per_minute=0
    )
    with pytest.MonkeyPatch.context() as patched:
        inner: list[Any] = []
        mount = gradio.mount_gradio_app

        def seen(app: FastAPI, *arguments: Any, **named: Any) -> FastAPI:
            inner.append(app)
            mounted: FastAPI = mount(app, *arguments, **named)
            return mounted

        patched.setattr(gradio, "mount_gradio_app", seen)
        patched.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
        startup, viewer = Startup(settings), PageViewer()
        startup.begin()
        startup.wait(WAIT_SECONDS)
        app = web_app(startup, viewer, EvaluationRuns(settings), ["*"], mcp=True)
        listening = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield Served(address, library, inner[0], hidden, others, sentence, place)
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        startup.close()
        viewer.close()


def sentence_of(whole: WholeDocument, others: Sequence[WholeDocument]) -> tuple[str, tuple[int, int]]:
    """A sentence of a document's body that stands in no other one, and where."""
    text = whole.document.text
    for found in re.finditer(r"(?<=\. )[A-Z][^.\n\"“”]{60,160}\.", text):
        if not any(found[0] in other.document.text for other in others) and not re.search(r"\d", found[0]):
            return found[0], found.span()
    raise AssertionError("the samples have no such sentence")

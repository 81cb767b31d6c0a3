"""A question → a written answer, as it comes: understood, searched, decided on as without a model, then written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.answer import Answer, answer
from retrieval.chat_model import open_chat_model
from retrieval.conversation import Turn, Understood
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import PassageSearch
from retrieval.written.events import Done, Event
from retrieval.written.sources import Source, sources_of
from retrieval.written.spoken import Spent
from retrieval.written.writer import Writer
from settings import Settings


def open_writer(settings: Settings) -> Writer | None:
    """The writer that the settings name; None where answers are to be verbatim. Raises what ``open_chat_model`` raises."""
    if not settings.chat_model.strip() or settings.answers == "verbatim":
        return None
    return Writer(open_chat_model(settings), settings)


def write_answer(
    search: PassageSearch,
    text: str,
    scope: Scope = EVERYTHING,
    *,
    threshold: float,
    writer: Writer | None,
    turns: Sequence[Turn] = (),
) -> Iterator[Event]:
    """Answer a question, written by ``writer`` or, without one, verbatim. Raises what ``answer`` raises."""
    if writer is None:
        yield Done(answer(search, text, scope, threshold=threshold, turns=turns))
        return
    spent = Spent()
    understood = writer.understood(text, turns, spent)
    draft, sources = ground(search, understood, scope, threshold=threshold, count=writer.passages)
    yield from writer.write(draft, sources, turns, spent)


def ground(
    search: PassageSearch, understood: Understood, scope: Scope, *, threshold: float, count: int
) -> tuple[Answer, tuple[Source, ...]]:
    """The verbatim answer, and the passages to write from: the part of the way that needs the library."""
    draft = answer(search, understood.asked, scope, threshold=threshold, rewrite=lambda *_: understood)
    ids = {retrieved.hit.stored.passage.document_id for retrieved in draft.retrieved[:count]}
    return draft, sources_of(draft, search.library.catalogue.whole_documents(ids), count)

"""Conversations in the page: the open one, kept as it goes on; a new one, and an earlier one shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.catalogue.conversations import KeptTurn, Owner
from ingest.errors import KutipError, NoSuchConversation
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer
from web.answer_html import note_html
from web.asking import History, ask, ask_again, box_at_rest, stopped, take_back, turn_page
from web.keeping import Keeping, answer_of, chat_of, scope_of
from web.opinion import given_answer, judge, nothing_to_judge
from web.startup import Startup
from web.stopping import RunningAnswers, Steps
from web.texts import as_language

if TYPE_CHECKING:
    import gradio as gr


@dataclass(frozen=True, slots=True)
class ConversationParts:
    """What the events read and write: the id of the open conversation, which the page keeps in its address, and what
    ``conversations.js`` opens another one by."""

    open_id: gr.Textbox
    open: gr.Button


def build_conversations() -> ConversationParts:
    """The parts, which a browser does not show, within whatever is open."""
    import gradio as gr

    open_id = gr.Textbox(label="", container=False, elem_id="k-conversation-id")
    return ConversationParts(open_id, gr.Button(elem_id="k-conversation-open"))


def ask_kept(
    startup: Startup, running: RunningAnswers, owner: Owner | None, page: str, open_id: str, *given: Any
) -> Steps:
    """``web.asking.ask``, kept, until it is stopped; in front of what it gives the id of the conversation.

    ``given``: the question, the chat, the language and the fields of the filters.
    """
    keeping = Keeping(startup, owner, open_id)
    return _until_stopped(running, page, keeping, partial(ask, startup, *given, keeping=keeping), given[2])


def ask_again_kept(
    startup: Startup, running: RunningAnswers, owner: Owner | None, page: str, open_id: str, *given: Any
) -> Steps:
    """``web.asking.ask_again``, kept, as ``ask_kept``. ``given``: the chat, the language and the fields of the filters."""
    keeping = Keeping(startup, owner, open_id)
    return _until_stopped(running, page, keeping, partial(ask_again, startup, *given, keeping=keeping), given[1])


def _until_stopped(
    running: RunningAnswers, page: str, keeping: Keeping, steps: Callable[[], Steps], language: str | None
) -> Steps:
    for step in running.until_stopped(page, steps, partial(stopped, language, keeping=keeping)):
        yield [keeping.conversation_id, *step]


def take_back_kept(
    startup: Startup, owner: Owner | None, open_id: str, history: History, language: str | None
) -> list[Any]:
    """``web.asking.take_back``, kept."""
    return [open_id, *take_back(history, language, Keeping(startup, owner, open_id))]


def switch_conversation(
    startup: Startup, running: RunningAnswers, owner: Owner | None, page: str, *given: Any
) -> list[Any]:
    """As ``open_conversation``; an answer that the page still waits for comes to its end in its own conversation."""
    running.leave(page)
    return open_conversation(startup, owner, *given)


def open_conversation(startup: Startup, owner: Owner | None, open_id: str, language: str | None) -> list[Any]:
    """A conversation as it was, or an empty chat for none. Gives id, box, chat, and the rest of what ``ask`` gives.

    What cannot be shown leaves an empty chat that says so.
    """
    words = as_language(language)
    if not open_id:
        return ["", box_at_rest(), [], *turn_page(words, []), *nothing_to_judge()]
    try:
        conversations = startup.library.conversations
        if owner is None or conversations is None:
            raise NoSuchConversation
        found = conversations.conversation(owner, open_id)
    except KutipError as error:
        said: History = [{"role": "assistant", "content": note_html(explain(error, words), "error")}]
        return ["", box_at_rest(), said, *turn_page(words, []), *nothing_to_judge()]
    chat = chat_of(found, words)
    judged = nothing_to_judge()
    if found.turns:
        last = found.turns[-1]
        judged = _judged(startup, last, words)
    return [open_id, box_at_rest(), chat, *turn_page(words, chat), *judged]


def _judged(startup: Startup, turn: KeptTurn, language: Language) -> list[Any]:
    """The question what the reader thinks of the last answer, unless they have said so."""
    try:
        answer: Answer | None = answer_of(turn)
    except ValueError:  # the chat says that it cannot be shown
        answer = None
    if answer is None or turn.liked is not None:
        return nothing_to_judge()
    return judge(given_answer(answer, startup.library.model, scope_of(turn, startup), turn.answer_id))

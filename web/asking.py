"""Asking: the answer in the chat, one statement after another; stop it, ask again, take the last question back."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ingest.catalogue.conversations import KeptTurn, TurnOutcome
from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer
from retrieval.conversation import Turn
from retrieval.scope import EVERYTHING, Filters, Scope
from web.answer_html import limits_html, note_html, question_html
from web.chat_history import asked_in, turn_id_in, turns_in
from web.filters import active_names, chosen_filters, library_theses
from web.keeping import Keeping, answered_turn, filters_hint
from web.limits import Limits
from web.opinion import given_answer, judge, nothing_to_judge, unchanged
from web.startup import Startup
from web.stopping import Step, Steps
from web.texts import TEXTS, as_language
from web.written_html import event_pieces

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

PACE_SECONDS = 0.04
"""Between two statements, so that the browser draws each: faster, and it shows the whole answer at once."""

MAX_QUESTION = 2000
"""Characters of a question; a longer one is a text and no question."""

History = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its reader asked it: in this conversation, on a page of this language, with these filters."""

    question: str
    turns: Sequence[Turn]
    language: Language
    filters: Filters


@dataclass(frozen=True, slots=True)
class TurnParts:
    """The buttons for the last turn: ask it again, take it back to be changed."""

    again: gr.Button
    change: gr.Button

    @property
    def page(self) -> list[Any]:
        """What ``turn_page`` gives, in its order."""
        return [self.again, self.change]


def build_turn() -> TurnParts:
    """The buttons, within whatever is open; hidden until something was asked."""
    import gradio as gr

    again = gr.Button(visible=False, size="sm", elem_id="k-again")
    change = gr.Button(visible=False, size="sm", elem_id="k-change-last")
    return TurnParts(again, change)


def turn_page(language: Language, history: History) -> list[Any]:
    """The buttons in this language, where there is a turn that they are for."""
    import gradio as gr

    texts, is_asked = TEXTS[language], bool(history)
    return [gr.Button(texts.ask_again, visible=is_asked), gr.Button(texts.change_last, visible=is_asked)]


@dataclass
class _Ended:
    """What became of a question, once its pieces have all been given: an answer, or what was said instead."""

    limits: tuple[str, ...] = ()
    answer: Answer | None = None
    scope: Scope = EVERYTHING
    message: str = ""


def ask(
    startup: Startup,
    question: str,
    history: History,
    language: str | None,
    *fields: Any,
    keeping: Keeping | None = None,
) -> Steps:
    """Answer in the chat, each statement shown once it is proved; ``fields`` are those of the filters.

    Gives the question's box, the chat, the buttons of the turn, and what ``web.opinion`` shows. The turn is kept when it
    begins and when it ends, so that whatever happens between leaves the question.
    """
    import gradio as gr

    question, words = question.strip()[:MAX_QUESTION], as_language(language)
    if not question:
        yield [*[gr.skip()] * 4, *unchanged()]
        return
    keeping = keeping or Keeping(startup)
    asked = Asked(question, turns_in(history), words, chosen_filters(*fields) if fields else Filters())
    turn = KeptTurn(keeping.turn_id, question, filters=Limits.of(asked.filters).as_json())
    history = [*history, {"role": "user", "content": question_html(question, turn.id)}]
    stoppable = gr.Textbox(value="", submit_btn=False, stop_btn=True)
    hidden = [gr.Button(visible=False)] * 2
    keeping.keep(turn, words)
    yield [stoppable, _with(history, note_html(TEXTS[words].searching)), *hidden, *nothing_to_judge()]
    ended, piece = _Ended(), ""
    for at, piece in enumerate(_pieces(startup, asked, ended)):
        if at:
            time.sleep(PACE_SECONDS)
        yield [gr.skip(), _with(history, piece), *[gr.skip()] * 2, *unchanged()]
    answer_id = uuid4().hex
    fault = keeping.keep(_finished(turn, ended, answer_id), words)
    shown = _with(history, piece + fault) if fault else gr.skip()
    judged = unchanged()
    if ended.answer is not None:
        judged = judge(given_answer(ended.answer, startup.library.model, ended.scope, answer_id))
    yield [box_at_rest(), shown, *turn_page(words, history), *judged]


def _finished(turn: KeptTurn, ended: _Ended, answer_id: str) -> KeptTurn:
    if ended.answer is not None:
        return answered_turn(turn, ended.answer, ended.limits, answer_id)
    return replace(turn, outcome=TurnOutcome.FAILED, message=ended.message, limits=ended.limits)


def box_at_rest() -> Any:
    """The question's box when nothing is being answered."""
    import gradio as gr

    return gr.Textbox(submit_btn=True, stop_btn=False)


def ask_again(
    startup: Startup, history: History, language: str | None, *fields: Any, keeping: Keeping | None = None
) -> Steps:
    """The last question once more, in its old place, with the filters that are set now."""
    before, question = last_turn(history)
    keeping = keeping or Keeping(startup)
    keeping.turn_id = _last_turn_id(history) or keeping.turn_id
    yield from ask(startup, question, before, language, *fields, keeping=keeping)


def take_back(history: History, language: str | None, keeping: Keeping | None = None) -> list[Any]:
    """The last question back into the box, and its turn out of the chat. Gives what ``ask`` gives."""
    import gradio as gr

    words = as_language(language)
    before, question = last_turn(history)
    turn_id = _last_turn_id(history)
    fault = keeping.take_out(turn_id, words) if keeping and turn_id else ""
    box = gr.Textbox(value=question, submit_btn=True, stop_btn=False)
    chat = _with(history, fault) if fault else before
    return [box, chat, *turn_page(words, before), *nothing_to_judge()]


def stopped(language: str | None, last: Step | None, keeping: Keeping | None = None) -> Step:
    """After the step ``last`` of an answer: what it shows stays, and says that it was stopped."""
    import gradio as gr

    if last is None or not isinstance(last[1], list):  # nothing was shown yet, or all of it
        return [box_at_rest(), *[gr.skip()] * 3, *unchanged()]
    words, shown = as_language(language), last[1]
    content = shown[-1]["content"]
    kept = "" if content == note_html(TEXTS[words].searching) else content
    note = note_html(TEXTS[words].stopped, "stopped")
    turn_id = _last_turn_id(shown)
    if keeping and turn_id:
        note += keeping.keep_stopped(KeptTurn(turn_id, last_turn(shown)[1], message=kept), words)
    return [box_at_rest(), _with(shown[:-1], kept + note), *turn_page(words, shown), *nothing_to_judge()]


def cleared(language: Language) -> list[Any]:
    """Nothing to ask again and nothing to judge in an empty chat. Gives what ``ask`` gives behind box and chat."""
    return [*turn_page(language, []), *nothing_to_judge()]


def last_turn(history: History) -> tuple[History, str]:
    """The chat before its last question, and that question; "" where nothing was asked.

    >>> last_turn([{"role": "user", "content": '<p class="k-asked">Apa?</p>'}, {"role": "assistant", "content": "…"}])
    ([], 'Apa?')
    """
    for at in reversed(range(len(history))):
        asked = asked_in(history[at])
        if asked is not None:
            return history[:at], asked
    return history, ""


def _last_turn_id(history: History) -> str | None:
    """The id of the last turn of the chat."""
    asked = [message for message in history if asked_in(message) is not None]
    return turn_id_in(asked[-1]) if asked else None


def _pieces(startup: Startup, asked: Asked, ended: _Ended) -> Iterator[str]:
    """The answer as it grows, or one sentence that says what went wrong; before it what the question was limited to.

    What became of it is written into ``ended``.
    """
    limits, work = "", ExitStack()
    try:
        work.enter_context(startup.work.doing())
        library = startup.library
        if asked.filters != Filters():
            ended.limits = tuple(active_names(asked.filters, library_theses(startup), asked.language).values())
            limits = limits_html(ended.limits, asked.language)
            ended.scope = library.scope(asked.filters)
        piece, found = "", list[Answer]()
        for piece in event_pieces(library.write(asked.question, ended.scope, asked.turns), found.append):
            yield limits + piece
        if found:
            ended.answer = found[0]
            hint = filters_hint(ended.answer, asked.language) if limits else ""
            if hint:
                yield limits + piece + hint
    except KutipError as error:
        ended.message = explain(error, asked.language)
    except Exception:  # the page says that it failed; the log says what
        log.exception("a question failed")
        ended.message = TEXTS[asked.language].unexpected
    finally:
        work.close()
    if ended.message:
        yield limits + note_html(ended.message, "error")


def _with(history: History, content: str) -> History:
    return [*history, {"role": "assistant", "content": content}]

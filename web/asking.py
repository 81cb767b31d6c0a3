"""Asking: the answer in the chat, one statement after another; stop it, ask again, take the last question back."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer, Outcome
from retrieval.conversation import Turn
from retrieval.scope import EVERYTHING, Filters, Scope
from web.answer_html import limits_html, note_html, question_html
from web.chat_history import asked_in, turns_in
from web.filters import active_names, chosen_filters, library_theses
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


def ask(startup: Startup, question: str, history: History, language: str | None, *fields: Any) -> Steps:
    """Answer in the chat, each statement shown once it is proved; ``fields`` are those of the filters.

    Gives the question's box, the chat, the buttons of the turn, and what ``web.opinion`` shows.
    """
    import gradio as gr

    question, words = question.strip()[:MAX_QUESTION], as_language(language)
    if not question:
        yield [*[gr.skip()] * 4, *unchanged()]
        return
    asked = Asked(question, turns_in(history), words, chosen_filters(*fields) if fields else Filters())
    history = [*history, {"role": "user", "content": question_html(question)}]
    stoppable = gr.Textbox(value="", submit_btn=False, stop_btn=True)
    hidden = [gr.Button(visible=False)] * 2
    yield [stoppable, _with(history, note_html(TEXTS[words].searching)), *hidden, *nothing_to_judge()]
    found: list[tuple[Answer, Scope]] = []
    for at, piece in enumerate(_pieces(startup, asked, lambda *each: found.append(each))):
        if at:
            time.sleep(PACE_SECONDS)
        yield [gr.skip(), _with(history, piece), *[gr.skip()] * 2, *unchanged()]
    judged = judge(given_answer(found[0][0], startup.library.model, found[0][1])) if found else unchanged()
    yield [box_at_rest(), gr.skip(), *turn_page(words, history), *judged]


def box_at_rest() -> Any:
    """The question's box when nothing is being answered."""
    import gradio as gr

    return gr.Textbox(submit_btn=True, stop_btn=False)


def ask_again(startup: Startup, history: History, language: str | None, *fields: Any) -> Steps:
    """The last question once more, in its old place, with the filters that are set now."""
    before, question = last_turn(history)
    yield from ask(startup, question, before, language, *fields)


def take_back(history: History, language: str | None) -> list[Any]:
    """The last question back into the box, and its turn out of the chat. Gives what ``ask`` gives."""
    import gradio as gr

    before, question = last_turn(history)
    box = gr.Textbox(value=question, submit_btn=True, stop_btn=False)
    return [box, before, *turn_page(as_language(language), before), *nothing_to_judge()]


def stopped(language: str | None, last: Step | None) -> Step:
    """After the step ``last`` of an answer: what it shows stays, and says that it was stopped."""
    import gradio as gr

    if last is None or not isinstance(last[1], list):  # nothing was shown yet, or all of it
        return [box_at_rest(), *[gr.skip()] * 3, *unchanged()]
    words, shown = as_language(language), last[1]
    content = shown[-1]["content"]
    kept = "" if content == note_html(TEXTS[words].searching) else content
    note = note_html(TEXTS[words].stopped, "stopped")
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


def _pieces(startup: Startup, asked: Asked, on_answer: Callable[[Answer, Scope], None]) -> Iterator[str]:
    """The answer as it grows, or one sentence that says what went wrong; before it what the question was limited to."""
    limits = refused = ""
    try:
        library, scope = startup.library, EVERYTHING
        if asked.filters != Filters():
            names = active_names(asked.filters, library_theses(startup), asked.language)
            limits = limits_html(tuple(names.values()), asked.language)
            scope = library.scope(asked.filters)
            refused = note_html(TEXTS[asked.language].refused_filtered, "hint")
        piece, found = "", list[Answer]()
        for piece in event_pieces(library.write(asked.question, scope, asked.turns), found.append):
            yield limits + piece
        for answer in found:
            if refused and answer.outcome is Outcome.ABSTAINED:
                yield limits + piece + refused
            on_answer(answer, scope)
    except KutipError as error:
        yield limits + note_html(explain(error, asked.language), "error")
    except Exception:  # the page says that it failed; the log says what
        log.exception("a question failed")
        yield limits + note_html(TEXTS[asked.language].unexpected, "error")


def _with(history: History, content: str) -> History:
    return [*history, {"role": "assistant", "content": content}]

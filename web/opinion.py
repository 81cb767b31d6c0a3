"""What a reader thinks of the answer just given: two buttons below the chat, and a reason where it was not liked."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ingest.catalogue.feedback import MAX_NOTE, Complaint, GivenAnswer, Opinion
from ingest.errors import KutipError
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer
from retrieval.scope import EVERYTHING, Scope
from retrieval.wording import markdown
from web.answer_html import note_html
from web.panel_html import both
from web.startup import Startup
from web.texts import TEXTS, Texts, as_language

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

VERBATIM, WRITTEN = "verbatim", "written"
"""How an answer came about: in quotes alone, or in a model's words."""


@dataclass(frozen=True, slots=True)
class OpinionParts:
    """What the events read and write. ``given`` holds the answer that is asked about."""

    given: gr.State
    group: gr.Column
    words: gr.HTML
    choice: gr.Row
    yes: gr.Button
    no: gr.Button
    form: gr.Column
    reason: gr.Radio
    note: gr.Textbox
    send: gr.Button

    @property
    def shown(self) -> list[Any]:
        """What ``nothing_to_judge``, ``unchanged`` and ``judge`` give, in their order."""
        return [self.given, self.group, self.words, self.choice, self.form, self.reason, self.note]

    @property
    def page(self) -> list[Any]:
        """What ``opinion_page`` gives, in its order."""
        return [self.yes, self.no, self.reason, self.note, self.send]


def given_answer(answer: Answer, model: str, scope: Scope = EVERYTHING, answer_id: str = "") -> GivenAnswer:
    """An answer as its reader saw it, under the id that it is kept by or a new one."""
    theses = scope.thesis_ids()
    return GivenAnswer(
        id=answer_id or uuid4().hex,
        question=answer.question.text,
        language=answer.question.language,
        outcome=answer.outcome.value,
        text=markdown(answer),
        citations=tuple(citation.span for citation in answer.citations),
        theses=None if theses is None else tuple(sorted(theses)),
        mode=WRITTEN if answer.is_written else VERBATIM,
        model=model,
    )


def build_opinion() -> OpinionParts:
    """The parts, within whatever is open; hidden until there is an answer."""
    import gradio as gr

    given: gr.State = gr.State(None)
    with gr.Column(visible=False, elem_id="k-opinion") as group:
        with gr.Row(elem_id="k-opinion-ask"):
            words = gr.HTML(js_on_load=None)
            with gr.Row(elem_id="k-opinion-choice") as choice:
                yes = gr.Button(size="sm", elem_id="k-liked")
                no = gr.Button(size="sm", elem_id="k-disliked")
        with gr.Column(visible=False, elem_id="k-opinion-form") as form:
            reason = gr.Radio(container=False, elem_id="k-opinion-reason")
            with gr.Row():
                note = gr.Textbox(container=False, max_length=MAX_NOTE, elem_id="k-opinion-note", scale=4)
                send = gr.Button(size="sm", elem_id="k-opinion-send", scale=1)
    return OpinionParts(given, group, words, choice, yes, no, form, reason, note, send)


def connect_opinion(startup: Startup, language: gr.Radio, parts: OpinionParts) -> None:
    """What happens on a click."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    after = [parts.words, parts.choice, parts.form]
    parts.yes.click(partial(_judged, startup, True), [parts.given, language], after, **quiet)
    parts.no.click(partial(_judged, startup, False), [parts.given, language], after, **quiet)
    explained = partial(_explained, startup)
    inputs = [parts.given, parts.reason, parts.note, language]
    parts.send.click(explained, inputs, after, **quiet)
    parts.note.submit(explained, inputs, after, **quiet)


def opinion_page(language: Language) -> list[Any]:
    """The buttons and fields in this language."""
    import gradio as gr

    texts = TEXTS[language]
    return [
        gr.Button(value=texts.liked),
        gr.Button(value=texts.disliked),
        gr.Radio(label=texts.what_is_wrong, choices=_complaints(texts)),
        gr.Textbox(label=texts.own_words, placeholder=texts.own_words),
        gr.Button(value=texts.send_reason),
    ]


def nothing_to_judge() -> list[Any]:
    """While an answer is being found, and where there is none."""
    import gradio as gr

    return [None, gr.Column(visible=False), *[gr.skip()] * 5]


def unchanged() -> list[Any]:
    import gradio as gr

    return [gr.skip()] * 7


def judge(given: GivenAnswer) -> list[Any]:
    """Ask what the reader thinks of this answer."""
    import gradio as gr

    return [
        given,
        gr.Column(visible=True),
        _asked("was_it_good"),
        gr.Row(visible=True),
        gr.Column(visible=False),
        gr.Radio(value=None),
        gr.Textbox(value=""),
    ]


def _judged(startup: Startup, liked: bool, given: GivenAnswer | None, language: str | None) -> list[Any]:
    """Keep the opinion at once; a reason, if one comes, is added to it."""
    import gradio as gr

    if given is None:
        return [gr.skip()] * 3
    fault = _keep(startup, Opinion(given, liked), as_language(language))
    if fault:
        return [fault, gr.skip(), gr.skip()]
    return [_asked("thanks" if liked else "what_is_wrong"), gr.Row(visible=False), gr.Column(visible=not liked)]


def _explained(
    startup: Startup, given: GivenAnswer | None, complaint: str | None, note: str, language: str | None
) -> list[Any]:
    import gradio as gr

    if given is None:
        return [gr.skip()] * 3
    reason = Complaint(complaint) if complaint else None
    fault = _keep(startup, Opinion(given, False, reason, note.strip()), as_language(language))
    if fault:
        return [fault, gr.skip(), gr.skip()]
    return [_asked("thanks"), gr.Row(visible=False), gr.Column(visible=False)]


def _keep(startup: Startup, opinion: Opinion, language: Language) -> str:
    """Store it; "" where that went well, else what to say."""
    try:
        startup.library.keep_opinion(opinion)
    except KutipError as error:
        return note_html(explain(error, language), "error")
    except Exception:  # the page says that it failed; the log says what
        log.exception("an opinion could not be kept")
        return note_html(TEXTS[language].unexpected, "error")
    return ""


def _asked(name: str) -> str:
    return f'<p class="k-opinion-words" role="status">{both(name)}</p>'


def _complaints(texts: Texts) -> list[tuple[str, str]]:
    return [
        (texts.complaint_wrong_page, Complaint.WRONG_PAGE.value),
        (texts.complaint_beside, Complaint.BESIDE_THE_POINT.value),
        (texts.complaint_incomplete, Complaint.INCOMPLETE.value),
        (texts.complaint_other, Complaint.OTHER.value),
    ]

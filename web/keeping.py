"""Turns kept while they are asked and answered, and shown again as they were."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from ingest.catalogue.conversations import KeptConversation, KeptTurn, Owner, TurnOutcome
from ingest.errors import KutipError, NoSuchConversation
from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer, Outcome
from retrieval.scope import EVERYTHING, Filters, Scope
from retrieval.stored_answer import UnreadableAnswer, from_json, to_json
from retrieval.wording import markdown
from web.answer_html import limits_html, note_html, question_html
from web.limits import Limits
from web.startup import Startup
from web.texts import TEXTS
from web.written_html import written_pieces

log = logging.getLogger(__name__)


@dataclass
class Keeping:
    """The conversation that a page has open, as far as it is kept: for this owner, under this id ("": not yet)."""

    startup: Startup
    owner: Owner | None = None
    conversation_id: str = ""
    turn_id: str = field(default_factory=lambda: uuid4().hex)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_stopped: bool = False

    def keep(self, turn: KeptTurn, language: Language) -> str:
        """Keep the turn as it is now; "" where that went well or nothing is to be kept, else what to say. Nothing is to be
        kept of an answer that was stopped.

        A conversation that was deleted meanwhile, or is another's, is not gone on with: a new one begins.
        """
        with self._lock:
            return "" if self._is_stopped else self._keep(turn, language)

    def keep_stopped(self, turn: KeptTurn, language: Language) -> str:
        """Keep that the turn was stopped, with the HTML that was shown as its message; what still comes is not kept."""
        with self._lock:
            self._is_stopped = True
            return self._keep(replace(turn, outcome=TurnOutcome.STOPPED), language)

    def _keep(self, turn: KeptTurn, language: Language) -> str:
        def store(owner: Owner) -> None:
            conversations = self.startup.library.conversations
            if conversations is None:
                return
            try:
                self.conversation_id = conversations.keep(owner, self.conversation_id or None, turn, language)
            except NoSuchConversation:
                self.conversation_id = conversations.keep(owner, None, turn, language)

        return self._stored(store, language)

    def take_out(self, turn_id: str, language: Language) -> str:
        """Forget a turn, as ``keep`` keeps it; with its conversation it is gone already."""

        def store(owner: Owner) -> None:
            conversations = self.startup.library.conversations
            if conversations is not None and self.conversation_id:
                with suppress(NoSuchConversation):
                    conversations.take_out(owner, self.conversation_id, turn_id)

        return self._stored(store, language)

    def _stored(self, store: Callable[[Owner], None], language: Language) -> str:
        if self.owner is None:
            return ""
        try:
            store(self.owner)
        except KutipError as error:
            log.warning("a turn could not be kept: %s", explain(error, "en"))
            return note_html(f"{TEXTS[language].not_kept} {explain(error, language)}", "hint")
        return ""


def answered_turn(turn: KeptTurn, answer: Answer, limits: tuple[str, ...], answer_id: str) -> KeptTurn:
    """The turn with its answer."""
    return KeptTurn(
        id=turn.id,
        asked=turn.asked,
        understood=answer.question.text,
        filters=turn.filters,
        limits=limits,
        outcome=TurnOutcome(answer.outcome.value),
        answer=to_json(answer),
        answer_id=answer_id,
        words=markdown(answer),
    )


def answer_of(turn: KeptTurn) -> Answer | None:
    """The answer that was shown; None where there was none. Raises UnreadableAnswer."""
    return None if turn.answer is None else from_json(turn.answer)


def answers_of(conversation: KeptConversation) -> list[Answer]:
    """The answers of a conversation, for its export."""
    answers = []
    for turn in conversation.turns:
        try:
            found = answer_of(turn)
        except UnreadableAnswer:
            log.warning("turn %s was kept in another form and is left out", turn.id)
            continue
        if found is not None:
            answers.append(found)
    return answers


def chat_of(conversation: KeptConversation, language: Language) -> list[dict[str, Any]]:
    """The conversation as the chat shows it."""
    messages: list[dict[str, Any]] = []
    for turn in conversation.turns:
        messages.append({"role": "user", "content": question_html(turn.asked, turn.id)})
        messages.append({"role": "assistant", "content": turn_html(turn, language)})
    return messages


def turn_html(turn: KeptTurn, language: Language) -> str:
    """What stood below the question: the answer, or what was said instead."""
    limits = limits_html(turn.limits, language) if turn.limits else ""
    try:
        answer = answer_of(turn)
    except UnreadableAnswer:
        return limits + note_html(TEXTS[language].kept_otherwise, "error")
    if answer is not None:
        return limits + whole_html(answer, bool(turn.limits), language)
    if turn.outcome is TurnOutcome.FAILED:
        return limits + note_html(turn.message, "error")
    if turn.outcome is TurnOutcome.STOPPED:  # the message is HTML that was made here
        return turn.message + note_html(TEXTS[language].stopped, "stopped")
    return limits + note_html(TEXTS[language].unfinished, "stopped")


def whole_html(answer: Answer, is_limited: bool, language: Language) -> str:
    """All of an answer; below a refusal, where filters were set, a word on them."""
    *_, whole = written_pieces(answer)
    return whole + (filters_hint(answer, language) if is_limited else "")


def filters_hint(answer: Answer, language: Language) -> str:
    """A word on the filters below a refusal; "" below what was answered."""
    return note_html(TEXTS[language].refused_filtered, "hint") if answer.outcome is Outcome.ABSTAINED else ""


def scope_of(turn: KeptTurn, startup: Startup) -> Scope:
    """What a turn was asked of, in the library as it is now; nothing where its filters fit nothing any more."""
    filters = Limits.model_validate(turn.filters).filters
    if filters == Filters():
        return EVERYTHING
    try:
        return startup.library.scope(filters)
    except KutipError:
        return Scope(chosen=frozenset())

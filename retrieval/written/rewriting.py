"""A follow-up made standalone by a chat model, where what it says can be believed; by rules where not."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.catalogue.fulltext import WORD
from ingest.errors import ChatModelError
from ingest.language import detect_language
from prompts.loading import load
from retrieval.conversation import MAX_CHARACTERS_READ, MAX_TURNS, Turn, Understood, standalone
from retrieval.written.names import NamesOf, names_in
from retrieval.written.numbers import numbers_in
from retrieval.written.spoken import Spent, Spoken
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)

MAX_QUESTION = 400
"""Characters of a question made standalone; a longer one is an answer."""


def rewritten(
    model: BaseChatModel, settings: Settings, question: str, turns: Sequence[Turn], spent: Spent
) -> Understood:
    """The question as a stranger to the conversation would ask it. The model is asked only where something was said before.

    It may put in what the conversation has and nothing else: a name or number of its own, another language, more than a
    question or a failure of the model, and the rules of ``retrieval.conversation`` decide.
    """
    by_rules = standalone(question, turns)
    if not turns or not WORD.search(by_rules.asked):
        return by_rules
    from langchain_core.messages import HumanMessage

    conversation = "\n".join(_lines(turns))
    prompt = load("standalone", detect_language(question)).fill(conversation=conversation, question=by_rules.asked)
    spoken = Spoken(model, settings, [HumanMessage(prompt)], spent)
    try:
        for _ in spoken:
            pass
    except ChatModelError as error:
        log.warning("a follow-up was understood by rules: %s", type(error).__name__)
        return by_rules
    text = believable(spoken.text, by_rules.asked, conversation)
    return by_rules if text is None else Understood(by_rules.asked, text)


def believable(said: str, asked: str, conversation: str) -> str | None:
    """The question in what a model said; None where it is none, or says what was never said.

    >>> believable('"Apa hambatan kerja sama Baubau?"', "Lalu apa hambatannya?", "Apa itu kerja sama Baubau?")
    'Apa hambatan kerja sama Baubau?'
    >>> believable("Apa hambatan kerja sama Ambon?", "Lalu apa hambatannya?", "Apa itu kerja sama Baubau?")
    """
    lines = [line.strip() for line in re.sub(r"<think>.*?(?:</think>|$)", "", said, flags=re.DOTALL).splitlines()]
    lines = [line for line in lines if line]
    if len(lines) != 1 or len(lines[0]) > MAX_QUESTION:
        return None
    text = " ".join(lines[0].strip("\"'“”‘’`*").split())
    language = detect_language(asked)
    known = f"{conversation}\n{asked}"
    if not WORD.search(text) or "{" in text or "://" in text or detect_language(text) != language:
        return None
    values = {number.value for number in numbers_in(known)}
    names = NamesOf(known)
    if any(number.value not in values for number in numbers_in(text)):
        return None
    if any(not name.ordinary and not names.has(name) for name in names_in(text, language)):
        return None
    return text


def _lines(turns: Sequence[Turn]) -> list[str]:
    lines = []
    for turn in turns[-MAX_TURNS:]:
        lines += [f"- {' '.join(turn.asked.split())[:MAX_CHARACTERS_READ]}"] if turn.asked else []
        lines += [f"  {' '.join(turn.answer.split())[:MAX_CHARACTERS_READ]}"] if turn.answer else []
    return lines

"""What a chat model says, as it comes, within limits of time and length; and what it cost. Talks to the model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.errors import ChatModelTimeout
from retrieval.chat_model import answer_text, chat_errors
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MAX_SAID = 20_000
"""Characters after which a model is no longer listened to."""


@dataclass(slots=True)
class Spent:
    """What one answer costs, added up over every time that the model is asked. Tokens only where servers tell them."""

    tries: int = 0
    seconds: float = 0.0
    input_tokens: int | None = None
    output_tokens: int | None = None

    def add(self, usage: dict[str, Any] | None) -> None:
        if usage:
            self.input_tokens = (self.input_tokens or 0) + int(usage.get("input_tokens") or 0)
            self.output_tokens = (self.output_tokens or 0) + int(usage.get("output_tokens") or 0)


class Spoken:
    """One request. Iterated, it gives the model's words; then ``text`` has them all and ``is_cut`` whether they were cut.

    Iterating raises a ChatModelError, ChatModelTimeout also where words come but no end within the time.
    """

    def __init__(self, model: BaseChatModel, settings: Settings, messages: Sequence[BaseMessage], spent: Spent) -> None:
        self._model, self._settings, self._messages, self._spent = model, settings, messages, spent
        self.text = ""
        self.is_cut = False

    def __iter__(self) -> Iterator[str]:
        limit, began = self._settings.chat_timeout, time.perf_counter()
        try:
            with chat_errors(self._settings):
                for chunk in self._model.stream(list(self._messages)):
                    self._spent.add(getattr(chunk, "usage_metadata", None))
                    self.is_cut |= chunk.response_metadata.get("finish_reason") in ("length", "max_tokens")
                    if words := answer_text(chunk.content):
                        self.text += words
                        yield words
                    if len(self.text) > MAX_SAID:
                        self.is_cut = True
                        return
                    if time.perf_counter() - began > limit:
                        raise ChatModelTimeout(self._settings.chat_model, limit)
        finally:
            self._spent.seconds += time.perf_counter() - began

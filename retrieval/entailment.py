"""Whether quotes support a statement, as a chat model judges it: a judgement of the model, and always shown as that.

``EntailmentJudge`` is the seam: anything that judges a statement by its quotes fits. A judgement that fails (no answer, or
none that can be read, after one more try) is ``failed``; it is no verdict.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from ingest.errors import ChatModelFailed, ChatModelRateLimited, ChatModelTimeout
from ingest.language import Language
from prompts.loading import load
from retrieval.chat_model import answer_text, chat_errors
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)

TRIES = 2
MAX_REASON = 400


class Entailment(StrEnum):
    """What became of a judgement."""

    SUPPORTED = "supported"
    UNSUPPORTED = "not supported"
    UNSURE = "cannot tell"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with the model's reason, and the name of the model."""

    entailment: Entailment
    reason: str
    model: str


class EntailmentJudge(Protocol):
    """Judges a statement by quotes alone. Raises ChatModelUnreachable or ChatModelRefused where it cannot be asked at all."""

    def judge(self, statement: str, quotes: Sequence[str], language: Language) -> Judged: ...


@dataclass(frozen=True, slots=True)
class ChatJudge:
    """The chat model of the settings as judge."""

    model: BaseChatModel
    settings: Settings

    def judge(self, statement: str, quotes: Sequence[str], language: Language) -> Judged:
        prompt = load("judge", language).fill(statement=statement, quotes="\n\n".join(quotes) or "–")
        entailment, reason = Entailment.FAILED, ""
        for _ in range(TRIES):
            try:
                with chat_errors(self.settings):
                    said = answer_text(self.model.invoke(prompt).content)
                entailment, reason = parse_entailment(said)
                break
            except ValueError as error:
                reason = str(error)
            except (ChatModelTimeout, ChatModelRateLimited, ChatModelFailed) as error:
                log.warning("a judgement failed: %s", error)
                reason = type(error).__name__
        return Judged(entailment, reason[:MAX_REASON], self.settings.chat_model)


def parse_entailment(said: str) -> tuple[Entailment, str]:
    """The judgement in what a model said: the last JSON object with one. Raises ValueError where there is none.

    >>> parse_entailment('Sure! ```json\\n{"verdict": "Not supported", "reason": "Another year."}\\n```')
    (<Entailment.UNSUPPORTED: 'not supported'>, 'Another year.')
    >>> parse_entailment("I think it is supported.")
    Traceback (most recent call last):
    ...
    ValueError: the judge gave no verdict that can be read
    """
    allowed = {each.value: each for each in Entailment if each is not Entailment.FAILED}
    for found in reversed(re.findall(r"\{[^{}]*\}", said)):
        try:
            fields = json.loads(found, strict=False)
        except ValueError:
            continue
        judged = allowed.get(str(fields.get("verdict", "")).strip().lower().replace("_", " "))
        if judged is not None:
            return judged, str(fields.get("reason") or "").strip()
    raise ValueError("the judge gave no verdict that can be read")

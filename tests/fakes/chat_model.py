"""A chat model that does what a test says: honest, talking nonsense, silent, refusing, slow, broken, or too obedient.

What it is asked stands in ``asked``. A behaviour is a function from the prompt to what the model says; one that raises is a
model that fails. The last of several behaviours stays.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

from ingest.language import detect_language

Behaviour = Callable[[str], str]


class FakeChatModel(BaseChatModel):
    """Behaves in turn as told; tells what it was asked. Streams word by word."""

    behaviours: tuple[Behaviour, ...] = Field(...)
    _asked: list[str] = PrivateAttr(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """The prompts so far, the messages of each one below another."""
        return self._asked

    @property
    def _llm_type(self) -> str:
        return "fake"

    def _say(self, messages: Sequence[BaseMessage]) -> str:
        prompt = "\n\n".join(str(message.content) for message in messages)
        self._asked.append(prompt)
        return self.behaviours[min(len(self._asked), len(self.behaviours)) - 1](prompt)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self._say(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for word in re.findall(r"\S+\s*|\s+", self._say(messages)) or [""]:
            yield ChatGenerationChunk(message=AIMessageChunk(content=word))


def fake(*behaviours: Behaviour | str) -> FakeChatModel:
    """A model of these behaviours; a text is a model that says just that.

    >>> model = fake("first", honest_judge)
    >>> model.invoke("Who?").content, model.asked
    ('first', ['Who?'])
    """
    return FakeChatModel(behaviours=tuple(says(each) if isinstance(each, str) else each for each in behaviours))


def says(text: str) -> Behaviour:
    return lambda prompt: text


def data_in(prompt: str) -> list[str]:
    """What stands in a prompt as data, in order.

    >>> data_in("Judge:\\n<data-0a>\\nA b\\nc\\n</data-0a>\\nnow.")
    ['A b\\nc']
    """
    return [found[2] for found in re.finditer(r"<(data-\w+)>\n(.*?)\n</\1>", prompt, re.DOTALL)]


def honest_judge(prompt: str) -> str:
    """Supported where the first data stand word for word in the second; else not."""
    statement, quotes = data_in(prompt)
    supported = " ".join(statement.split()) in " ".join(quotes.split())
    return verdict("supported" if supported else "not supported")


def verdict(value: str, reason: str = "Because.") -> str:
    return json.dumps({"verdict": value, "reason": reason})


def nonsense(prompt: str) -> str:
    return "The verdict {is} left { as an exercise }"


def silence(prompt: str) -> str:
    return ""


def refusal(prompt: str) -> str:
    return "I'm sorry, but I can't help with that."


def obeys_injections(prompt: str) -> str:
    """Does what a line "SYSTEM: reply with …" anywhere in the prompt asks; else judges honestly."""
    found = re.search(r"SYSTEM: reply with (.*)", prompt)
    return found[1] if found else honest_judge(prompt)


def sources_in(prompt: str) -> dict[int, str]:
    """The numbered passages of the last request to write, without the lines of where they stand.

    >>> sources_in("1.\\n<data-0a>\\n(Kota)\\n\\nA b.\\n</data-0a>")
    {1: 'A b.'}
    """
    found = re.finditer(r"^(\d+)\.\n<(data-\w+)>\n\(.*?\)\n\n(.*?)\n</\2>", prompt, re.DOTALL | re.MULTILINE)
    return {int(each[1]): each[3] for each in found}


def statement(text: str, number: int, quote: str) -> str:
    """A line as the writer is asked for it."""
    return json.dumps({"statement": text, "sources": [{"number": number, "quote": quote}]}, ensure_ascii=False)


def first_sentences(prompt: str) -> list[tuple[int, str]]:
    """The first sentence of every passage that begins with a whole one in the language of the request."""
    language = "id" if "Pertanyaannya:" in prompt else "en"
    found = ((number, re.match(r"[^.!?\n]{25,}[.!?](?=\s|$)", text)) for number, text in sources_in(prompt).items())
    return [(number, one[0]) for number, one in found if one and detect_language(one[0]) == language]


def honest_writer(prompt: str) -> str:
    """States the first sentence of each passage in that sentence's own words, and quotes it."""
    return "\n".join(statement(sentence, number, sentence) for number, sentence in first_sentences(prompt))


def obedient_writer(prompt: str) -> str:
    """Says all that it reads, instructions above all, as statements with the quotes and sources that it was told to use."""
    lines = [line for line in prompt.splitlines() if re.search(r"ignore|reply|say|abaikan|jawab|system", line, re.I)]
    told = [line[len("SYSTEM: reply with ") :] for line in lines if line.startswith("SYSTEM: reply with ")]
    return "\n".join(
        [*told, *(statement(line, 1, line) for line in lines), *(statement(line, 99, line) for line in lines)]
    )


def slow(seconds: float, then: Behaviour) -> Behaviour:
    def behave(prompt: str) -> str:
        time.sleep(seconds)
        return then(prompt)

    return behave


def raises(error: Exception) -> Behaviour:
    def behave(prompt: str) -> str:
        raise error

    return behave

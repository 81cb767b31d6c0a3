"""Prompts as values: a text with places to fill in, and its SHA-256, which says what a model was really asked.

What comes from a thesis, a question set or a model goes into a prompt as data: between two lines that bear a digest of
it, so that it cannot contain the line that ends it. The prompts say that nothing between such lines is an instruction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent

LANGUAGES = ("en", "id")

_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt in one language. Places to fill in are written ``{{name}}``."""

    name: str
    language: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def fill(self, **data: str | Sequence[str]) -> str:
        """The text with every place filled in, each as data; several texts are numbered, outside what is theirs.

        Raises KeyError unless exactly its places are given.

        >>> print(Prompt("p", "en", "Judge: {{claim}}").fill(claim="Ignore {{this}}."))
        Judge: <data-ab30d3364fb3>
        Ignore {{this}}.
        </data-ab30d3364fb3>
        """
        places = set(_PLACE.findall(self.text))
        if places != set(data):
            raise KeyError(*sorted(places ^ set(data)))
        return _PLACE.sub(lambda place: _as_data(data[place[1]]), self.text)


def load(name: str, language: str) -> Prompt:
    """The prompt of this name. Raises FileNotFoundError for one that is not there."""
    return Prompt(name, language, (FOLDER / f"{name}.{language}.md").read_text("utf-8"))


def digest_of(*names: str) -> str:
    """The SHA-256 of these prompts in both languages."""
    return hashlib.sha256(
        "".join(load(name, language).sha256 for name in names for language in LANGUAGES).encode()
    ).hexdigest()


def _as_data(given: str | Sequence[str]) -> str:
    if isinstance(given, str):
        return as_data(given)
    return "\n\n".join(f"{number}.\n{as_data(text)}" for number, text in enumerate(given, start=1)) or "–"


def as_data(text: str) -> str:
    """A text between two lines that it cannot contain."""
    mark = f"data-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return f"<{mark}>\n{text}\n</{mark}>"

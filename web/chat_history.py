"""The conversation so far, read back from the chat as the browser sends it. Pure.

The chat itself is the record: a page that is loaded anew or cleared has no other memory of what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from retrieval.conversation import Turn

_ASKED = re.compile(r'<p class="k-asked"(?: id="k-turn-([0-9a-f]{32})")?>(.*?)</p>', re.DOTALL)
_SAID = re.compile(r'<span class="k-said">(.*?)</span>', re.DOTALL)


def turns_in(history: Sequence[dict[str, Any]]) -> tuple[Turn, ...]:
    """The turns of a chat's messages: questions as ``question_html`` put them there, answers in a model's words as
    ``statement_html`` did; anything else is left out.

    Answers in quotes say too much to tell what a follow-up means.

    >>> turns_in([{"role": "user", "content": '<p class="k-asked">a &lt; b?</p>'}])
    (Turn(asked='a < b?', answer=''),)
    """
    turns: list[Turn] = []
    for message in history:
        content = _html(message.get("content"))
        if message.get("role") == "user":
            turns += [Turn(_text(words)) for _, words in _ASKED.findall(content)[:1]]
        elif turns:
            turns[-1] = Turn(turns[-1].asked, " ".join(map(_text, _SAID.findall(content))))
    return tuple(turns)


def _text(html: str) -> str:
    return unescape(html.replace("<br>", "\n"))


def asked_in(message: dict[str, Any]) -> str | None:
    """The question that a message of the chat asks; None where it is none.

    >>> asked_in({"role": "user", "content": '<p class="k-asked">a<br>b?</p>'})
    'a\\nb?'
    """
    found = _ASKED.search(_html(message.get("content"))) if message.get("role") == "user" else None
    return _text(found[2]) if found else None


def turn_id_in(message: dict[str, Any]) -> str | None:
    """The id under which the turn of a question is kept; None where it is not.

    >>> turn_id_in({"role": "user", "content": f'<p class="k-asked" id="k-turn-{"0a" * 16}">Apa?</p>'}) == "0a" * 16
    True
    """
    found = _ASKED.search(_html(message.get("content"))) if message.get("role") == "user" else None
    return found[1] if found else None


def _html(content: object) -> str:
    """A message's HTML: as it was written, or in the parts that the browser sends back."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(part.get("text") or "") for part in parts if isinstance(part, dict))

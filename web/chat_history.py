"""The conversation so far, read back from the chat as the browser sends it: what was asked, and the words quoted. Pure.

The chat itself is the record, so a page that is reloaded or cleared has no other memory of what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from retrieval.conversation import Turn, turns_of

_UNQUOTED = frozenset({"k-cite", "k-where"})
"""Inside a quote: its number, and where it stands."""


def turns_in(history: Sequence[dict[str, Any]]) -> tuple[Turn, ...]:
    """The turns of a chat's messages. What is not one of our questions or quotes is left out.

    >>> turns_in([{"role": "user", "content": '<p class="k-asked">a &lt; b?</p>'}])
    (Turn(asked='a < b?', answer=''),)
    """
    messages = []
    for message in history:
        role = "user" if message.get("role") == "user" else "assistant"
        words = _words(_html(message.get("content")), "k-asked" if role == "user" else "k-quote")
        messages.append((role, words))
    return turns_of(messages)


def _html(content: object) -> str:
    """A message's HTML: as it was written, or in parts as the browser sends it back."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [content]
    return "".join(str(part.get("text") or "") if isinstance(part, dict) else str(part or "") for part in parts)


def _words(html: str, wanted: str) -> str:
    reader = _Words(wanted)
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.words).split()).strip("“” ")


class _Words(HTMLParser):
    """Collects the text inside elements of one class, without what is no part of the quote."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._wanted = wanted
        self._open: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.words.append(" ")
        else:
            self._open.append((tag, frozenset((dict(attrs).get("class") or "").split())))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open):
            name, classes = self._open.pop()
            if self._wanted in classes:
                self.words.append(" ")
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        classes = frozenset().union(*(found for _, found in self._open)) if self._open else frozenset()
        if self._wanted in classes and not classes & _UNQUOTED:
            self.words.append(data)

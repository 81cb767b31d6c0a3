"""What a model says → claims, each as soon as it is whole. Tolerant of form, never of content. Pure.

Asked for are JSON Lines. Read are JSON objects wherever they stand: in code fences, in a list, over several lines, after
a preamble or thoughts. What looks like an object and is none is told as broken.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_STATEMENT = 600
"""Characters of a statement; a longer one is no sentence."""

MAX_QUOTES = 6
"""Quotes of one statement that are looked at."""

_MARKER = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]|\s*【(\d{1,3})[^】]*】")
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|$)", re.DOTALL | re.IGNORECASE)
_WRAPPER = re.compile(r"\{\s*\"(?:statements|answer|claims)\"\s*:\s*\[(?=\s*\{)")
"""What opens a list of claims, which are read one by one."""
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """What a model says that it quotes, and from which source; None where it names none."""

    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as the model made it: nothing of it is proved. ``numbers`` are all sources that it names."""

    text: str
    numbers: tuple[int, ...]
    quotes: tuple[QuotedWords, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that should have been a claim."""

    text: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The model says that the sources do not answer."""


Said = Claim | Broken | NoAnswer


class ClaimReader:
    """Reads what a model says as it comes.

    >>> reader = ClaimReader()
    >>> list(reader.feed('Sure!\\n{"statement": "Ya [2].", "sour'))
    []
    >>> list(reader.feed('ces": [{"number": 1, "quote": "ya"}]}\\n'))
    [Claim(text='Ya.', numbers=(1, 2), quotes=(QuotedWords(number=1, words='ya'),))]
    >>> list(reader.feed('{"statement": "Ti')), list(reader.close()), reader.cut_off
    ([], [Broken(text='{"statement": "Ti')], True)
    """

    def __init__(self) -> None:
        self._pending = ""
        self.cut_off = False

    def feed(self, chunk: str) -> Iterator[Said]:
        """The claims that are whole with this chunk."""
        self._pending += chunk
        if "}" in chunk or "\n" in chunk:
            yield from self._read(at_end=False)

    def close(self) -> Iterator[Said]:
        """What is left when the model has stopped; ``cut_off`` tells whether it stopped within an object."""
        yield from self._read(at_end=True)

    def _read(self, at_end: bool) -> Iterator[Said]:
        text = _THOUGHTS.sub("", self._pending) if "</think" in self._pending or at_end else self._pending
        if not at_end and re.match(r"\s*<think", text, re.IGNORECASE):
            return
        text = _WRAPPER.sub("", text)
        at = text.find("{")
        while at >= 0:
            try:
                found, end = _DECODER.raw_decode(text, at)
            except (RecursionError, ValueError) as error:
                following = _next_object(text, at)
                if _is_unfinished(error, text) and following < 0:
                    if at_end:
                        self.cut_off = True
                        yield Broken(text[at : at + 80])
                        text = ""
                    break
                end = following if following >= 0 else at + 1
                yield Broken(text[at : min(end, at + 80)].strip())
            else:
                yield from said_in(found)
            text = text[end:]
            at = text.find("{")
        self._pending = text if at >= 0 or text.lstrip().startswith("<") else ""


def said_in(found: Any) -> Iterator[Said]:
    """The claims of one JSON object: one, or those of a list in it."""
    for name in ("statements", "answer", "claims"):
        if isinstance(found.get(name), list):
            for each in found[name]:
                yield from said_in(each) if isinstance(each, dict) else (Broken(str(each)[:80]),)
            return
    if found.get("no_answer") is True:
        yield NoAnswer()
        return
    text = next((found[name] for name in ("statement", "text", "sentence") if isinstance(found.get(name), str)), "")
    numbers: list[int] = []
    plain = tidied(_MARKER.sub(lambda marker: _noted(marker, numbers), text))
    if not any(map(str.isalnum, plain)) or len(plain) > MAX_STATEMENT:
        yield Broken(json.dumps(found, ensure_ascii=False)[:80])
        return
    quotes = tuple(_quotes(found))[:MAX_QUOTES]
    named = [quote.number for quote in quotes if quote.number is not None]
    named += [number for each in _list(found.get("citations")) if (number := _number(each)) is not None]
    yield Claim(plain, tuple(dict.fromkeys([*named, *numbers])), quotes)


def tidied(text: str) -> str:
    """A model's text on one line, without what cannot be seen and without list marks.

    >>> tidied(" - **Kota**\\u202e kembar\\x00\\nini ")
    'Kota kembar ini'
    """
    seen = "".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text)
    seen = "".join(each for each in seen if unicodedata.category(each) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(re.sub(r"\*\*|__|`", "", re.sub(r"^\s*(?:[-*•]|\d+[.)])\s+", "", seen)).split())


def _quotes(found: dict[str, Any]) -> Iterator[QuotedWords]:
    """Quotes in the form asked for, and in those that models fall into."""
    numbers = [_number(each) for each in _list(found.get("citations"))]
    for at, each in enumerate([*_list(found.get("sources")), *_list(found.get("quotes")), *_list(found.get("quote"))]):
        if isinstance(each, dict):
            words = each.get("quote", each.get("text", each.get("words")))
            number = _number(each.get("number", each.get("source", each.get("id"))))
            if isinstance(words, str):
                yield QuotedWords(number, words)
            elif number is not None:
                yield QuotedWords(number, "")
        elif isinstance(each, str) and _number(each) is None:
            only = numbers[0] if len(set(numbers)) == 1 else numbers[at] if at < len(numbers) else None
            yield QuotedWords(only, each)


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    bare = re.fullmatch(r"\s*\[?(\d{1,6})\]?\s*", str(value))
    return int(bare[1]) if bare else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _noted(marker: re.Match[str], numbers: list[int]) -> str:
    numbers += map(int, re.findall(r"\d+", marker[1] or marker[2]))
    return ""


def _is_unfinished(error: Exception, text: str) -> bool:
    """Whether more of it could still make an object; not so where it is nested too deep or a number is endless."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")


def _next_object(text: str, at: int) -> int:
    """Where the next line begins that is a whole object; -1 where there is none yet."""
    for found in re.finditer(r"\n\s*(?=\{)", text[at:]):
        start = at + found.end()
        try:
            value, _ = _DECODER.raw_decode(text, start)
        except (RecursionError, ValueError):
            continue
        if "statement" in value or "no_answer" in value:
            return start
    return -1

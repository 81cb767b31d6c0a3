"""An answer as a value in JSON, to be shown and exported again as it was, and back. Pure.

The values are written field by field under their own names. What a later version adds has a default here, what it drops is
passed over, so that either reads what the other wrote. Left out is what nobody is shown: the passages found, and the terms
that were searched for. Quotes are stored with their places: they were compared with the text when the citation was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import PurePath
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ingest import errors
from retrieval.answer import Answer
from retrieval.citation import Citation

FORM = 1
"""Version of the form; one that is not known is not read."""

_PLAIN = (str, int, float, bool, NoneType)
Value = TypeVar("Value")


class UnreadableAnswer(ValueError):
    """A stored answer that is not of a form known here."""


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as JSON knows values."""
    question = replace(answer.question, terms=(), content_words=(), translated_terms=(), exact=())
    return {"form": FORM, "answer": _written(replace(answer, question=question, retrieved=()))}


def from_json(stored: Mapping[str, Any]) -> Answer:
    """The answer that ``to_json`` wrote, here or in another version. Raises UnreadableAnswer."""
    if stored.get("form") != FORM:
        raise UnreadableAnswer(f"form {stored.get('form')!r}")
    try:
        return _read_dataclass(Answer, stored["answer"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableAnswer(str(error)) from error


def _written(value: Any) -> Any:
    if isinstance(value, errors.KutipError):
        return {"error": type(value).__name__, "about": _written(value.args)}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _written(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, (tuple, list, frozenset)):
        parts = [_written(each) for each in value]
        return sorted(parts) if isinstance(value, frozenset) else parts
    if isinstance(value, (Enum, PurePath)):
        return str(value) if isinstance(value, PurePath) else value.value
    if isinstance(value, _PLAIN):
        return value
    raise TypeError(f"an answer cannot be stored with a {type(value).__name__}")


def _read(kind: Any, value: Any) -> Any:
    """A value of this type, as an annotation names it."""
    if get_origin(kind) is not None:
        return _read_generic(get_origin(kind), get_args(kind), value)
    if is_dataclass(kind):
        return _read_dataclass(cast("type[Any]", kind), value)
    if issubclass(kind, errors.KutipError):
        return _read_error(value)
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float and isinstance(value, int):
        return float(value)
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _read_generic(origin: Any, inside: tuple[Any, ...], value: Any) -> Any:
    """A value of a type that others are named in: ``tuple[int, ...]``, ``Notice | None``."""
    if origin is Literal:
        if value not in inside:
            raise ValueError(f"{value!r} is none of {inside}")
        return value
    if origin in (Union, UnionType):
        (only,) = (each for each in inside if each is not NoneType)
        return None if value is None else _read(only, value)
    if origin is tuple and inside[-1] is not Ellipsis:
        return tuple(_read(each, part) for each, part in zip(inside, value, strict=True))
    return origin(_read(inside[0], each) for each in value)


def _read_dataclass(kind: type[Value], stored: Mapping[str, Any]) -> Value:
    hints = _hints(cast("Any", kind))
    given: dict[str, Any] = {}
    for each in fields(cast("Any", kind)):
        if each.name in stored:
            given[each.name] = _read(hints[each.name], stored[each.name])
        elif each.default is MISSING and each.default_factory is MISSING:
            raise KeyError(each.name)
    if kind is Citation:  # the text may be gone with its thesis; the comparison was made when the citation was
        given["text"] = " " * given["span"].start + given["quote"]
    return kind(**given)


def _read_error(stored: Mapping[str, Any]) -> errors.KutipError:
    kind = getattr(errors, stored["error"])
    if not (isinstance(kind, type) and issubclass(kind, errors.KutipError)):
        raise TypeError(f"{stored['error']} is no error")
    return kind(*stored["about"])


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)

"""One JSON object read field by field: each as the type asked for, or a ValueError that names the field."""

from __future__ import annotations

from typing import Any

from evaluation.formats.values import Role, Turn

_ROLES: dict[str, Role] = {"user": "user", "assistant": "assistant", "agent": "assistant"}


class Fields:
    """A JSON object. A field that is null counts as absent.

    >>> Fields({"page_index": 3}).whole_number("page_index", 0)
    3
    >>> Fields({"page_index": "3"}).whole_number("page_index", 0)
    Traceback (most recent call last):
    ...
    ValueError: "page_index" must be a whole number from 0
    """

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise ValueError("an object with named fields is expected")
        self._values: dict[str, Any] = value

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def raw(self, name: str) -> Any:
        """The field as it is; None where it is absent."""
        return self._values.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; with a default it may be absent or blank."""
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise ValueError(f'"{name}" must be a text')
        return _of_characters(value, name)

    def name(self, name: str) -> str:
        """An id or a file name: a text, or a whole number as its digits."""
        value = self._values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(name)

    def one_of(self, name: str, allowed: frozenset[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise ValueError(f'"{name}" must be one of {", ".join(sorted(allowed))}, not "{value}"')
        return value

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise ValueError(f'"{name}" must be true or false')
        return value

    def whole_number(self, name: str, least: int) -> int:
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**31:
            raise ValueError(f'"{name}" must be a whole number from {least}')
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts, none of them blank; nothing where the field is absent or null."""
        value = self._values.get(name)
        values = [value] if isinstance(value, str) else self._list(name)
        if not all(isinstance(item, str) and item.strip() for item in values):
            raise ValueError(f'"{name}" must hold texts')
        return tuple(_of_characters(item, name) for item in values)

    def parts(self, name: str) -> tuple[Fields, ...]:
        values = self._list(name)
        try:
            return tuple(map(Fields, values))
        except ValueError as error:
            raise ValueError(f'"{name}": {error}') from error

    def _list(self, name: str) -> list[Any]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ValueError(f'"{name}" must be a list')
        return value


def turn(fields: Fields) -> Turn:
    """A turn of a history, in either spelling.

    >>> turn(Fields({"role": "agent", "text": "Ini."}))
    Turn(role='assistant', content='Ini.')
    """
    role = fields.one_of("role", frozenset(_ROLES))
    return Turn(_ROLES[role], fields.text("content" if fields.has("content") else "text"))


def _of_characters(value: str, name: str) -> str:
    """JSON can escape half a character; nothing that is to be written as UTF-8 may hold one."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(f'"{name}" holds half a character (a lone surrogate)') from None
    return value

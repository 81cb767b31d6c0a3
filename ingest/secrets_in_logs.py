"""Passwords and keys kept out of whatever is logged, also by libraries and in tracebacks."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

INSTEAD = "…"

SHORTEST = 4
"""A shorter secret would be struck out of every other word."""

_FORMATTER = logging.Formatter()


def keep_out_of_logs(secrets: Iterable[str]) -> None:
    """From now on no record of this process holds one of these. For an address its password is the secret."""
    struck = sorted({part for each in secrets for part in _parts(each)}, key=len, reverse=True)
    make = logging.getLogRecordFactory()

    def made(*given: object, **named: object) -> logging.LogRecord:
        record = make(*given, **named)
        record.msg, record.args = without(record.getMessage(), struck), None
        if record.exc_info:
            record.exc_text = without(_FORMATTER.formatException(record.exc_info), struck)
            record.exc_info = None
        return record

    if struck:
        logging.setLogRecordFactory(made)


def without(text: str, secrets: Iterable[str]) -> str:
    """
    >>> without("key sk-123456 refused", ["sk-123456"])
    'key … refused'
    """
    for each in secrets:
        text = text.replace(each, INSTEAD)
    return text


def _parts(secret: str) -> list[str]:
    """What must not be seen of a setting: an address's password, as it stands there and as it is meant; else all of it.

    >>> _parts("postgresql+psycopg://kutip:a%40bcd@db/kutip"), _parts("sk-123456"), _parts("http://127.0.0.1:8000"), _parts("")
    (['a%40bcd', 'a@bcd'], ['sk-123456'], [], [])
    """
    if "://" in secret:
        password = urlsplit(secret).password or ""
        found = [password, unquote(password)]
    else:
        found = [secret]
    return [each for each in dict.fromkeys(found) if len(each) >= SHORTEST]

"""Connections to PostgreSQL that a server which takes what it is sent and says nothing does not hold for ever.

A server that is frozen still has its connections, and its machine acknowledges every packet: neither the network's own time
limits nor the server's notice anything. So the side that asks keeps the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

PING_SECONDS = 10.0
"""How long a connection that was kept has to say that it is still there, before it is used again."""

CLIENT_SECONDS = 5.0
"""How much longer than the server itself the asking side waits for a statement to be given up."""

Result = TypeVar("Result")


class TimedConnection(psycopg.Connection[Any]):
    """A connection of which each answer has to come in time; else it is closed, and OperationalError raised."""

    statement_seconds: float | None = None
    """For one statement; None: as long as it takes. Asked outside a transaction is only whether the server is there."""

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        limit = PING_SECONDS if self.autocommit else self.statement_seconds
        if limit is not None:
            timeout = min(limit, timeout or limit)
        try:
            return super().wait(gen, interval, timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()  # whatever it still says belongs to a question that nobody waits for
            raise psycopg.OperationalError(f"no answer within {timeout:.0f} seconds") from error


def connector(statement_seconds: float | None) -> Callable[..., TimedConnection]:
    """What connects as ``psycopg.connect`` does, with so much time for each statement."""
    return partial(_connected, statement_seconds)


def _connected(statement_seconds: float | None, *arguments: Any, **named: Any) -> TimedConnection:
    connection = TimedConnection.connect(*arguments, **named)
    if statement_seconds is not None:
        connection.statement_seconds = statement_seconds + CLIENT_SECONDS
    return connection

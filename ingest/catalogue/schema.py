"""Opening the catalogue's database, and bringing its tables to this version by Alembic's migrations."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from ingest.errors import DiskFull, KutipError, LibraryInUse, LibraryNewer, LibraryUnreadable

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_SECONDS = 15
"""How long a statement waits for another process's transaction."""

_DISK_WORDS = (
    "disk is full",
    "disk I/O error",
    "readonly database",
    "unable to open database file",
    "No space left",
    "File too large",
)


def open_engine(path: Path) -> Engine:
    """An engine on the SQLite file: write-ahead log, foreign keys, explicit transactions."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below, so that schema changes are transactional
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")

    return engine


def migrate(engine: Engine, path: Path) -> None:
    """Bring the tables to the newest version. Raises LibraryNewer for a catalogue from the future."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise LibraryNewer(path)
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def storage_errors(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Turn what the stores raise into the tree: a full or read-only disk, or a store that cannot be read.

    ``writing``: the store is asked to write, so that a refusal without a plain reason (Chroma's on a full disk)
    is a failed write.
    """
    try:
        yield
    except KutipError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            raise DiskFull(path, error.strerror or str(error)) from error
        raise
    except DBAPIError as error:
        raise _translated(path, str(error.orig)) from error
    except Exception as error:  # Chroma's errors have no common base that says what the disk said
        if type(error).__module__.startswith("chromadb"):
            raise (DiskFull(path, str(error)) if writing else _translated(path, str(error))) from error
        raise


def _translated(path: Path, reason: str) -> KutipError:
    if any(word in reason for word in _DISK_WORDS):
        return DiskFull(path, reason)
    if "database is locked" in reason:
        return LibraryInUse(path)
    return LibraryUnreadable(path, reason)

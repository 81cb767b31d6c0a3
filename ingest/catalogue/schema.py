"""Opening the catalogue's database, and bringing its tables to this version by Alembic's migrations.

SQLite and PostgreSQL keep the same promises: a reading transaction sees one moment of the database, and writing
transactions come one after the other, from whichever process.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from ingest.catalogue.store_errors import BUSY_SECONDS, storage_errors
from ingest.errors import CataloguePackageMissing, LibraryNewer
from ingest.places import Server, Store

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["BUSY_SECONDS", "MIGRATIONS", "is_made", "migrate", "open_engine", "storage_errors", "try_writer_lock"]

MIGRATIONS = Path(__file__).parent / "migrations"

CONNECT_SECONDS = 10
"""How long a PostgreSQL server has to take a connection."""

STATEMENT_SECONDS = 60
"""How long a PostgreSQL server has for one statement that somebody waits for."""

_ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(hashtext('kutip transaction'), hashtext(current_schema()))"
_ONE_WRITER = "SELECT pg_try_advisory_lock(hashtext('kutip writer'), hashtext(current_schema()))"


def open_engine(store: Store, *, patient: bool = False) -> Engine:
    """An engine on the SQLite file or the PostgreSQL database. Raises CataloguePackageMissing.

    A server is given up that takes longer than STATEMENT_SECONDS for a statement. ``patient``: not for the statements of
    this engine, as when files are taken in, tables are brought up to date or a library is copied.
    """
    return _postgresql(store, patient) if isinstance(store, Server) else _sqlite(store)


def _sqlite(path: Path) -> Engine:
    """Write-ahead log, foreign keys, explicit transactions."""
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


def _postgresql(server: Server, patient: bool) -> Engine:
    """Connections are tried before they are used, so that a server that was away is found again."""
    limit = "" if patient else f" -c statement_timeout={STATEMENT_SECONDS}s"
    settings = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": CONNECT_SECONDS,  # a server that the network has swallowed is noticed within half a minute
        "keepalives_interval": 5,
        "keepalives_count": 4,
        "tcp_user_timeout": 30_000,
        "options": f"-c lock_timeout={BUSY_SECONDS}s -c timezone=UTC{limit}",
        "application_name": "kutip",
    }
    try:
        from ingest.catalogue.postgresql import connector

        engine = create_engine(
            server.url,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
            connect_args=_without(server.url, settings),
        )
    except ImportError as error:
        raise CataloguePackageMissing from error
    connect = connector(None if patient else STATEMENT_SECONDS)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        return connect(*arguments, **named)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            # what the one before has committed is seen, and no row is locked by two
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            connection.exec_driver_sql(_ONE_AFTER_THE_OTHER)

    return engine


def _without(url: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that the address does not make itself; options of both count."""
    from sqlalchemy.engine import make_url

    given = make_url(url).query
    own = {name: value for name, value in settings.items() if name not in given}
    if "options" in given:
        own["options"] = f"{settings['options']} {given['options']}"
    return own


def try_writer_lock(connection: Connection) -> bool:
    """Become the one writer of a PostgreSQL catalogue for as long as the connection lives; False where there is one."""
    return bool(connection.execute(text(_ONE_WRITER)).scalar_one())


def is_made(store: Store) -> bool:
    """Whether there is a catalogue at this place, empty or not. Makes nothing."""
    if isinstance(store, Path):
        return store.exists()
    with storage_errors(store):
        engine = open_engine(store)
        try:
            return inspect(engine).has_table("alembic_version")
        finally:
            engine.dispose()


def migrate(engine: Engine, store: Store) -> None:
    """Bring the tables to the newest version, however long that takes. Raises LibraryNewer for a catalogue from the future."""
    from alembic import command
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = _alembic()
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == scripts.get_current_head():
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise LibraryNewer(store)
    patient = open_engine(store, patient=True)
    try:
        with patient.execution_options(write=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        patient.dispose()


def _alembic() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

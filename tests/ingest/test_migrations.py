"""The migrations make exactly the tables that the code knows."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from ingest.catalogue.schema import migrate, open_engine
from ingest.catalogue.tables import metadata

FULL_TEXT = "passage_t"


def test_migrated_tables_are_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "c.sqlite3")
    migrate(engine, tmp_path)
    migrate(engine, tmp_path)  # a second time changes nothing
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    ours = [difference for difference in differences if not _is_full_text(difference)]
    assert ours == []


def test_a_table_that_is_missing_would_be_seen(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "c.sqlite3")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert {difference[0] for difference in differences} >= {"add_table"}


def _is_full_text(difference: object) -> bool:
    return (
        isinstance(difference, tuple) and difference[0] == "remove_table" and difference[1].name.startswith(FULL_TEXT)
    )

"""The migrations make exactly the tables that the code knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Index, Table

from ingest.catalogue.schema import MIGRATIONS, migrate, open_engine
from ingest.catalogue.store import Catalogue
from ingest.catalogue.tables import metadata
from ingest.cited_works import NO_REFERENCES, Elsewhere
from ingest.metadata_values import MetadataSource
from ingest.places import Server, Store
from tests.servers import PostgresServer

FULL_TEXT = "passage_t"


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_migrated_tables_are_the_tables_of_the_code(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store: Store = tmp_path / "c.sqlite3"
    if database == "PostgreSQL":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        store = Server(postgres.new_database())
    engine = open_engine(store)
    migrate(engine, store)
    migrate(engine, store)  # a second time changes nothing
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    ours = [difference for difference in differences if not _is_full_text(difference) and not _is_comment(difference)]
    assert ours == []


def test_a_table_that_is_missing_would_be_seen(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "c.sqlite3")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert {difference[0] for difference in differences} >= {"add_table"}


def _is_full_text(difference: object) -> bool:
    if not isinstance(difference, tuple) or difference[0] not in ("remove_table", "remove_index"):
        return False
    table = difference[1].table if isinstance(difference[1], Index) else difference[1]
    return isinstance(table, Table) and table.name.startswith(FULL_TEXT)


def _is_comment(difference: object) -> bool:
    """PostgreSQL could keep them; they are for the reader of the code."""
    return isinstance(difference, list) and all(each[0] == "modify_comment" for each in difference)


def test_what_an_earlier_version_read_is_kept_as_a_statement(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "c.sqlite3")
    migrate_to(engine, "0001")
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO theses (id, title, authors, year, language) VALUES ('t', 'Kota Kembar', '[\"Ani\"]', 2020, 'id')"
        )
        connection.exec_driver_sql(
            "INSERT INTO documents (id, thesis_id, part, file_name, source_path, sha256, text, text_version, warnings, state,"
            " added_at) VALUES ('d', 't', 1, 'a.pdf', '/a.pdf', 'x', 'Kota itu besar (Hadi, 2016).', 1, '[]', 'live', '2026-01-01 00:00:00.000000')"
        )
    engine.dispose()
    catalogue = Catalogue.open(tmp_path / "c.sqlite3")
    (entry,) = catalogue.entries()
    assert (entry.thesis.title, entry.thesis.authors, entry.thesis.year) == ("Kota Kembar", ("Ani",), 2020)
    assert (entry.thesis.keywords, entry.thesis.faculty, entry.folder) == ((), None, None)
    metadata = catalogue.read_metadata(["d"])["d"]
    assert (metadata.title, metadata.authors, metadata.year) == ("Kota Kembar", ("Ani",), 2020)
    assert {each.source for each in metadata.known} == {MetadataSource.EARLIER}
    (mention,) = catalogue.whole_document("d").references.mentions  # found anew, since they were not stored
    assert mention.names == ("Hadi",)
    assert [len(tokens) for tokens in catalogue.token_vectors([7]).values()] in ([], [0])


def test_what_parts_of_a_thesis_cite_is_found_anew_and_that_of_single_files_stays(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "c.sqlite3")
    migrate_to(engine, "0005")
    listed = "Hadi, P. (2016). Kota. Gramedia."
    texts = {"a": ("t", "Kota itu besar (Hadi, 2016)."), "b": ("t", listed), "c": ("u", "Kota itu kecil (Hadi, 2016).")}
    with engine.execution_options(write=True).begin() as connection:
        for thesis in ("t", "u"):
            connection.exec_driver_sql(
                f"INSERT INTO theses (id, title, authors, language) VALUES ('{thesis}', 'Kota', '[]', 'id')"
            )
        for part, (id_, (thesis, text)) in enumerate(texts.items(), start=1):
            connection.exec_driver_sql(
                "INSERT INTO documents (id, thesis_id, part, file_name, source_path, sha256, text, text_version, warnings, state,"
                " added_at, references_version) VALUES (?, ?, ?, ?, '', 'x', ?, 2, '[]', 'live', '2026-01-01 00:00:00.000000', 1)",
                (id_, thesis, part, f"{id_}.pdf", text),
            )
        connection.exec_driver_sql(
            "INSERT INTO sections VALUES ('b', 0, 1, 'bibliography', 'DAFTAR PUSTAKA', 0, ?)", (len(listed),)
        )
    engine.dispose()
    found = Catalogue.open(tmp_path / "c.sqlite3").whole_documents(["a", "c"])
    (entry,) = found["a"].references.entries
    assert entry.elsewhere == Elsewhere("b", "b.pdf", 0, listed)
    assert found["c"].references == NO_REFERENCES  # as it was stored


def migrate_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

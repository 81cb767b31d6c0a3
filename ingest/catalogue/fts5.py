"""SQLite's full text, FTS5, and its own BM25."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DatabaseError

from ingest.catalogue.fulltext_index import Among, IndexRow


class Fts5:
    """``passage_text`` is a virtual table, ``passage_terms`` its vocabulary. Terms hold letters, digits and _ only."""

    def add(self, connection: Connection, rows: Sequence[IndexRow]) -> None:
        connection.execute(
            text("INSERT INTO passage_text (rowid, heading, body) VALUES (:id, :heading, :body)"),
            [{"id": row.passage_id, "heading": " ".join(row.heading), "body": " ".join(row.body)} for row in rows],
        )

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[IndexRow]:
        found = connection.execute(
            text("SELECT rowid AS id, heading, body FROM passage_text WHERE rowid IN :ids ORDER BY rowid").bindparams(
                bindparam("ids", list(ids), expanding=True)
            )
        )
        return [IndexRow(row.id, tuple(row.heading.split()), tuple(row.body.split())) for row in found]

    def remove(self, connection: Connection, ids: Sequence[int]) -> None:
        connection.execute(text("DELETE FROM passage_text WHERE rowid = :id"), [{"id": id_} for id_ in ids])

    def ids(self, connection: Connection) -> set[int]:
        return set(connection.execute(text("SELECT rowid FROM passage_text")).scalars())

    def is_sound(self, connection: Connection) -> bool:
        try:
            connection.execute(text("INSERT INTO passage_text (passage_text) VALUES ('integrity-check')"))
            connection.execute(text("SELECT count(*) FROM passage_terms")).scalar_one()
        except DatabaseError:  # the virtual table cannot be opened, or its parts contradict one another
            return False
        return True

    def remake(self, connection: Connection) -> None:
        """A damaged virtual table cannot be dropped: its parts are, and then its entry in the schema."""
        for part in ("data", "idx", "content", "docsize", "config"):
            connection.execute(text(f"DROP TABLE IF EXISTS passage_text_{part}"))
        connection.execute(text("PRAGMA writable_schema=ON"))
        connection.execute(text("DELETE FROM sqlite_master WHERE name IN ('passage_text', 'passage_terms')"))
        connection.execute(text("PRAGMA writable_schema=RESET"))
        for statement in _TABLES:
            connection.exec_driver_sql(statement)

    def holding(self, connection: Connection, words: Sequence[Sequence[str]]) -> set[int]:
        match = " AND ".join(f"({_any(terms)})" for terms in words)
        found = connection.execute(
            text("SELECT rowid FROM passage_text WHERE passage_text MATCH :match"), {"match": match}
        )
        return set(found.scalars())

    def scores(
        self, connection: Connection, terms: Sequence[str], heading_weight: float, among: Among
    ) -> list[tuple[int, float]]:
        joined = _SCOPED if among.limits else ""
        found = connection.execute(
            text(
                f"SELECT passage_text.rowid, -bm25(passage_text, :heading, 1.0) FROM passage_text {joined} "
                "WHERE passage_text MATCH :match AND passage_text.rowid NOT IN "
                f"(SELECT id FROM passages WHERE generation < :generation OR generation > :generation) {among.limits}"
            ),
            {"match": _any(terms), "heading": heading_weight, **among.values},
        )
        return [(row[0], row[1]) for row in found]


_TABLES = (
    "CREATE VIRTUAL TABLE passage_text USING fts5(heading, body, tokenize=\"unicode61 tokenchars '_'\")",
    "CREATE VIRTUAL TABLE passage_terms USING fts5vocab(passage_text, 'row')",
)
"""As the first migration makes them."""

_SCOPED = "CROSS JOIN passages p ON p.id = passage_text.rowid CROSS JOIN documents d ON d.id = p.document_id"
"""Joined only where asked for, and in this order: SQLite would rather begin with all passages of the generation."""

FTS5 = Fts5()


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)

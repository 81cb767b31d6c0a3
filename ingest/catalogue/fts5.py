"""SQLite's full text, FTS5, and its own BM25.

FTS5 counts the passages of a term by reading all of them, which takes longer than a whole search where there are a million.
So they are counted in a table, within the transaction that adds or removes passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import DatabaseError

from ingest.catalogue.fulltext_index import IndexRow

REMOVED_AT_ONCE = 1000
"""Passages whose terms are counted together: SQLite takes only so many values in a statement."""


class Fts5:
    """``passage_text`` is a virtual table, ``passage_terms`` a plain one. Terms hold letters, digits and _ only."""

    def add(self, connection: Connection, rows: Sequence[IndexRow]) -> None:
        connection.execute(
            text("INSERT INTO passage_text (rowid, heading, body) VALUES (:id, :heading, :body)"),
            [{"id": row.passage_id, "heading": " ".join(row.heading), "body": " ".join(row.body)} for row in rows],
        )
        self._count(connection, rows, 1)

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[IndexRow]:
        found = connection.execute(
            text("SELECT rowid AS id, heading, body FROM passage_text WHERE rowid IN :ids ORDER BY rowid").bindparams(
                bindparam("ids", list(ids), expanding=True)
            )
        )
        return [IndexRow(row.id, tuple(row.heading.split()), tuple(row.body.split())) for row in found]

    def remove(self, connection: Connection, ids: Sequence[int]) -> None:
        for at in range(0, len(ids), REMOVED_AT_ONCE):
            part = ids[at : at + REMOVED_AT_ONCE]
            self._count(connection, self.rows(connection, part), -1)
            connection.execute(text("DELETE FROM passage_text WHERE rowid = :id"), [{"id": id_} for id_ in part])
        connection.execute(text("DELETE FROM passage_terms WHERE doc <= 0"))

    def ids(self, connection: Connection) -> set[int]:
        return set(connection.execute(text("SELECT rowid FROM passage_text")).scalars())

    def is_sound(self, connection: Connection) -> bool:
        try:
            connection.execute(text("INSERT INTO passage_text (passage_text) VALUES ('integrity-check')"))
            connection.execute(text("SELECT count(doc) FROM passage_terms WHERE term >= ''")).scalar_one()
        except DatabaseError:  # the virtual table cannot be opened, or its parts contradict one another
            return False
        return True

    def remake(self, connection: Connection) -> None:
        """A damaged virtual table cannot be dropped: its parts are, and then its entry in the schema."""
        connection.execute(text("DROP TABLE IF EXISTS passage_terms"))
        for part in ("data", "idx", "content", "docsize", "config"):
            connection.execute(text(f"DROP TABLE IF EXISTS passage_text_{part}"))
        connection.execute(text("PRAGMA writable_schema=ON"))
        connection.execute(text("DELETE FROM sqlite_master WHERE name = 'passage_text'"))
        connection.execute(text("PRAGMA writable_schema=RESET"))
        for statement in _TABLES:
            connection.exec_driver_sql(statement)

    def counts_agree(self, connection: Connection) -> bool:
        kept = {row.term: row.doc for row in connection.execute(text("SELECT term, doc FROM passage_terms"))}
        return kept == self._counted(connection)

    def recount(self, connection: Connection) -> None:
        counted = self._counted(connection)
        connection.execute(text("DELETE FROM passage_terms"))
        if counted:
            rows = [{"term": term, "doc": number} for term, number in counted.items()]
            connection.execute(text("INSERT INTO passage_terms (term, doc) VALUES (:term, :doc)"), rows)

    def _counted(self, connection: Connection) -> Counter[str]:
        counted: Counter[str] = Counter()
        for heading, body in connection.execute(text("SELECT heading, body FROM passage_text")):
            counted.update({*heading.split(), *body.split()})
        return counted

    def _count(self, connection: Connection, rows: Sequence[IndexRow], sign: int) -> None:
        counted = Counter(term for row in rows for term in row.terms)
        if counted:
            connection.execute(
                text(
                    "INSERT INTO passage_terms (term, doc) VALUES (:term, :doc)"
                    " ON CONFLICT (term) DO UPDATE SET doc = doc + excluded.doc"
                ),
                [{"term": term, "doc": sign * number} for term, number in counted.items()],
            )

    def scores(
        self, connection: Connection, terms: Sequence[str], heading_weight: float, generation: int
    ) -> list[tuple[int, float]]:
        found = connection.execute(
            text(
                "SELECT rowid, -bm25(passage_text, :heading, 1.0) FROM passage_text WHERE passage_text MATCH :match"
                " AND rowid NOT IN (SELECT id FROM passages WHERE generation < :generation OR generation > :generation)"
            ),
            {"match": _any(terms), "heading": heading_weight, "generation": generation},
        )
        return [(row[0], row[1]) for row in found]


_TABLES = (
    "CREATE VIRTUAL TABLE passage_text USING fts5(heading, body, tokenize=\"unicode61 tokenchars '_'\")",
    "CREATE TABLE passage_terms (term TEXT PRIMARY KEY, doc INTEGER NOT NULL) WITHOUT ROWID",
)
"""As the migrations make them."""

FTS5 = Fts5()


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)

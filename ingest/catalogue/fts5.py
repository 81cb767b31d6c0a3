"""SQLite's full text, FTS5, and its own BM25.

FTS5 counts the passages of a term by reading all of them, which takes longer than a whole search where there are a million.
So they are counted in a table, within the transaction that adds or removes passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, text

from ingest.catalogue.fulltext_index import Among, IndexRow

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


_SCOPED = "CROSS JOIN passages p ON p.id = passage_text.rowid CROSS JOIN documents d ON d.id = p.document_id"
"""Joined only where asked for, and in this order: SQLite would rather begin with all passages of the generation."""

FTS5 = Fts5()


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)

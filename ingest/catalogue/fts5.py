"""SQLite's full text, FTS5, and its own BM25."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, text

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

    def holding(self, connection: Connection, words: Sequence[Sequence[str]]) -> set[int]:
        match = " AND ".join(f"({_any(terms)})" for terms in words)
        found = connection.execute(
            text("SELECT rowid FROM passage_text WHERE passage_text MATCH :match"), {"match": match}
        )
        return set(found.scalars())

    def scores(
        self, connection: Connection, terms: Sequence[str], heading_weight: float, among: Among
    ) -> list[tuple[int, float]]:
        found = connection.execute(
            text(
                "SELECT passage_text.rowid AS id, -bm25(passage_text, :heading, 1.0) AS score FROM passage_text "
                "JOIN passages p ON p.id = passage_text.rowid JOIN documents d ON d.id = p.document_id "
                f"WHERE passage_text MATCH :match AND {among.condition} ORDER BY score DESC, id"
            ),
            {"match": _any(terms), "heading": heading_weight, **among.values},
        )
        return [(row.id, row.score) for row in found]


FTS5 = Fts5()


def _any(terms: Sequence[str]) -> str:
    return " OR ".join(f'"{term}"' for term in terms)

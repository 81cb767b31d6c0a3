"""PostgreSQL's full text: ``tsvector`` columns of our own stems under a GIN index, scored by the BM25 that FTS5 computes.

PostgreSQL's own ranks know no rarity of terms. What BM25 needs is kept or derived here: ``passage_terms`` counts the
passages of each term and ``passage_totals`` passages and terms, within the transaction that adds or removes passages;
how often a term stands in a column follows from ``ts_rank``, which for a single term with equal weights is
(1 + 1/4 + … + 1/n²) · 6/π² of its number n of occurrences and of nothing else. All of this runs in the server, over the
passages that the GIN index finds. Most of them hold one or two of the terms, and to see that one is missing is cheap.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import log, pi

from sqlalchemy import Connection, inspect, text

from ingest.catalogue.fulltext_index import IndexRow

K1, B = 1.2, 0.75
"""FTS5's constants of BM25."""

LEAST_IDF = 1e-6
"""FTS5's floor of a term's inverse document frequency."""

MOST = 100
"""Occurrences of a term in one column that are told apart; more count as so many."""

LONGEST = 500
"""Letters of a term that are kept: a tsvector takes 2,046 bytes."""
LAST_PLACE = 16_383
"""The last place that a tsvector knows; what stands behind it is counted once for all."""

_TERMS_OF = (
    "SELECT term, count(*) AS doc FROM passage_text, unnest(tsvector_to_array(heading || body)) AS term"
    " WHERE passage_id = ANY(:ids) GROUP BY term"
)
_TOTALS_OF = (
    "SELECT count(*) AS passages, coalesce(sum(length), 0) AS terms FROM passage_text WHERE passage_id = ANY(:ids)"
)

_ALL_TERMS = (
    "SELECT term, count(*) AS doc FROM passage_text, unnest(tsvector_to_array(heading || body)) AS term GROUP BY term"
)
_ALL_TOTALS = "SELECT count(*) AS passages, coalesce(sum(length), 0) AS terms FROM passage_text"
_DIFFERENT_TERMS = f"(SELECT term, doc FROM passage_terms EXCEPT {_ALL_TERMS}) UNION ALL ({_ALL_TERMS} EXCEPT SELECT term, doc FROM passage_terms)"

_TABLES = {
    "passage_text": "passage_id bigint PRIMARY KEY, heading tsvector NOT NULL, body tsvector NOT NULL, length integer NOT NULL",
    "passage_terms": 'term text COLLATE "C" PRIMARY KEY, doc bigint NOT NULL',
    "passage_totals": "id integer PRIMARY KEY, passages bigint NOT NULL, terms bigint NOT NULL",
}
"""As the first migration makes them."""

_SCORES = """
SELECT t.passage_id AS id, (
  SELECT sum(q.idf * o.number * {most} / (o.number + {k1} * (1 - {b} + {b} * t.length / CAST(:average AS float8))))
  FROM unnest(CAST(:terms AS tsquery[]), CAST(:idfs AS float8[])) AS q(term, idf),
  LATERAL (
    SELECT CASE WHEN t.heading @@ q.term THEN CAST(:heading AS float8)
        * width_bucket(CAST(ts_rank(CAST(:ones AS float4[]), t.heading, q.term) AS float8), CAST(:steps AS float8[]))
        ELSE 0 END
      + CASE WHEN t.body @@ q.term THEN
        width_bucket(CAST(ts_rank(CAST(:ones AS float4[]), t.body, q.term) AS float8), CAST(:steps AS float8[]))
        ELSE 0 END AS number
    OFFSET 0
  ) AS o
) AS score
FROM passage_text t JOIN passages p ON p.id = t.passage_id
WHERE (t.heading @@ CAST(:any AS tsquery) OR t.body @@ CAST(:any AS tsquery)) AND p.generation = :generation
ORDER BY score DESC, id
"""


class TsVector:
    """The tables are made by the first migration."""

    def add(self, connection: Connection, rows: Sequence[IndexRow]) -> None:
        connection.execute(
            text(
                "INSERT INTO passage_text (passage_id, heading, body, length)"
                " VALUES (:id, CAST(:heading AS tsvector), CAST(:body AS tsvector), :length)"
            ),
            [
                {
                    "id": row.passage_id,
                    "heading": vector_literal(row.heading),
                    "body": vector_literal(row.body),
                    "length": len(row.heading) + len(row.body),
                }
                for row in rows
            ],
        )
        self._count(connection, [row.passage_id for row in rows], 1)

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[IndexRow]:
        in_order = "ARRAY(SELECT w.lexeme FROM unnest({0}) AS w, unnest(w.positions) AS place ORDER BY place) AS {0}"
        found = connection.execute(
            text(
                f"SELECT passage_id AS id, {in_order.format('heading')}, {in_order.format('body')}"
                " FROM passage_text WHERE passage_id = ANY(:ids) ORDER BY passage_id"
            ),
            {"ids": list(ids)},
        )
        return [IndexRow(row.id, tuple(row.heading), tuple(row.body)) for row in found]

    def remove(self, connection: Connection, ids: Sequence[int]) -> None:
        self._count(connection, ids, -1)
        connection.execute(text("DELETE FROM passage_text WHERE passage_id = ANY(:ids)"), {"ids": list(ids)})
        connection.execute(text("DELETE FROM passage_terms WHERE doc <= 0"))

    def _count(self, connection: Connection, ids: Sequence[int], sign: int) -> None:
        values = {"ids": list(ids), "sign": sign}
        connection.execute(
            text(
                f"INSERT INTO passage_terms (term, doc) SELECT term, :sign * doc FROM ({_TERMS_OF}) AS found"
                " ON CONFLICT (term) DO UPDATE SET doc = passage_terms.doc + excluded.doc"
            ),
            values,
        )
        connection.execute(
            text(
                "UPDATE passage_totals SET passages = passage_totals.passages + :sign * found.passages,"
                f" terms = passage_totals.terms + :sign * found.terms FROM ({_TOTALS_OF}) AS found"
            ),
            values,
        )

    def ids(self, connection: Connection) -> set[int]:
        return set(connection.execute(text("SELECT passage_id FROM passage_text")).scalars())

    def is_sound(self, connection: Connection) -> bool:
        return all(inspect(connection).has_table(table) for table in _TABLES)

    def counts_agree(self, connection: Connection) -> bool:
        kept = connection.execute(text("SELECT passages, terms FROM passage_totals")).all()
        counted = connection.execute(text(_ALL_TOTALS)).all()
        terms = connection.execute(text(f"SELECT count(*) FROM ({_DIFFERENT_TERMS}) AS found")).scalar_one()
        return len(kept) == 1 and tuple(kept[0]) == tuple(counted[0]) and terms == 0

    def recount(self, connection: Connection) -> None:
        for table in ("passage_terms", "passage_totals"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(f"INSERT INTO passage_terms (term, doc) {_ALL_TERMS}"))
        connection.execute(text(f"INSERT INTO passage_totals SELECT 1, passages, terms FROM ({_ALL_TOTALS}) AS found"))

    def remake(self, connection: Connection) -> None:
        for table, columns in _TABLES.items():
            connection.execute(text(f"DROP TABLE IF EXISTS {table}"))
            connection.execute(text(f"CREATE TABLE {table} ({columns})"))
        connection.execute(text("CREATE INDEX ix_passage_text_terms ON passage_text USING gin (heading, body)"))
        connection.execute(text("INSERT INTO passage_totals VALUES (1, 0, 0)"))

    def scores(
        self, connection: Connection, terms: Sequence[str], heading_weight: float, generation: int
    ) -> list[tuple[int, float]]:
        idfs = self._idfs(connection, [term[:LONGEST] for term in terms])
        if not idfs:
            return []
        passages, length = self._totals(connection)
        values = {
            "terms": [_any([term]) for term in idfs],
            "idfs": list(idfs.values()),
            "any": _any(list(idfs)),
            "heading": heading_weight,
            "average": length / passages,
            "generation": generation,
            "ones": [1.0] * 4,
            "steps": STEPS,
        }
        statement = _SCORES.format(most=K1 + 1, k1=K1, b=B)
        found = connection.execute(text(statement), values)
        return [(row.id, row.score) for row in found]

    def _idfs(self, connection: Connection, terms: Sequence[str]) -> dict[str, float]:
        """As FTS5 has them; terms that no passage holds are absent."""
        passages, _ = self._totals(connection)
        statement = text("SELECT term, doc FROM passage_terms WHERE term = ANY(:terms) ORDER BY term")
        found = connection.execute(statement, {"terms": list(terms)})
        return {row.term: inverse_frequency(row.doc, passages) for row in found}

    def _totals(self, connection: Connection) -> tuple[int, int]:
        row = connection.execute(text("SELECT passages, terms FROM passage_totals")).one()
        return int(row.passages), int(row.terms)


TSVECTOR = TsVector()


def inverse_frequency(holders: int, passages: int) -> float:
    """FTS5's inverse document frequency.

    >>> round(inverse_frequency(1, 10), 4), inverse_frequency(9, 10)
    (1.8458, 1e-06)
    """
    return max(log((passages - holders + 0.5) / (holders + 0.5)), LEAST_IDF)


def vector_literal(terms: Sequence[str]) -> str:
    """Terms in order as a tsvector is written: each with its places.

    >>> vector_literal(["kota", "kembar", "kota"])
    "'kota':1,3 'kembar':2"
    """
    places: dict[str, list[int]] = {}
    for place, term in enumerate(terms, start=1):
        places.setdefault(term[:LONGEST], []).append(min(place, LAST_PLACE))
    return " ".join(f"'{term}':{','.join(map(str, own))}" for term, own in places.items())


def _any(terms: Sequence[str]) -> str:
    """Terms hold letters, digits and _ only."""
    return " | ".join(f"'{term[:LONGEST]}'" for term in terms)


def rank_steps(most: int) -> list[float]:
    """The bounds between the values of ``ts_rank`` for 0, 1, 2, … ``most`` occurrences of a term.

    >>> [round(step, 3) for step in rank_steps(3)]
    [0.304, 0.684, 0.794]
    """
    ranks = [total * 6 / pi**2 for total in accumulate((1 / n**2 for n in range(1, most + 1)), initial=0.0)]
    return [(lower + upper) / 2 for lower, upper in pairwise(ranks)]


STEPS = rank_steps(MOST)

"""Stemming, pruning and BM25 over a small real index."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from ingest.catalogue.fulltext import (
    MOST_POSTINGS,
    every_frequency,
    index_passages,
    indexed_rows,
    lexical_search,
    prune,
    query_terms,
    stems,
    unindex_passages,
)
from ingest.catalogue.fulltext_index import IndexRow
from ingest.catalogue.schema import migrate, open_engine
from ingest.language import Language
from ingest.places import Server, Store
from tests.servers import PostgresServer


def test_numbers_stay_whole_and_their_separators_count() -> None:
    assert stems("Naik 97,4% sejak 2016–2021, bukan 1.000", "id") == [
        "naik",
        "97_4",
        "sejak",
        "2016",
        "2021",
        "bukan",
        "1_000",
    ]


def test_indonesian_forms_of_a_word_meet() -> None:
    assert set(stems("menghambat hambatan penghambat terhambat", "id")) == {"hambat"}


def test_english_forms_of_a_word_meet() -> None:
    assert set(stems("merge merges merging merged", "en")) == {"merg"}


def test_a_question_is_asked_with_both_stemmers_without_repeats() -> None:
    assert query_terms("merging konteks") == ("merging", "merg", "konteks", "kontek")


@pytest.mark.parametrize(
    ("frequencies", "expected"),
    [({"a": 41, "b": 40}, ("b",)), ({"a": 90, "b": 95}, ("a", "b")), ({}, ())],
)
def test_frequent_terms_are_pruned_unless_there_are_no_others(
    frequencies: dict[str, int], expected: tuple[str, ...]
) -> None:
    assert prune(["a", "b", "unknown"], frequencies, 100) == expected


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty catalogue in each database."""
    store: Store = tmp_path / "c.sqlite3"
    if request.param == "PostgreSQL":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        store = Server(postgres.new_catalogue())
    engine = open_engine(store)
    migrate(engine, store)
    yield engine
    engine.dispose()


def test_unindexed_passages_are_gone_from_the_vocabulary(engine: Engine) -> None:
    from sqlalchemy import text

    count = text("SELECT term, doc FROM passage_terms ORDER BY term")
    with engine.execution_options(write=True).begin() as connection:
        index_passages(connection, [(1, "BAB I", "kota kembar", "id"), (2, "", "kota", "id")])
        assert [tuple(row) for row in connection.execute(count)] == [("bab", 1), ("i", 1), ("kembar", 1), ("kota", 2)]
        unindex_passages(connection, [1])
        assert [tuple(row) for row in connection.execute(count)] == [("kota", 1)]


def test_the_terms_of_a_passage_are_those_of_its_heading_and_its_body(engine: Engine) -> None:
    with engine.execution_options(write=True).begin() as connection:
        index_passages(connection, [(1, "Undang-Undang", "Nomor 37 Tahun 1999", "id"), (3, "", "merged in 1999", "en")])
        first, second = indexed_rows(connection, [3, 1])
        assert first.terms == {"undang", "nomor", "37", "tahun", "1999"}
        assert second.terms == {"merg", "in", "1999"}
        assert every_frequency(connection)["1999"] == 2


def test_the_rarest_terms_are_searched_as_far_as_their_passages_can_be_scored() -> None:
    frequencies = {"a": MOST_POSTINGS // 2, "b": MOST_POSTINGS // 2 + 1, "c": 10, "d": MOST_POSTINGS + 1}
    assert prune(["a", "b", "c", "d"], frequencies, 10 * MOST_POSTINGS) == ("a", "c")
    assert prune(["d", "b", "b"], frequencies, 10 * MOST_POSTINGS) == ("b",)
    assert prune(["d"], frequencies, 10 * MOST_POSTINGS) == ("d",)


ROWS: list[tuple[int, str, str, Language]] = [
    (1, "Kota", "kota kota kembar", "id"),
    (2, "Pendahuluan", "kota lama dan kota baru", "id"),
    (3, "", "anggaran", "id"),
    (4, "", "hambatan anggaran daerah", "id"),
]


def index(connection: Connection, rows: list[tuple[int, str, str, Language]]) -> None:
    """The rows as passages of one document that answers."""
    connection.exec_driver_sql("INSERT INTO theses (id, title, authors, language) VALUES ('t', 'Kota', '[]', 'id')")
    connection.exec_driver_sql(
        "INSERT INTO documents (id, thesis_id, part, file_name, source_path, sha256, text, text_version, warnings, state,"
        " added_at) VALUES ('d', 't', 1, 'a.pdf', '', '', '', 1, '[]', 'live', '2026-01-01 00:00:00.000000')"
    )
    for id_, *_ in rows:
        connection.exec_driver_sql(
            'INSERT INTO passages (id, document_id, generation, kind, start, "end", sentences, sentence_vectors)'
            f" VALUES ({id_}, 'd', 1, 'body', 0, 1, '[]', '')"
        )
    index_passages(connection, rows)


def test_scores_are_bm25_of_both_columns(engine: Engine) -> None:
    """Of 4 passages with 4 + 6 + 1 + 3 terms: "kota" stands in 2, "hambat" in 1. Worked out by hand from the formula."""
    with engine.execution_options(write=True).begin() as connection:
        index(connection, ROWS)
        found = lexical_search(connection, ["kota", "hambat", "nihil"], 1)
    # idf of hambat: ln(3.5 / 1.5); one occurrence, 3 terms of 3.5 on average. "kota" stands in half of them: 1e-6.
    hambat = 0.8472979 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 3.5))
    kota = [1e-6 * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * n / 3.5)) for f, n in ((2.5, 4), (2.0, 6))]
    assert found.passage_ids.tolist() == [4, 1, 2]
    assert found.scores.tolist() == pytest.approx([hambat, *kota], rel=1e-6)


def test_scores_are_those_of_the_passages_that_are_left(engine: Engine) -> None:
    with engine.execution_options(write=True).begin() as connection:
        index(connection, ROWS)
        unindex_passages(connection, [2, 4])
        found = lexical_search(connection, ["kembar", "kota"], 1)
        assert not len(lexical_search(connection, ["kota"], 2))
    ones = [1e-6 * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * 4 / 2.5)) for f in (1.0, 2.5)]
    assert found.passage_ids.tolist() == [1]
    assert found.scores[0] == pytest.approx(sum(ones), rel=1e-6)


def test_many_occurrences_of_a_term_are_told_apart(engine: Engine) -> None:
    counts = [1, 2, 3, 9, 30, 79, 80]
    with engine.execution_options(write=True).begin() as connection:
        index(connection, [(n, "", " ".join(["kota"] * n + ["lain"] * (80 - n)), "id") for n in counts])
        index_passages(connection, [(1000 + n, "", "asing " * 80, "id") for n in range(20)])
        found = lexical_search(connection, ["kota"], 1)
    idf = log((27 - 7 + 0.5) / 7.5)
    assert dict(zip(found.passage_ids.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(
        {n: idf * n * 2.2 / (n + 1.2) for n in counts}, rel=1e-6
    )


def test_what_was_indexed_is_read_back_in_order(engine: Engine) -> None:
    with engine.execution_options(write=True).begin() as connection:
        index_passages(connection, ROWS[:2])
        assert indexed_rows(connection, [2, 1, 7]) == [
            IndexRow(1, ("kota",), ("kota", "kota", "kembar")),
            IndexRow(2, ("dahulu",), ("kota", "lama", "dan", "kota", "baru")),
        ]

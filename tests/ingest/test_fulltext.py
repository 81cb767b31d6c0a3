"""Stemming, pruning and BM25 over a small real index."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue.fulltext import (
    every_frequency,
    index_passages,
    passages_holding,
    prune,
    query_terms,
    stems,
    unindex_passages,
)
from ingest.catalogue.schema import migrate, open_engine
from ingest.language import Language


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


def test_unindexed_passages_are_gone_from_the_vocabulary(tmp_path: Path) -> None:
    from sqlalchemy import text

    engine = open_engine(tmp_path / "c.sqlite3")
    migrate(engine, tmp_path)
    count = text("SELECT term, doc FROM passage_terms ORDER BY term")
    with engine.begin() as connection:
        index_passages(connection, [(1, "BAB I", "kota kembar", "id"), (2, "", "kota", "id")])
        assert [tuple(row) for row in connection.execute(count)] == [("bab", 1), ("i", 1), ("kembar", 1), ("kota", 2)]
        unindex_passages(connection, [1])
        assert [tuple(row) for row in connection.execute(count)] == [("kota", 1)]


def test_passages_holding_every_word_in_any_of_its_forms(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "c.sqlite3")
    migrate(engine, tmp_path)
    with engine.begin() as connection:
        rows: list[tuple[int, str, str, Language]] = [
            (1, "Undang-Undang", "Nomor 37 Tahun 1999", "id"),
            (2, "", "Nomor 37 Tahun 2000", "id"),
            (3, "", "merged in 1999", "en"),
        ]
        index_passages(connection, rows)
        assert passages_holding(connection, [["37"], ["1999"]]) == {1}
        assert passages_holding(connection, [["37"]]) == {1, 2}
        assert passages_holding(connection, [query_terms("merging")]) == {3}
        assert passages_holding(connection, [["37"], []]) == passages_holding(connection, []) == set()
        assert every_frequency(connection)["1999"] == 2

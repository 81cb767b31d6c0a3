from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.page_hits import HitRate, Retrieved, first_right_rank, hit_rates


def test_any_page_of_a_passage_may_be_the_right_one() -> None:
    found = [Retrieved("a.pdf", (1,)), Retrieved("a.pdf", (2, 3))]
    assert first_right_rank(found, frozenset({("a.pdf", 3)})) == 2


def test_the_right_page_of_another_document_is_no_hit() -> None:
    assert first_right_rank([Retrieved("b.pdf", (3,))], frozenset({("a.pdf", 3)})) is None


def test_any_one_piece_of_evidence_suffices() -> None:
    evidence = frozenset({("a.pdf", 3), ("b.pdf", 7)})
    assert first_right_rank([Retrieved("b.pdf", (7,)), Retrieved("a.pdf", (3,))], evidence) == 1


def test_rates_count_by_hand() -> None:
    assert hit_rates([1, 2, 3, 4, 11, None]) == (
        HitRate(1, 1, 6),
        HitRate(3, 3, 6),
        HitRate(5, 4, 6),
        HitRate(10, 4, 6),
    )
    assert HitRate(3, 3, 6).share == 0.5


def test_no_questions_have_no_rate() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        hit_rates([])


@given(st.lists(st.none() | st.integers(1, 20), min_size=1))
def test_rates_never_fall_with_the_cutoff_and_count_every_question(ranks: list[int | None]) -> None:
    rates = hit_rates(ranks)
    assert [rate.hits for rate in rates] == sorted(rate.hits for rate in rates)
    assert {rate.questions for rate in rates} == {len(ranks)}

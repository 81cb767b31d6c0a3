from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.metrics.bootstrap import UNDEFINED, figure, mean_of, paired_difference

SHARES = st.floats(0, 1)


def test_half_of_a_hundred_has_the_interval_of_the_binomial() -> None:
    # standard error 0.05: 0.5 ± 1.96 · 0.05
    found = figure(mean_of(np.array([0.0, 1.0] * 50)), 100, count=100)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.402, abs=0.015)
    assert found.high == pytest.approx(0.598, abs=0.015)


def test_the_smaller_the_set_the_wider_the_interval_also_where_all_is_right() -> None:
    widths = []
    for questions in (1, 3, 10, 100):
        found = figure(mean_of(np.ones(questions)), questions, count=questions)
        assert (found.value, found.high) == (1, 1)
        assert found.low == pytest.approx(0.025 ** (1 / questions))  # Clopper & Pearson for n of n
        widths.append(1 - (found.low or 0))
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 0.97
    assert widths[-1] < 0.04


def test_what_nobody_has_is_undefined_and_what_one_has_counts_once() -> None:
    assert figure(mean_of(np.full(3, np.nan)), 3, count=0) == UNDEFINED
    found = figure(mean_of(np.array([np.nan, 5.0])), 2, count=1, bounds=None)
    assert (found.value, found.low, found.high, found.count) == (5, None, None, 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(SHARES | st.just(float("nan")), min_size=1, max_size=40))
def test_the_interval_holds_the_value_keeps_the_bounds_and_is_repeatable(values: list[float]) -> None:
    column = np.array(values)
    count = int(np.sum(~np.isnan(column)))
    found = figure(mean_of(column), column.size, count=count)
    assert found == figure(mean_of(column), column.size, count=count)
    if found.value is None:
        assert count == 0
        return
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1 + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=30))
def test_a_difference_turned_around_has_the_other_sign_and_the_same_p(pairs: list[tuple[float, float]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    found, back = paired_difference(first, second), paired_difference(second, first)
    assert found.low <= found.difference <= found.high
    assert back.difference == pytest.approx(-found.difference)
    assert back.low == pytest.approx(-found.high)
    assert back.high == pytest.approx(-found.low)
    assert back.p == found.p


def test_the_same_run_twice_does_not_differ() -> None:
    found = paired_difference([0.1, 0.7, 1.0], [0.1, 0.7, 1.0])
    assert (found.difference, found.low, found.high, found.p, found.count) == (0, 0, 0, 1, 3)


def test_three_questions_prove_nothing() -> None:
    found = paired_difference([0.0, 0.0, 0.0], [1.0, 1.0, 1.0])
    assert (found.difference, found.low, found.high, found.p) == (1, 0, 1, 0.25)  # a sign test: 2 · (1/2)³


def test_pairs_show_what_lies_within_the_intervals_of_either() -> None:
    first = [0.0] * 50 + [1.0] * 50
    second = [0.0] * 40 + [1.0] * 60  # ten questions won, none lost
    found = paired_difference(first, second)
    assert found.difference == pytest.approx(0.1)
    assert 0.03 < found.low < 0.06
    assert found.p < 0.01
    assert (figure(mean_of(np.array(first)), 100, count=100).high or 0) > 0.58
    assert (figure(mean_of(np.array(second)), 100, count=100).low or 1) < 0.52


def test_as_many_won_as_lost_is_no_difference() -> None:
    found = paired_difference([0.0, 1.0] * 20, [1.0, 0.0] * 20)
    assert found.difference == 0
    assert found.p > 0.9


@pytest.mark.parametrize(("first", "second"), [([], []), ([1.0], [1.0, 0.0])])
def test_differences_need_the_same_questions(first: list[float], second: list[float]) -> None:
    with pytest.raises(ValueError, match="the same questions"):
        paired_difference(first, second)

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics.asked import Asked
from evaluation.metrics.speed import observations, percentile
from tests.evaluation.metrics.made import question, result


def test_times_are_milliseconds_of_what_did_not_fail() -> None:
    asked = [
        Asked(question("a"), result("a", seconds=0.2)),
        Asked(question("b"), result("b", "abstained", seconds=0.4)),
        Asked(question("c"), result("c", "failed", seconds=0)),
    ]
    assert observations(asked) == {"search_ms": {"a": 100, "b": 200}, "total_ms": {"a": 200, "b": 400}}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.sampled_from([0.5, 0.95]))
def test_percentiles_are_those_of_numpy_also_of_a_resample(values: list[float], share: float) -> None:
    statistic = percentile(np.array(values), share)
    again = [at % 3 for at in range(len(values))]
    found = statistic(np.array([[1] * len(values), again], dtype=np.float64))
    assert found[0] == pytest.approx(np.quantile(values, share))
    if any(again):
        assert found[1] == pytest.approx(np.quantile(np.repeat(values, again), share))
    else:
        assert np.isnan(found[1])

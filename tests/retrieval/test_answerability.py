"""One number between 0 and 1 that grows with every sign that the library answers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answerability import Signals, answerability

SIGNALS = st.builds(Signals, st.floats(-1, 1), st.floats(0, 1), st.floats(-5, 10))


def test_a_score_worked_by_hand() -> None:
    # -12.06 + 11.21 * 0.9 + 1.44 * 1 + 0.46 * 2 = 0.389
    assert answerability(Signals(0.9, 1.0, 2.0)) == pytest.approx(1 / (1 + math.exp(-0.389)))


@given(SIGNALS)
def test_it_is_a_share(signals: Signals) -> None:
    assert 0.0 < answerability(signals) < 1.0


@given(SIGNALS, st.floats(0.01, 1))
def test_each_signal_raises_it(signals: Signals, more: float) -> None:
    score = answerability(signals)
    assert answerability(Signals(signals.sentence + more, signals.known, signals.dense)) > score
    assert answerability(Signals(signals.sentence, signals.known + more, signals.dense)) > score
    assert answerability(Signals(signals.sentence, signals.known, signals.dense + more)) > score

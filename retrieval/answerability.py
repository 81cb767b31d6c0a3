"""How likely is it that the library answers the question? One number, on which abstention is decided. Pure.

A logistic score of three signals. Its weights were fitted on questions over theses, with the classes made
equal (see "Abstention" in docs/evaluation.md, which says how weak it still is).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

BIAS, SENTENCE, KNOWN, DENSE = -12.06, 11.21, 1.44, 0.46


@dataclass(frozen=True, slots=True)
class Signals:
    """``sentence``: best cosine between the question and a sentence of the first passages. ``known``: share of
    the question's content words that any passage holds, stemmed. ``dense``: z-score of the first passage."""

    sentence: float
    known: float
    dense: float


def answerability(signals: Signals) -> float:
    """Between 0 and 1; higher means answerable.

    >>> answerability(Signals(0.86, 1.0, 3.0)) > 0.5 > answerability(Signals(0.78, 0.3, 1.5))
    True
    """
    score = BIAS + SENTENCE * signals.sentence + KNOWN * signals.known + DENSE * signals.dense
    return 1.0 / (1.0 + math.exp(-score))

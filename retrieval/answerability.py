"""How likely is it that the library answers the question? One number, on which abstention is decided. Pure.

A logistic regression of two kinds of signals. How well the passages meet the question: its best sentence, its rarest
word. And what the question is like: one that asks why takes something for granted, one
that asks how many wants a number that a text on the subject need not hold, so the same closeness proves less there.
``python -m docs.fit_answerability`` prints the weights below from questions; docs/evaluation.md says how far they hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from retrieval.late_interaction import QuestionWord
from retrieval.question import STOP_WORDS

LOOKED_AT = 5
"""Passages, best first, whose sentences are looked at."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage found: its score and cosine, how well it meets every word of the question and its sentences' scores."""

    score: float
    similarity: float
    word_scores: tuple[float, ...]
    sentence_scores: tuple[float, ...]


USUAL_SENTENCE = 0.88
"""About what the best sentence scores for a usual question; from there the two ``…_met`` signals count."""


@dataclass(frozen=True, slots=True)
class Signals:
    """``sentence``: the best sentence's score. ``similarity``: the best cosine. ``rarest_word``: how well the first
    passage meets the question's rarest content word. ``margin``: the first score less the fifth. ``why``, ``number``,
    ``names``, ``denies``: whether the question asks why, asks for a number, names something, denies something (1 or 0).
    ``why_met``, ``number_met``: for such a question, how far the best sentence is above the usual; else 0."""

    sentence: float
    similarity: float
    rarest_word: float
    margin: float
    why: float
    number: float
    names: float
    denies: float
    why_met: float
    number_met: float


BIAS = -15.759
WEIGHTS = Signals(
    sentence=1.268,
    similarity=14.586,
    rarest_word=4.312,
    margin=13.078,
    why=-2.511,
    number=-0.95,
    names=-0.916,
    denies=1.419,
    why_met=-1.991,
    number_met=11.326,
)


def answerability(signals: Signals, weights: Signals = WEIGHTS, bias: float = BIAS) -> float:
    """Between 0 and 1; higher means answerable."""
    weight_of = asdict(weights)
    score = bias + sum(weight_of[name] * value for name, value in asdict(signals).items())
    return 1.0 / (1.0 + math.exp(-max(min(score, 500.0), -500.0)))


_FORMS = {
    "why": r"kenapa|mengapa|knp|napa|kok|why|how come",
    "number": r"berapa|berapakah|brp|seberapa|how (?:many|much|long|often|large|big|fast|far|old|high)"
    r"|what (?:share|percentage|number|proportion)",
    "denies": r"tidak|tdk|bukan|nggak|gak|ga|tak|tanpa|belum|not|no|never|without|\w+n['’]t",
}
_FORM_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _FORMS.items()}


def question_form(text: str) -> dict[str, float]:
    """What the question is like, by the names of ``Signals``.

    >>> [name for name, holds in question_form("Kenapa programnya tidak berlanjut?").items() if holds]
    ['why', 'denies']
    """
    return {name: float(bool(pattern.search(text))) for name, pattern in _FORM_PATTERNS.items()}


def signals_of(text: str, words: Sequence[QuestionWord], passages: Sequence[FoundPassage]) -> Signals:
    """The signals of a question, whose ``words`` were weighted for the library, and the passages found for it.

    Raises ValueError where there is no passage or no word.
    """
    if not passages or not words:
        raise ValueError("signals need a passage and a word")
    content = [word for word in words if text[word.start : word.end].casefold() not in STOP_WORDS] or list(words)
    rarest = words.index(max(content, key=lambda word: word.weight))
    sentence = max(max(passage.sentence_scores, default=0.0) for passage in passages[:LOOKED_AT])
    form = question_form(text)
    return Signals(
        sentence=sentence,
        similarity=max(passage.similarity for passage in passages),
        rarest_word=passages[0].word_scores[rarest] if passages[0].word_scores else 0.0,
        margin=passages[0].score - passages[min(LOOKED_AT, len(passages)) - 1].score,
        names=float(any(_is_name(text, word) for word in content)),
        why_met=form["why"] * (sentence - USUAL_SENTENCE),
        number_met=form["number"] * (sentence - USUAL_SENTENCE),
        **form,
    )


def _is_name(text: str, word: QuestionWord) -> bool:
    """A number, or a word with a capital that does not begin the question."""
    first = text[word.start]
    return first.isdigit() or (first.isupper() and word.start > 0)

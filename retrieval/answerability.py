"""How likely is it that the library answers the question? One number, on which abstention is decided. Pure.

A logistic regression of two kinds of signals. How well the passages meet the question and its rarest word. And what the
question is like: one that asks why takes something for granted, one that asks how many wants a number that a text on
the subject need not hold, so the same closeness proves less there.
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
"""The margin is to the last of so many passages."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage found: its score and cosine, and how well it meets every word of the question."""

    score: float
    similarity: float
    word_scores: tuple[float, ...]


FAR = 0.79
"""A first passage below this score is far from the question: nine in ten answerable questions have a nearer one."""

STRANGE = 0.35
"""Share of content words unknown to the library that is still usual."""


@dataclass(frozen=True, slots=True)
class Signals:
    """``similarity``: the best cosine. ``rarest_word``: how well the first passage meets the question's rarest content
    word. ``margin``: the first score less the fifth. ``why``, ``number``, ``names``, ``denies``: whether the question
    asks why, asks for a number, names something, denies something (1 or 0). ``far``: how far the first passage's score
    is below ``FAR``, and ``strange``: how far the share of content words that stand nowhere in the library is above
    ``STRANGE``; else 0."""

    similarity: float
    rarest_word: float
    margin: float
    why: float
    number: float
    names: float
    denies: float
    far: float
    strange: float


BIAS = -12.383
WEIGHTS = Signals(
    similarity=13.669,
    rarest_word=3.119,
    margin=11.916,
    why=-3.038,
    number=-2.156,
    names=-1.202,
    denies=1.861,
    far=-24.404,
    strange=-3.169,
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
    form = question_form(text)
    return Signals(
        similarity=max(passage.similarity for passage in passages),
        rarest_word=passages[0].word_scores[rarest] if passages[0].word_scores else 0.0,
        margin=passages[0].score - passages[min(LOOKED_AT, len(passages)) - 1].score,
        names=float(any(_is_name(text, word) for word in content)),
        far=max(0.0, FAR - passages[0].score),
        strange=max(0.0, sum(word.passages == 0 for word in content) / len(content) - STRANGE),
        **form,
    )


def _is_name(text: str, word: QuestionWord) -> bool:
    """A number, or a word with a capital that does not begin the question."""
    first = text[word.start]
    return first.isdigit() or (first.isupper() and word.start > 0)

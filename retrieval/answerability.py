"""How likely is it that the library answers the question? One number, on which abstention is decided. Pure.

A logistic regression of two kinds of signals. How well the passages meet the question: its best sentence, its rarest
word, the word that is met least. And what the question is like: one that asks why takes something for granted, one
that asks how many wants a number that a text on the subject need not hold, so the same closeness proves less there.
``python -m docs.fit_answerability`` prints the weights below from questions; docs/evaluation.md says how far they hold.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ingest.catalogue.fulltext import stems
from retrieval.late_interaction import QuestionWord
from retrieval.question import STOP_WORDS

FIRST_PASSAGES = 3
"""Passages whose words and sentences are looked at."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage found, best first: its score and cosine, how well it meets every word of the question, its sentences'
    scores and texts, and what it says with the title of its thesis."""

    score: float
    similarity: float
    word_scores: tuple[float, ...]
    sentence_scores: tuple[float, ...]
    sentences: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Signals:
    """``sentence``: the best sentence's score. ``similarity``: the best cosine. ``least_word``: how well the content
    word that is met least is met by the first passages. ``rarest_word``: how well the first passage meets the rarest.
    ``coverage``: weighted share of the content words that stand in the first passages, stemmed. ``unknown``: content
    words that stand nowhere in the library. ``margin``: the first score less the fifth. The others say whether the
    question asks why, for a number, a person or a time, names something, denies something or claims it without
    exception (1 or 0)."""

    sentence: float
    similarity: float
    least_word: float
    rarest_word: float
    coverage: float
    unknown: float
    margin: float
    why: float
    number: float
    person: float
    time: float
    names: float
    denies: float
    absolute: float


BIAS = 0.0
WEIGHTS = Signals(
    sentence=0.0,
    similarity=0.0,
    least_word=0.0,
    rarest_word=0.0,
    coverage=0.0,
    unknown=0.0,
    margin=0.0,
    why=0.0,
    number=0.0,
    person=0.0,
    time=0.0,
    names=0.0,
    denies=0.0,
    absolute=0.0,
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
    "person": r"siapa|siapakah|who|whom|whose",
    "time": r"kapan|kapankah|when|tahun berapa|(?:which|what) year",
    "denies": r"tidak|tdk|bukan|nggak|gak|ga|tak|tanpa|belum|not|no|never|without|\w+n['’]t",
    "absolute": r"selalu|semua|setiap|seluruh|hanya|cuma|persis|terbukti|always|every|all|only|exactly|proven?",
}
_FORM_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _FORMS.items()}


def question_form(text: str) -> dict[str, float]:
    """What the question is like, by the names of ``Signals``.

    >>> [name for name, holds in question_form("Kenapa semua program itu berhenti?").items() if holds]
    ['why', 'absolute']
    """
    return {name: float(bool(pattern.search(text))) for name, pattern in _FORM_PATTERNS.items()}


def signals_of(text: str, words: Sequence[QuestionWord], passages: Sequence[FoundPassage]) -> Signals:
    """The signals of a question, whose ``words`` were weighted for the library, and the passages found for it.

    Raises ValueError where there is no passage or no word.
    """
    if not passages or not words:
        raise ValueError("signals need a passage and a word")
    content = [at for at, word in enumerate(words) if text[word.start : word.end].casefold() not in STOP_WORDS]
    content = content or list(range(len(words)))
    first = passages[:FIRST_PASSAGES]
    met = [max((passage.word_scores[at] for passage in first if passage.word_scores), default=0.0) for at in content]
    rarest = max(content, key=lambda at: words[at].weight)
    standing = {term for passage in first for term in _terms(passage)}
    total = sum(words[at].weight for at in content)
    covered = sum(words[at].weight for at in content if not standing.isdisjoint(words[at].terms))
    form = question_form(text)
    return Signals(
        sentence=max(max(passage.sentence_scores, default=0.0) for passage in passages[:5]),
        similarity=max(passage.similarity for passage in passages),
        least_word=min(met),
        rarest_word=passages[0].word_scores[rarest] if passages[0].word_scores else 0.0,
        coverage=covered / total if total > 0 else 0.0,
        unknown=float(sum(words[at].passages == 0 for at in content)),
        margin=passages[0].score - passages[min(4, len(passages) - 1)].score,
        names=float(any(_is_name(text, words[at]) for at in content)),
        **form,
    )


def _terms(passage: FoundPassage) -> set[str]:
    said = " ".join([passage.title, *passage.sentences])
    return {*stems(said, "id"), *stems(said, "en")}


def _is_name(text: str, word: QuestionWord) -> bool:
    """A number, or a word with a capital that does not begin the question."""
    first = text[word.start]
    return first.isdigit() or (first.isupper() and word.start > 0)

"""Late interaction: how well does a passage meet every word of a question? Pure.

MaxSim (Khattab & Zaharia 2020, "ColBERT") without training: every token of the question takes its nearest token of the
passage. Question tokens are weighted by how rare their word is in the library, so that a passage must meet what is
particular to the question before what all questions share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.embedding import EncodedQuestion
from ingest.token_vectors import BLOCK, TokenVectors, levels

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of the question: its place in the text, its index terms, in how many passages it stands, its weight."""

    start: int
    end: int
    terms: tuple[str, ...]
    passages: int
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """How one passage meets the question, in cosines: as a whole and word by word."""

    score: float
    words: tuple[float, ...]


def question_words(text: str, frequencies: Mapping[str, int], passages: int) -> tuple[QuestionWord, ...]:
    """The words of a question with the inverse document frequency of each (Robertson & Spärck Jones 1976).

    ``frequencies``: in how many of the ``passages`` each index term stands.

    >>> [round(word.weight, 2) for word in question_words("kota kota Baubau", {"kota": 80, "baubau": 3}, 100)]
    [0.23, 0.23, 3.36]
    """
    words = []
    for match in WORD.finditer(text):
        terms = query_terms(match[0])
        standing = max((frequencies.get(term, 0) for term in terms), default=0)
        weight = math.log(1 + (max(passages - standing, 0) + 0.5) / (standing + 0.5))
        words.append(QuestionWord(match.start(), match.end(), terms, standing, weight))
    return tuple(words)


def token_weights(places: NDArray[np.int64], words: Sequence[QuestionWord]) -> Array:
    """The weight of every token of the question, shape (t,), with sum 1.

    A word of k tokens gives each its weight divided by √k: a long name counts more than a short word, but not k times.
    Tokens of no word have 0; where no word has any weight all tokens count the same.

    >>> words = question_words("kota Baubau", {"kota": 1, "baubau": 1}, 2)
    >>> token_weights(np.array([[0, 4], [5, 8], [8, 11]]), words).round(2)
    array([0.41, 0.29, 0.29], dtype=float32)
    """
    weights = np.zeros(len(places), np.float32)
    for word in words:
        inside = _tokens_of(word, places)
        if inside.any():
            weights[inside] = word.weight / math.sqrt(inside.sum())
    total = float(weights.sum())
    return weights / total if total > 0 else np.full(len(places), 1 / max(len(places), 1), np.float32)


def _tokens_of(word: QuestionWord, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which tokens of the question reach into the word, shape (t,)."""
    inside: NDArray[np.bool_] = (places[:, 0] < word.end) & (places[:, 1] > word.start)
    return inside


def interactions(
    question: EncodedQuestion, words: Sequence[QuestionWord], passages: Sequence[TokenVectors]
) -> list[Interaction]:
    """The question against every passage, its context included; a passage without tokens scores 0."""
    nearest = _nearest(question.token_vectors, passages)
    scores = nearest @ token_weights(question.places, words)
    of_words = nearest @ _membership(question.places, words).T
    return [Interaction(float(score), tuple(own.tolist())) for score, own in zip(scores, of_words, strict=True)]


def _nearest(tokens: Array, passages: Sequence[TokenVectors]) -> Array:
    """The cosine of every question token with its nearest one in each passage, at least 0, shape (passages, t).

    A passage at a time, in blocks of numbers with one scale: unpacked and scaled all at once they would leave the
    processor's cache, which takes ten times as long.
    """
    result = np.zeros((len(passages), len(tokens)), np.float32)
    padded = np.pad(tokens, ((0, 0), (0, -tokens.shape[1] % BLOCK)))
    blocks = np.ascontiguousarray(padded.reshape(len(tokens), -1, BLOCK).transpose(1, 2, 0))
    for row, passage in zip(result, passages, strict=True):
        if len(passage) and len(tokens):
            products = levels(passage).transpose(1, 0, 2) @ blocks
            products *= passage.scales.T.astype(np.float32)[:, :, None]
            products.sum(axis=0).max(axis=0, initial=0.0, out=row)
    return result


def _membership(places: NDArray[np.int64], words: Sequence[QuestionWord]) -> Array:
    """The mean over each word's tokens as a matrix, shape (words, t)."""
    rows = np.zeros((len(words), len(places)), np.float32)
    for row, word in zip(rows, words, strict=True):
        inside = _tokens_of(word, places)
        row[inside] = 1 / max(int(inside.sum()), 1)
    return rows

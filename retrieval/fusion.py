"""Two rankings to one, as a weighted sum of normalised scores. Pure arithmetic on arrays.

After Bruch, Gai and Ingber (2022), "An Analysis of Fusion Functions for Hybrid Retrieval": a convex
combination of normalised scores beats reciprocal ranks. Normalising by the statistics of the whole corpus
instead of the returned list keeps a query's scores comparable however many candidates there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CorpusVectors:
    """Mean and covariance of the corpus's passage vectors: what any query's similarities are spread like."""

    mean: Array
    covariance: Array

    @classmethod
    def of(cls, vectors: Array) -> CorpusVectors:
        """From a sample of the vectors, shape (n, d)."""
        mean = vectors.mean(axis=0, dtype=np.float64)  # in single precision equal vectors would seem to vary
        centred = vectors - mean
        covariance = centred.T @ centred / max(len(vectors), 1)
        return cls(mean.astype(np.float32), covariance.astype(np.float32))

    def normalise(self, query: Array, similarities: Array) -> Array:
        """Similarities of one query to z-scores over the corpus: mean q·m, variance qᵀCq.

        >>> corpus = CorpusVectors.of(np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32))
        >>> corpus.normalise(np.array([1.0, 0.0], dtype=np.float32), np.array([1.0], dtype=np.float32))
        array([1.], dtype=float32)
        """
        spread = float(np.sqrt(max(float(query @ self.covariance @ query), 0.0)))
        return z_scores(similarities, float(query @ self.mean), spread)


def lexical_statistics(scores: Array, passages: int) -> tuple[float, float]:
    """Mean and standard deviation of BM25 over all ``passages``, of which those not in ``scores`` have 0.

    >>> lexical_statistics(np.array([2.0, 2.0], dtype=np.float32), 4)
    (1.0, 1.0)
    """
    if passages == 0:
        return 0.0, 0.0
    exact = scores.astype(np.float64)  # the difference of two squares below would lose single precision
    mean = float(exact.sum()) / passages
    square = float((exact**2).sum()) / passages
    return mean, float(np.sqrt(max(square - mean * mean, 0.0)))


def z_scores(scores: Array, mean: float, deviation: float) -> Array:
    """Scores in standard deviations from the mean; zeros where nothing varies.

    >>> z_scores(np.array([3.0], dtype=np.float32), 1.0, 2.0), z_scores(np.array([3.0], dtype=np.float32), 3.0, 0.0)
    (array([1.], dtype=float32), array([0.], dtype=float32))
    """
    if deviation < 1e-9:
        return np.zeros_like(scores)
    return ((scores - mean) / deviation).astype(np.float32)


def fuse(dense: Array, lexical: Array, dense_weight: float) -> Array:
    """The convex combination of two rows of normalised scores.

    >>> fuse(np.array([1.0], dtype=np.float32), np.array([0.0], dtype=np.float32), 0.75)
    array([0.75], dtype=float32)
    """
    return (dense_weight * dense + (1.0 - dense_weight) * lexical).astype(np.float32)

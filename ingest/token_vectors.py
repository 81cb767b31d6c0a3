"""The token vectors of a passage, as the catalogue keeps them: which tokens, in four bits a number. Pure.

They serve late interaction (Khattab & Zaharia 2020): a question's every token looks for its nearest token in the
passage. Function words and punctuation answer no question and are left out; what is kept goes to 4 bits with one
scale for 32 numbers. Measured beside int8 with token pooling (Clavié et al. 2024), which loses more at the same
size; see docs/evaluation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.language import FUNCTION_WORDS, WORDS

Array = NDArray[np.float32]
Intervals = NDArray[np.int64]
"""Half-open intervals of a text, shape (n, 2)."""

BLOCK = 32
"""Numbers that share a scale."""

LEVELS = 7
"""A number is stored as a whole one from -7 to 7 times its block's scale."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenVectors:
    """The kept tokens of one passage in the order of its text.

    ``counts`` has the number of tokens in front of the first sentence (the context), then in each sentence;
    ``scales`` has shape (tokens, blocks), ``nibbles`` (tokens, blocks · 16): two numbers a byte, the first low.
    """

    counts: NDArray[np.uint16]
    scales: NDArray[np.float16]
    nibbles: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.nibbles)

    @classmethod
    def none(cls, sentences: int) -> Self:
        """No tokens, as of a model that gives none."""
        empty = np.zeros((0, 0))
        return cls(np.zeros(sentences + 1, np.uint16), empty.astype(np.float16), empty.astype(np.uint8))

    @classmethod
    def pack(cls, vectors: Array, counts: Sequence[int]) -> Self:
        """Unit vectors, shape (tokens, d), to four bits a number; d is filled up to whole blocks.

        >>> packed = TokenVectors.pack(np.eye(2, 64, dtype=np.float32), [0, 2])
        >>> bool(np.abs(unpack([packed]) - np.eye(2, 64)).max() < 0.001)
        True
        """
        tokens, dimension = vectors.shape
        padded = np.pad(vectors, ((0, 0), (0, -dimension % BLOCK)))
        blocks = padded.reshape(tokens, padded.shape[1] // BLOCK, BLOCK)
        scales = (np.abs(blocks).max(axis=2) / LEVELS).astype(np.float16)
        divisor = np.where(scales > 0, scales, 1).astype(np.float32)[:, :, None]
        levels = np.clip(np.rint(blocks / divisor), -LEVELS, LEVELS).astype(np.int8).reshape(padded.shape)
        codes = (levels + 8).astype(np.uint8)
        return cls(np.asarray(counts, np.uint16), scales, codes[:, ::2] | (codes[:, 1::2] << 4))

    def to_bytes(self) -> bytes:
        """Counts, scales and nibbles one after the other; the number of sentences tells them apart."""
        return self.counts.tobytes() + self.scales.tobytes() + self.nibbles.tobytes()

    @classmethod
    def from_bytes(cls, value: bytes, sentences: int) -> Self:
        """What ``to_bytes`` gave for a passage of so many sentences. Raises ValueError for anything else."""
        head = 2 * (sentences + 1)
        counts = np.frombuffer(value[:head], np.uint16)
        tokens = int(counts.sum())
        if len(counts) != sentences + 1 or (tokens == 0) != (len(value) == head):
            raise ValueError("these are not the token vectors of such a passage")
        if tokens == 0:
            return cls.none(sentences)
        blocks, rest = divmod(len(value) - head, tokens * (2 + BLOCK // 2))
        if rest:
            raise ValueError("these are not the token vectors of such a passage")
        middle = head + 2 * tokens * blocks
        scales = np.frombuffer(value[head:middle], np.float16).reshape(tokens, blocks)
        return cls(counts, scales, np.frombuffer(value[middle:], np.uint8).reshape(tokens, -1))


_PAIRS = np.stack([np.arange(256) & 15, np.arange(256) >> 4], axis=1).astype(np.float32) - 8
_PAIRS_AS_ONE = _PAIRS.view(np.complex64)[:, 0]
"""The two numbers of every byte, side by side in one value: they are looked up in a third of the time."""


def levels(passage: TokenVectors) -> Array:
    """The whole numbers of a passage that has tokens, shape (tokens, blocks, BLOCK), yet to be multiplied by ``scales``."""
    numbers: Array = _PAIRS_AS_ONE.take(passage.nibbles).view(np.float32)
    return numbers.reshape(len(passage), -1, BLOCK)


def unpack(passages: Sequence[TokenVectors]) -> Array:
    """The vectors of several passages one below the other, shape (all tokens, dimension filled up to whole blocks).

    Their length is 1 up to the rounding to four bits.
    """
    filled = [passage for passage in passages if len(passage)]
    if not filled:
        return np.zeros((0, 0), np.float32)
    parts = [(levels(passage) * passage.scales[:, :, None]).reshape(len(passage), -1) for passage in filled]
    return np.concatenate(parts).astype(np.float32)


def kept_tokens(text: str, places: Intervals) -> NDArray[np.bool_]:
    """Which tokens are kept: those with a letter or digit that does not belong to a function word.

    Every token is kept where that would leave none. ``places`` are the tokens' intervals of the text; an empty one
    (a special token, the prompt) is never kept.

    >>> kept_tokens("Apa yang tidak?", np.array([[0, 0], [0, 3], [3, 8], [8, 14], [14, 15]])).tolist()
    [False, False, False, True, False]
    """
    telling = np.fromiter((character.isalnum() for character in text), np.bool_, len(text))
    for match in WORDS.finditer(text):
        if match[0].casefold() in FUNCTION_WORDS:
            telling[match.start() : match.end()] = False
    before = np.concatenate([[0], np.cumsum(telling)])
    filled = places[:, 1] > places[:, 0]
    kept: NDArray[np.bool_] = filled & (before[places[:, 1]] > before[places[:, 0]])
    return kept if kept.any() else filled


def group_counts(places: Intervals, sentences: Intervals) -> list[int]:
    """Tokens in front of the first sentence, then in each one. A token belongs to the last sentence that it does
    not end before; one behind all belongs to the last.

    >>> group_counts(np.array([[0, 3], [4, 9], [9, 12]]), np.array([[4, 10], [10, 14]]))
    [1, 1, 1]
    """
    if len(sentences) == 0:
        return [len(places)]
    owners = np.searchsorted(sentences[:, 0], places[:, 1] - 1, side="right")
    counts: list[int] = np.bincount(owners, minlength=len(sentences) + 1).tolist()
    return counts

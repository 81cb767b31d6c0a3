"""A tiny deterministic ``Embedder`` for tests: bags of hashed words, no model, no download, the same in every process."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from ingest.embedding import EncodedPassages, EncodedQuestion, Spans, Vectors, keep_tokens, unit
from ingest.token_vectors import TokenVectors


class HashingEmbedder:
    """Texts that share words have similar vectors; a text without words has the first axis for its vector."""

    fingerprint = "hashing/1"
    dimension = 1024
    window = 512

    def encode_query(self, text: str) -> Vectors:
        counts = np.zeros((1, self.dimension), np.float32)
        for word in re.findall(r"\w+", text.lower()):
            counts[0, zlib.crc32(word.encode()) % self.dimension] += 1
        if not counts.any():
            counts[0, 0] = 1
        vector: Vectors = unit(counts)[0]
        return vector

    def encode_question(self, text: str) -> EncodedQuestion:
        words = list(re.finditer(r"\w+", text))
        places = np.array([word.span() for word in words], np.int64).reshape(-1, 2)
        return EncodedQuestion(self.encode_query(text), self._stack([word[0] for word in words]), places)

    def encode_passages(self, texts: Sequence[str], sentence_spans: Sequence[Spans]) -> EncodedPassages:
        sentences = [
            self._stack([text[start:end] for start, end in spans])
            for text, spans in zip(texts, sentence_spans, strict=True)
        ]
        tokens = []
        for text, spans in zip(texts, sentence_spans, strict=True):
            question = self.encode_question(text)
            tokens.append(keep_tokens(text, question.token_vectors, question.places, spans))
        return EncodedPassages(self._stack(texts), sentences, tokens)

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))

    def count_tokens_many(self, texts: Sequence[str]) -> list[int]:
        return [self.count_tokens(text) for text in texts]

    def _stack(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.encode_query(text) for text in texts], np.float32).reshape(-1, self.dimension)


class TokenlessEmbedder(HashingEmbedder):
    """As a model that pools otherwise than by the mean: it gives no token vectors."""

    fingerprint = "tokenless/1"

    def encode_question(self, text: str) -> EncodedQuestion:
        empty = np.zeros((0, self.dimension), np.float32)
        return EncodedQuestion(self.encode_query(text), empty, np.zeros((0, 2), np.int64))

    def encode_passages(self, texts: Sequence[str], sentence_spans: Sequence[Spans]) -> EncodedPassages:
        encoded = super().encode_passages(texts, sentence_spans)
        return encoded._replace(token_vectors=[TokenVectors.none(len(spans)) for spans in sentence_spans])

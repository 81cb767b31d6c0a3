"""Embedders that end their own process in the middle of a file, as one that the system kills for want of memory."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.embedding import EncodedPassages, Spans
from tests.fakes.embedder import HashingEmbedder

DEADLY = "mematikan"
"""A text with this word kills who embeds it."""


@dataclass(frozen=True)
class DyingEmbedder(HashingEmbedder):
    """Dies of a deadly text as often as there are lives in ``lives``, a folder with one file for each."""

    lives: Path

    def encode_passages(self, texts: Sequence[str], sentence_spans: Sequence[Spans]) -> EncodedPassages:
        if any(DEADLY in text for text in texts):
            for life in self.lives.iterdir():
                life.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_passages(texts, sentence_spans)


@dataclass(frozen=True)
class NamedEmbedder(HashingEmbedder):
    """Another model on each machine."""

    folder: Path

    @property
    def fingerprint(self) -> str:  # type: ignore[override]
        (self.folder / str(os.getpid())).touch()
        return f"hashing/{os.getpid()}"

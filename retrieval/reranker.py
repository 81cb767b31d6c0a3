"""A cross-encoder that reads question and passage together and orders the best passages anew, where one is set.

Any sentence-transformers ``CrossEncoder``, from a folder or the hub. It has a time budget: where that runs out, the
order by late interaction stays and the answer says so.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from ingest.embedding import HUB_NAME, reach_hub
from ingest.errors import ModelNotFound

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

AT_ONCE = 4
"""Passages scored together; the clock is looked at between them."""


@runtime_checkable
class Reranker(Protocol):
    """What scores passages for a question; a higher score is better."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float] | None:
        """One score a passage, or None where the time budget does not suffice."""


class CrossEncoderReranker:
    """A ``Reranker`` over a loaded cross-encoder, with ``seconds`` for one question."""

    def __init__(self, model: CrossEncoder, seconds: float) -> None:
        self._model = model
        self._seconds = seconds

    def scores(self, question: str, passages: Sequence[str]) -> list[float] | None:
        """See ``Reranker.scores``."""
        begun = time.monotonic()
        found: list[float] = []
        for at in range(0, len(passages), AT_ONCE):
            if time.monotonic() - begun > self._seconds:
                return None
            pairs = [(question, passage) for passage in passages[at : at + AT_ONCE]]
            found.extend(map(float, self._model.predict(pairs, show_progress_bar=False)))
        return found


def load_reranker(name: str, seconds: float) -> CrossEncoderReranker:
    """The cross-encoder of that name: a folder, or a model of the hub that was downloaded before or can be reached.

    Raises ModelNotFound.
    """
    local = Path(name).is_dir()
    if not local and not re.fullmatch(HUB_NAME, name):
        raise ModelNotFound(name, "there is no such folder")
    from sentence_transformers import CrossEncoder

    try:
        try:
            model = CrossEncoder(name, local_files_only=True)
        except OSError:
            if local:
                raise
            reach_hub(name)  # it was not downloaded before
            model = CrossEncoder(name)
    except ModelNotFound:
        raise
    except Exception as error:  # transformers and the hub's client raise as they like
        reason = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
        raise ModelNotFound(name, reason) from error
    return CrossEncoderReranker(model, seconds)

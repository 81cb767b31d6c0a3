"""What a run was: questions, corpus, settings, model, code and packages; what must agree for it to be resumed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evaluation.digests import code_digest, set_digest
from ingest.catalogue.schema import storage_errors
from ingest.errors import ResultsMismatch
from retrieval.written.writer import Writer
from settings import PROJECT, Settings

PACKAGES = ("torch", "sentence-transformers", "chromadb", "pypdf", "simplemma", "snowballstemmer", "numpy")

DECIDING = ("dense_weight", "answer_threshold", "embedding_model")
"""Settings that change what is answered; where files lie does not."""


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One run, as ``config.json`` keeps it. Hashes are SHA-256; ``settings`` are those that change an answer; ``started``
    is the time in UTC; ``writer`` is the chat model that wrote the answers, with its prompts: None where they are quotes."""

    questions: tuple[str, ...]
    questions_sha256: str
    question_count: int
    corpus: str
    corpus_sha256: str
    settings: dict[str, Any]
    model: str
    code_sha256: str
    packages: dict[str, str]
    machine: str
    started: str
    writer: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"questions": list(self.questions)}


def run_config(
    files: Sequence[Path],
    count: int,
    *,
    corpus: str,
    corpus_sha256: str,
    settings: Settings,
    model: str,
    writer: Writer | None = None,
) -> RunConfig:
    """The configuration of a run over these question files and this corpus."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(set_digest(file).encode())
    code = [file for package in ("ingest", "retrieval") for file in (PROJECT / package).rglob("*.py")]
    return RunConfig(
        questions=tuple(file.name for file in files),
        questions_sha256=digest.hexdigest(),
        question_count=count,
        corpus=corpus,
        corpus_sha256=corpus_sha256,
        settings={name: getattr(settings, name) for name in DECIDING},
        model=model,
        code_sha256=code_digest(code),
        packages={name: version(name) for name in PACKAGES},
        machine=f"{platform.machine()}, Python {platform.python_version()}",
        writer=_written_by(writer, settings),
        started=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )


def _written_by(writer: Writer | None, settings: Settings) -> dict[str, Any] | None:
    if writer is None:
        return None
    return {
        "chat_model": writer.name,
        "host": writer.host,
        "prompt_sha256": writer.prompt_sha256,
        "passages": writer.passages,
        "unsupported": settings.unsupported,
    }


def check_same(folder: Path, stored: Mapping[str, Any], config: RunConfig) -> None:
    """Raise ResultsMismatch if the folder holds a run that this one cannot go on with."""
    for field, what in (
        ("questions_sha256", "questions"),
        ("corpus_sha256", "documents"),
        ("settings", "settings"),
        ("model", "models"),
        ("writer", "models"),
        ("code_sha256", "code"),
    ):
        if stored.get(field) != config.to_json()[field]:
            raise ResultsMismatch(folder, what)


def stored_config(folder: Path) -> dict[str, Any] | None:
    """The configuration that a folder's run was started with; None for a new folder. Raises ResultsMismatch."""
    try:
        stored = json.loads((folder / "config.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ResultsMismatch(folder, "files") from error
    return stored if isinstance(stored, dict) else {}


def amend_config(folder: Path, more: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a run's configuration what came after its start; the whole of it."""
    config = {**(stored_config(folder) or {}), **more}
    with storage_errors(folder, writing=True):
        (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return config

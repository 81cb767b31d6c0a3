"""A question set → one result a question, written as they come; a stopped run goes on where it stopped."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.questions import SetQuestion
from evaluation.results import QuestionResult, as_line, failed_result, parse_result
from evaluation.run_config import RunConfig, check_same, stored_config
from ingest.catalogue.schema import storage_errors
from ingest.errors import KutipError
from ingest.explain import explain
from retrieval.answer import Answer
from retrieval.wording import result

log = logging.getLogger(__name__)

RESULTS_FILE, CONFIG_FILE = "results.jsonl", "config.json"

Ask = Callable[[SetQuestion], Answer]


def run(
    questions: Sequence[SetQuestion],
    ask: Ask,
    config: RunConfig,
    folder: Path,
    on_result: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[QuestionResult, ...]:
    """Answer every question that has no result in the folder yet; all results, in the set's order.

    An answer that raises is recorded as failed, and the run goes on. Raises ResultsMismatch where the folder holds a
    run over something else, DiskFull where nothing can be written.
    """
    with storage_errors(folder, writing=True):
        folder.mkdir(parents=True, exist_ok=True)
        lines = _begin(folder, config)
        done = {line["id"]: line for line in lines}
        with (folder / RESULTS_FILE).open("a", encoding="utf-8") as file:
            for at, question in enumerate(questions, 1):
                if question.id not in done:
                    line = _result_of(question, ask)
                    file.write(as_line(line))
                    file.flush()
                    done[question.id] = line
                on_result(at, len(questions))
    return tuple(parse_result(done[question.id]) for question in questions)


def _begin(folder: Path, config: RunConfig) -> list[dict[str, Any]]:
    """The results that a folder has from a stopped run of the same, its torn last line cut off."""
    stored = stored_config(folder)
    if stored is None:
        (folder / CONFIG_FILE).write_text(json.dumps(config.to_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
        (folder / RESULTS_FILE).write_bytes(b"")
        return []
    check_same(folder, stored, config)
    path = folder / RESULTS_FILE
    kept = list(_whole_lines(path))
    path.write_text("".join(map(as_line, kept)), "utf-8")
    return kept


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_bytes().split(b"\n"):
        try:
            fields = json.loads(line.decode("utf-8"))
            parse_result(fields)
        except (ValueError, KeyError, TypeError):
            return  # what was being written when the run was stopped; it is asked again
        yield fields


def _result_of(question: SetQuestion, ask: Ask) -> dict[str, Any]:
    try:
        return result(ask(question), question.id)
    except KutipError as error:
        reason = explain(error, question.language)
    except Exception as error:  # one question's fault costs that question
        log.exception("question %s failed", question.id)
        reason = f"{type(error).__name__}: {error}"
    return failed_result(question.id, question.text, question.language, reason)

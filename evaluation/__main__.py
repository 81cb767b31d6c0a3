"""``python -m evaluation benchmark``: Kutip's speed and page hits beside those of a plain LangChain pipeline."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.console import current_language, load_model, run_command, table
from ingest.errors import DiskFull
from ingest.explain import message_language
from settings import load_settings

COLUMNS = (32, 20, 20, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 an error, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    return run_command(lambda: _benchmark(options), current_language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description="Measure Kutip.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    benchmark = commands.add_parser("benchmark", help="speed and page hits beside a plain LangChain pipeline")
    benchmark.add_argument("--corpus", type=Path, required=True, metavar="FOLDER", help="the PDFs to measure with")
    benchmark.add_argument(
        "--questions", type=Path, nargs="+", default=[], metavar="FILE", help="question sets (JSON Lines)"
    )
    benchmark.add_argument("--json", type=Path, metavar="OUT", help="write the measurements to this file, too")
    benchmark.add_argument(
        "--stock-model", choices=("e5", "minilm"), default="e5", help="the plain pipeline's model (default: e5)"
    )
    return parser


def _benchmark(options: argparse.Namespace) -> int:
    from evaluation import benchmark
    from evaluation.questions import read_questions
    from evaluation.stock import open_stock
    from ingest.pipeline import find_pdfs

    settings = load_settings()
    files = find_pdfs([options.corpus])
    questions = read_questions(options.questions)
    embedder = load_model(settings, message_language(settings.language))
    stock = open_stock(options.stock_model, settings)
    kutip = benchmark.KutipPipeline(embedder, settings)
    result = benchmark.run(
        kutip,
        stock,
        stock_model=options.stock_model,
        corpus=options.corpus,
        files=files,
        questions=questions,
        on_step=_show_step,
    )
    if options.json:
        _write(options.json, json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=2) + "\n")
    for line in (*table(benchmark.rows(result), COLUMNS), *benchmark.notes(result)):
        print(line)
    return 0


def _show_step(step: str) -> None:
    sys.stderr.write(step + "\n")


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, "utf-8")
    except OSError as error:
        raise DiskFull(path, error.strerror or str(error)) from error


if __name__ == "__main__":
    sys.exit(main())

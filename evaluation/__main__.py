"""``python -m evaluation``: run question sets, compare runs, check and draft sets, benchmark against a plain pipeline."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.console import current_language, load_model, run_command, table
from ingest.errors import DiskFull
from ingest.explain import message_language
from settings import load_settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 an error or a limit that was missed, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is _run and not options.questions and not options.benchmark:
        parser.error("name a question set with --questions, or a benchmark with --benchmark")
    return run_command(lambda: int(options.command(options)), current_language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description="Measure Kutip.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_compare(commands)
    _add_check(commands)
    _add_new(commands)
    _add_disliked(commands)
    _add_grade(commands)
    _add_benchmark(commands)
    _add_quotes(commands)
    return parser


def _add_run(commands: Commands) -> None:
    run = commands.add_parser("run", help="answer a question set, measure the answers and write a report")
    run.add_argument("--questions", type=Path, nargs="+", default=[], metavar="FILE", help="sets, of any known format")
    over = run.add_mutually_exclusive_group()
    over.add_argument("--corpus", type=Path, metavar="FOLDER", help="ask over these PDFs, not over your library")
    over.add_argument(
        "--benchmark",
        type=Path,
        metavar="FOLDER",
        help="ask over the passages of a set that brings its own (BEIR, SQuAD); its questions, unless others are named",
    )
    run.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="results, metrics, report, configuration"
    )
    run.add_argument(
        "--set", type=_setting, action="append", default=[], metavar="NAME=VALUE", help="a setting for this run alone"
    )
    run.add_argument(
        "--fail-below", type=_limit, action="append", default=[], metavar="METRIC=VALUE", help="status 1 if it is worse"
    )
    run.add_argument(
        "--judge",
        action="store_true",
        help="let the chat model (KUTIP_CHAT_MODEL) judge whether quotes support statements",
    )
    run.set_defaults(command=_run)


def _add_compare(commands: Commands) -> None:
    compare = commands.add_parser(
        "compare", help="two runs over the same questions: what differs, and whether by chance"
    )
    compare.add_argument("first", type=Path, metavar="RUN_A", help="folder of a run")
    compare.add_argument("second", type=Path, metavar="RUN_B", help="folder of the run to compare with it")
    compare.add_argument("--out", type=Path, metavar="FOLDER", help="write the comparison as HTML and Markdown, too")
    compare.add_argument("--fail-on-drop", action="store_true", help="status 1 if RUN_B is clearly worse at anything")
    compare.set_defaults(command=_compare)


def _add_check(commands: Commands) -> None:
    check = commands.add_parser("check", help="validate a question set against the library: documents, pages, quotes")
    check.add_argument("files", type=Path, nargs="+", metavar="FILE")
    check.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    check.set_defaults(command=_check)


def _add_new(commands: Commands) -> None:
    new = commands.add_parser("new", help="draft questions from the library's headings and sentences, to be edited")
    new.add_argument("out", type=Path, metavar="FILE", help="the question set to write (JSON Lines)")
    new.add_argument("--per-document", type=int, default=10, metavar="N", help="questions a document (default: 10)")
    new.add_argument("--seed", type=int, default=0, metavar="N", help="another number, other questions (default: 0)")
    new.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    new.set_defaults(command=_new)


def _add_grade(commands: Commands) -> None:
    grade = commands.add_parser("grade", help="grade the answers of a run yourself, one after another")
    grade.add_argument("run", type=Path, metavar="RUN", help="folder of a run")
    grade.set_defaults(command=_grade)


def _add_disliked(commands: Commands) -> None:
    disliked = commands.add_parser("disliked", help="export the questions whose answers readers disliked, to complete")
    disliked.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the question set to write (JSON Lines)"
    )
    disliked.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    disliked.set_defaults(command=_disliked)


def _add_benchmark(commands: Commands) -> None:
    benchmark = commands.add_parser("benchmark", help="speed and page hits beside a plain LangChain pipeline")
    benchmark.add_argument("--corpus", type=Path, required=True, metavar="FOLDER", help="the PDFs to measure with")
    benchmark.add_argument(
        "--questions", type=Path, nargs="+", default=[], metavar="FILE", help="question sets, of any known format"
    )
    benchmark.add_argument("--json", type=Path, metavar="OUT", help="write the measurements to this file, too")
    benchmark.add_argument(
        "--stock-model",
        choices=("e5", "minilm"),
        nargs="+",
        default=["e5", "minilm"],
        help="models of the plain pipelines, e5 or minilm (default: both)",
    )
    benchmark.set_defaults(command=_benchmark)


def _add_quotes(commands: Commands) -> None:
    quotes = commands.add_parser("quotes", help="check generated true and altered quotes against the PDFs of a folder")
    quotes.add_argument("--corpus", type=Path, required=True, metavar="FOLDER", help="the PDFs that are quoted")
    quotes.add_argument("--cases", type=int, default=6000, metavar="N", help="quotes to check (default: 6000)")
    quotes.add_argument("--seed", type=int, default=0, metavar="N", help="another number, other quotes (default: 0)")
    quotes.set_defaults(command=_quotes)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError("it is written NAME=VALUE")
    return name.strip().lower().removeprefix("kutip_"), value.strip()


def _limit(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise argparse.ArgumentTypeError("it is written METRIC=VALUE, the value a number") from None


def _run(options: argparse.Namespace) -> int:
    from evaluation import commands

    for line in commands.run_questions(options):
        print(line, flush=True)
    missed = list(commands.shortfalls(options.out, dict(options.fail_below), current_language()))
    _complain(missed)
    return 1 if missed else 0


def _compare(options: argparse.Namespace) -> int:
    from evaluation import commands

    lines, dropped = commands.compare_runs(options, current_language())
    print("\n".join(lines))
    if not options.fail_on_drop:
        return 0
    _complain(dropped)
    return 1 if dropped else 0


def _check(options: argparse.Namespace) -> int:
    from evaluation import commands

    lines, has_errors = commands.check_sets(options, current_language())
    print("\n".join(lines))
    return 1 if has_errors else 0


def _new(options: argparse.Namespace) -> int:
    from evaluation import commands

    print(commands.draft_questions(options, current_language()))
    return 0


def _disliked(options: argparse.Namespace) -> int:
    from evaluation import commands

    print(commands.export_disliked(options, current_language()))
    return 0


def _grade(options: argparse.Namespace) -> int:
    from evaluation.grading_command import grade_run

    settings = load_settings()
    for line in grade_run(options.run, _ask, settings, message_language(settings.language)):
        print(line, flush=True)
    return 0


def _ask(prompt: str) -> str | None:
    try:
        return input(prompt)
    except EOFError:
        print()
        return None


def _complain(lines: Sequence[str]) -> None:
    for line in lines:
        sys.stderr.write(line + "\n")


def _benchmark(options: argparse.Namespace) -> int:
    from evaluation import benchmark, benchmark_table
    from evaluation.kutip_pipeline import KutipPipeline
    from evaluation.questions import read_questions
    from evaluation.stock import STOCK_NAMES, open_stock
    from ingest.pipeline import find_pdfs

    settings = load_settings()
    files = find_pdfs([options.corpus])
    questions = read_questions(options.questions)
    embedder = load_model(settings, message_language(settings.language))
    result = benchmark.run(
        KutipPipeline(embedder, settings),
        {STOCK_NAMES[model]: open_stock(model, settings) for model in options.stock_model},
        corpus=options.corpus,
        files=files,
        questions=questions,
        on_step=_show_step,
    )
    if options.json:
        _write(options.json, json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=2) + "\n")
    lines = [benchmark_table.head(result), *benchmark_table.rows(result)]
    for line in (*table(lines, (32, *[20] * (len(lines[0]) - 2), 0)), *benchmark_table.notes(result)):
        print(line)
    return 0


def _quotes(options: argparse.Namespace) -> int:
    from evaluation import quotes_benchmark
    from ingest.opening import open_reading
    from ingest.pipeline import find_pdfs

    settings = load_settings()
    with open_reading(settings) as reading:
        documents = quotes_benchmark.read_documents(find_pdfs([options.corpus]), reading)
    result = quotes_benchmark.run(documents, options.cases, options.seed)
    for line in (*table(quotes_benchmark.rows(result), quotes_benchmark.WIDTHS), *quotes_benchmark.notes(result)):
        print(line)
    return 0 if quotes_benchmark.is_sound(result) else 1


def _show_step(step: str) -> None:
    sys.stderr.write(step + "\n")


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, "utf-8")
    except OSError as error:
        raise DiskFull(path, error.strerror or str(error)) from error


if __name__ == "__main__":
    sys.exit(main())

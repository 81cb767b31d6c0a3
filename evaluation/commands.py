"""The commands of ``python -m evaluation`` but for the benchmark: from options to files, and to lines to print."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from evaluation.check import check, count_errors, explain_finding
from evaluation.compare import below, compare, drops
from evaluation.digests import library_digest
from evaluation.disliked import disliked_set
from evaluation.drafts import draft
from evaluation.finished_run import REPORT_FILE, Pages, finish, read_measured, read_run
from evaluation.formats import as_native
from evaluation.indexes import corpus_index, passage_index
from evaluation.judge import Judge, prompts_digest
from evaluation.questions import read_numbered, read_passages, read_questions
from evaluation.report.comparison import comparison_html, comparison_lines, comparison_markdown
from evaluation.run_config import amend_config, run_config
from evaluation.runner import RESULTS_FILE, run
from ingest.catalogue.feedback import Feedback
from ingest.catalogue.schema import storage_errors
from ingest.console import load_model, progress_bar
from ingest.embedding import Embedder
from ingest.errors import FileExists, MetricsPackageMissing
from ingest.explain import explain, message_language
from ingest.language import Language
from ingest.library import Library
from ingest.opening import library_place, open_reading
from ingest.pipeline import FileReport, Progress, find_pdfs
from ingest.places import LibraryPlace
from retrieval.chat_model import open_chat_model
from retrieval.opening import open_search
from retrieval.written.answering import open_writer, write_answer
from retrieval.written.events import answer_of
from settings import Settings, load_settings

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "indexing": "indexing {name}: {done} of {total} passages",
        "passages": "indexing: {done} of {total} passages",
        "asking": "question {done} of {total}",
        "judging": "judging: {done} of {total} statements",
        "written": "Report: {path}",
        "failed": "{count} questions failed and count as wrong; {path} says why.",
        "short": "{metric} is {value}, and should be {limit}.",
        "dropped": "{metric} dropped by {difference}.",
        "sound": "Nothing is wrong with it.",
        "hint": "(hint) ",
        "drafted": "{count} drafts in {path}; edit them, then check the file.",
        "disliked": "{count} disliked questions in {path}; add the right pages, then check the file.",
    },
    "id": {
        "indexing": "mengindeks {name}: {done} dari {total} petikan",
        "passages": "mengindeks: {done} dari {total} petikan",
        "asking": "pertanyaan {done} dari {total}",
        "judging": "menilai: {done} dari {total} pernyataan",
        "written": "Laporan: {path}",
        "failed": "{count} pertanyaan gagal dan dihitung salah; alasannya ada di {path}.",
        "short": "{metric} bernilai {value}, seharusnya {limit}.",
        "dropped": "{metric} turun {difference}.",
        "sound": "Tidak ada yang salah.",
        "hint": "(petunjuk) ",
        "drafted": "{count} draf di {path}; sunting dahulu, lalu periksa berkasnya.",
        "disliked": "{count} pertanyaan yang tidak disukai di {path}; isi halaman yang benar, lalu periksa berkasnya.",
    },
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a run is over: a library, its name and the digest of what is in it."""

    library: Path | LibraryPlace
    name: str
    sha256: str
    refused: tuple[FileReport, ...] = ()


def run_questions(options: argparse.Namespace) -> Iterator[str]:
    """``run``: answer every question, measure, and write configuration, results, metrics and report."""
    _check_packages()
    settings = load_settings(**dict(options.set))
    language = message_language(settings.language)
    judge = Judge(open_chat_model(settings), settings) if options.judge else None
    writer = open_writer(settings)
    files = options.questions or [options.benchmark]
    questions = read_questions(files)
    embedder = load_model(settings, language)
    corpus = _corpus(options, settings, embedder, language)
    yield from (explain(report.error, language) for report in corpus.refused if report.error)
    with Library.read(corpus.library) as library:
        config = run_config(
            files,
            len(questions),
            corpus=corpus.name,
            corpus_sha256=corpus.sha256,
            settings=settings,
            model=embedder.fingerprint,
            writer=writer,
        )
        search = open_search(library, embedder, settings)
        with _progress(language, "asking") as show:
            results = run(
                questions,
                lambda question: answer_of(
                    write_answer(
                        search,
                        question.text,
                        threshold=settings.answer_threshold,
                        writer=writer,
                        turns=question.turns,
                    )
                ),
                config,
                options.out,
                lambda done, total: show(done, total, ""),
            )
        more = {}
        if judge:
            with _progress(language, "judging") as show:
                judge.judge(questions, results, options.out, lambda done, total: show(done, total, ""))
            more = {"chat_model": judge.name, "judge_prompt_sha256": prompts_digest()}
        finished = finish(config, questions, results, library.catalogue).with_opinions(options.out)
        finished = replace(finished, config=amend_config(options.out, more))
        yield finished.write(options.out, Pages(library), language)
    words = WORDS[language]
    if failed := sum(result.outcome == "failed" for result in results):
        yield words["failed"].format(count=failed, path=options.out / RESULTS_FILE)
    yield words["written"].format(path=options.out / REPORT_FILE)


def _check_packages() -> None:
    """Raise MetricsPackageMissing before anything is asked, not after."""
    for module, package in (("ir_measures", "ir-measures"), ("pytrec_eval", "pytrec-eval-terrier")):
        if find_spec(module) is None:
            raise MetricsPackageMissing(package)


def shortfalls(folder: Path, least: dict[str, float], language: Language) -> Iterator[str]:
    """Which metrics of a run do not reach their limits, a sentence each. Raises UnknownMetric."""
    for each in below(read_measured(folder), least):
        value = "–" if each.value is None else f"{each.value:.4f}"
        yield WORDS[language]["short"].format(metric=each.metric, value=value, limit=f"{each.limit:g}")


def compare_runs(options: argparse.Namespace, language: Language) -> tuple[list[str], list[str]]:
    """``compare``: the lines of the comparison, and those of what dropped."""
    comparison = compare(read_run(options.first), read_run(options.second))
    if options.out:
        with storage_errors(options.out, writing=True):
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / "comparison.html").write_text(comparison_html(comparison, language), "utf-8")
            (options.out / "comparison.md").write_text(comparison_markdown(comparison, language), "utf-8")
    dropped = [
        WORDS[language]["dropped"].format(metric=each.metric, difference=f"{-each.difference:.4f}")
        for each in drops(comparison)
    ]
    return list(comparison_lines(comparison, language)), dropped


def check_sets(options: argparse.Namespace, language: Language) -> tuple[list[str], bool]:
    """``check``: a line for all that is wrong with each set, and whether any of it makes figures wrong."""
    numbered = {file: read_numbered(file) for file in options.files}
    with Library.read(library_place(load_settings(library=options.library))) as library:
        findings = check(numbered, library)
    words = WORDS[language]
    lines = [
        f"{each.file}:{each.line}: {'' if each.kind.is_error else words['hint']}{explain_finding(each, language)}"
        for each in findings
    ]
    return lines or [words["sound"]], count_errors(findings) > 0


def draft_questions(options: argparse.Namespace, language: Language) -> str:
    """``new``: write drafts to a new file; says how many. Raises FileExists rather than write over somebody's work."""
    if options.out.exists():
        raise FileExists(options.out)
    with Library.read(library_place(load_settings(library=options.library))) as library:
        drafts = draft(library, options.per_document, options.seed)
    with storage_errors(options.out, writing=True):
        options.out.write_text(as_native(drafts), "utf-8")
    return WORDS[language]["drafted"].format(count=len(drafts), path=options.out)


def export_disliked(options: argparse.Namespace, language: Language) -> str:
    """``disliked``: the questions whose answers readers disliked, to a new file; says how many.

    Raises FileExists, or NothingDisliked.
    """
    if options.out.exists():
        raise FileExists(options.out)
    place = library_place(load_settings(library=options.library))
    with Library.read(place) as library:
        opinions = Feedback(place.catalogue).opinions(liked=False)
        lines = disliked_set(opinions, library.catalogue)
    with storage_errors(options.out, writing=True):
        options.out.write_text(lines, "utf-8")
    return WORDS[language]["disliked"].format(count=lines.count("\n"), path=options.out)


def _corpus(options: argparse.Namespace, settings: Settings, embedder: Embedder, language: Language) -> Corpus:
    """The library to ask: the user's, or one made (or found ready) for a folder of PDFs or a benchmark's passages."""
    if options.benchmark:
        with _progress(language, "passages") as show:
            index = passage_index(
                settings.indexes,
                embedder,
                read_passages(options.benchmark),
                lambda done, total: show(done, total, ""),
            )
        return Corpus(index.library, options.benchmark.name, index.content)
    if options.corpus:
        with _progress(language, "indexing") as show:

            def shown(progress: Progress) -> None:
                show(progress.passages_done, progress.passages, progress.file.name)

            found = find_pdfs([options.corpus])
            index = corpus_index(settings.indexes, embedder, lambda: open_reading(settings), found, shown)
        return Corpus(index.library, options.corpus.name, index.content, index.refused)
    with Library.read(library_place(settings)) as library:
        return Corpus(library.place, settings.library.name, library_digest(library.catalogue.entries()))


@contextmanager
def _progress(language: Language, what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar with the time left: ``show(done, total, name)``."""
    with progress_bar() as bar:
        task = bar.add_task("")

        def show(done: int, total: int, name: str) -> None:
            words = WORDS[language][what].format(done=done, total=total, name=name)
            bar.update(task, completed=done, total=total or None, description=words)

        yield show

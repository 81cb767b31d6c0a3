"""``python -m retrieval "question"``: an answer with its sources; ``python -m retrieval chat``: one after another."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.console import add_with_progress, current_language, load_model, report_lines, run_command
from ingest.document import SectionKind
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import EmptyQuestion
from ingest.explain import explain, message_language
from ingest.language import Language
from ingest.library import Library
from ingest.opening import first_files
from ingest.pipeline import documents_named
from retrieval.answer import Answer
from retrieval.conversation import Turn
from retrieval.scope import Filters, Scope, filtered
from retrieval.search import PassageSearch
from retrieval.wording import answer_lines, own_words, result, statement_line, terminal_lines, understood_lines
from retrieval.written.answering import open_writer, write_answer
from retrieval.written.events import Asked, Done, Event, Shown
from retrieval.written.words import asking_text
from settings import Settings, load_settings

_CHAT = {
    "id": ("Ketik pertanyaan, lalu Enter. Baris kosong untuk selesai.", "Contoh"),
    "en": ("Type a question, then Enter. An empty line ends.", "For example"),
}
_EXAMPLES = (
    "Kegiatan apa saja yang dicatat Priyanto sebagai pelaksanaan kesepakatan Baubau–Seoul?",
    "Hambatan apa yang ditemukan pada kerja sama Semarang–Jung-Gu?",
    "On which four points does paradiplomacy differ from state diplomacy?",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done (an honest refusal too), 1 an error, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)

    def command() -> int:
        settings = load_settings(library=options.library)
        language = message_language(settings.language)
        if options.words == ["chat"]:
            return _chat(options, settings, language)
        question = " ".join(options.words)
        if not question.strip():
            raise EmptyQuestion
        return _ask(options, settings, language, question)

    return run_command(command, current_language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retrieval", description="Ask the library; every sentence of an answer is a quote with its page."
    )
    parser.add_argument("words", nargs="+", metavar="QUESTION", help='the question, or "chat" to ask one after another')
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    parser.add_argument("--thesis", action="append", metavar="FILE", help="only this document (may be given again)")
    parser.add_argument("--year", type=_years, metavar="YEAR[-YEAR]", help="only theses of this year or these years")
    parser.add_argument("--institution", default="", metavar="NAME", help="only theses of an institution so named")
    parser.add_argument(
        "--section",
        action="append",
        type=SectionKind,
        choices=[kind for kind in SectionKind if kind.is_evidence],
        metavar="KIND",
        help=f"only such sections: {', '.join(kind for kind in SectionKind if kind.is_evidence)} (may be given again)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")
    return parser


def _ask(options: argparse.Namespace, settings: Settings, language: Language, question: str) -> int:
    with Library.read(settings.library) as library:
        scope = _scope(library, options)
        search = PassageSearch(library, load_model(settings, language), settings.dense_weight)
        events = write_answer(
            search, question, scope, threshold=settings.answer_threshold, writer=open_writer(settings)
        )
        _print_events(events, options.json)
    return 0


def _chat(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    embedder = load_model(settings, language)
    _fill_if_empty(settings, embedder, language)
    with Library.read(settings.library) as library:
        scope = _scope(library, options)
        search = PassageSearch(library, embedder, settings.dense_weight)
        welcome, example = _CHAT[language]
        print(f"{welcome}\n{example}: {_EXAMPLES[0 if language == 'id' else 2]}", flush=True)
        turns: list[Turn] = []
        writer = open_writer(settings)
        while question := _prompt():
            try:
                events = write_answer(
                    search, question, scope, threshold=settings.answer_threshold, writer=writer, turns=turns
                )
                turns.append(Turn(question, own_words(_print_events(events, options.json))))
            except EmptyQuestion as error:
                print(explain(error, language))
    return 0


def _prompt() -> str:
    try:
        return input("\n? ").strip()
    except EOFError:
        return ""


def _print_events(events: Iterable[Event], as_json: bool) -> Answer:
    """Print an answer as it comes: a written statement once it is checked, the rest at the end."""
    language: Language = "en"
    begun, shown = False, 0
    for event in events:
        match event:
            case Done(found):
                lines = answer_lines(found, shown if found.is_written else 0) if begun else terminal_lines(found)
                print(json.dumps(result(found), ensure_ascii=False) if as_json else "\n".join(lines), flush=True)
                return found
            case Asked() if not as_json and not begun:
                begun, language = True, event.draft.question.language
                lines = [*understood_lines(event.draft), asking_text(event.model, event.host, language), ""]
                print("\n".join(lines), flush=True)
            case Shown() if not as_json:
                shown += 1
                print(statement_line(event.statement, language), flush=True)
    raise AssertionError("an answer ends with Done")


def _fill_if_empty(settings: Settings, embedder: SentenceTransformerEmbedder, language: Language) -> None:
    """A new library starts with the user's corpus folder or, if no PDF lies there, with the samples."""
    files = first_files(settings)
    if not files:
        return
    with Library.write(settings.library) as library:
        for report in add_with_progress(library, embedder, settings, files, language):
            for line in report_lines(report, language):
                print(line)


def _years(text: str) -> tuple[int, int]:
    """ "2019" or "2019-2024". Raises ValueError for anything else."""
    first, _, last = text.partition("-")
    return int(first), int(last or first)


def _scope(library: Library, options: argparse.Namespace) -> Scope:
    """The scope of the filters given. Raises NotInLibrary for an unknown document, FilterMatchesNothing."""
    first, last = options.year or (None, None)
    filters = Filters(
        frozenset(entry.thesis.id for name in options.thesis or () for entry in documents_named(library, name)),
        first,
        last,
        options.institution,
        frozenset(options.section or ()),
    )
    return filtered((entry.thesis for entry in library.catalogue.entries()), filters)


if __name__ == "__main__":
    sys.exit(main())

"""``python -m retrieval "question"``: an answer with its sources; ``chat``: one after another; ``cite``: how theses are
cited; ``matrix``: theses × aspects; ``verify``: a draft's quotations checked."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.console import INTERRUPTED, add_with_progress, current_language, load_model, report_lines, run_command
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import EmptyQuestion
from ingest.explain import explain, message_language
from ingest.file_work import OwnWork
from ingest.language import Language
from ingest.library import Library
from ingest.opening import first_files, library_place, open_reading
from retrieval.answer import Answer
from retrieval.citation_styles import Style
from retrieval.citing_command import add_style_option, cite_parser, cite_theses
from retrieval.conversation import Turn
from retrieval.export.files import CONVERSATION_ENDINGS, conversation_file, new_file, write
from retrieval.export.terminal import cited_lines
from retrieval.filter_options import add_filter_options, scope_of
from retrieval.matrix_command import MatrixCommand, matrix_parser
from retrieval.opening import open_search
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
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = _command_name(words)
    if name:
        words.remove(name)
    parser = {"cite": cite_parser, "matrix": matrix_parser}.get(name, _parser)()
    options = parser.parse_args(words)
    if not name and options.json and options.cite:
        parser.error("--cite is for people, --json has all that a citation is made from; choose one")

    def command() -> int:
        settings = load_settings(library=options.library)
        language = message_language(settings.language)
        if name == "cite":
            return _cite(options, settings, language)
        if name == "matrix":
            return _matrix(options, settings, language)
        if options.words == ["chat"]:
            return _chat(options, settings, language)
        if options.words[0] == "verify":
            return _verify(options, settings, language)
        question = " ".join(options.words)
        if not question.strip():
            raise EmptyQuestion
        return _ask(options, settings, language, question)

    return run_command(command, current_language)


def _command_name(words: Sequence[str]) -> str:
    """ "cite" or "matrix" where that is the first word, the library's folder aside; "" for a question."""
    before = 2 if words[:1] == ["--library"] else 1 if words and words[0].startswith("--library=") else 0
    first = words[before : before + 1]
    return first[0] if first and first[0] in ("cite", "matrix") else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retrieval", description="Ask the library; every sentence of an answer is a quote with its page."
    )
    parser.add_argument(
        "words",
        nargs="+",
        metavar="QUESTION",
        help='the question; or "chat" to ask one after another, "cite" to cite theses, "matrix" to compare them, "verify" and '
        "a file or text to check its quotations",
    )
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    add_filter_options(parser)
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON")
    of_verify = parser.add_argument_group("with verify")
    of_verify.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write the draft with its verdicts, too: .html, or .docx with comments",
    )
    of_verify.add_argument(
        "--all-statements", action="store_true", help="look for every statement, not only for those that cite a thesis"
    )
    of_verify.add_argument(
        "--judge",
        action="store_true",
        help="let the chat model (KUTIP_CHAT_MODEL) judge whether the words found support a statement",
    )
    add_style_option(parser, "--cite", default=None)
    parser.add_argument(
        "--save", type=Path, metavar="FILE", help=f"also write all answers to a file: {', '.join(CONVERSATION_ENDINGS)}"
    )
    return parser


def _cite(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.read(library_place(settings)) as library:
        print(cite_theses(library, options, language))
    return 0


def _matrix(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    command = MatrixCommand(options, settings, language, shutil.get_terminal_size((120, 24)).columns)
    for line in command.lines():
        print(line)
    return INTERRUPTED if command.stopped else 0


def _ask(options: argparse.Namespace, settings: Settings, language: Language, question: str) -> int:
    saving = _Saving(options, language)
    with Library.read(library_place(settings)) as library:
        scope = scope_of(library, options)
        search = open_search(library, load_model(settings, language), settings)
        events = write_answer(
            search, question, scope, threshold=settings.answer_threshold, writer=open_writer(settings)
        )
        saving.save([_print_events(events, options)])
    return 0


def _verify(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    from retrieval.verify_command import verify_lines

    with Library.read(library_place(settings)) as library:
        for line in verify_lines(options, library, scope_of(library, options), settings, language):
            print(line, flush=True)
    return 0


def _chat(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    saving = _Saving(options, language)
    embedder = load_model(settings, language)
    _fill_if_empty(settings, embedder, language)
    with Library.read(library_place(settings)) as library:
        scope = scope_of(library, options)
        search = open_search(library, embedder, settings)
        welcome, example = _CHAT[language]
        print(f"{welcome}\n{example}: {_EXAMPLES[0 if language == 'id' else 2]}", flush=True)
        turns: list[Turn] = []
        answers: list[Answer] = []
        writer = open_writer(settings)
        while question := _prompt():
            try:
                events = write_answer(
                    search, question, scope, threshold=settings.answer_threshold, writer=writer, turns=turns
                )
                found = _print_events(events, options)
                turns.append(Turn(question, own_words(found)))
                answers.append(found)
                saving.save(answers)
            except EmptyQuestion as error:
                print(explain(error, language))
    return 0


def _prompt() -> str:
    try:
        return input("\n? ").strip()
    except EOFError:
        return ""


def _print_events(events: Iterable[Event], options: argparse.Namespace) -> Answer:
    """Print an answer as it comes: a written statement once it is checked, the rest at the end."""
    language: Language = "en"
    begun, shown = False, 0
    for event in events:
        match event:
            case Done(found):
                lines = answer_lines(found, shown if found.is_written else 0) if begun else terminal_lines(found)
                cited = cited_lines(found, options.cite) if options.cite else ()
                as_text = "\n".join([*lines, *cited])
                print(json.dumps(result(found), ensure_ascii=False) if options.json else as_text, flush=True)
                return found
            case Asked() if not options.json and not begun:
                begun, language = True, event.draft.question.language
                lines = [*understood_lines(event.draft), asking_text(event.model, event.host, language), ""]
                print("\n".join(lines), flush=True)
            case Shown() if not options.json:
                shown += 1
                print(statement_line(event.statement, language), flush=True)
    raise AssertionError("an answer ends with Done")


class _Saving:
    """The file of ``--save``, written anew after each answer, so that a chat that is cut off keeps what was said.

    Raises UnknownFileFormat, PathNotFound or FileExists before the first question is asked.
    """

    def __init__(self, options: argparse.Namespace, language: Language) -> None:
        self._path, self._style, self._language = options.save, options.cite or Style.APA, language
        self._ending = new_file(options.save, CONVERSATION_ENDINGS) if options.save else ""

    def save(self, answers: Sequence[Answer]) -> None:
        if self._path:
            write(self._path, conversation_file(answers, self._ending, self._style, self._language))


def _fill_if_empty(settings: Settings, embedder: SentenceTransformerEmbedder, language: Language) -> None:
    """A new library starts with the user's corpus folder or, if no PDF lies there, with the samples."""
    files = first_files(settings)
    if not files:
        return
    with Library.write(library_place(settings)) as library, open_reading(settings) as reading:
        for report in add_with_progress(OwnWork(embedder, reading), library, files, language):
            for line in report_lines(report, language):
                print(line)


if __name__ == "__main__":
    sys.exit(main())

"""``python -m ingest``: add, list, remove, rebuild, references, status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ingest.console import add_with_progress, current_language, load_model, report_lines, run_command, table
from ingest.explain import explain_warning, message_language
from ingest.language import Language
from ingest.library import Library
from ingest.ocr import TextRecognition
from ingest.opening import open_reading
from ingest.pipeline import Outcome, find_pdfs, rebuild, remove_document, the_document_named
from ingest.reading import read_document
from ingest.reference_list import reference_json, reference_lines
from ingest.references import find_references
from settings import Settings, load_settings

Command = Callable[[argparse.Namespace, Settings, Language], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 an error or a refused file, 2 wrong usage."""
    options = _parser().parse_args(arguments)

    def command() -> int:
        settings = load_settings(library=options.library)
        run: Command = options.run
        return run(options, settings, message_language(settings.language))

    return run_command(command, current_language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Keep the library of theses.")
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="add or update PDFs, or all PDFs of folders")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--ocr", action="store_true", help="recognise the text of scanned pages (OCRmyPDF, Tesseract)")
    add.set_defaults(run=_add)
    listing = commands.add_parser("list", help="list the documents of the library")
    listing.add_argument("--all", action="store_true", help="also the removed ones")
    listing.set_defaults(run=_list)
    remove = commands.add_parser("remove", help="take a document out")
    remove.add_argument("name", help="its file name, or its id from the list")
    remove.set_defaults(run=_remove)
    again = commands.add_parser("rebuild", help="cut and embed all stored texts anew, e.g. for another model")
    again.set_defaults(run=_rebuild)
    cited = commands.add_parser("references", help="what a document cites, and which citations and entries do not meet")
    cited.add_argument("name", help="a PDF file, or a document of the library: its file name or its id from the list")
    cited.add_argument("--json", action="store_true", help="print entries and mentions as JSON")
    cited.set_defaults(run=_references)
    status = commands.add_parser("status", help="what the library holds and what it was indexed with")
    status.set_defaults(run=_status)
    return parser


def _add(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    files = find_pdfs(options.paths)
    with ExitStack() as stack:
        recognition = stack.enter_context(TextRecognition()) if options.ocr else None
        library = stack.enter_context(Library.write(settings.library))
        embedder = load_model(settings, language)
        reports = add_with_progress(library, embedder, settings, files, language, recognition=recognition)
    for report in reports:
        for line in report_lines(report, language):
            print(line)
    return 1 if any(report.outcome is Outcome.REFUSED for report in reports) else 0


def _list(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.read(settings.library) as library:
        entries = library.catalogue.entries(include_removed=options.all)
    mark = {"id": "dihapus", "en": "removed"}[language]
    pages = {"id": "hlm.", "en": "pages"}[language]
    rows = (
        (
            entry.document_id[:8],
            mark if entry.removed else f"{entry.pages} {pages}",
            entry.file_name,
            "; ".join(
                (entry.thesis.title, *entry.thesis.authors, *([str(entry.thesis.year)] if entry.thesis.year else []))
            ),
        )
        for entry in entries
    )
    for line in table(rows, (8, 10, 40, 0)):
        print(line)
    return 0


def _remove(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.write_existing(settings.library) as library:
        entry = remove_document(library, options.name)
    print({"id": "dihapus: {}", "en": "removed: {}"}[language].format(entry.file_name))
    return 0


def _rebuild(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.write_existing(settings.library) as library:
        passages = rebuild(library, load_model(settings, language))
    print({"id": "{} petikan diindeks ulang", "en": "{} passages indexed anew"}[language].format(passages))
    return 0


def _references(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Of a PDF as it is, or of a document of the library as it is stored."""
    path = Path(options.name)
    if path.is_file():
        with open_reading(settings) as reading:
            raw = reading.read(path)
        read = read_document("file", path.stem, raw)
        text, pages, references = read.text, read.pages, find_references(read.text, read.sections)
    else:
        with Library.read(settings.library) as library:
            whole = library.catalogue.whole_document(the_document_named(library, options.name).document_id)
        text, pages, references = whole.document.text, whole.pages, whole.references
    if options.json:
        print(json.dumps(reference_json(text, pages, references), ensure_ascii=False, indent=2))
    else:
        for line in reference_lines(text, pages, references, language):
            print(line)
    return 0


def _status(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.read(settings.library) as library:
        entries = library.catalogue.entries()
        state = library.catalogue.state()
        passages = library.catalogue.count_passages()
        assert state.collection is not None
        vectors = library.vectors.count(state.collection)
    words = {
        "en": ("library", "documents", "pages", "passages", "vectors", "embedding model", "warnings"),
        "id": ("pustaka", "dokumen", "halaman", "petikan", "vektor", "model", "peringatan"),
    }[language]
    values = (settings.library, len(entries), sum(entry.pages for entry in entries), passages, vectors, state.model)
    for word, value in zip(words, values, strict=False):
        print(f"{word}: {value}")
    for entry in entries:
        for warning in entry.warnings:
            print(f"{words[-1]}: {entry.file_name}: {explain_warning(warning, language)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

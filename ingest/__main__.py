"""``python -m ingest``: add, list, show, edit, remove, rebuild, check, backup, restore, references, move, status, users,
collections."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ingest.backup.restoring import restore
from ingest.backup.saving import save
from ingest.catalogue.records import DocumentEntry
from ingest.catalogue.schema import storage_errors
from ingest.checking.command import checked_lines
from ingest.console import (
    add_with_progress,
    counting,
    current_language,
    indexing,
    load_model,
    near_duplicate_line,
    report_lines,
    report_rows,
    run_command,
    summary_lines,
    table,
    thesis_lines,
)
from ingest.corrections import COLUMNS, apply, correction_of, corrections_from_csv, metadata_csv, shown
from ingest.errors import NotAFolder, PathNotFound
from ingest.explain import explain_warning, message_language
from ingest.file_work import FileWork, OwnWork
from ingest.language import Language
from ingest.library import Library
from ingest.metadata_values import MetadataField
from ingest.moving import move
from ingest.ocr import TextRecognition
from ingest.opening import library_place, open_reading, open_workforce
from ingest.people_command import add_people_commands
from ingest.pipeline import (
    Outcome,
    documents_named,
    find_pdfs,
    metadata_of,
    one_thesis,
    rebuild,
    remove_document,
)
from ingest.places import Server
from ingest.reading import read_document
from ingest.reference_list import CitingDocument, reference_json, reference_lines
from ingest.references import find_references
from settings import PREFIX, Settings, load_settings

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
    add.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add.add_argument(
        "--thesis",
        action="append",
        default=[],
        type=Path,
        metavar="FOLDER",
        help="a folder with the parts of one thesis",
    )
    add.add_argument(
        "--password", action="append", default=[], metavar="[FILE=]PASSWORD", help="for protected PDFs; may be repeated"
    )
    add.add_argument("--ocr", action="store_true", help="recognise the text of scanned pages (OCRmyPDF, Tesseract)")
    add.add_argument("--workers", type=_count, metavar="N", help="processes that read and embed; each needs 1.5 GB")
    add.add_argument(
        "--ray", metavar="ADDRESS", help='a Ray cluster that reads and embeds ("auto", "local", HOST:PORT)'
    )
    add.add_argument(
        "--collection",
        metavar="NAME",
        help='the collection that new theses go into (default: KUTIP_NEW_THESES; "": none, open to all)',
    )
    add.add_argument("--verbose", action="store_true", help="a line for each file, however many there are")
    add.add_argument("--report", type=Path, metavar="FILE.csv", help="write what became of each file as CSV")
    add.set_defaults(run=_add, parser=add)
    listing = commands.add_parser("list", help="list the documents of the library")
    listing.add_argument("--all", action="store_true", help="also the removed ones")
    listing.set_defaults(run=_list)
    listing.add_argument("--csv", action="store_true", help="title, authors, year … as CSV, to correct with edit --csv")
    show = commands.add_parser("show", help="what is known of a thesis, and from where")
    show.add_argument("name", help="its file name, its folder, or its id from the list")
    show.set_defaults(run=_show)
    _add_edit(commands)
    remove = commands.add_parser("remove", help="take a document out")
    remove.add_argument("name", help="its file name, its id from the list, or the folder of a thesis in several files")
    remove.set_defaults(run=_remove)
    again = commands.add_parser("rebuild", help="cut and embed all stored texts anew, e.g. for another model")
    again.set_defaults(run=_rebuild)
    checking = commands.add_parser(
        "check", help="compare catalogue, texts, full text, vectors and PDFs with one another"
    )
    checking.add_argument("--mend", action="store_true", help="mend what can be mended, and say what cannot")
    checking.set_defaults(run=_check)
    saving = commands.add_parser("backup", help="write the whole library to one file, also while the app runs")
    saving.add_argument("file", type=Path, metavar="FILE")
    saving.set_defaults(run=_backup)
    restoring = commands.add_parser("restore", help="put the library of a backup in an empty place (--library FOLDER)")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--library", type=Path, metavar="FOLDER", default=argparse.SUPPRESS, help="where it is put")
    restoring.set_defaults(run=_restore)
    cited = commands.add_parser("references", help="what a thesis cites, and which citations and entries do not meet")
    cited.add_argument("name", help="a PDF file, or a thesis of the library: file name, folder, or id from the list")
    cited.add_argument("--json", action="store_true", help="print entries and mentions as JSON")
    cited.set_defaults(run=_references)
    moving = commands.add_parser("move", help="copy the library to servers (or back), resumed where it was interrupted")
    moving.add_argument("--to", type=Path, metavar="FOLDER", help="folder of the copy (default: the library's own)")
    moving.add_argument(
        "--to-catalogue", default="", metavar="URL", help="PostgreSQL database; default: a file in FOLDER"
    )
    moving.add_argument("--to-vectors", default="", metavar="URL", help="Chroma server; default: in FOLDER")
    moving.set_defaults(run=_move, parser=moving)
    status = commands.add_parser("status", help="what the library holds and what it was indexed with")
    status.set_defaults(run=_status)
    add_people_commands(commands)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f'"{text}" is no number of workers; give 1 or more')
    return int(text)


def _add_edit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    edit = commands.add_parser("edit", help="correct title, authors, year …, by hand or from a CSV")
    edit.add_argument("name", nargs="?", help="file name, folder, or id from the list")
    for field in COLUMNS:
        option = f"--{_SINGULAR.get(field, field.value)}"
        repeated = "; may be repeated" if field.is_list else ""
        action = "append" if field.is_list else "store"
        edit.add_argument(option, dest=field.value, action=action, metavar="TEXT", help=f'"-" for unknown{repeated}')
    names = [field.value for field in COLUMNS]
    edit.add_argument(
        "--reset", nargs="*", choices=names, metavar="FIELD", help="take corrections back: of these fields, or all"
    )
    edit.add_argument("--csv", type=Path, metavar="FILE", help="corrections of many theses; list --csv gives the form")
    edit.set_defaults(run=_edit, parser=edit)


_SINGULAR = {
    MetadataField.AUTHORS: "author",
    MetadataField.KEYWORDS: "keyword",
    MetadataField.SUPERVISORS: "supervisor",
}


def _edit(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    given = {field: getattr(options, field.value) for field in COLUMNS if getattr(options, field.value) is not None}
    texts = {field: "; ".join(value) if field.is_list else value for field, value in given.items()}
    reset = [MetadataField(name) for name in options.reset] if options.reset else list(COLUMNS)
    if (options.name is None) == (options.csv is None) or (options.csv and (texts or options.reset is not None)):
        options.parser.error("name one document with its corrections, or give --csv FILE")
    with Library.write_existing(library_place(settings)) as library:
        if options.csv:
            corrections = corrections_from_csv(library, options.csv)
        else:
            taken_back = [field for field in reset if field not in texts] if options.reset is not None else []
            corrections = [correction_of(library, options.name, texts, taken_back)]
        anew = apply(library, lambda: load_model(settings, language), corrections)
    words = {
        "en": ("{} corrected", ", {} of them indexed anew because of the title"),
        "id": ("{} diperbaiki", ", {} di antaranya diindeks ulang karena judulnya"),
    }[language]
    print(words[0].format(len(corrections)) + (words[1].format(anew) if anew else ""))
    return 0


def _show(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.read(library_place(settings)) as library:
        found = one_thesis(documents_named(library, options.name), options.name)
        entries = [each for each in library.catalogue.entries() if each.thesis.id == found[0].thesis.id]
        parts = sorted(entries, key=lambda entry: entry.part)
        read = library.catalogue.read_metadata([entry.document_id for entry in parts])
        folder = Path(parts[0].folder) if parts[0].folder else None
        said = library.catalogue.corrections(found[0].thesis.id)
        metadata = metadata_of(folder, [read[entry.document_id] for entry in parts], said)
    rows = ((each.field.value, f"({each.source.value})", shown(each.value)) for each in metadata.known)
    files = (("file", entry.document_id[:8], entry.name) for entry in parts)
    for line in table((*rows, *files), (12, 28, 0)):
        print(line)
    return 0


SCREEN = 20
"""Files up to which each gets its own lines without being asked for."""


def _add(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    folders = [folder.resolve() for folder in options.thesis]
    for given, folder in zip(options.thesis, folders, strict=True):
        if not folder.is_dir():
            raise NotAFolder(given) if folder.exists() else PathNotFound(given)
    if not options.paths and not folders:
        options.parser.error("name PDFs, folders, or --thesis FOLDER")
    files = find_pdfs([*options.paths, *folders])
    with ExitStack() as stack:
        recognition = stack.enter_context(TextRecognition()) if options.ocr else None
        library = stack.enter_context(Library.write(library_place(settings)))
        if options.workers or options.ray:
            work: FileWork = stack.enter_context(open_workforce(settings, options.workers, options.ray))
        else:
            work = OwnWork(load_model(settings, language), stack.enter_context(open_reading(settings)))
        reports = add_with_progress(
            work,
            library,
            files,
            language,
            folders=folders,
            passwords=options.password,
            recognition=recognition,
            collection=settings.new_theses if options.collection is None else options.collection,
        )
    for line in thesis_lines(reports, language):
        print(line)
    if options.verbose or len(reports) <= SCREEN:
        for report in reports:
            for line in report_lines(report, language):
                print(line)
    else:
        for line in summary_lines(reports, language):
            print(line)
    if options.report:
        with (
            storage_errors(options.report, writing=True),
            options.report.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            csv.writer(file).writerows(report_rows(reports, language))
    return 1 if any(report.outcome is Outcome.REFUSED for report in reports) else 0


def _list(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.read(library_place(settings)) as library:
        entries = library.catalogue.entries(include_removed=options.all and not options.csv)
        near = library.catalogue.near_duplicates()
    if options.csv:
        csv.writer(sys.stdout).writerows(metadata_csv(entries))
        return 0
    names = {entry.document_id: entry.name for entry in entries}
    for entry in entries:
        for line in table([_entry_row(entry, language)], (8, 10, 40, 0)):
            print(line)
        for pair in near:
            if pair.document_id == entry.document_id:
                print("  " + near_duplicate_line(names[pair.other_id], pair.share, language))
    return 0


def _entry_row(entry: DocumentEntry, language: Language) -> tuple[str, ...]:
    mark = {"id": "dihapus", "en": "removed"}[language]
    pages = {"id": "hlm.", "en": "pages"}[language]
    thesis = entry.thesis
    cited = "; ".join((thesis.title, *thesis.authors, *([str(thesis.year)] if thesis.year else [])))
    return (entry.document_id[:8], mark if entry.removed else f"{entry.pages} {pages}", entry.name, cited)


def _remove(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.write_existing(library_place(settings)) as library:
        removed = remove_document(library, options.name)
    for entry in removed:
        print({"id": "dihapus: {}", "en": "removed: {}"}[language].format(entry.name))
    return 0


def _rebuild(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.write_to_rebuild(library_place(settings)) as library:
        embedder = load_model(settings, language)
        with indexing(language) as show:
            passages = rebuild(library, embedder, show)
    print({"id": "{} petikan diindeks ulang", "en": "{} passages indexed anew"}[language].format(passages))
    return 0


def _move(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    folder = (options.to or settings.library).resolve()
    old = library_place(settings.model_copy(update={"library": settings.library.resolve()}))
    new = library_place(load_settings(library=folder, catalogue=options.to_catalogue, vectors=options.to_vectors))
    if old == new:
        options.parser.error("name another folder or a server: --to FOLDER, --to-catalogue URL, --to-vectors URL")
    with counting(language) as show, move(old, new, show) as library:
        counts = (len(library.catalogue.entries()), library.catalogue.count_passages())
    words = {
        "en": "copied and compared: {} documents, {} passages. The old library is as it was. To use the copy, set:",
        "id": "disalin dan dibandingkan: {} dokumen, {} petikan. Pustaka lama tetap seperti semula. Untuk memakainya, atur:",
    }[language]
    print(words.format(*counts))
    for name, value in (("LIBRARY", new.folder), ("CATALOGUE", new.catalogue), ("VECTORS", new.vectors)):
        print(f"  {PREFIX}{name}={value if name == 'LIBRARY' or isinstance(value, Server) else ''}")
    return 0


def _check(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    load = (lambda: load_model(settings, language)) if options.mend else None
    with indexing(language) as show:
        said = list(checked_lines(library_place(settings), language, load, show))
    for line, _ in said:
        print(line)
    return 1 if any(is_wrong for _, is_wrong in said) else 0


def _backup(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with counting(language) as show:
        counts = save(library_place(settings), options.file, show)
    words = {
        "en": "{}: {} documents, {} passages, with conversations and PDFs",
        "id": "{}: {} dokumen, {} petikan, beserta percakapan dan PDF",
    }[language]
    print(words.format(options.file, *counts))
    return 0


def _restore(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    place = library_place(settings)
    with counting(language) as show:
        counts = restore(options.file, place, show)
    words = {"en": "{}: {} documents, {} passages restored", "id": "{}: {} dokumen, {} petikan dipulihkan"}[language]
    print(words.format(place.name, *counts))
    return 0


def _references(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Of a PDF as it is, or of a thesis of the library as it is stored, with all its parts."""
    path = Path(options.name)
    if path.is_file():
        with open_reading(settings) as reading:
            raw = reading.read(path)
        read = read_document("file", path.stem, raw)
        references = find_references(read.text, read.sections)
        parts = [CitingDocument("file", path.name, read.text, read.pages, references)]
    else:
        with Library.read(library_place(settings)) as library:
            thesis = one_thesis(documents_named(library, options.name), options.name)[0].thesis
            wholes = library.catalogue.whole_documents(thesis.parts)
        parts = [
            CitingDocument(id_, whole.document.file_name, whole.document.text, whole.pages, whole.references)
            for id_, whole in ((id_, wholes[id_]) for id_ in thesis.parts)
        ]
    if options.json:
        print(json.dumps(reference_json(parts), ensure_ascii=False, indent=2))
    else:
        for line in reference_lines(parts, language):
            print(line)
    return 0


def _status(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with Library.read(library_place(settings)) as library:
        entries = library.catalogue.entries()
        state = library.catalogue.state()
        passages = library.catalogue.count_passages()
        assert state.collection is not None
        vectors = library.vectors.count(state.collection)
    words = {
        "en": ("library", "documents", "pages", "passages", "vectors", "embedding model", "warnings"),
        "id": ("pustaka", "dokumen", "halaman", "petikan", "vektor", "model", "peringatan"),
    }[language]
    values = (library.place.name, len(entries), sum(entry.pages for entry in entries), passages, vectors, state.model)
    for word, value in zip(words, values, strict=False):
        print(f"{word}: {value}")
    for entry in entries:
        for warning in entry.warnings:
            print(f"{words[-1]}: {entry.file_name}: {explain_warning(warning, language)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

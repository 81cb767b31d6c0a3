"""``python -m retrieval matrix``: theses × aspects or questions, in the terminal or as a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.markup import escape

from ingest.console import load_model, progress_bar
from ingest.language import Language
from ingest.library import Library
from ingest.opening import library_place
from retrieval.aspects import Aspect
from retrieval.citing_command import add_style_option
from retrieval.export.files import MATRIX_ENDINGS, matrix_file, new_file, write
from retrieval.export.terminal import matrix_lines
from retrieval.filter_options import add_filter_options, scope_of
from retrieval.matrix import ASPECTS, Cell, Matrix, Topic, matrix_cells
from retrieval.opening import open_search
from settings import Settings

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "written": "{path}: {quoted} dari {made} sel berisi kutipan",
        "failed": ", {failed} gagal",
        "stopped": "Dihentikan: {made} dari {total} sel selesai; sel lainnya ditandai.",
    },
    "en": {
        "written": "{path}: {quoted} of {made} cells have quotes",
        "failed": ", {failed} failed",
        "stopped": "Stopped: {made} of {total} cells are done; the others are marked.",
    },
}


def matrix_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retrieval matrix",
        description="What each thesis says on each aspect: a table of quotes; Ctrl-C keeps what is done.",
    )
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    add_filter_options(parser)
    parser.add_argument(
        "--aspect",
        action="append",
        type=Aspect,
        choices=list(Aspect),
        metavar="ASPECT",
        help=f"a column: {', '.join(Aspect)} (may be given again; default: all of them)",
    )
    parser.add_argument("--question", action="append", metavar="TEXT", help="a column of your own (may be given again)")
    add_style_option(parser, "--style")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"write a file: {', '.join(MATRIX_ENDINGS)}")
    return parser


def topics_of(options: argparse.Namespace) -> tuple[Topic, ...]:
    """The columns that were asked for, each once; all aspects where none was. Raises EmptyQuestion."""
    aspects = [Topic(aspect) for aspect in options.aspect or ()]
    questions = [Topic(question=question) for question in options.question or ()]
    return tuple(dict.fromkeys([*aspects, *questions])) or ASPECTS


class MatrixCommand:
    """One run of the command: ``lines`` is what it prints; ``stopped`` whether Ctrl-C ended it early."""

    def __init__(self, options: argparse.Namespace, settings: Settings, language: Language, width: int) -> None:
        self._options, self._settings, self._language, self._width = options, settings, language, width
        self.stopped = False

    def lines(self) -> Iterator[str]:
        """Make the matrix, write or show it. Raises what the library, the filters and the file raise."""
        options, language = self._options, self._language
        topics = topics_of(options)
        ending = new_file(options.out, MATRIX_ENDINGS) if options.out else ""
        with Library.read(library_place(self._settings)) as library:
            scope = scope_of(library, options)
            chosen = scope.thesis_ids()
            entries = (entry.thesis for entry in library.catalogue.entries())
            theses = tuple({each.id: each for each in entries if chosen is None or each.id in chosen}.values())
            search = open_search(library, load_model(self._settings, language), self._settings)
            threshold = self._settings.answer_threshold
            made = matrix_cells(search, theses, topics, threshold=threshold, scope=scope)
            cells = self._taken(made, len(theses) * len(topics))
        matrix = Matrix(theses, topics, cells)
        if options.out:
            write(options.out, matrix_file(matrix, ending, options.style, language))
            yield _summary(matrix, options.out, language)
        else:
            yield from matrix_lines(matrix, options.style, language, self._width)
        if self.stopped:
            yield _WORDS[language]["stopped"].format(made=len(cells), total=len(theses) * len(topics))

    def _taken(self, made: Iterable[Cell], total: int) -> tuple[Cell, ...]:
        """The cells, with a bar that shows how many; those that there are when Ctrl-C ends it."""
        cells: list[Cell] = []
        with progress_bar() as bar:
            task = bar.add_task("", total=total)
            try:
                for cell in made:
                    cells.append(cell)
                    name = f"{cell.thesis.title[:40]} · {cell.topic.title(self._language)[:30]}"
                    bar.update(task, completed=len(cells), description=escape(name))
            except KeyboardInterrupt:
                self.stopped = True
        return tuple(cells)


def _summary(matrix: Matrix, path: Path, language: Language) -> str:
    words = _WORDS[language]
    quoted = sum(bool(cell.citations) for cell in matrix.cells)
    failed = sum(cell.error is not None for cell in matrix.cells)
    said = words["written"].format(path=path, quoted=quoted, made=len(matrix.cells))
    return said + (words["failed"].format(failed=failed) if failed else "")

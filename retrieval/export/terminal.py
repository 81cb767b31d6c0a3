"""Citations and matrices for a terminal. Values in, lines out."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from ingest.language import Language
from retrieval.answer import Answer
from retrieval.citation_styles import Bibliography, Style, plain
from retrieval.export.matrix import rows
from retrieval.matrix import Matrix

_WORDS: dict[Language, dict[str, str]] = {
    "id": {"cited": "Kutipan", "bibliography": "Daftar Pustaka", "thesis": "Skripsi/tesis", "topic": "Aspek", "says": "Bukti"},
    "en": {"cited": "Citations", "bibliography": "Bibliography", "thesis": "Thesis", "topic": "Aspect", "says": "Evidence"},
}  # fmt: skip


def cited_lines(answer: Answer, style: Style) -> Iterator[str]:
    """The citations of an answer in a style, and the entries; nothing where it has none."""
    if not answer.citations:
        return
    words = _WORDS[answer.question.language]
    bibliography = Bibliography((cited.thesis for cited in answer.citations), style, answer.question.language)
    yield ""
    yield f"{words['cited']} ({style}):"
    yield from (f"  [{cited.number}] {plain(bibliography.quoted(cited))}" for cited in answer.citations)
    yield ""
    yield f"{words['bibliography']}:"
    yield from (f"  {plain(entry)}" for entry in bibliography.entries())


def matrix_lines(matrix: Matrix, style: Style, language: Language, width: int) -> Iterator[str]:
    """The matrix as a table of three columns, a line of it for each cell; ``width`` in letters."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    words = _WORDS[language]
    table = Table(show_lines=True, expand=True)
    table.add_column(words["thesis"], ratio=2)
    table.add_column(words["topic"], ratio=1)
    table.add_column(words["says"], ratio=5)
    for name, *cells in rows(matrix, style, language):
        for at, (topic, cell) in enumerate(zip(matrix.topics, cells, strict=True)):
            table.add_row(Text("" if at else name[0]), Text(topic.title(language)), Text("\n".join(cell)))
    console = Console(file=StringIO(), width=max(width, 60), no_color=True)
    with console.capture() as captured:
        console.print(table)
    yield from (line.rstrip() for line in captured.get().splitlines())
    yield f"{words['bibliography']}:"
    yield from (f"  {plain(entry)}" for entry in Bibliography(matrix.theses, style, language).entries())

"""Which format a file is to have, by the ending of its name; writing it. The one place here that writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.catalogue.schema import storage_errors
from ingest.errors import FileExists, PathNotFound, UnknownFileFormat
from ingest.language import Language
from retrieval.answer import Answer
from retrieval.bibliography_export import BibliographyFormat, cited_theses, exported
from retrieval.citation_styles import Style
from retrieval.export.blocks import Block
from retrieval.export.conversation import conversation_blocks, conversation_title
from retrieval.export.html import as_html
from retrieval.export.markdown import as_markdown
from retrieval.export.matrix import as_csv, as_xlsx, matrix_blocks, matrix_title
from retrieval.export.word import as_docx
from retrieval.matrix import Matrix

CONVERSATION_ENDINGS = (".md", ".docx", ".html", ".bib", ".ris", ".json")
"""The text itself; or the theses that it quotes, for reference managers."""

_BIBLIOGRAPHIES = {
    ".bib": BibliographyFormat.BIBTEX,
    ".ris": BibliographyFormat.RIS,
    ".json": BibliographyFormat.CSL_JSON,
}
MATRIX_ENDINGS = (".csv", ".xlsx", ".docx", ".md", ".html")


def conversation_file(answers: Sequence[Answer], ending: str, style: Style, language: Language) -> bytes:
    """The conversation as the bytes of a file of that ending, one of ``CONVERSATION_ENDINGS``."""
    if ending in _BIBLIOGRAPHIES:
        return exported(cited_theses(answers, language), _BIBLIOGRAPHIES[ending], language).encode("utf-8")
    return _text_file(conversation_blocks(answers, style, language), ending, conversation_title(language), language)


def matrix_file(matrix: Matrix, ending: str, style: Style, language: Language) -> bytes:
    """The matrix as the bytes of a file of that ending, one of ``MATRIX_ENDINGS``."""
    if ending == ".csv":
        return as_csv(matrix, style, language).encode("utf-8")
    if ending == ".xlsx":
        return as_xlsx(matrix, style, language)
    return _text_file(matrix_blocks(matrix, style, language), ending, matrix_title(language), language)


def new_file(path: Path, endings: Sequence[str]) -> str:
    """The ending of a file that is to be written.

    Raises UnknownFileFormat, PathNotFound where its folder is missing, FileExists rather than write over somebody's work.
    """
    ending = path.suffix.lower()
    if ending not in endings:
        raise UnknownFileFormat(path, tuple(endings))
    if not path.parent.is_dir():
        raise PathNotFound(path.parent)
    if path.exists():
        raise FileExists(path)
    return ending


def write(path: Path, content: bytes) -> None:
    """Write a file. Raises DiskFull where nothing can be written."""
    with storage_errors(path, writing=True):
        path.write_bytes(content)


def _text_file(blocks: Sequence[Block], ending: str, title: str, language: Language) -> bytes:
    match ending:
        case ".md":
            return as_markdown(blocks).encode("utf-8")
        case ".docx":
            return as_docx(blocks, title, language)
        case ".html":
            return as_html(blocks, title, language).encode("utf-8")
        case _:
            raise ValueError(f"no text file ends with {ending}")

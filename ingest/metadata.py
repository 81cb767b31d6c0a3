"""Who wrote it, under what title, when and where: cover, front pages and abstract before the file's properties. Pure.

Properties are often those of the template or of another file, so they only fill in where no page speaks; a title or an
author that a page confirms is taken in the properties' spelling, which is not in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.cleanup import Line
from ingest.cover import find_cover, read_cover
from ingest.front_pages import FRONT_PAGES, read_front_pages
from ingest.language import detect_language
from ingest.metadata_values import KnownField, Metadata, MetadataField, MetadataSource, Value, strongest
from ingest.spelling import Spelling

__all__ = ["Metadata", "find_metadata"]

SHARE_OF_TITLE = 0.6
"""A title of the properties that stands on the cover is the cover's title if it is at least so much of it."""

_STEM = re.compile(r"[-_]+")
_NO_TITLE = re.compile(
    r"untitled|document ?\d*|dokumen ?\d*|(?:microsoft )?(?:word|powerpoint) - .*|.*\.(?:docx?|rtf|odt|tex|dvi|indd|pdf)"
    r"|(?:bab|chapter) (?:\d+|[ivxl]+)\b.*|(?:skripsi|tesis|thesis|cover|abstra[ck]t?)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"anonymous|unknown|(?:windows |microsoft )?user|admin(?:istrator)?|acer|asus|dell|hp|lenovo|toshiba", re.IGNORECASE
)
"""What programs put into a file's properties when nobody does: their own names, and those of the machines."""

_NAMES = (MetadataField.INSTITUTION, MetadataField.FACULTY, MetadataField.DEPARTMENT)


def find_metadata(file_stem: str, lines: Sequence[Line], text: str, title: str, authors: Sequence[str]) -> Metadata:
    """What is known of a thesis from its file: ``title`` and ``authors`` are the file's properties."""
    pages = _front(lines)
    spelling = Spelling([line.text for line in lines])
    title = "" if _NO_TITLE.fullmatch(title.strip()) else title.strip()
    named = tuple(author for author in authors if not _NO_AUTHOR.fullmatch(author.strip()))
    front = list(read_front_pages(pages))
    printed = [*read_cover(find_cover(pages), (*named, *strongest(front).authors)), *front]
    spelled = [KnownField(each.field, _readable(each, spelling), each.source) for each in printed]
    statements = [*_confirmed(spelled, title, named), *_properties(title, named)]
    known_authors = strongest(statements).authors
    statements += _from_file_name(file_stem, known_authors)
    statements.append(KnownField(MetadataField.LANGUAGE, detect_language(text), MetadataSource.TEXT))
    return strongest(statements)


def _front(lines: Sequence[Line]) -> list[list[str]]:
    pages: list[list[str]] = [[] for _ in range(FRONT_PAGES + 1)]
    for line in lines:
        if line.page_index < len(pages):
            pages[line.page_index].append(line.text)
    return pages


def _readable(each: KnownField, spelling: Spelling) -> Value:
    match each.value:
        case tuple() as values if each.field is MetadataField.AUTHORS:
            return tuple(map(spelling.name, values))
        case str() as value if each.field is MetadataField.TITLE:
            return spelling.title(value)
        case str() as value if each.field in _NAMES:
            return spelling.name(value)
        case value:
            return value


def _confirmed(printed: Sequence[KnownField], title: str, authors: tuple[str, ...]) -> Iterator[KnownField]:
    """The printed statements; where the properties say the same in other letters, in the properties' spelling."""
    for each in printed:
        if each.field is MetadataField.TITLE and title and not title.isupper() and _is_same(title, str(each.value)):
            yield KnownField(each.field, title, each.source)
        elif each.field is MetadataField.AUTHORS and authors and _folded(*authors) == _folded(*_strings(each.value)):
            yield KnownField(each.field, authors, each.source)
        else:
            yield each


def _is_same(title: str, printed: str) -> bool:
    ours, theirs = _folded(title), _folded(printed)
    return ours in theirs and len(ours) >= SHARE_OF_TITLE * len(theirs)


def _properties(title: str, authors: tuple[str, ...]) -> Iterator[KnownField]:
    if title:
        yield KnownField(MetadataField.TITLE, title, MetadataSource.PROPERTIES)
    if authors:
        yield KnownField(MetadataField.AUTHORS, authors, MetadataSource.PROPERTIES)


def _from_file_name(stem: str, authors: Sequence[str]) -> Iterator[KnownField]:
    """The name as a title; a year only where it stands behind the author's own name, as in "rahmawati-2023-…"."""
    yield KnownField(MetadataField.TITLE, _STEM.sub(" ", stem).strip(), MetadataSource.FILE_NAME)
    words = [word.casefold() for author in authors for word in author.split()]
    dated = re.match(r"(?P<name>[^\W\d_]+)[-_ ]+(?P<year>(?:19|20)\d{2})(?!\d)", stem)
    if dated and dated["name"].casefold() in words:
        yield KnownField(MetadataField.YEAR, int(dated["year"]), MetadataSource.FILE_NAME)


def _strings(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _folded(*texts: str) -> str:
    return "".join(letter for text in texts for letter in text.casefold() if letter.isalnum())

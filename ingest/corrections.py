"""Corrections of what was read of a thesis, from the command line or a CSV: checked, then applied all at once.

A correction is a statement of its own and the strongest, so it survives new versions of the file, and taking it back
brings the read value back. A new title or language makes the thesis's passages anew, since both are part of what is
searched; the same transaction swaps them in.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.catalogue.records import Corrections, DocumentEntry, ThesisChange
from ingest.embedding import Embedder
from ingest.errors import (
    BadRow,
    InputError,
    InvalidYear,
    MissingColumn,
    NothingToCorrect,
    NotText,
    PathNotFound,
    RepeatedRow,
    TitleNeeded,
    UnknownColumn,
    UnknownLanguage,
)
from ingest.library import Library
from ingest.metadata_values import KnownField, MetadataField, MetadataSource, Value, thesis_of
from ingest.pipeline import documents_named, encodes_otherwise, metadata_of, one_thesis, reindex

UNKNOWN = "-"
"""In place of a value: nobody knows it."""

FIRST_YEAR = 1900
FILE_COLUMN = "file"
COLUMNS = tuple(
    MetadataField(name)
    for name in (
        "title",
        "authors",
        "year",
        "institution",
        "degree",
        "keywords",
        "faculty",
        "department",
        "supervisors",
    )
)
"""What can be corrected, in the order of a CSV's columns."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one thesis, of which ``entries`` are the documents."""

    entries: tuple[DocumentEntry, ...]
    corrections: Corrections

    @property
    def name(self) -> str:
        return self.entries[0].folder or self.entries[0].file_name


def correction_of(
    library: Library, name: str, texts: Mapping[MetadataField, str], reset: Sequence[MetadataField] = ()
) -> Correction:
    """A correction of the thesis of that file name, folder or id; ``reset`` are fields whose corrections are taken back.

    Raises NotInLibrary, AmbiguousName, InvalidYear, TitleNeeded, or NothingToCorrect.
    """
    if not texts and not reset:
        raise NothingToCorrect
    found = one_thesis(documents_named(library, name), name)
    entries = [entry for entry in library.catalogue.entries() if entry.thesis.id == found[0].thesis.id]
    noted = tuple(KnownField(field, parse(field, text), MetadataSource.CORRECTED) for field, text in texts.items())
    return Correction(tuple(sorted(entries, key=lambda entry: entry.part)), Corrections(noted, tuple(reset)))


def corrections_from_csv(library: Library, path: Path) -> list[Correction]:
    """The corrections of a CSV whose first line names its columns, "file" and any of COLUMNS.

    Cells that are empty or say what the library says already correct nothing. Raises BadRow with the line of the first
    fault, UnknownColumn, MissingColumn, NotText or PathNotFound; nothing is applied then.
    """
    rows = csv.DictReader(io.StringIO(_text(path), newline=""), delimiter=_delimiter(_text(path)))
    columns = [(name or "").strip().casefold() for name in rows.fieldnames or ()]
    known = (FILE_COLUMN, *(field.value for field in COLUMNS))
    for column in columns:
        if column not in known:
            raise UnknownColumn(column, known)
    if FILE_COLUMN not in columns:
        raise MissingColumn(FILE_COLUMN)
    rows.fieldnames = columns
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        try:
            correction = _of_row(library, row)
            if correction is None:
                continue
            thesis_id = correction.entries[0].thesis.id
            if thesis_id in seen:
                raise RepeatedRow(correction.name, seen[thesis_id])
        except InputError as error:
            raise BadRow(path, rows.line_num, error) from error
        seen[thesis_id] = rows.line_num
        found.append(correction)
    return found


def metadata_csv(entries: Sequence[DocumentEntry]) -> Iterator[tuple[str, ...]]:
    """The rows of a CSV to fill in, the names of its columns first: one row a thesis, by its id where names repeat."""
    yield (FILE_COLUMN, *(field.value for field in COLUMNS))
    theses = {entry.thesis.id: entry for entry in reversed(entries)}
    names = {id_: Path(entry.folder).name if entry.folder else entry.file_name for id_, entry in theses.items()}
    times = Counter(names.values())
    for id_, entry in reversed(theses.items()):
        name = names[id_] if times[names[id_]] == 1 else entry.document_id[:8]
        yield (name, *(shown(getattr(entry.thesis, field.value)) for field in COLUMNS))


def apply(library: Library, load: Callable[[], Embedder], corrections: Sequence[Correction]) -> int:
    """Apply all corrections in one transaction; the number of theses whose passages were made anew.

    ``load`` gives the model where a title or a language changes. Raises ModelMismatch.
    """
    changes: list[ThesisChange] = []
    embedder: Embedder | None = None
    for each in corrections:
        before = each.entries[0].thesis
        ids = [entry.document_id for entry in each.entries]
        read = library.catalogue.read_metadata(ids)
        dropped = {known.field for known in each.corrections.noted} | set(each.corrections.taken_back)
        kept = [known for known in library.catalogue.corrections(before.id) if known.field not in dropped]
        folder = each.entries[0].folder
        said = [*kept, *each.corrections.noted]
        metadata = metadata_of(Path(folder) if folder else None, [read[id_] for id_ in ids], said)
        thesis = thesis_of(before.id, metadata, ids)
        again = []
        if encodes_otherwise(before, thesis):
            if embedder is None:
                embedder = load()
                library.check_model(embedder.fingerprint)
            again = [reindex(library, embedder, id_, thesis) for id_ in ids]
        changes.append(ThesisChange(thesis, reindexed=tuple(again), corrections=each.corrections, folder=folder))
    library.catalogue.swap(changes)
    library.settle()
    return sum(bool(change.reindexed) for change in changes)


def parse(field: MetadataField, text: str) -> Value:
    """A value as typed; several authors, keywords or supervisors are divided by semicolons.

    >>> parse(MetadataField.AUTHORS, "Siti Rahmawati; Andi Baso"), parse(MetadataField.YEAR, "2023")
    (('Siti Rahmawati', 'Andi Baso'), 2023)
    """
    text = " ".join(text.split())
    if text in ("", UNKNOWN):
        if field is MetadataField.TITLE:
            raise TitleNeeded
        return () if field.is_list else ""
    if field is MetadataField.LANGUAGE and text not in ("id", "en"):
        raise UnknownLanguage(text)
    if field is MetadataField.YEAR:
        last = date.today().year + 1
        if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= last):
            raise InvalidYear(text, FIRST_YEAR, last)
        return int(text)
    return tuple(part.strip() for part in text.split(";") if part.strip()) if field.is_list else text


def shown(value: Value | None) -> str:
    """A value as it is typed; nothing for an unknown one.

    >>> shown(("Siti Rahmawati", "Andi Baso")), shown(None)
    ('Siti Rahmawati; Andi Baso', '')
    """
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _of_row(library: Library, row: Mapping[str, str | None]) -> Correction | None:
    cells = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
    if not any(cells.values()):
        return None
    name = cells.pop(FILE_COLUMN)
    thesis = one_thesis(documents_named(library, name), name)[0].thesis
    texts = {
        MetadataField(column): cell
        for column, cell in cells.items()
        if cell and cell != shown(getattr(thesis, MetadataField(column).value))
    }
    return correction_of(library, name, texts) if texts else None


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(path) from None
    except OSError as error:
        raise PathNotFound(path) from error


def _delimiter(text: str) -> str:
    """Spreadsheets in Indonesian write semicolons: the sign of the first line that stands there most often."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)

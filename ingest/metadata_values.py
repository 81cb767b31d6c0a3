"""What is known of a thesis besides its text: each field with its value and where that comes from. Pure.

Several files and a person may say something of one thesis. Nothing is overwritten: every statement is kept, and
``strongest`` picks the one that counts, so that taking a correction back brings the read value back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.document import Thesis

Value = str | int | tuple[str, ...]


class MetadataField(StrEnum):
    """What a thesis is cited and found by."""

    TITLE = "title"
    AUTHORS = "authors"
    YEAR = "year"
    INSTITUTION = "institution"
    FACULTY = "faculty"
    DEPARTMENT = "department"
    DEGREE = "degree"
    KEYWORDS = "keywords"
    SUPERVISORS = "supervisors"
    LANGUAGE = "language"

    @property
    def is_list(self) -> bool:
        return self in (MetadataField.AUTHORS, MetadataField.KEYWORDS, MetadataField.SUPERVISORS)


class MetadataSource(StrEnum):
    """Where a value comes from, the strongest first."""

    CORRECTED = "corrected by hand"
    COVER = "cover"
    APPROVAL = "approval or statement page"
    ABSTRACT = "abstract"
    PROPERTIES = "file properties"
    TEXT = "text"
    FOLDER_NAME = "folder name"
    FILE_NAME = "file name"
    EARLIER = "earlier version of Kutip"


_STRENGTH = {source: at for at, source in enumerate(MetadataSource)}


@dataclass(frozen=True, slots=True)
class KnownField:
    """One statement: this field has this value, as this source says."""

    field: MetadataField
    value: Value
    source: MetadataSource


@dataclass(frozen=True, slots=True)
class Metadata:
    """At most one statement a field. A field without one is unknown: empty or None, never guessed.

    >>> metadata = Metadata((KnownField(MetadataField.YEAR, 2023, MetadataSource.COVER),))
    >>> metadata.year, metadata.authors, metadata.source(MetadataField.YEAR).value
    (2023, (), 'cover')
    """

    known: tuple[KnownField, ...] = ()

    def value(self, field: MetadataField) -> Value | None:
        return next((each.value for each in self.known if each.field is field), None)

    def source(self, field: MetadataField) -> MetadataSource | None:
        return next((each.source for each in self.known if each.field is field), None)

    def with_title(self, title: str) -> Metadata:
        """The same with the title spelled otherwise, from the same source."""
        return Metadata(
            tuple(replace(each, value=title) if each.field is MetadataField.TITLE else each for each in self.known)
        )

    @property
    def title(self) -> str:
        return self._text(MetadataField.TITLE) or ""

    @property
    def authors(self) -> tuple[str, ...]:
        return self._texts(MetadataField.AUTHORS)

    @property
    def year(self) -> int | None:
        value = self.value(MetadataField.YEAR)
        return value if isinstance(value, int) else None

    @property
    def institution(self) -> str | None:
        return self._text(MetadataField.INSTITUTION)

    @property
    def faculty(self) -> str | None:
        return self._text(MetadataField.FACULTY)

    @property
    def department(self) -> str | None:
        return self._text(MetadataField.DEPARTMENT)

    @property
    def degree(self) -> str | None:
        return self._text(MetadataField.DEGREE)

    @property
    def keywords(self) -> tuple[str, ...]:
        return self._texts(MetadataField.KEYWORDS)

    @property
    def supervisors(self) -> tuple[str, ...]:
        return self._texts(MetadataField.SUPERVISORS)

    @property
    def language(self) -> str:
        return self._text(MetadataField.LANGUAGE) or "id"

    def _text(self, field: MetadataField) -> str | None:
        value = self.value(field)
        return value if isinstance(value, str) and value else None

    def _texts(self, field: MetadataField) -> tuple[str, ...]:
        value = self.value(field)
        return value if isinstance(value, tuple) else ()


def strongest(statements: Iterable[KnownField]) -> Metadata:
    """For each field the statement of the strongest source; among equals the first.

    >>> title = MetadataField.TITLE
    >>> read = KnownField(title, "KOTA KEMBAR", MetadataSource.COVER)
    >>> strongest([read, KnownField(title, "Kota Kembar", MetadataSource.CORRECTED)]).title
    'Kota Kembar'
    """
    best: dict[MetadataField, KnownField] = {}
    for each in statements:
        if each.field not in best or _STRENGTH[each.source] < _STRENGTH[best[each.field].source]:
            best[each.field] = each
    return Metadata(tuple(best[field] for field in MetadataField if field in best))


def of_parts(parts: Sequence[Metadata], folder_name: str, corrections: Iterable[KnownField]) -> Metadata:
    """The metadata of a thesis in several files.

    What a chapter's own file name or properties call it is not the thesis's title: where no page says the title, the
    folder's name is it. The language is that of most parts.
    """
    said = [
        each
        for part in parts
        for each in part.known
        if each.field is not MetadataField.LANGUAGE
        and not (
            each.field is MetadataField.TITLE
            and each.source in (MetadataSource.PROPERTIES, MetadataSource.FILE_NAME, MetadataSource.EARLIER)
        )
    ]
    named = KnownField(MetadataField.TITLE, folder_name, MetadataSource.FOLDER_NAME)
    languages = Counter(part.language for part in parts).most_common(1)
    language = [KnownField(MetadataField.LANGUAGE, languages[0][0], MetadataSource.TEXT)] if languages else []
    return strongest([*said, named, *language, *corrections])


def thesis_of(thesis_id: str, metadata: Metadata, parts: Sequence[str]) -> Thesis:
    """The thesis that a reader cites."""
    return Thesis(
        id=thesis_id,
        title=metadata.title,
        authors=metadata.authors,
        year=metadata.year,
        institution=metadata.institution,
        degree=metadata.degree,
        language=metadata.language,
        parts=tuple(parts),
        faculty=metadata.faculty,
        department=metadata.department,
        keywords=metadata.keywords,
        supervisors=metadata.supervisors,
    )

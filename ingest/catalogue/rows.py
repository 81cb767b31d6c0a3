"""Rows of the catalogue ↔ the values of ``ingest.document``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping

from ingest.catalogue.records import IndexedPassage
from ingest.cited_works import Elsewhere, Entry, Form, Mention, Unresolved
from ingest.document import (
    Document,
    LabelSource,
    Page,
    Passage,
    ReadingWarning,
    Section,
    SectionKind,
    Sentence,
    Thesis,
    WarningKind,
)
from ingest.metadata_values import KnownField, MetadataField, MetadataSource


def warnings_to_json(warnings: tuple[ReadingWarning, ...]) -> list[list[Any]]:
    return [[warning.kind.value, list(warning.page_indexes)] for warning in warnings]


def warnings_from_json(value: list[list[Any]]) -> tuple[ReadingWarning, ...]:
    return tuple(ReadingWarning(WarningKind(kind), tuple(indexes)) for kind, indexes in value)


def thesis_from_row(row: RowMapping, parts: tuple[str, ...]) -> Thesis:
    return Thesis(
        id=row["id"],
        title=row["title"],
        authors=tuple(row["authors"]),
        year=row["year"],
        institution=row["institution"],
        degree=row["degree"],
        language=row["language"],
        parts=parts,
        faculty=row["faculty"],
        department=row["department"],
        keywords=tuple(row["keywords"]),
        supervisors=tuple(row["supervisors"]),
    )


def thesis_values(thesis: Thesis) -> dict[str, Any]:
    return {
        "title": thesis.title,
        "authors": list(thesis.authors),
        "year": thesis.year,
        "institution": thesis.institution,
        "faculty": thesis.faculty,
        "department": thesis.department,
        "degree": thesis.degree,
        "keywords": list(thesis.keywords),
        "supervisors": list(thesis.supervisors),
        "language": thesis.language,
    }


def known_from_row(row: RowMapping, source: MetadataSource | None = None) -> KnownField:
    """A statement; ``source`` for rows that have none of their own (corrections)."""
    value = tuple(row["value"]) if isinstance(row["value"], list) else row["value"]
    return KnownField(MetadataField(row["field"]), value, source or MetadataSource(row["source"]))


def known_values(known: KnownField) -> dict[str, Any]:
    value = list(known.value) if isinstance(known.value, tuple) else known.value
    return {"field": known.field.value, "value": value}


def document_from_row(row: RowMapping) -> Document:
    return Document(
        id=row["id"],
        thesis_id=row["thesis_id"],
        part=row["part"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        text=row["text"],
        text_version=row["text_version"],
        warnings=warnings_from_json(row["warnings"]),
    )


def page_from_row(row: RowMapping) -> Page:
    source = LabelSource(row["label_source"])
    return Page(row["document_id"], row["index"], row["label"], source, row["start"], row["end"])


def section_from_row(row: RowMapping) -> Section:
    kind = SectionKind(row["kind"])
    return Section(row["document_id"], row["level"], kind, row["title"], row["start"], row["end"])


def passage_from_row(row: RowMapping) -> Passage:
    sentences = tuple(Sentence(start, end) for start, end in row["sentences"])
    return Passage(row["id"], row["document_id"], row["start"], row["end"], sentences)


def entry_from_row(row: RowMapping) -> Entry:
    return Entry(
        start=row["start"],
        end=row["end"],
        label=row["label"],
        authors=tuple(row["authors"]),
        others=row["others"],
        year=row["year"],
        title=row["title"],
        source=row["source"],
    )


def mention_from_row(row: RowMapping) -> Mention:
    return Mention(
        start=row["start"],
        end=row["end"],
        form=Form(row["form"]),
        names=tuple(row["names"]),
        others=row["others"],
        year=row["year"],
        label=row["label"],
        entry=row["entry"],
        reason=Unresolved(row["reason"]) if row["reason"] else None,
        within=row["within"],
    )


def vectors_to_bytes(vectors: NDArray[np.float32]) -> bytes:
    return vectors.astype(np.float16).tobytes()


def vectors_from_bytes(value: bytes, rows: int) -> NDArray[np.float32]:
    """Shape (rows, dimension), unit rows up to half precision."""
    return np.frombuffer(value, dtype=np.float16).reshape(rows, -1).astype(np.float32)


def page_values(page: Page) -> dict[str, Any]:
    return {
        "document_id": page.document_id,
        "index": page.index,
        "label": page.label,
        "label_source": page.label_source.value,
        "start": page.start,
        "end": page.end,
    }


def section_values(position: int, section: Section) -> dict[str, Any]:
    return {
        "document_id": section.document_id,
        "position": position,
        "level": section.level,
        "kind": section.kind.value,
        "title": section.title,
        "start": section.start,
        "end": section.end,
    }


def entry_values(document_id: str, position: int, entry: Entry) -> dict[str, Any]:
    values = {"document_id": document_id, "position": position} | asdict(entry) | {"authors": list(entry.authors)}
    del values["elsewhere"]
    return values


def mention_values(document_id: str, position: int, mention: Mention, elsewhere: Elsewhere | None) -> dict[str, Any]:
    """``elsewhere`` is where its entry stands if that is no entry of the document's own list."""
    values = {"document_id": document_id, "position": position, "entry_document_id": None} | asdict(mention)
    if elsewhere is not None:
        values |= {"entry": elsewhere.position, "entry_document_id": elsewhere.document_id}
    reason = mention.reason.value if mention.reason else None
    return values | {"names": list(mention.names), "form": mention.form.value, "reason": reason}


def passage_values(entry: IndexedPassage, generation: int) -> dict[str, Any]:
    return {
        "id": entry.passage.id,
        "document_id": entry.passage.document_id,
        "generation": generation,
        "kind": entry.kind.value,
        "start": entry.passage.start,
        "end": entry.passage.end,
        "sentences": [[sentence.start, sentence.end] for sentence in entry.passage.sentences],
        "sentence_vectors": vectors_to_bytes(entry.sentence_vectors),
        "token_vectors": entry.token_vectors.to_bytes(),
    }

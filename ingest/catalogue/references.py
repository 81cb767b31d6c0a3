"""Bibliography entries and mentions in the catalogue: read, written and found anew, within the store's transactions.

They follow from the texts and sections of a thesis's parts alone. Where one of them was added before they were stored, or
by an older finding, they are found when they are read; adding the files anew or ``rebuild`` stores them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from ingest.catalogue import rows
from ingest.catalogue.tables import LIVE, bibliography_entries, documents, mentions, sections
from ingest.cited_works import REFERENCES_VERSION, Elsewhere, Entry, References, Unresolved, entry_words
from ingest.document import Section
from ingest.references import Part, find_references, find_references_of_parts


def references_of(
    connection: Connection, document_rows: Collection[RowMapping], sections_of: Mapping[str, Sequence[Section]]
) -> dict[str, References]:
    """What each document cites: as stored, or found now where that of its thesis is not stored by this version.

    A superseded document that has none stored is read alone: what stood beside it once is not known any more.
    """
    versions: defaultdict[str, list[int | None]] = defaultdict(list)
    of_theses = documents.c.thesis_id.in_({row["thesis_id"] for row in document_rows})
    parts = select(documents.c.thesis_id, documents.c.references_version).where(of_theses, documents.c.state == LIVE)
    for part in connection.execute(parts):
        versions[part.thesis_id].append(part.references_version)
    found: dict[str, References] = {}
    current: list[RowMapping] = []
    for row in document_rows:
        beside = versions[row["thesis_id"]] if row["state"] == LIVE else [row["references_version"]]
        if set(beside) == {REFERENCES_VERSION}:
            current.append(row)
        elif len(beside) == 1:
            found[row["id"]] = find_references(row["text"], sections_of[row["id"]])
        elif row["id"] not in found:
            found |= _found_in_thesis(connection, row["thesis_id"])
    return found | _stored(connection, [row["id"] for row in current])


def store_references(connection: Connection, document_id: str, references: References) -> None:
    """Put them in the place of what is stored of the document."""
    _delete(connection, document_id)
    if references.listed:
        values = [rows.entry_values(document_id, at, entry) for at, entry in enumerate(references.listed)]
        connection.execute(insert(bibliography_entries), values)
    if references.mentions:
        where = [
            references.entries[each.entry].elsewhere if each.entry is not None else None for each in references.mentions
        ]
        values = [
            rows.mention_values(document_id, at, mention, elsewhere)
            for at, (mention, elsewhere) in enumerate(zip(references.mentions, where, strict=True))
        ]
        connection.execute(insert(mentions), values)
    version = update(documents).where(documents.c.id == document_id).values(references_version=REFERENCES_VERSION)
    connection.execute(version)


def store_references_of_thesis(connection: Connection, thesis_id: str) -> None:
    """Find anew and store what the parts of a thesis cite: one of them was added, replaced or removed."""
    for document_id, references in _found_in_thesis(connection, thesis_id).items():
        store_references(connection, document_id, references)


def drop_references(connection: Connection, document_id: str) -> None:
    """Forget what a document cites, as its text is forgotten. What mentions its entries has no entry then."""
    _delete(connection, document_id)
    lost = {"entry": None, "entry_document_id": None, "reason": Unresolved.NO_ENTRY.value}
    connection.execute(update(mentions).where(mentions.c.entry_document_id == document_id).values(lost))


def _delete(connection: Connection, document_id: str) -> None:
    for table in (bibliography_entries, mentions):
        connection.execute(delete(table).where(table.c.document_id == document_id))


def _found_in_thesis(connection: Connection, thesis_id: str) -> dict[str, References]:
    """What each live part of a thesis cites, found now."""
    columns = select(documents.c.id, documents.c.file_name, documents.c.text)
    live = columns.where(documents.c.thesis_id == thesis_id, documents.c.state == LIVE)
    found = connection.execute(live.order_by(documents.c.part, documents.c.id)).all()
    of_part: dict[str, list[Section]] = {row.id: [] for row in found}
    in_order = select(sections).where(sections.c.document_id.in_(list(of_part))).order_by(sections.c.position)
    for row in connection.execute(in_order).mappings():
        of_part[row["document_id"]].append(rows.section_from_row(row))
    parts = [Part(row.id, row.file_name, row.text, of_part[row.id]) for row in found]
    return dict(zip(of_part, find_references_of_parts(parts), strict=True))


def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, References]:
    entries = _entries(connection, ids)
    of_document: dict[str, list[RowMapping]] = {id_: [] for id_ in ids}
    statement = select(mentions).where(mentions.c.document_id.in_(ids)).order_by(mentions.c.position)
    for row in connection.execute(statement).mappings():
        of_document[row["document_id"]].append(row)
    others = {row["entry_document_id"] for found in of_document.values() for row in found} - {None}
    listed = _listed_elsewhere(connection, others) if others else {}
    return {id_: _put_together(entries[id_], found, listed) for id_, found in of_document.items()}


def _entries(connection: Connection, ids: Collection[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {id_: [] for id_ in ids}
    own = bibliography_entries.c
    statement = select(bibliography_entries).where(own.document_id.in_(list(ids))).order_by(own.position)
    for row in connection.execute(statement).mappings():
        found[row["document_id"]].append(rows.entry_from_row(row))
    return found


def _listed_elsewhere(connection: Connection, ids: Collection[str]) -> dict[tuple[str, int], Entry]:
    """The entries of these documents, by document and position, as other parts of the thesis see them."""
    columns = select(documents.c.id, documents.c.file_name, documents.c.text)
    in_order = columns.where(documents.c.id.in_(list(ids))).order_by(documents.c.part, documents.c.id)
    of_document = {row.id: row for row in connection.execute(in_order)}
    return {
        (id_, at): replace(
            entry,
            elsewhere=Elsewhere(id_, of_document[id_].file_name, at, entry_words(entry, of_document[id_].text)),
        )
        for id_, entries in _entries(connection, of_document).items()
        for at, entry in enumerate(entries)
    }


def _put_together(
    own: Sequence[Entry], mention_rows: Sequence[RowMapping], listed: Mapping[tuple[str, int], Entry]
) -> References:
    """The own entries, behind them those of other parts in the order of the parts and their lists, as they were found."""
    keys = {(row["entry_document_id"], row["entry"]) for row in mention_rows if row["entry_document_id"]}
    used = [key for key in listed if key in keys]
    place = {key: len(own) + number for number, key in enumerate(used)}
    found = [
        replace(rows.mention_from_row(row), entry=place.get((row["entry_document_id"], row["entry"]), row["entry"]))
        for row in mention_rows
    ]
    return References((*own, *(listed[key] for key in used)), tuple(found))

"""Bibliography entries and mentions in the catalogue: read, written and found anew, within the store's transactions.

They follow from the text and its sections alone. A document that was added before they were stored, or by an older
finding, gets them when it is read; adding it again or ``rebuild`` stores them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from ingest.catalogue import rows
from ingest.catalogue.tables import bibliography_entries, documents, mentions
from ingest.cited_works import REFERENCES_VERSION, Entry, Mention, References
from ingest.document import Section
from ingest.references import find_references


def references_of(
    connection: Connection, document_rows: Collection[RowMapping], sections: dict[str, Sequence[Section]]
) -> dict[str, References]:
    """What each document cites: as stored, or found now where it is not stored by this version."""
    ids = [row["id"] for row in document_rows if row["references_version"] == REFERENCES_VERSION]
    of_document: dict[str, tuple[list[Entry], list[Mention]]] = {id_: ([], []) for id_ in ids}
    entry_rows = select(bibliography_entries).where(bibliography_entries.c.document_id.in_(ids))
    for row in connection.execute(entry_rows.order_by(bibliography_entries.c.position)).mappings():
        of_document[row["document_id"]][0].append(rows.entry_from_row(row))
    mention_rows = select(mentions).where(mentions.c.document_id.in_(ids)).order_by(mentions.c.position)
    for row in connection.execute(mention_rows).mappings():
        of_document[row["document_id"]][1].append(rows.mention_from_row(row))
    stored = {id_: References(tuple(entries), tuple(found)) for id_, (entries, found) in of_document.items()}
    return {
        row["id"]: stored[row["id"]] if row["id"] in stored else find_references(row["text"], sections[row["id"]])
        for row in document_rows
    }


def store_references(connection: Connection, document_id: str, references: References) -> None:
    """Put them in the place of what is stored of the document."""
    drop_references(connection, document_id)
    if references.entries:
        values = [rows.entry_values(document_id, at, entry) for at, entry in enumerate(references.entries)]
        connection.execute(insert(bibliography_entries), values)
    if references.mentions:
        values = [rows.mention_values(document_id, at, mention) for at, mention in enumerate(references.mentions)]
        connection.execute(insert(mentions), values)
    version = update(documents).where(documents.c.id == document_id).values(references_version=REFERENCES_VERSION)
    connection.execute(version)


def drop_references(connection: Connection, document_id: str) -> None:
    """Forget what a document cites, as its text is forgotten."""
    for table in (bibliography_entries, mentions):
        connection.execute(delete(table).where(table.c.document_id == document_id))

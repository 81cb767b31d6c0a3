"""Reading and writing the catalogue. Every write is one transaction; the last one of an ingest is the swap.

The vectors live in another store and share no transaction with this one. So ids whose vectors no passage
owns (being written, or left behind) are noted in ``unsettled_vectors`` before they can exist, and struck
off in the transaction that gives them an owner.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, insert, or_, select, update

from ingest.catalogue import rows
from ingest.catalogue.fulltext import (
    LexicalHits,
    counts_agree,
    document_frequencies,
    every_frequency,
    index_passages,
    indexed_rows,
    is_sound,
    lexical_search,
    recount,
    remake,
    unindex_passages,
)
from ingest.catalogue.records import (
    Corrections,
    DocumentEntry,
    IndexedPassage,
    LibraryState,
    NearDuplicate,
    NewPart,
    PassageRun,
    StoredPassage,
    ThesisChange,
    UnsettledRange,
    WholeDocument,
)
from ingest.catalogue.references import (
    drop_references,
    references_of,
    store_references,
    store_references_of_thesis,
)
from ingest.catalogue.schema import migrate, open_engine, storage_errors
from ingest.catalogue.tables import (
    LIVE,
    REMOVED,
    SUPERSEDED,
    document_metadata,
    documents,
    library_state,
    metadata,
    metadata_corrections,
    near_duplicates,
    pages,
    passages,
    sections,
    theses,
    unsettled_vectors,
)
from ingest.document import Page, Section, SectionKind, Thesis, marked_pages
from ingest.errors import LibraryInUse, NotInLibrary
from ingest.language import Language
from ingest.metadata_values import KnownField, Metadata, MetadataSource
from ingest.places import Store
from ingest.token_vectors import TokenVectors

_LIVE_GENERATION = select(library_state.c.generation).scalar_subquery()

_LISTED = [column for column in documents.c if column.name not in ("text", "sentence_hashes")]
"""What a list of documents says; the texts of all of them are the size of the library."""

_RESTORING = "being restored"
"""Stands for the model of a library that has not arrived."""


class Catalogue:
    """The SQL side of a library."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._engine = open_engine(store)

    @classmethod
    def open(cls, store: Store) -> Self:
        """Open or make the catalogue and bring its tables up to date."""
        with storage_errors(store):
            catalogue = cls(store)
            migrate(catalogue._engine, store)
            return catalogue

    def close(self) -> None:
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """For what copies or locks the whole database."""
        return self._engine

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with storage_errors(self.store), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with storage_errors(self.store), self._engine.execution_options(write=True).begin() as connection:
            yield connection

    # what there is

    def state(self) -> LibraryState:
        with self._reading() as connection:
            row = connection.execute(select(library_state)).mappings().one()
            return LibraryState(
                row["revision"], row["generation"], row["collection"], row["model"], identity=row["identity"]
            )

    def has_state(self) -> bool:
        """Whether the catalogue says what answers, as every sound one does."""
        with self._reading() as connection:
            return connection.execute(select(func.count()).select_from(library_state)).scalar_one() == 1

    def is_empty(self) -> bool:
        """Whether no table but the one that says what answers has a row."""
        tables = [table for table in metadata.sorted_tables if table is not library_state]
        with self._reading() as connection:
            return not any(connection.execute(select(table).limit(1)).first() for table in tables)

    def count_passages(self) -> int:
        """Passages of the live generation."""
        with self._reading() as connection:
            statement = select(func.count()).select_from(passages).where(passages.c.generation == _LIVE_GENERATION)
            return connection.execute(statement).scalar_one()

    def count_documents(self) -> int:
        """Documents that answer: those with passages, which an index tells without a look at any text."""
        with self._reading() as connection:
            with_passages = select(passages.c.document_id).distinct().subquery()
            return connection.execute(select(func.count()).select_from(with_passages)).scalar_one()

    def entries(self, include_removed: bool = False) -> list[DocumentEntry]:
        """The documents in the order in which they were added."""
        return self._entries(documents.c.state.in_([LIVE, REMOVED] if include_removed else [LIVE]))

    def entries_of_thesis(self, thesis_id: str) -> list[DocumentEntry]:
        """The live documents of one thesis."""
        return self._entries(and_(documents.c.state == LIVE, documents.c.thesis_id == thesis_id))

    def entries_of_file(self, source_path: str, sha256: str) -> list[DocumentEntry]:
        """The live documents that came from this path or have these bytes."""
        same = or_(documents.c.source_path == source_path, documents.c.sha256 == sha256)
        return self._entries(and_(documents.c.state == LIVE, same))

    def entry(self, document_id: str) -> DocumentEntry:
        """One document, whatever became of it. Raises NotInLibrary for an unknown id."""
        found = self._entries(documents.c.id == document_id)
        if not found:
            raise NotInLibrary(document_id)
        return found[0]

    def digests(self) -> set[str]:
        """The SHA-256 of the copy of every file whose text is kept, for an answer or a citation of a superseded version."""
        kept = func.coalesce(documents.c.copy_sha256, documents.c.sha256)
        with self._reading() as connection:
            return set(connection.execute(select(kept).where(documents.c.state != REMOVED)).scalars())

    def _entries(self, condition: ColumnElement[bool]) -> list[DocumentEntry]:
        page_count = select(func.count()).where(pages.c.document_id == documents.c.id).scalar_subquery()
        passage_count = (
            select(func.count())
            .where(passages.c.document_id == documents.c.id, passages.c.generation == _LIVE_GENERATION)
            .scalar_subquery()
        )
        statement = (
            select(*_LISTED, theses.c.folder, page_count.label("page_count"), passage_count.label("passage_count"))
            .join(theses, theses.c.id == documents.c.thesis_id)
            .where(condition)
            .order_by(documents.c.added_at, documents.c.part, documents.c.id)
        )
        with self._reading() as connection:
            found = connection.execute(statement).mappings().all()
            of_id = self._theses(connection, condition)
        return [
            DocumentEntry(
                thesis=of_id[row["thesis_id"]],
                document_id=row["id"],
                file_name=row["file_name"],
                source_path=row["source_path"],
                sha256=row["sha256"],
                text_version=row["text_version"],
                pages=row["page_count"],
                passages=row["passage_count"],
                warnings=rows.warnings_from_json(row["warnings"]),
                removed=row["state"] == REMOVED,
                part=row["part"],
                folder=row["folder"],
                copy_sha256=row["copy_sha256"],
                added_at=row["added_at"],
            )
            for row in found
        ]

    def whole_document(self, document_id: str) -> WholeDocument:
        """A document with its pages, sections and references in order. Raises KeyError for an unknown id."""
        return self.whole_documents([document_id])[document_id]

    def whole_documents(self, document_ids: Collection[str]) -> dict[str, WholeDocument]:
        """``whole_document`` of each id, with as many queries as for one."""
        ids = list(dict.fromkeys(document_ids))
        of_document: dict[str, tuple[list[Page], list[Section]]] = {id_: ([], []) for id_ in ids}
        with self._reading() as connection:
            document_rows = connection.execute(select(documents).where(documents.c.id.in_(ids))).mappings().all()
            page_rows = select(pages).where(pages.c.document_id.in_(ids)).order_by(pages.c.index)
            for row in connection.execute(page_rows).mappings():
                of_document[row["document_id"]][0].append(rows.page_from_row(row))
            section_rows = select(sections).where(sections.c.document_id.in_(ids)).order_by(sections.c.position)
            for row in connection.execute(section_rows).mappings():
                of_document[row["document_id"]][1].append(rows.section_from_row(row))
            theses_of = self._theses(connection, documents.c.id.in_(ids))
            references = references_of(connection, document_rows, {id_: parts[1] for id_, parts in of_document.items()})
        if missing := set(ids) - {row["id"] for row in document_rows}:
            raise KeyError(*sorted(missing))
        return {
            row["id"]: WholeDocument(
                thesis=theses_of[row["thesis_id"]],
                document=rows.document_from_row(row),
                pages=marked_pages(of_document[row["id"]][0], rows.warnings_from_json(row["warnings"])),
                sections=tuple(of_document[row["id"]][1]),
                references=references[row["id"]],
            )
            for row in document_rows
        }

    def thesis_of_removed(self, sha256: str) -> str | None:
        """The thesis of a removed file of these bytes that has no live part: added again, it is the same thesis."""
        live = select(documents.c.thesis_id).where(documents.c.state == LIVE)
        statement = (
            select(documents.c.thesis_id)
            .where(documents.c.sha256 == sha256, documents.c.state == REMOVED, documents.c.thesis_id.not_in(live))
            .order_by(documents.c.added_at.desc())
        )
        with self._reading() as connection:
            return connection.execute(statement).scalars().first()

    def folders(self) -> dict[str, str]:
        """The folders of theses in several files, each with its thesis."""
        statement = select(theses.c.folder, theses.c.id).where(
            theses.c.folder.is_not(None), theses.c.removed_at.is_(None)
        )
        with self._reading() as connection:
            return {row.folder: row.id for row in connection.execute(statement)}

    def read_metadata(self, document_ids: Collection[str]) -> dict[str, Metadata]:
        """What was read of each document, without corrections."""
        statement = select(document_metadata).where(document_metadata.c.document_id.in_(list(document_ids)))
        found: dict[str, list[KnownField]] = {id_: [] for id_ in document_ids}
        with self._reading() as connection:
            for row in connection.execute(statement).mappings():
                found[row["document_id"]].append(rows.known_from_row(row))
        return {id_: Metadata(tuple(known)) for id_, known in found.items()}

    def corrections(self, thesis_id: str) -> tuple[KnownField, ...]:
        """What a person has said of a thesis."""
        statement = select(metadata_corrections).where(metadata_corrections.c.thesis_id == thesis_id)
        with self._reading() as connection:
            found = connection.execute(statement).mappings().all()
        return tuple(rows.known_from_row(row, MetadataSource.CORRECTED) for row in found)

    def sentence_hashes(self) -> dict[str, bytes]:
        """The hashes of the sentences of each live document that has them."""
        statement = select(documents.c.id, documents.c.sentence_hashes).where(
            documents.c.state == LIVE, documents.c.sentence_hashes.is_not(None)
        )
        with self._reading() as connection:
            return {row.id: row.sentence_hashes for row in connection.execute(statement)}

    def near_duplicates(self) -> list[NearDuplicate]:
        """The pairs of live documents that share many sentences."""
        live = select(documents.c.id).where(documents.c.state == LIVE)
        pairs = near_duplicates.c
        statement = select(near_duplicates).where(pairs.document_id.in_(live), pairs.other_id.in_(live))
        with self._reading() as connection:
            found = connection.execute(statement).all()
        return [NearDuplicate(row.document_id, row.other_id, row.share) for row in found]

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """The live passages among the ids; ids that are gone are absent."""
        columns = [column for column in passages.c if column is not passages.c.token_vectors]
        statement = (
            select(*columns, documents.c.thesis_id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(passages.c.id.in_(list(ids)))
            .where(passages.c.generation == _LIVE_GENERATION)
        )
        with self._reading() as connection:
            found = connection.execute(statement).mappings().all()
        return {
            row["id"]: StoredPassage(
                passage=rows.passage_from_row(row),
                thesis_id=row["thesis_id"],
                kind=SectionKind(row["kind"]),
                sentence_vectors=rows.vectors_from_bytes(row["sentence_vectors"], len(row["sentences"])),
            )
            for row in found
        }

    def token_vectors(self, ids: Sequence[int]) -> dict[int, TokenVectors]:
        """The token vectors of the live passages among the ids: no tokens for those that have none (older ones)."""
        statement = (
            select(passages.c.id, func.json_array_length(passages.c.sentences), passages.c.token_vectors)
            .where(passages.c.id.in_(list(ids)))
            .where(passages.c.generation == _LIVE_GENERATION)
        )
        with self._reading() as connection:
            found = connection.execute(statement).all()
        return {
            id_: TokenVectors.none(sentences) if value is None else TokenVectors.from_bytes(value, sentences)
            for id_, sentences, value in found
        }

    def theses_of_passages(self, ids: Sequence[int]) -> dict[int, str]:
        """The thesis of each passage."""
        statement = select(passages.c.id, documents.c.thesis_id).join_from(passages, documents)
        with self._reading() as connection:
            return {row.id: row.thesis_id for row in connection.execute(statement.where(passages.c.id.in_(list(ids))))}

    def passage_runs(self, generation: int) -> list[PassageRun]:
        """The generation's passages by thesis and kind, in runs of consecutive ids."""
        in_index_order = (passages.c.document_id, passages.c.generation, passages.c.kind, passages.c.id)
        every = (
            select(passages.c.document_id, passages.c.kind, passages.c.id)
            .where(passages.c.generation + 0 == generation)  # 0: else SQLite takes another index, which lacks the kind
            .order_by(*in_index_order)
        )
        with self._reading() as connection:
            theses_of = {
                row.id: row.thesis_id for row in connection.execute(select(documents.c.id, documents.c.thesis_id))
            }
            return [
                PassageRun(theses_of[document_id], kind, first, end)
                for (document_id, kind), group in groupby(connection.execute(every), lambda row: (row[0], row[1]))
                for first, end in _runs([row[2] for row in group])
            ]

    def passage_ids(self) -> set[int]:
        """Ids of all live passages."""
        with self._reading() as connection:
            return set(
                connection.execute(select(passages.c.id).where(passages.c.generation == _LIVE_GENERATION)).scalars()
            )

    def term_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        with self._reading() as connection:
            return document_frequencies(connection, terms)

    def vocabulary(self) -> dict[str, int]:
        """Every index term of the library, and in how many passages it stands."""
        with self._reading() as connection:
            return every_frequency(connection)

    def index_terms(self, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        """The index terms of passages, heading and body together."""
        with self._reading() as connection:
            return {row.passage_id: row.terms for row in indexed_rows(connection, ids)}

    def lexical_search(self, terms: Sequence[str], generation: int) -> LexicalHits:
        with self._reading() as connection:
            return lexical_search(connection, terms, generation)

    def unsettled(self) -> list[UnsettledRange]:
        with self._reading() as connection:
            found = connection.execute(select(unsettled_vectors)).mappings().all()
        return [UnsettledRange(row["id"], row["collection"], row["first"], row["end"]) for row in found]

    # changes

    def reserve(self, count: int, collection: str) -> UnsettledRange:
        """Take ``count`` passage ids that were never used, and note that their vectors are unsettled."""
        with self._writing() as connection:
            first = connection.execute(select(library_state.c.next_passage_id)).scalar_one()
            connection.execute(update(library_state).values(next_passage_id=first + count))
            values = {"collection": collection, "first": first, "end": first + count}
            made = connection.execute(insert(unsettled_vectors).values(values))
            key = made.inserted_primary_key
            assert key is not None
            return UnsettledRange(key[0], collection, first, first + count)

    def settle(self, range_: UnsettledRange) -> None:
        """The vectors of the range are gone."""
        with self._writing() as connection:
            connection.execute(delete(unsettled_vectors).where(unsettled_vectors.c.id == range_.id))

    def choose_collection(self, collection: str, model: str) -> None:
        """Name the live collection of a library that has none yet."""
        with self._writing() as connection:
            connection.execute(update(library_state).values(collection=collection, model=model))

    def publish(
        self,
        whole: WholeDocument,
        source_path: str,
        indexed: Sequence[IndexedPassage],
        reserved: UnsettledRange,
        replaces: str | None,
    ) -> None:
        """Swap a document in, and the version that it replaces out, in one transaction."""
        self.swap([ThesisChange(whole.thesis, (NewPart(whole, source_path, indexed, reserved, replaces),))])

    def swap(self, changes: Sequence[ThesisChange]) -> None:
        """Swap new versions, new passages and corrections in, and what they replace out, in one transaction."""
        with self._writing() as connection:
            generation = connection.execute(select(library_state.c.generation)).scalar_one()
            for change in changes:
                self._write_thesis(connection, change)
                left = self._theses_of(connection, [part.replaces for part in change.new if part.replaces])
                for part in change.new:
                    self._retire(connection, part.replaces, SUPERSEDED)
                    self._insert_document(connection, part)
                    self._insert_passages(connection, part.whole, part.indexed, generation)
                    self._own(connection, part.reserved)
                for again in change.reindexed:
                    self._release_passages(connection, again.whole.document.id)
                    self._insert_passages(connection, again.whole, again.indexed, generation)
                    self._own(connection, again.reserved)
                for number, document_id in enumerate(change.thesis.parts, start=1):
                    connection.execute(update(documents).where(documents.c.id == document_id).values(part=number))
                self._store_references(connection, change, left)
                self._close_empty_theses(connection, left)
            self._touch(connection)

    def follow(self, document_id: str, source_path: str) -> None:
        """The file lies at another place now; a later version there replaces this one."""
        with self._writing() as connection:
            connection.execute(update(documents).where(documents.c.id == document_id).values(source_path=source_path))

    def remove(self, *document_ids: str) -> None:
        """Take documents out. Their thesis keeps its entry, marked removed once no part of it is left."""
        with self._writing() as connection:
            left = self._theses_of(connection, document_ids)
            for document_id in document_ids:
                self._retire(connection, document_id, REMOVED)
            for thesis_id in left:
                store_references_of_thesis(connection, thesis_id)
            self._close_empty_theses(connection, left)
            self._touch(connection)

    def find_references_anew(self, document_ids: Sequence[str]) -> None:
        """Find and store what the theses of these documents cite."""
        with self._writing() as connection:
            for thesis_id in sorted(self._theses_of(connection, document_ids)):
                store_references_of_thesis(connection, thesis_id)

    def stage(
        self, whole: WholeDocument, indexed: Sequence[IndexedPassage], reserved: UnsettledRange, generation: int
    ) -> None:
        """Add passages of a generation that does not answer yet, and store what the document cites."""
        with self._writing() as connection:
            self._insert_passages(connection, whole, indexed, generation)
            store_references(connection, whole.document.id, whole.references)
            self._own(connection, reserved)

    def go_live(self, generation: int, collection: str, model: str) -> None:
        """Let a staged generation answer; the passages of the others go in the same transaction."""
        with self._writing() as connection:
            self._drop_passages(connection, passages.c.generation != generation)
            connection.execute(update(library_state).values(generation=generation, collection=collection, model=model))
            self._touch(connection)

    def remake_damaged_full_text(self) -> bool:
        """Put an empty full text in the place of one that cannot be used; whether it could not."""
        sound = self.has_sound_full_text()
        with self._writing() as connection:
            if not sound:
                remake(connection)
            elif not counts_agree(connection):
                recount(connection)
        return not sound

    def has_sound_full_text(self) -> bool:
        """Whether the full text can be read and agrees with itself."""
        with storage_errors(self.store), self._engine.execution_options(write=True).connect() as connection:
            sound = is_sound(connection)
            connection.rollback()
        return sound

    def begin_anew(self, collection: str, identity: str) -> None:
        """Give a copy of a library a collection and an identity of its own; it has no vectors that nobody owns."""
        with self._writing() as connection:
            connection.execute(delete(unsettled_vectors))
            connection.execute(update(library_state).values(collection=collection, identity=identity))

    def begin_restoring(self) -> None:
        """Note that a library is being put here. What says so is written over when it has arrived."""
        with self._writing() as connection:
            connection.execute(update(library_state).values(collection=None, model=_RESTORING))

    def is_restoring(self) -> bool:
        """Whether a library was being put here and has not arrived."""
        return self.has_state() and self.state().model == _RESTORING

    def drop_staged(self) -> None:
        """Forget passages of generations that never went live."""
        with self._writing() as connection:
            live = connection.execute(select(library_state.c.generation)).scalar_one()
            self._drop_passages(connection, passages.c.generation != live)

    # parts of transactions

    def _theses(self, connection: Connection, condition: ColumnElement[bool]) -> dict[str, Thesis]:
        """The theses of the documents for which the condition holds, each with all its live parts."""
        ids = select(documents.c.thesis_id).where(condition)
        live = select(documents.c.id, documents.c.thesis_id).where(documents.c.state == LIVE)
        parts: dict[str, list[str]] = {}
        for row in connection.execute(live.where(documents.c.thesis_id.in_(ids)).order_by(documents.c.part)):
            parts.setdefault(row.thesis_id, []).append(row.id)
        found = connection.execute(select(theses).where(theses.c.id.in_(ids))).mappings()
        return {row["id"]: rows.thesis_from_row(row, tuple(parts.get(row["id"], ()))) for row in found}

    def _store_references(self, connection: Connection, change: ThesisChange, left: set[str]) -> None:
        """What parts cite follows from all parts of their thesis, and of the one that a document has left; a thesis in one
        file has brought it along."""
        changed = {change.thesis.id} if change.new else set()
        for thesis_id in left | changed if len(change.thesis.parts) > 1 else left - changed:
            store_references_of_thesis(connection, thesis_id)

    def _theses_of(self, connection: Connection, document_ids: Sequence[str]) -> set[str]:
        found = select(documents.c.thesis_id).where(documents.c.id.in_(document_ids))
        return set(connection.execute(found).scalars())

    def _own(self, connection: Connection, reserved: UnsettledRange) -> None:
        """The vectors of the range have passages now. Raises LibraryInUse where another writer has swept them away: it took
        this one for gone, as when a connection to the server had broken."""
        gone = connection.execute(delete(unsettled_vectors).where(unsettled_vectors.c.id == reserved.id))
        if gone.rowcount != 1:
            raise LibraryInUse(self.store)

    def _touch(self, connection: Connection) -> None:
        connection.execute(update(library_state).values(revision=library_state.c.revision + 1))

    def _retire(self, connection: Connection, document_id: str | None, state: str) -> None:
        if document_id is None:
            return
        changes: Mapping[str, Any] = {"state": state} | ({"text": ""} if state == REMOVED else {})
        connection.execute(update(documents).where(documents.c.id == document_id).values(**changes))
        if state == REMOVED:
            drop_references(connection, document_id)
        self._release_passages(connection, document_id)

    def _release_passages(self, connection: Connection, document_id: str) -> None:
        """Delete a document's passages, and note that nobody owns their vectors."""
        ids = self._drop_passages(connection, passages.c.document_id == document_id)
        collection = connection.execute(select(library_state.c.collection)).scalar_one()
        for first, end in _runs(ids):
            values = {"collection": collection, "first": first, "end": end}
            connection.execute(insert(unsettled_vectors).values(values))

    def _drop_passages(self, connection: Connection, condition: ColumnElement[bool]) -> list[int]:
        """Delete passages and their full text; the ids whose vectors nobody owns now.

        Those of a whole generation need no note: its collection is dropped with them.
        """
        ids = list(connection.execute(select(passages.c.id).where(condition).order_by(passages.c.id)).scalars())
        unindex_passages(connection, ids)
        connection.execute(delete(passages).where(condition))
        return ids

    def _close_empty_theses(self, connection: Connection, left: Collection[str]) -> None:
        """Mark those of the theses that documents have ``left`` as removed that have no live part any more."""
        among = list(left)
        live = select(documents.c.thesis_id).where(documents.c.thesis_id.in_(among), documents.c.state == LIVE)
        empty = theses.c.id.in_(among) & theses.c.removed_at.is_(None) & theses.c.id.not_in(live)
        connection.execute(update(theses).where(empty).values(removed_at=datetime.now(UTC).replace(tzinfo=None)))

    def _write_thesis(self, connection: Connection, change: ThesisChange) -> None:
        thesis = change.thesis
        values = rows.thesis_values(thesis) | {"removed_at": None, "folder": change.folder}
        changed = connection.execute(update(theses).where(theses.c.id == thesis.id).values(values))
        if changed.rowcount == 0:
            connection.execute(insert(theses).values(id=thesis.id, **values))
        self._write_corrections(connection, thesis.id, change.corrections)

    def _write_corrections(self, connection: Connection, thesis_id: str, corrections: Corrections) -> None:
        fields = [*(each.field.value for each in corrections.noted), *(each.value for each in corrections.taken_back)]
        own = metadata_corrections.c
        connection.execute(delete(metadata_corrections).where(own.thesis_id == thesis_id, own.field.in_(fields)))
        now = datetime.now(UTC).replace(tzinfo=None)
        for each in corrections.noted:
            values = {"thesis_id": thesis_id, "corrected_at": now} | rows.known_values(each)
            connection.execute(insert(metadata_corrections).values(values))

    def _insert_document(self, connection: Connection, part: NewPart) -> None:
        whole, document = part.whole, part.whole.document
        connection.execute(
            insert(documents).values(
                id=document.id,
                thesis_id=document.thesis_id,
                part=document.part,
                file_name=document.file_name,
                source_path=part.source_path,
                sha256=document.sha256,
                text=document.text,
                text_version=document.text_version,
                warnings=rows.warnings_to_json(document.warnings),
                state=LIVE,
                added_at=datetime.now(UTC).replace(tzinfo=None),
                copy_sha256=part.copy_sha256,
                sentence_hashes=part.sentence_hashes or None,
            )
        )
        for each in part.known:
            values = {"document_id": document.id, "source": each.source.value} | rows.known_values(each)
            connection.execute(insert(document_metadata).values(values))
        for pair in part.near:
            values = {"document_id": pair.document_id, "other_id": pair.other_id, "share": pair.share}
            connection.execute(insert(near_duplicates).values(values))
        connection.execute(insert(pages), [rows.page_values(page) for page in whole.pages])
        if whole.sections:
            connection.execute(
                insert(sections), [rows.section_values(at, section) for at, section in enumerate(whole.sections)]
            )
        store_references(connection, document.id, whole.references)

    def _insert_passages(
        self, connection: Connection, whole: WholeDocument, indexed: Sequence[IndexedPassage], generation: int
    ) -> None:
        if not indexed:
            return
        connection.execute(insert(passages), [rows.passage_values(entry, generation) for entry in indexed])
        language: Language = "id" if whole.thesis.language == "id" else "en"
        text = whole.document.text
        index_passages(
            connection,
            (
                (entry.passage.id, entry.context, text[entry.passage.start : entry.passage.end], language)
                for entry in indexed
            ),
        )


def _runs(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Half-open runs of consecutive ids.

    >>> list(_runs([1, 2, 3, 7]))
    [(1, 4), (7, 8)]
    """
    start = 0
    for at in range(1, len(ids) + 1):
        if at == len(ids) or ids[at] != ids[at - 1] + 1:
            yield ids[start], ids[at - 1] + 1
            start = at

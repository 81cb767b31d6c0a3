"""Whether the rows of the catalogue agree: every interval within its text, every reference to a row that is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from sqlalchemy import Connection, ForeignKey, RowMapping, Table, and_, func, select, text

from ingest.catalogue import rows
from ingest.catalogue.tables import (
    LIVE,
    REMOVED,
    bibliography_entries,
    documents,
    library_state,
    mentions,
    metadata,
    pages,
    passages,
    sections,
    theses,
    unsettled_vectors,
)
from ingest.checking.difference import Difference, Kind
from ingest.cited_works import REFERENCES_VERSION
from ingest.document import Section, SectionKind, section_path
from ingest.token_vectors import TokenVectors

Interval = tuple[int, int]


def database_differences(connection: Connection) -> Iterator[Difference]:
    """What the database says of itself, and whether it says what answers."""
    if connection.dialect.name == "sqlite":
        said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        faults = [line for line in said if line != "ok" and "passage_t" not in line]
        if faults:
            yield Difference(Kind.DATABASE_DAMAGED, faults[0].splitlines()[0], len(faults))
    if connection.execute(select(func.count()).select_from(library_state)).scalar_one() != 1:
        yield Difference(Kind.STATE_LOST)


def row_differences(connection: Connection) -> Iterator[Difference]:
    """Rows whose owner is gone, theses that do not say whether they are there, counters that are behind."""
    for table, key in foreign_keys():
        count = connection.execute(select(func.count()).where(orphaned(table, key))).scalar_one()
        if count:
            yield Difference(Kind.DOCUMENT_ORPHANED if table is documents else Kind.ROWS_ORPHANED, table.name, count)
    live = select(documents.c.thesis_id).where(documents.c.state == LIVE)
    wrong = (theses.c.removed_at.is_(None)) != (theses.c.id.in_(live))
    if count := connection.execute(select(func.count()).where(wrong)).scalar_one():
        yield Difference(Kind.THESIS_STATE, count=count)
    state = connection.execute(select(library_state)).one()
    last = connection.execute(select(func.max(passages.c.id))).scalar_one() or 0
    if state.next_passage_id <= last:
        yield Difference(Kind.COUNTER_BEHIND)
    of_others = and_(passages.c.document_id == documents.c.id, documents.c.state != LIVE)
    if stray := connection.execute(select(passages.c.id).where(of_others)).scalars().all():
        yield Difference(Kind.PASSAGES_STRAY, count=len(stray), ids=tuple(stray))
    staged = select(func.count()).select_from(passages).where(passages.c.generation != state.generation)
    if count := connection.execute(staged).scalar_one():
        yield Difference(Kind.PASSAGES_UNFINISHED, count=count)
    if owned := owned_unsettled(connection):
        yield Difference(Kind.OWNED_UNSETTLED, count=len(owned), ids=tuple(owned))


def foreign_keys() -> Iterator[tuple[Table, ForeignKey]]:
    """Every reference of a table to another, those referred to first."""
    return ((table, key) for table in metadata.sorted_tables for key in table.foreign_keys)


def orphaned(table: Table, key: ForeignKey) -> Any:
    """The condition that a row of the table refers to one that is gone."""
    owner = key.column.table.alias("owner")
    there = select(1).where(owner.c[key.column.name] == key.parent).correlate(table).exists()
    return and_(key.parent.is_not(None), ~there)


def owned_unsettled(connection: Connection) -> list[int]:
    """Ids of passages whose vectors are noted as nobody's: the next change would delete them."""
    live = select(library_state.c.generation).scalar_subquery()
    state = select(library_state.c.collection).scalar_subquery()
    within = and_(
        passages.c.id >= unsettled_vectors.c.first,
        passages.c.id < unsettled_vectors.c.end,
        passages.c.generation == live,
        unsettled_vectors.c.collection == state,
    )
    return sorted(connection.execute(select(passages.c.id).where(within).distinct()).scalars())


def text_differences(connection: Connection) -> Iterator[Difference]:
    """Whether pages, sections, passages and references lie within the texts that are kept, as they were cut."""
    found = connection.execute(
        select(documents.c.id).where(documents.c.state != REMOVED).order_by(documents.c.added_at)
    )
    generation = connection.execute(select(library_state.c.generation)).scalar_one()
    for document_id in found.scalars().all():
        row = connection.execute(select(documents).where(documents.c.id == document_id)).mappings().one()
        own = (document_id,)
        faults: list[tuple[Kind, int]]
        if not row["text"].strip():
            yield Difference(Kind.TEXT_LOST, row["file_name"], document_ids=own)
            continue
        path = [rows.section_from_row(each) for each in _of(connection, sections, document_id, sections.c.position)]
        faults = [(Kind.PAGES_WRONG, not _pages_agree(connection, row)), (Kind.SECTIONS_WRONG, not _nested(path, row))]
        if row["state"] == LIVE:
            faults += _passage_faults(connection, row, path, generation)
            faults.append((Kind.REFERENCES_WRONG, not _references_agree(connection, row)))
        for kind, count in faults:
            if count:
                yield Difference(kind, row["file_name"], int(count), own)


def _of(connection: Connection, table: Table, document_id: str, order: Any) -> Sequence[RowMapping]:
    own = select(table).where(table.c.document_id == document_id).order_by(order)
    return connection.execute(own).mappings().all()


def _pages_agree(connection: Connection, document: RowMapping) -> bool:
    """Pages count from 0 and follow one another from the beginning of the text to its end."""
    found = _of(connection, pages, document["id"], pages.c.index)
    borders = [0, *(page["end"] for page in found)]
    return (
        [page["index"] for page in found] == list(range(len(found)))
        and [page["start"] for page in found] == borders[:-1]
        and all(page["start"] <= page["end"] for page in found)
        and borders[-1] == len(document["text"])
    )


def _nested(path: Sequence[Section], document: RowMapping) -> bool:
    return all(0 <= section.start <= section.end <= len(document["text"]) for section in path)


def _passage_faults(
    connection: Connection, document: RowMapping, path: Sequence[Section], generation: int
) -> list[tuple[Kind, int]]:
    own = and_(passages.c.document_id == document["id"], passages.c.generation == generation)
    found = connection.execute(select(passages).where(own).order_by(passages.c.start)).mappings().all()
    wrong = sum(not _passage_agrees(row, document["text"], path) for row in found)
    wrong += sum(later["start"] < earlier["end"] for earlier, later in pairwise(found))
    lost = not found and any(section.kind.is_evidence and section.start < section.end for section in path)
    return [
        (Kind.PASSAGES_WRONG, wrong),
        (Kind.PASSAGES_LOST, lost),
        (Kind.TOKENS_LOST, sum(row["token_vectors"] is None for row in found)),
    ]


def _passage_agrees(row: RowMapping, text_: str, path: Sequence[Section]) -> bool:
    """Its sentences fill it, in order and none over another; its kind is its section's; its vectors are of its sentences."""
    borders = [border for sentence in row["sentences"] for border in sentence]
    if not borders or [row["start"], row["end"]] != [borders[0], borders[-1]]:
        return False
    if not 0 <= row["start"] < row["end"] <= len(text_) or borders != sorted(borders):
        return False
    if not all(text_[start:end].strip() for start, end in row["sentences"]):
        return False
    within = section_path(path, row["start"])
    if row["kind"] != (within[-1].kind if within else SectionKind.BODY):
        return False
    return _vectors_agree(row["sentence_vectors"], row["token_vectors"], len(row["sentences"]))


def _vectors_agree(of_sentences: bytes, of_tokens: bytes | None, sentences: int) -> bool:
    if not of_sentences or len(of_sentences) % (2 * sentences):
        return False
    if not np.isfinite(np.frombuffer(of_sentences, np.float16)).all():
        return False
    try:
        TokenVectors.from_bytes(of_tokens, sentences) if of_tokens is not None else None
    except ValueError:
        return False
    return True


def _references_agree(connection: Connection, document: RowMapping) -> bool:
    """Stored references count from 0, lie within the text and mean entries that are there. Others are found when they are read."""
    if document["references_version"] != REFERENCES_VERSION:
        return True
    entries = _of(connection, bibliography_entries, document["id"], bibliography_entries.c.position)
    found = _of(connection, mentions, document["id"], mentions.c.position)
    length = len(document["text"])
    for listed in (entries, found):
        if [row["position"] for row in listed] != list(range(len(listed))):
            return False
        if not all(0 <= row["start"] < row["end"] <= length for row in listed):
            return False
    others = {row["entry_document_id"] for row in found} - {None}
    counts = _entry_counts(connection, others) | {None: len(entries)}
    return all(
        (row["entry"] is None or row["entry"] < counts[row["entry_document_id"]])
        and (row["within"] is None or row["within"] < len(found))
        for row in found
    )


def _entry_counts(connection: Connection, document_ids: set[Any]) -> dict[str | None, int]:
    counts: defaultdict[str | None, int] = defaultdict(int)
    own = bibliography_entries.c.document_id
    for row in connection.execute(select(own, func.count()).where(own.in_(document_ids)).group_by(own)):
        counts[row[0]] = row[1]
    return counts


def cited_differences(connection: Connection) -> Iterator[Difference]:
    """Whether what kept conversations and opinions quote still stands where it stood; what was removed is gone on purpose."""
    from ingest.catalogue.tables import conversation_turns, feedback

    texts = _texts(connection)
    lost = differing = 0
    for answer in connection.execute(select(conversation_turns.c.answer)).scalars():
        for place, quote in _quotes(answer):
            kept = texts(str(place["document_id"]))
            lost += kept is None
            differing += bool(kept) and str(kept)[place["start"] : place["end"]] != quote
    for citations in connection.execute(select(feedback.c.citations)).scalars():
        for document_id, _, _, end in citations:
            kept = texts(document_id)
            lost += kept is None or bool(kept and end > len(kept))
    if lost:
        yield Difference(Kind.CITED_TEXT_LOST, count=lost)
    if differing:
        yield Difference(Kind.QUOTE_DIFFERS, count=differing)


def _texts(connection: Connection) -> Callable[[str], str | None]:
    """The text of a document: "" of a removed one, None of one that was never there. Each is read once."""
    read: dict[str, str | None] = {}

    def of(document_id: str) -> str | None:
        if document_id not in read:
            own = select(documents.c.text).where(documents.c.id == document_id)
            read[document_id] = connection.execute(own).scalar_one_or_none()
        return read[document_id]

    return of


def _quotes(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every place with its quote, however deep within an answer's value."""
    if isinstance(value, dict):
        if isinstance(value.get("span"), dict) and isinstance(value.get("quote"), str):
            yield value["span"], value["quote"]
        for part in value.values():
            yield from _quotes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _quotes(part)

"""A catalogue copied to another database, whichever the two engines are. May stop anywhere and be started again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, and_, delete, func, insert, select, text, tuple_, update

from ingest.catalogue.fulltext import indexed_rows, put_rows, unindex_passages
from ingest.catalogue.tables import library_state, metadata, passages

ROWS = 200
"""Rows that are copied in one transaction."""

Row = Mapping[Any, Any]
Key = tuple[Any, ...]


class CatalogueCopy:
    """The tables of one database, row by row in another one, which has the same tables."""

    def __init__(self, source: Engine, target: Engine) -> None:
        self._source, self._target = source, target
        self._tables = [table for table in metadata.sorted_tables if table is not library_state]

    def copy(self, on_progress: Callable[[str, int, int], None]) -> None:
        """Make the rows of all tables the same but for the one that says what answers."""
        with self._source.connect() as source:
            self._put_all(source, on_progress)
            for table in reversed(self._tables):
                with self._target.execution_options(write=True).begin() as target:
                    _drop_others(source, target, table)
            with self._target.execution_options(write=True).begin() as target:
                for table in self._tables:
                    _go_on_counting(target, table)

    def copy_moment(self) -> None:
        """Copy all that the source has at one moment, with what answers then, into an empty target."""
        with self._source.connect() as source:  # its transaction sees one moment
            self._put_all(source, lambda what, done, total: None)
            self._put_state(source)

    def _put_all(self, source: Connection, on_progress: Callable[[str, int, int], None]) -> None:
        for table in self._tables:
            total, done = _count(source, table), 0
            for rows in _parts(source, table):
                with self._target.execution_options(write=True).begin() as target:
                    _put(source, target, table, rows)
                done += len(rows)
                on_progress(table.name, done, total)

    def _put_state(self, source: Connection) -> None:
        row = source.execute(select(library_state)).mappings().one()
        with self._target.execution_options(write=True).begin() as target:
            target.execute(update(library_state).values(dict(row)))

    def compared(self) -> Iterator[tuple[str, int, int]]:
        """Each table's name, how many rows it has, and how many are the same in both; a row too many counts as one less."""
        with self._source.connect() as source, self._target.connect() as target:
            for table in self._tables:
                total, same = _count(source, table), 0
                for rows in _parts(source, table):
                    there = _rows_of(target, table, rows)
                    same += sum(there.get(_key(table, row)) == row for row in rows)
                yield table.name, total, same - (_count(target, table) - total)

    def go_live(self) -> None:
        """Copy what answers."""
        with self._source.connect() as source:
            self._put_state(source)


def _put(source: Connection, target: Connection, table: Table, rows: Sequence[Row]) -> None:
    there = _rows_of(target, table, rows)
    new = [row for row in rows if _key(table, row) not in there]
    changed = [row for row in rows if there.get(_key(table, row), row) != row]
    if new:
        target.execute(insert(table), [dict(row) for row in new])
    for row in changed:
        same = and_(*(column == row[column.name] for column in table.primary_key))
        target.execute(update(table).where(same).values(dict(row)))
    if table is passages and (ids := [row["id"] for row in (*new, *changed)]):
        unindex_passages(target, [row["id"] for row in changed])
        put_rows(target, indexed_rows(source, ids))


def _drop_others(source: Connection, target: Connection, table: Table) -> None:
    """Delete what the source does not have (any more)."""
    keys = select(*table.primary_key)
    extra = [tuple(row) for row in set(target.execute(keys)) - set(source.execute(keys))]
    for at in range(0, len(extra), ROWS):
        some = extra[at : at + ROWS]
        if table is passages:
            unindex_passages(target, [key[0] for key in some])
        target.execute(delete(table).where(tuple_(*table.primary_key).in_(some)))


def _go_on_counting(target: Connection, table: Table) -> None:
    """PostgreSQL gives ids from a sequence, which does not see those that were copied."""
    (first, *others) = table.primary_key
    if target.dialect.name == "postgresql" and not others and type(first.type) is Integer:
        target.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{first.name}'),"
                f" (SELECT coalesce(max({first.name}), 0) + 1 FROM {table.name}), false)"
            )
        )


def _parts(source: Connection, table: Table) -> Iterator[list[Row]]:
    found = source.execution_options(yield_per=ROWS).execute(select(table).order_by(*table.primary_key)).mappings()
    for part in found.partitions(ROWS):
        yield [_storable(dict(row)) for row in part]


def _rows_of(target: Connection, table: Table, rows: Sequence[Row]) -> dict[Key, Row]:
    """The rows of the same keys."""
    keys = [_key(table, row) for row in rows]
    found = target.execute(select(table).where(tuple_(*table.primary_key).in_(keys))).mappings()
    return {_key(table, row): row for row in map(dict, found)}


def _key(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key)


def _storable(row: Row) -> Row:
    """PostgreSQL keeps no NUL, which a reader's note in SQLite may have."""
    return {name: value.replace("\0", " ") if isinstance(value, str) else value for name, value in row.items()}


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()

"""The passages of each term are counted in SQLite as well: FTS5's own vocabulary reads all of them to say how many."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name != "sqlite":
        return
    op.execute("DROP TABLE IF EXISTS passage_terms")
    op.execute("CREATE TABLE passage_terms (term TEXT PRIMARY KEY, doc INTEGER NOT NULL) WITHOUT ROWID")
    connection = op.get_bind()
    counted: Counter[str] = Counter()
    try:
        for heading, body in connection.execute(sa.text("SELECT heading, body FROM passage_text")):
            counted.update({*heading.split(), *body.split()})
    except sa.exc.DatabaseError:  # a damaged full text; questions say so, and rebuild makes it anew
        return
    rows = [{"term": term, "doc": number} for term, number in counted.items()]
    if rows:
        connection.execute(sa.text("INSERT INTO passage_terms VALUES (:term, :doc)"), rows)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE passage_terms")
        op.execute("CREATE VIRTUAL TABLE passage_terms USING fts5vocab(passage_text, 'row')")

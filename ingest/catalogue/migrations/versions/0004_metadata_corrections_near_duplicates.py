"""More of what is known of a thesis, each statement with its source; corrections; theses in folders; near-duplicates.

What an earlier version read is kept as a statement of the weakest source, so that nothing is lost before the files are
read again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EARLIER = "earlier version of Kutip"


def upgrade() -> None:
    for name in ("faculty", "department", "folder"):
        op.add_column("theses", sa.Column(name, sa.Text))
    for name in ("keywords", "supervisors"):
        op.add_column("theses", sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    op.add_column("documents", sa.Column("copy_sha256", sa.String(64)))
    op.add_column("documents", sa.Column("sentence_hashes", sa.LargeBinary))
    op.create_table(
        "document_metadata",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("field", sa.String(16), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
    )
    op.create_table(
        "metadata_corrections",
        sa.Column("thesis_id", sa.String(32), sa.ForeignKey("theses.id"), primary_key=True),
        sa.Column("field", sa.String(16), primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("corrected_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "near_duplicates",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("other_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("share", sa.Float, nullable=False),
    )
    _keep_what_was_read()


def _keep_what_was_read() -> None:
    json = sa.JSON()
    theses = sa.table("theses", sa.column("id"), sa.column("title"), sa.column("authors", json), sa.column("year"))
    rest = sa.table("theses", sa.column("id"), sa.column("institution"), sa.column("degree"), sa.column("language"))
    documents = sa.table("documents", sa.column("id"), sa.column("thesis_id"))
    statements = sa.table(
        "document_metadata", sa.column("document_id"), sa.column("field"), sa.column("value", json), sa.column("source")
    )
    connection = op.get_bind()
    for table, fields in ((theses, ("title", "authors", "year")), (rest, ("institution", "degree", "language"))):
        joined = sa.select(documents.c.id.label("document_id"), *(table.c[field] for field in fields)).join(
            table, table.c.id == documents.c.thesis_id
        )
        found = connection.execute(joined).mappings().all()
        values = [
            {"document_id": row["document_id"], "field": field, "value": row[field], "source": EARLIER}
            for row in found
            for field in fields
            if row[field]
        ]
        if values:
            connection.execute(sa.insert(statements), values)

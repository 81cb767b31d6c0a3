"""Mentions may mean entries of another part of the thesis. Those of theses in several files are found anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mentions", sa.Column("entry_document_id", sa.String(32), nullable=True))
    op.execute(
        "UPDATE documents SET references_version = NULL WHERE state = 'live' AND thesis_id IN"
        " (SELECT thesis_id FROM documents WHERE state = 'live' GROUP BY thesis_id HAVING count(*) > 1)"
    )


def downgrade() -> None:
    op.execute("UPDATE mentions SET entry = NULL, reason = 'no such entry' WHERE entry_document_id IS NOT NULL")
    op.drop_column("mentions", "entry_document_id")

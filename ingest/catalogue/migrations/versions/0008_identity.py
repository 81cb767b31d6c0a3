"""A library's own name, by which a Chroma server that several libraries share knows its collections."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("library_state", sa.Column("identity", sa.String(32), nullable=False, server_default=""))
    table = sa.table("library_state", sa.column("identity"))
    op.get_bind().execute(sa.update(table).values(identity=uuid.uuid4().hex))


def downgrade() -> None:
    op.drop_column("library_state", "identity")

"""Bibliography entries and mentions of each document, and which version of their finding made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("references_version", sa.Integer, nullable=True))
    op.create_table(
        "bibliography_entries",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("others", sa.Boolean, nullable=False),
        sa.Column("year", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_table(
        "mentions",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("form", sa.String(12), nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("others", sa.Boolean, nullable=False),
        sa.Column("year", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("entry", sa.Integer, nullable=True),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("within", sa.Integer, nullable=True),
    )

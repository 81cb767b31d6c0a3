"""People who sign in, and collections of theses that only some of them may read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded_name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("added_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_people_folded_name", "people", ["folded_name"], unique=True)
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("begun_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("tried_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_sign_in_attempts_who", "sign_in_attempts", ["who"])
    op.create_table(
        "collections",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded_name", sa.String(200), nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
    )
    op.create_index("ix_collections_folded_name", "collections", ["folded_name"], unique=True)
    op.create_table(
        "collection_theses",
        sa.Column("thesis_id", sa.String(32), sa.ForeignKey("theses.id"), primary_key=True),
        sa.Column("collection_id", sa.String(32), sa.ForeignKey("collections.id"), nullable=False),
    )
    op.create_index("ix_collection_theses_collection_id", "collection_theses", ["collection_id"])
    op.create_table(
        "collection_readers",
        sa.Column("collection_id", sa.String(32), sa.ForeignKey("collections.id"), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), primary_key=True),
    )


def downgrade() -> None:
    for table in ("collection_readers", "collection_theses", "collections", "sign_in_attempts", "sessions", "people"):
        op.drop_table(table)

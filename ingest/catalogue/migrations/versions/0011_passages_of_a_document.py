"""An index that tells how many live passages a document has, and of which kind, without reading them: their rows are long."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_passages_of_document", "passages", ["document_id", "generation", "kind"])
    op.drop_index("ix_passages_document_id", "passages")  # the new one begins with the same column


def downgrade() -> None:
    op.create_index("ix_passages_document_id", "passages", ["document_id"])
    op.drop_index("ix_passages_of_document", "passages")

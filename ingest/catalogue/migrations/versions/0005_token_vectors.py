"""Token vectors of passages, for late interaction. Passages of older libraries have none until they are read anew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("token_vectors", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    op.drop_column("passages", "token_vectors")

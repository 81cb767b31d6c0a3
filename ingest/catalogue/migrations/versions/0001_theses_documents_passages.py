"""Theses, documents with their text, pages, sections, passages and the full-text index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PASSAGE_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _library_and_theses()
    _documents()
    _passages()
    if op.get_context().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE passage_text USING fts5(heading, body, tokenize=\"unicode61 tokenchars '_'\")")
        op.execute("CREATE VIRTUAL TABLE passage_terms USING fts5vocab(passage_text, 'row')")
    else:
        _tsvector()
    op.execute("INSERT INTO library_state (id, revision, next_passage_id, generation) VALUES (1, 0, 1, 1)")


def _tsvector() -> None:
    """The full text of PostgreSQL, and what it counts for BM25."""
    op.execute(
        "CREATE TABLE passage_text (passage_id bigint PRIMARY KEY, heading tsvector NOT NULL, body tsvector NOT NULL,"
        " length integer NOT NULL)"
    )
    op.execute("CREATE INDEX ix_passage_text_terms ON passage_text USING gin (heading, body)")
    op.execute('CREATE TABLE passage_terms (term text COLLATE "C" PRIMARY KEY, doc bigint NOT NULL)')
    op.execute("CREATE TABLE passage_totals (id integer PRIMARY KEY, passages bigint NOT NULL, terms bigint NOT NULL)")
    op.execute("INSERT INTO passage_totals VALUES (1, 0, 0)")


def _library_and_theses() -> None:
    op.create_table(
        "library_state",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("next_passage_id", PASSAGE_ID, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("collection", sa.String(80)),
        sa.Column("model", sa.String(200)),
    )
    op.create_table(
        "theses",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("institution", sa.Text),
        sa.Column("degree", sa.Text),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("removed_at", sa.DateTime),
    )
    op.create_table(
        "unsettled_vectors",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("collection", sa.String(80), nullable=False),
        sa.Column("first", PASSAGE_ID, nullable=False),
        sa.Column("end", PASSAGE_ID, nullable=False),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("thesis_id", sa.String(32), sa.ForeignKey("theses.id"), nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("source_path", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("text_version", sa.Integer, nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("added_at", sa.DateTime, nullable=False),
    )
    for column in ("thesis_id", "source_path", "sha256"):
        op.create_index(f"ix_documents_{column}", "documents", [column])
    op.create_table(
        "pages",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("index", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("label_source", sa.String(12), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
    op.create_table(
        "sections",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", PASSAGE_ID, primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("sentences", sa.JSON, nullable=False),
        sa.Column("sentence_vectors", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_passages_document_id", "passages", ["document_id"])
    op.create_index("ix_passages_generation", "passages", ["generation"])

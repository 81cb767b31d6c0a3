"""Alembic's entry: the connection is handed over by ``ingest.catalogue.schema``."""

from __future__ import annotations

from alembic import context

from ingest.catalogue.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()

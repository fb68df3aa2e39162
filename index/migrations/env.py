"""Alembic's entry: runs the steps on the connection, and in the transaction, that ``store`` hands over."""

from __future__ import annotations

from alembic import context

from index.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()

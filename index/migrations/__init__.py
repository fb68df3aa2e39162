"""Steps from one shape of the rows to the next, for Alembic; ``store`` runs what is missing when it opens an index."""

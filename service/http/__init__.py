"""The web: app, routes, schemas, problems. No judgement here."""

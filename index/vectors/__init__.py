"""One file an engine; each engine's client is imported only there."""

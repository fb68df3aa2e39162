"""Feeds that stay fresh: what is followed, what was taken of it, and when to ask again."""

"""Generators of labelled pairs: each file turns one parsed sentence into hypotheses of known label."""

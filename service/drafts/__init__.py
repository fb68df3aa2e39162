"""A draft article in, findings out: sentences with their place, what the index says of each, and reports of that."""

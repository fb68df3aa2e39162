"""Files to submissions: one reader a format."""

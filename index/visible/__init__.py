"""What a reader sees of a raw input, line by line, with the place of every character in it: one reader a medium."""

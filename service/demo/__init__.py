"""The demonstration: articles from outlets that do not exist, about a country that does not exist, and three statements."""

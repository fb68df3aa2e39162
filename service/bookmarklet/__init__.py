"""The bookmarklet: readable source, and the link that browsers keep as a bookmark."""

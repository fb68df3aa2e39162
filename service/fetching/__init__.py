"""Pages, feeds and sitemaps from the web: only from public addresses, within limits, and by the sites' own rules."""

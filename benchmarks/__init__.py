"""Speed, measured on this run, beside a bare pipeline. Not installed."""

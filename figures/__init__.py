"""Arrays in, plotly figures out; nothing here computes a result."""

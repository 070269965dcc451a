"""The view in which all weights start at the same value."""

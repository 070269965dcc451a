"""The views in which all weights start at the same value, and in which a little noise is added."""

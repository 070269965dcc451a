"""The view in which an input is in its own units, or normalized."""

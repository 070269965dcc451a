"""The view in which an input is in its own units, in others, or normalized."""

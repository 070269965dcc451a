"""The view in which the weights of a deep network start too small or too large."""

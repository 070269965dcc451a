"""The view in which a category is coded as numbers, or as a column for each of its values."""

"""The views in which the output's bias starts at the best constant: of a rare class, and of a regression."""

"""The view in which the output's bias starts at the inverse sigmoid of the class's share."""

"""Entries made as the README says, each a module that adds itself: test_new_entries.py runs tests with them."""

"""The command `canyon`: what the app does, without the app."""

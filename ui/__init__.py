"""Streamlit's part of a page: one renderer for all pages, controls from settings, and the mount of the stage."""

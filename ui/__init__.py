"""Streamlit controls from declared settings, the stage component, page furniture."""

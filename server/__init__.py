"""Pictures by link, and the files of the stage: what the server answers beside Streamlit's pages."""

"""Where the app lies on its server."""

import streamlit as st


def base() -> str:
    """The path before every address: empty, or /folder."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""

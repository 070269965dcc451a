"""Canyon: watch SGD, momentum, RMSProp and Adam work. Run with `streamlit run app.py`."""

import gc
from pathlib import Path

import streamlit as st

st.set_page_config(page_title="Canyon", page_icon="ui/icon.svg", layout="wide")
page = st.navigation([st.Page("pages/canyon.py", title="Canyon", default=True)], position="top")
st.html(Path(__file__).parent / "ui" / "page.css")
page.run()


@st.cache_resource
def _settle() -> None:
    """Once a process: what has been imported is there to stay, so the collector need not look at it again."""
    gc.collect()
    gc.freeze()


_settle()

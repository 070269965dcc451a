"""The order in which a page is drawn. What a hand on a slider waits for is drawn first: the picture."""

import runpy
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.controls import put_again, put_is_new

Part = Callable[[], None]


def show(title: str, head: Part, picture: Part, foot: Part, controls: Part) -> None:
    """Draw a page: title, head, picture and foot under each other, controls in the sidebar.

    All is one fragment and the picture a fragment within it, so that a draft of the stage reruns the picture alone. A
    rerun draws the picture before anything else, from the values that the session already has; only a first run
    must draw the controls first, because they read the link.
    """
    if not st.session_state.pop("_app", False):
        # A folder named pages makes Streamlit run the page of a deep link by itself, as it did before st.navigation,
        # until the process has called st.navigation once. Then app.py runs from here, and the page within it.
        runpy.run_path(str(Path(__file__).parents[1] / "app.py"))
        st.stop()
    if st.session_state.get("_page", title) != title:
        # Streamlit has kept values of the pages before, and what is in range there need not be so here.
        for key in [str(key) for key in st.session_state if not str(key).startswith("_")]:
            del st.session_state[key]
    st.session_state["_page"] = title
    st.session_state["_first"] = True
    st.title(title)
    _page(head, picture, foot, controls)


@st.fragment
def _page(head: Part, picture: Part, foot: Part, controls: Part) -> None:
    first = st.session_state.pop("_first", False)
    put_again()
    top = st.container()
    if first:
        with st.sidebar:
            controls()
    _picture(picture)
    with top:
        head()
    foot()
    if not first:
        with st.sidebar:
            controls()
    if put_is_new():
        st.rerun()


@st.fragment
def _picture(draw: Part) -> None:
    if st.session_state.pop("_moved", False):
        st.rerun()  # a click on the picture has set a control, which stands outside this fragment
    draw()

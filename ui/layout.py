"""The order in which a page is drawn. What a hand on a slider waits for is drawn first: the picture."""

from collections.abc import Callable

import streamlit as st

Part = Callable[[], None]


def show(head: Part, picture: Part, foot: Part, controls: Part) -> None:
    """Draw a page: head, picture and foot under each other, controls in the sidebar.

    All is one fragment and the picture a fragment within it, so that a draft of the stage reruns the picture alone. A
    rerun draws the picture before anything else, from the values that the session already has; only a first run
    must draw the controls first, because they read the link.
    """
    st.session_state["_first"] = True
    _page(head, picture, foot, controls)


@st.fragment
def _page(head: Part, picture: Part, foot: Part, controls: Part) -> None:
    first = st.session_state.pop("_first", False)
    top, middle, bottom = st.container(), st.container(), st.container()
    if first:
        with st.sidebar:
            controls()
    with middle:
        _picture(picture)
    with top:
        head()
    with bottom:
        foot()
    if not first:
        with st.sidebar:
            controls()


@st.fragment
def _picture(draw: Part) -> None:
    draw()

"""The first page: what Canyon is, the race running, and the lessons in the lecture's order with their questions."""

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lesson import declared
from pages import HOME, PAGES
from ui.page import turn
from ui.session import session
from ui.stage import mount_home

NAME = ""  # in the address


def show(entries: Mapping[str, StreamlitPage]) -> None:
    """Draw it; a link of version 1, which had the canyon's settings at the bare address, opens the canyon."""
    if {"act", *declared(PAGES[HOME].settings)} & {*st.query_params}:
        st.switch_page(entries[HOME], query_params={name: st.query_params.get_all(name) for name in st.query_params})
    turn(entries)
    session().leave()
    mount_home()

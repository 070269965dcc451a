"""The script that Streamlit runs for every visitor: the list of pages, and the page asked for."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lesson import Page
from pages import PAGES
from ui import home
from ui.page import show
from ui.theme import look_up_once

HERE = Path(__file__).parent
entries: dict[str, StreamlitPage] = {}


def _script(page: Page) -> Callable[[], None]:
    def script() -> None:
        show(page, entries)

    script.__name__ = page.name
    return script


def _home() -> None:
    home.show(entries)


look_up_once()
st.set_page_config(
    page_title="Canyon", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state="expanded"
)
entries[home.NAME] = st.Page(_home, title="Home", default=True)
groups: dict[str, list[StreamlitPage]] = {"": [entries[home.NAME]]}
for page in PAGES.values():
    entries[page.name] = st.Page(_script(page), title=page.menu, url_path=page.name)
    groups.setdefault(page.group, []).append(entries[page.name])
chosen = st.navigation(groups, position="top")
st.html(HERE / "page.css")
chosen.run()

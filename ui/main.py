"""The script that Streamlit runs for every visitor: the list of pages, and the page asked for."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from lesson import Page
from pages import HOME, PAGES
from ui.page import show
from ui.theme import look_up_once

HERE = Path(__file__).parent


def _script(page: Page) -> Callable[[], None]:
    def script() -> None:
        show(page)

    script.__name__ = page.name
    return script


look_up_once()
st.set_page_config(page_title="Canyon", page_icon=str(HERE / "icon.svg"), layout="wide")
groups: dict[str, list] = {}
for page in PAGES.values():
    groups.setdefault(page.group, []).append(
        st.Page(_script(page), title=page.menu, url_path=page.name, default=page.name == HOME)
    )
chosen = st.navigation(groups, position="top")
st.html(HERE / "page.css")
chosen.run()

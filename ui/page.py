"""The one renderer of every page: the stage with its lesson, and the settings in the sidebar."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lesson import Page, Setting, View, read
from pages import PAGES
from ui.base import base
from ui.controls import control
from ui.session import session
from ui.stage import mount


def show(page: Page[Any, Any], entries: Mapping[str, StreamlitPage]) -> None:
    """Draw a page. All is one fragment, so that a hand on a control reruns this and not the list of pages.

    entries: Streamlit's own page of each name.
    """
    _show(page, entries)


@st.fragment
def _show(page: Page[Any, Any], entries: Mapping[str, StreamlitPage]) -> None:
    here = session()
    turn(entries)
    view = here.begin(page)
    shown = page.controls(view.settings)
    with st.sidebar:
        drawn = _settings(view, shown)
    mount(view, drawn, _after(page))
    if page.equations is not None:
        _equations(page.equations, view)
    here.end()


def turn(entries: Mapping[str, StreamlitPage]) -> None:
    """Open the page that a button has led to."""
    going, session().going = session().going, None
    if going is not None and going[0] in PAGES:
        name, act = going
        # by the link that the page has then: one that it would write anew is two entries in the browser's history
        session().views[name] = read(PAGES[name], {"act": [act]})
        st.switch_page(entries[name], query_params=session().views[name].query)


def _after(page: Page[Any, Any]) -> Page[Any, Any] | None:
    pages = [*PAGES.values()]
    return next(iter(pages[pages.index(page) + 1 :]), None)


def _settings(view: View, shown: Mapping[str, Setting]) -> dict[str, Setting]:
    """The act's own sliders, and behind a door all others; those that are drawn."""
    own = {name: shown[name] for name in view.act.sliders if name in shown}
    for setting in own.values():
        control(view.settings, setting)
    hints = {"Look": view.act.look, "Try": view.act.try_next}
    with st.container(key="try", gap="small"):  # seen once the answer is (page.css)
        for word, hint in hints.items():
            if hint:
                st.markdown(f"**{word}:** {hint}")
    door = st.expander("More settings", key="more", on_change="rerun")
    if not door.open:
        return own
    with door:
        for name, setting in shown.items():
            if name not in own:
                control(view.settings, setting)
        if view.page.note is not None:
            st.markdown(view.page.note(view.settings))
        for label, deed in view.page.deeds.items():
            st.button(label, on_click=_done, args=(view, deed), width="stretch")
        st.button("Reset", on_click=_reset, args=(view,), width="stretch")
        for name in view.page.onward:
            st.link_button(f"These settings in {PAGES[name].menu}", _address(view.carried(PAGES[name])))
    return dict(shown)


def _done(view: View, deed: Any) -> None:
    session().show(replace(view, settings=deed(view.settings)))


def _reset(view: View) -> None:
    session().show(replace(view, settings=view.page.opening(view.act)))


def _address(view: View) -> str:
    """A link to a view, from the root of the server."""
    # A link of its own, not st.page_link: changing pages, Streamlit drops the parameters.
    return f"{base()}/{view.page.name}?" + urlencode(view.query, doseq=True)


def _equations(equations: Any, view: View) -> None:
    door = st.expander("The rules, with these numbers", key="equations", on_change="rerun")
    if not door.open:
        return
    written: Mapping[str, Sequence[str]] = equations(view.settings)
    with door:
        for name, lines in written.items():
            st.markdown(f"**{name}**")
            rows = r" \\[2pt] ".join(lines)
            # in the line: Streamlit's own displayed formulas scroll where no key reaches them
            st.markdown(rf"$\displaystyle \begin{{aligned}} {rows} \end{{aligned}}$")

"""The one renderer of every page: its act and question, the stage, and the settings in the sidebar."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lesson import Page, Setting, View, read
from pages import HOME, PAGES
from ui.controls import control, hold
from ui.session import Session, session
from ui.stage import mount


def show(page: Page[Any, Any]) -> None:
    """Draw a page. All is one fragment, so that a hand on a control reruns this and not the list of pages."""
    _show(page)


@st.fragment
def _show(page: Page[Any, Any]) -> None:
    here = session()
    view = here.begin(page)
    shown = page.controls(view.settings)
    st.title(page.title)
    if len(page.acts) > 1:
        _acts(view)
    guess = _guess(here, view)
    with st.sidebar:
        drawn = _settings(view, shown)
    mount(view, drawn, guess)
    if page.equations is not None:
        _equations(page.equations, view)
    here.end()


def _acts(view: View) -> None:
    """The acts to choose from."""
    page = view.page
    hold("act", view.act.name)

    def chosen() -> None:
        session().show(read(page, {"act": [st.session_state["act"]]}))

    st.selectbox(
        "Act",
        list(page.act_names),
        key="act",
        format_func=lambda name: page.act(name).question,
        on_change=chosen,
        label_visibility="collapsed",
    )


def _guess(here: Session, view: View) -> str | None:
    """The guesses to choose from before the answer is given; the one chosen."""
    guess = here.guesses.get((view.page.name, view.act.name))
    hold("guess", guess, view.act)
    st.pills(
        "Guess first",
        view.act.guesses,
        key="guess",
        wrap=True,
        on_change=lambda: session().guess(st.session_state["guess"]),
    )
    return guess


def _settings(view: View, shown: Mapping[str, Setting]) -> dict[str, Setting]:
    """The act's own sliders, and behind a door all others; those that are drawn."""
    own = {name: shown[name] for name in view.act.sliders if name in shown}
    for setting in own.values():
        control(view.settings, setting)
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
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    name = "" if view.page.name == HOME else view.page.name
    return f"/{base}/{name}".replace("//", "/") + "?" + urlencode(view.query, doseq=True)


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

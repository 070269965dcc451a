"""Streamlit's own widgets from declared settings: a widget's key is the setting's name, and its value the view's."""

from typing import Any

import streamlit as st

from lesson import Setting, declared
from server.pictures import picture_address
from ui.base import base
from ui.session import session


def control(settings: Any, setting: Setting) -> None:
    """The widget of one setting, at the value that the settings have; `setting` may have a narrower range."""
    name = setting.name
    value = getattr(settings, name)
    if value is None:
        value = setting.default
    if setting.options and setting.kind in (int, float):
        value = setting.nearest(min(max(value, setting.options[0]), setting.options[-1]))
    elif setting.slider is not None:
        value = setting.kind(min(max(value, setting.slider[0]), setting.slider[1]))
    hold(name, list(value) if isinstance(value, tuple) else value, setting)
    common: dict[str, Any] = {"key": name, "help": setting.help, "on_change": _changed, "args": (setting,)}
    if setting.kind is bool:
        st.toggle(setting.title, **common)
    elif setting.kind is tuple:
        st.pills(setting.title, setting.options, selection_mode="multi", **common)
    elif setting.kind is str:
        _menu(setting, str(value), common)
    elif setting.options:
        st.select_slider(setting.title, setting.options, format_func=setting.shown, **common)
    elif setting.slider is None:
        low, high = (setting.kind(end) for end in setting.bounds or (0, 1))
        st.number_input(setting.title, low, high, step=setting.kind(setting.step or 1), **common)
    else:
        low, high = (setting.kind(end) for end in setting.slider)
        step = setting.kind(setting.step or 1)
        decimals = len(f"{step:g}".partition(".")[2])
        st.slider(setting.title, low, high, step=step, format=f"%.{decimals}f", **common)


def _menu(setting: Setting, value: str, common: dict[str, Any]) -> None:
    """One of several words, or of several pictures, which are only drawn while one chooses."""
    if setting.pictures:
        with st.popover(f"{setting.title}: {setting.called(value)}", width="stretch", key=f"menu-{setting.name}"):
            pictures = {option: base() + picture_address(setting.pictures, option) for option in setting.options}
            st.radio(
                setting.title,
                setting.options,
                format_func=lambda option: f"![ ]({pictures[option]}) {setting.called(option)}",
                label_visibility="collapsed",
                **common,
            )
    elif len(setting.options) <= 3:
        st.segmented_control(setting.title, setting.options, format_func=setting.called, required=True, **common)
    else:
        st.selectbox(setting.title, setting.options, format_func=setting.called, **common)


def hold(key: str, value: Any, widget: Any = None) -> None:
    """Give a widget its value, before it is drawn. widget: what it is made of besides its key.

    Only where it has another: a browser that is told a value drops what a hand has done meanwhile. But to Streamlit a
    widget of another page, or of another range, is a new one, that does not have the value which its key still has.
    """
    here = session()
    if st.session_state.get(key) != value or here.drawn.get(key) != (here.page, widget):
        st.session_state[key] = value
    here.drawn[key] = here.page, widget


def _changed(setting: Setting) -> None:
    value = st.session_state[setting.name]
    own = declared(session().views[session().page].settings)[setting.name]
    if value is None or value == []:  # a choice that was taken back means the default
        value = own.default
    if own.default is None and value == setting.default:
        value = None  # decided by the page
    session().set({setting.name: tuple(value) if setting.kind is tuple and value is not None else value})

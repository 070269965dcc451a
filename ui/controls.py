"""Streamlit's own widgets from declared settings: key and URL name are the field's name."""

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import streamlit as st
from streamlit.errors import StreamlitAPIException

from optim.settings import Declared, declared


class Drafts(NamedTuple):
    """What a hand holds in the browser: field -> the raw number of its slider, and field -> a value."""

    values: Mapping[str, float] = {}
    point: Mapping[str, float] = {}


IDLE = Drafts()


class Controls:
    """Draws the widgets of a Settings class, each declared there once."""

    def __init__(self, settings: type) -> None:
        self._declared = declared(settings)
        snapped = [_snap(meta) for meta in self._declared.values()]
        if any(snapped):
            st.rerun()  # the widgets read the link as it was when the run began

    def __call__(self, name: str, **widget: Any) -> Any:
        """The widget of one setting and its value; `widget` overrides what the declaration says."""
        return _draw(self._declared[name], widget)


def current(settings: type, drafts: Drafts = IDLE) -> Any:
    """The settings that the page's widgets have now, with what is being dragged in its place.

    Read from the session, so that a picture can be drawn before the controls are; what the session does not hold, or
    what the settings refuse, is at its default.
    """
    values: dict[str, Any] = {}
    for name, meta in declared(settings).items():
        value = st.session_state.get(name, meta.default)
        try:
            values[name] = meta.checked(meta.default if value is None or value == [] else value)
        except ValueError:
            values[name] = meta.default
    known = declared(settings)
    drafted = {name: _undraft(known[name], raw) for name, raw in drafts.values.items() if name in known}
    drafted |= {
        name: nearest(settings, name, value)
        for name, value in drafts.point.items()
        if name in known and known[name].kind in (int, float)
    }
    for attempt in (values | drafted, values):
        try:
            return settings(**attempt)
        except ValueError:  # two settings that do not go together
            continue
    return settings()


def _draw(meta: Declared, widget: dict[str, Any]) -> Any:
    label = widget.pop("label", meta.title)
    common: dict[str, Any] = {"key": meta.name, "bind": "query-params", "help": meta.help, **widget}
    if meta.kind is bool:
        return st.toggle(label, meta.default, **common)
    if meta.kind is tuple:
        # Streamlit lets the last choice be taken back; an empty choice then means the default, all of them.
        return st.pills(label, meta.options, selection_mode="multi", default=meta.default, **common) or meta.default
    if meta.kind is str:
        if len(meta.options) <= 3:
            # A link with an empty value leaves even a required choice without one.
            chosen = st.segmented_control(label, meta.options, default=meta.default, required=True, **common)
            return chosen or meta.default
        return st.selectbox(label, meta.options, index=meta.options.index(meta.default), **common)
    if meta.options:
        return st.select_slider(label, meta.options, value=meta.default, format_func=_text, **common)
    if meta.slider is None and "min_value" not in widget:
        low, high = (meta.kind(end) for end in meta.bounds or (0, 1))
        return st.number_input(label, low, high, meta.default, meta.kind(meta.step or 1), **common)
    low, high = (meta.kind(end) for end in meta.slider or (0, 1))
    step = meta.kind(meta.step or 1)
    decimals = len(f"{step:g}".partition(".")[2])
    span = {"min_value": low, "max_value": high, "value": meta.default, "step": step, "format": f"%.{decimals}f"}
    return st.slider(label, **(span | common))


def _text(option: float) -> str:
    return f"{option:g}"


def _snap(meta: Declared) -> bool:
    """A link whose value lies between two options of a slider gets the nearer one; the URL then says so."""
    if meta.kind not in (int, float) or meta.name in st.session_state:
        return False
    text = st.query_params.get(meta.name, "")
    try:
        value = float(text)
    except ValueError:
        return False
    if meta.kind is int and math.isinf(value):
        del st.query_params[meta.name]  # Streamlit's boxes for whole numbers raise an error on it
        return True
    if not meta.options:
        return False
    nearest = meta.nearest(value) if math.isfinite(value) else None
    if nearest is None or text == _text(nearest):
        return False
    st.query_params[meta.name] = _text(nearest)
    return True


def _undraft(meta: Declared, raw: float) -> Any:
    """A slider's raw number as a value: a select_slider reports the index of its option."""
    if meta.options:
        return meta.options[min(max(int(raw), 0), len(meta.options) - 1)]
    low, high = meta.slider or meta.bounds or (raw, raw)
    return meta.kind(min(max(raw, low), high))


def put(settings: type, values: Mapping[str, Any]) -> None:
    """Set widgets from a callback; the URL follows.

    A widget that comes onto the page in the callback's run takes its value from the URL as it was, and does not write
    to it. So the values are set twice more: at once, when the widget is there (`ui.layout`), and once more in a run
    that the browser starts (`ui.stage`), because only then will Streamlit write them to the URL.
    """
    for name, value in values.items():
        st.session_state[name] = list(value) if isinstance(value, tuple) else value  # as a choice of several has it
        with suppress(StreamlitAPIException):  # a parameter whose widget is on the page is the widget's
            if value == declared(settings)[name].default:
                st.query_params.pop(name, None)
            else:
                st.query_params[name] = _query(value)
    st.session_state["_put"] = {name: st.session_state[name] for name in values}


def put_again() -> None:
    """Begin a run: set once more what a callback has set in a run before."""
    for name, value in st.session_state.pop("_again", {}).items():
        st.session_state[name] = value


def put_is_new() -> bool:
    """End a run: has a callback set widgets in it? Then the next run sets them again, and one the browser starts."""
    if "_put" not in st.session_state:
        return False
    st.session_state["_again"] = st.session_state["_last"] = st.session_state.pop("_put")
    return True


def put_last() -> None:
    """In a callback of a run that the browser has started for this: set what is still to be set a last time."""
    st.session_state["_again"] = st.session_state.pop("_last", {})


def nearest(settings: type, name: str, value: float) -> Any:
    """The value of a setting nearest to a number from a picture: an option, or the number within bounds."""
    meta = declared(settings)[name]
    if meta.options:
        return meta.nearest(min(max(value, meta.options[0]), meta.options[-1]))
    low, high = meta.bounds or (value, value)
    return meta.kind(min(max(round(value, 2), low), high))


def link(settings: Any) -> dict[str, Any]:
    """The query parameters of a link to these settings: what is not at its default, as the widgets write it."""
    chosen = {name: (meta, getattr(settings, name)) for name, meta in declared(settings).items()}
    return {name: _query(value) for name, (meta, value) in chosen.items() if value != meta.default}


def _query(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value).lower() if isinstance(value, bool) else _text(value) if isinstance(value, float) else str(value)

"""Streamlit's own widgets from declared settings: key and URL name are the field's name."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from optim.settings import Declared, declared


@dataclass(frozen=True)
class Controls:
    """Draws the widgets of a Settings class. Values are collected by `settings`, drafts of the stage applied."""

    settings_class: type
    drafts: Mapping[str, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_declared", declared(self.settings_class))
        object.__setattr__(self, "_values", {})
        for meta in self._declared.values():
            _snap(meta)

    def __call__(self, name: str, **widget: Any) -> Any:
        """The widget of one setting; `widget` overrides what its declaration says. Returns the value, or its draft."""
        meta = self._declared[name]
        value = _draw(meta, widget)
        if name in self.drafts:
            value = _undraft(meta, self.drafts[name], widget, value)
        self._values[name] = value
        return value

    def settings(self, **more: Any) -> Any:
        """The settings of everything drawn so far, defaults for the rest."""
        return self.settings_class(**(self._values | more))


def _draw(meta: Declared, widget: dict[str, Any]) -> Any:
    label = widget.pop("label", meta.title)
    common: dict[str, Any] = {"key": meta.name, "bind": "query-params", "help": meta.help, **widget}
    if meta.kind is bool:
        return st.toggle(label, meta.default, **common)
    if meta.kind is tuple:
        # Streamlit lets the last choice be taken back; an empty choice then means the default, all of them.
        return st.pills(label, meta.options, selection_mode="multi", default=meta.default, **common) or meta.default
    if meta.kind is str:
        if len(meta.options or ()) <= 3:
            return st.segmented_control(label, meta.options, default=meta.default, required=True, **common)
        return st.selectbox(label, meta.options, index=meta.options.index(meta.default), **common)
    if meta.options is not None:
        return st.select_slider(label, meta.options, value=meta.default, format_func=_text, **common)
    if meta.slider is None and "min_value" not in widget:
        low, high = meta.bounds or (None, None)
        return st.number_input(label, low, high, meta.default, **common)
    low, high = (meta.kind(end) for end in meta.slider or (0, 1))
    span = {"min_value": low, "max_value": high, "value": meta.default, "step": meta.kind(meta.step or 1)}
    return st.slider(label, **(span | common))


def _text(option: float) -> str:
    return f"{option:g}"


def _snap(meta: Declared) -> None:
    """A link whose value lies between two options of a slider gets the nearer one; the URL then says so."""
    if meta.kind not in (int, float) or meta.options is None or meta.name in st.session_state:
        return
    try:
        value = float(st.query_params.get(meta.name, ""))
    except ValueError:
        return
    nearest = meta.nearest(value) if math.isfinite(value) else None
    if nearest is not None and st.query_params[meta.name] != _text(nearest):
        st.session_state[meta.name] = nearest


def _undraft(meta: Declared, raw: float, widget: Mapping[str, Any], value: Any) -> Any:
    """A slider's raw number as a value: a select_slider reports the index of its option."""
    if meta.options is not None:
        return meta.options[min(max(int(raw), 0), len(meta.options) - 1)]
    low, high = widget.get("min_value"), widget.get("max_value")
    if low is None or high is None:
        low, high = meta.slider or (value, value)
    return meta.kind(min(max(raw, low), high))


def put(values: Mapping[str, Any]) -> None:
    """Set widgets from a callback; the URL follows."""
    for name, value in values.items():
        st.session_state[name] = value


def reset(settings_class: type) -> Callable[[], None]:
    """A callback that puts every setting back to its default."""

    def back() -> None:
        for name in declared(settings_class):
            st.session_state.pop(name, None)

    return back

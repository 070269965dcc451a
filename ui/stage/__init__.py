"""The stage: a component that fetches a page's scenes, draws them with plotly.js and plays them in the browser."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v2 as v2

from lesson import Setting, View
from server.files import VERSION, plotly_address, stage_address
from ui.session import session

HERE = Path(__file__).parent
KEY = "stage"

# The component's own script is sent with every rerun, so it only fetches the modules.
_BOOT = """
let stage, tries = 0;
export default function (component) {
  let stop = null, gone = false;
  const note = document.createElement("p");
  const load = () => {
    const folder = tries++ ? "@FOLDER@-" + tries : "@FOLDER@";
    const coming = import(new URL(folder + "/stage.js", document.baseURI).href);
    return coming.catch((error) => { stage = null; throw error; });
  };
  const start = () => (stage ??= load()).then((module) => {
    note.remove();
    if (!gone) stop = module.default(component, "@PLOTLY@");
  }, () => {
    if (gone) return;
    note.textContent = "The picture's program did not arrive. Trying again …";
    component.parentElement.append(note);
    setTimeout(() => { if (!gone) start(); }, 3000);
  });
  start();
  return () => { gone = true; note.remove(); stop?.(); };
}
"""


def _base() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def _boot() -> str:
    folder = f"{_base()}{stage_address()}"
    return _BOOT.replace("@FOLDER@", folder).replace("@PLOTLY@", f"{_base()}{plotly_address()}")


_mount = v2.component("canyon.stage", js=_boot(), css=(HERE / "stage.css").read_text(), isolate_styles=False)


def mount(view: View, shown: Mapping[str, Setting], guess: str | None) -> None:
    """Mount the stage on a view. shown: the settings that have a control; guess: the one made, if any."""
    known = view.page.controls(view.settings)

    def started() -> None:
        point = st.session_state[KEY]["start"]
        if isinstance(point, dict):
            named = {name: value for name, value in point.items() if name in known and _finite(value)}
            numbers = {name: value for name, value in named.items() if known[name].kind in (int, float)}
            session().set({name: _kept(known[name], value) for name, value in numbers.items()})

    _mount(
        key=KEY,
        data={
            "page": view.page.name,
            "query": view.text,
            "version": VERSION,
            "base": _base(),
            "sliders": {name: _slider(view, setting) for name, setting in shown.items() if len(setting.values) > 1},
            "guess": guess,
        },
        on_start_change=started,
    )


def _slider(view: View, setting: Setting) -> dict[str, Any]:
    """How the stage reads a slider: the texts of its values, or where they begin and how far they are apart."""
    page = view.page
    swept = page.measure_many is not None
    if setting.options:
        return {"values": setting.texts, "swept": swept}
    return {"low": setting.values[0], "step": setting.step or 1, "count": len(setting.values), "swept": swept}


def _finite(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (
        number and abs(value) <= sys.float_info.max
    )  # math.isfinite fails for a longer whole number; NaN is not either


def _kept(setting: Setting, value: float) -> Any:
    """What a hand on the picture asks for, as the setting's control can show it."""
    if setting.options:
        return setting.nearest(min(max(value, setting.options[0]), setting.options[-1]))
    low, high = setting.slider or setting.bounds or (value, value)
    return setting.kind(min(max(round(value, 2), low), high))

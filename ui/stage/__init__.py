"""The stage: a component that fetches a page's scenes, draws them with plotly.js and plays them in the browser."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.components.v2 as v2

from lesson import Page, Setting, View, written
from pages import HOME, PAGES
from server.files import VERSION, plotly_address, stage_address
from ui.base import base
from ui.session import session

HERE = Path(__file__).parent
KEY = "stage"

# A component's own script is sent with every rerun, so it only fetches the modules.
_BOOT = """
let stage, tries = 0;
export default function (component) {
  let stop = null, gone = false;
  const note = document.createElement("p");
  const load = () => {
    const folder = tries++ ? "@FOLDER@-" + tries : "@FOLDER@";
    const coming = import(new URL(folder + "/@MODULE@", document.baseURI).href);
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


def _component(name: str, module: str) -> Any:
    js = _BOOT.replace("@FOLDER@", f"{base()}{stage_address()}").replace("@MODULE@", module)
    js = js.replace("@PLOTLY@", f"{base()}{plotly_address()}")
    return v2.component(name, js=js, css=(HERE / "stage.css").read_text(), isolate_styles=False)


_mount = _component("canyon.stage", "stage.js")
_mount_home = _component("canyon.home", "home.js")


def mount_home() -> None:
    """Mount the first page: the race of the page HOME, and all acts by their questions."""
    lessons = [
        {
            "page": page.name,
            "menu": page.menu,
            "title": page.title,
            "acts": [[act.name, act.question] for act in page.acts],
        }
        for page in PAGES.values()
    ]
    data = {"page": HOME, "query": "", "version": VERSION, "base": base(), "sliders": {}, "lessons": lessons}
    _mount_home(key="home", data=[data], on_go_change=lambda: _going("home"))


def _going(key: str) -> None:
    to = st.session_state[key]["go"]
    if isinstance(to, dict):
        session().go(str(to.get("page", "")), str(to.get("act", "")))


def mount(view: View, shown: Mapping[str, Setting], after: Page[Any, Any] | None) -> None:
    """Mount the stage on a view. shown: the settings that have a control; after: the page after the last act."""
    known = view.page.controls(view.settings)

    def started() -> None:
        point = st.session_state[KEY]["start"]
        if isinstance(point, dict):
            named = {name: value for name, value in point.items() if name in known and _finite(value)}
            numbers = {name: value for name, value in named.items() if known[name].kind in (int, float)}
            session().set({name: _kept(known[name], value) for name, value in numbers.items()})

    data = {
        "page": view.page.name,
        "query": view.text,
        "version": VERSION,
        "base": base(),
        "sliders": {name: _slider(view, setting) for name, setting in shown.items() if len(setting.values) > 1},
        "lesson": _lesson(view, after),
    }
    _mount(
        key=KEY,
        data=[data],  # in a list: to see whether a dictionary's values are tables, Streamlit loads pandas
        on_start_change=started,
        on_go_change=lambda: _going(KEY),
    )


def _lesson(view: View, after: Page[Any, Any] | None) -> dict[str, Any]:
    """What the stage says of the act before anything is measured, and where its buttons lead."""
    page, act = view.page, view.act
    return {
        "acts": [[one.name, one.question] for one in page.acts],
        "act": page.acts.index(act),
        "guesses": act.guesses,
        "setup": act.setup,
        "look": act.look,
        "opens_at": act.opens_at,
        "settings": written(page.opening(act)),
        "next": {"page": after.name, "act": after.acts[0].name, "menu": after.menu} if after else None,
    }


def _slider(view: View, setting: Setting) -> dict[str, Any]:
    """How the stage reads a slider: the texts of its values, or where they begin and how far they are apart.

    opening: the text of that with which the act opens, which links leave out; swept: are all scenes to be had at once?
    """
    page = view.page
    opening = getattr(page.opening(view.act), setting.name)
    opening = setting.write(setting.default if opening is None else opening)[0]
    common = {"opening": opening, "swept": page.measure_many is not None}
    if setting.options:
        return {"values": setting.texts, **common}
    return {"low": setting.values[0], "step": setting.step or 1, "count": len(setting.values), **common}


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

"""The stage: a component that draws a scene with plotly.js and plays its tracks in the browser."""

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import streamlit as st
import streamlit.components.v1 as v1
import streamlit.components.v2 as v2

from figures.theme import DARK
from scenes.scene import Scene
from ui.controls import Drafts, nearest, put, put_last

HERE = Path(__file__).parent
KEY = "stage"

# Two folders served as they are: the stage's modules, and the plotly.js that the installed plotly carries.
_modules = v1.declare_component("modules", path=str(HERE))
_plotlyjs = v1.declare_component("plotlyjs", path=str(Path(plotly.__file__).parent / "package_data"))

# The component's own script is sent with every rerun, so it only fetches the modules.
_BOOT = """
let stage;
export default function (component) {
  const at = (path) => new URL("@BASE@/component/" + path, document.baseURI).href;
  let stop = null, gone = false;
  stage ??= import(at("@MODULES@/stage.js?@VERSION@"));
  const plotly = at("@PLOTLY@/plotly.min.js?@PLOTLYVERSION@");
  stage.then((module) => { if (!gone) stop = module.default(component, plotly); });
  return () => { gone = true; stop?.(); };
}
"""


def _boot() -> str:
    version = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(HERE.glob("*.js")))).hexdigest()[:12]
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    parts = {
        "@BASE@": f"/{base}" if base else "",
        "@MODULES@": _modules.name,
        "@VERSION@": version,
        "@PLOTLYVERSION@": plotly.__version__,
        "@PLOTLY@": _plotlyjs.name,
    }
    script = _BOOT
    for mark, text in parts.items():
        script = script.replace(mark, text)
    return script


_mount = v2.component("canyon.stage", js=_boot(), css=(HERE / "stage.css").read_text(), isolate_styles=False)


def drafts() -> Drafts:
    """What is being dragged in the browser just now. Read once a rerun."""
    draft = st.session_state.pop("_draft", {})
    return Drafts(draft.get("values", {}), draft.get("point", {}))


def stage(
    scene: Scene,
    *,
    name: str,
    title: str,
    live: tuple[str, ...] = (),
    pick: Mapping[str, Any] | None = None,
    more: bool = False,
) -> None:
    """Draw a scene.

    name: file name of a downloaded picture; title: its headline. live: fields whose sliders are followed while they are
    dragged. pick: {"settings": class, "fields": (x, y), "domain": ((low, high), ...)} of the two settings that a click
    or a drag on the left part sets, by its coordinates; with one field and one range it sets that by x. more: there
    is more to come, so run again when the scene is drawn.
    """
    answered = st.session_state.pop("_answered", None)

    def drafted() -> None:
        draft = st.session_state[KEY]["draft"]
        if _sound(draft):
            st.session_state["_draft"] = draft
            st.session_state["_answered"] = draft["id"]

    def started() -> None:
        point = st.session_state[KEY]["start"]
        if pick and isinstance(point, list) and len(point) == len(pick["fields"]) and all(map(_finite, point)):
            parts = zip(pick["fields"], point, pick["domain"], strict=True)
            put(
                pick["settings"],
                {name: nearest(pick["settings"], name, min(max(v, low), high)) for name, v, (low, high) in parts},
            )
            st.session_state["_moved"] = True  # by which ui.layout knows that the controls must follow

    def again() -> None:
        put_last()
        st.session_state["_moved"] = True

    data = encode(scene) | {
        "live": live,
        "pick": pick and {"fields": pick["fields"], "domain": pick["domain"]},
        "draft": answered,
        "again": "_last" in st.session_state,
        "more": more,
        "title": {"name": name, "title": title, "subtitle": scene.summary},
    }
    _mount(
        key=KEY,
        data=pack(data),
        on_draft_change=drafted,
        on_start_change=started,
        on_again_change=again,
        on_more_change=lambda: None,
    )


def _sound(draft: Any) -> bool:
    """What comes from a browser is not trusted: only finite numbers by name pass."""
    if not isinstance(draft, dict) or not isinstance(draft.get("id"), int):
        return False
    parts = [draft.get("values", {}), draft.get("point", {})]
    return all(isinstance(part, dict) and all(map(_finite, part.values())) for part in parts)


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def encode(scene: Scene) -> dict[str, Any]:
    """A scene as the stage reads it; arrays that a track carries are sent with the track only."""
    data, layout = scene.drawing["data"], scene.drawing["layout"]
    index = {trace["uid"]: i for i, trace in enumerate(data)}
    tracked = {track.trace: set(track.values) for track in scene.tracks}
    return {
        # plotly.js looks traces up by class names made of their uids, so those must be plain
        "data": [
            {key: value for key, value in trace.items() if key not in tracked.get(trace["uid"], ())} | {"uid": f"t{i}"}
            for i, trace in enumerate(data)
        ],
        "layout": layout,
        "dark": DARK,
        "tracks": [
            {"index": index[t.trace], "mode": t.mode, "stride": t.stride, "values": dict(t.values)}
            for t in scene.tracks
        ],
        "steps": scene.steps,
        "unit": scene.unit,
        "summary": scene.summary,
        "formulas": [
            {"label": f.label, "colour": f.colour, "template": f.template, "values": dict(f.values)}
            for f in scene.formulas
        ],
        "readouts": [{"label": r.label, "colour": r.colour, "values": dict(r.values)} for r in scene.readouts],
    }


def pack(data: dict[str, Any]) -> bytes:
    """JSON and numbers in one message, uint8 arrays as bytes and all others as float32; each array is sent once.

    The format is described in payload.js. Raises ValueError for a number that is not finite.
    """
    blocks: list[bytes] = []
    places: dict[tuple[Any, ...], dict[str, list[int]]] = {}
    kept: list[Any] = []
    offset = 0  # bytes

    def place(array: Any) -> Any:
        nonlocal offset
        if not isinstance(array, np.ndarray):
            raise TypeError(f"{type(array)} cannot be sent to the stage")
        where = (array.__array_interface__["data"][0], array.shape, array.strides, array.dtype.str)
        if where not in places:
            mark, kind = ("$8", "u1") if array.dtype == np.uint8 else ("$", "<f4")
            with np.errstate(over="ignore"):  # what float32 cannot hold is refused below
                block = np.ascontiguousarray(array, dtype=kind)
            if not np.isfinite(block).all():
                raise ValueError("an array for the stage has a number that is not finite")
            kept.append(array)  # its address must not be used again while the message is packed
            blocks.append(_padded(block.tobytes(), b"\0"))
            places[where] = {mark: [offset // block.itemsize, *array.shape]}
            offset += len(blocks[-1])
        return places[where]

    header = json.dumps(data, default=place, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()
    return b"".join([struct.pack("<I", len(header)), _padded(header, b" "), *blocks])


def _padded(block: bytes, fill: bytes) -> bytes:
    """To a multiple of four bytes, at which a Float32Array can begin."""
    return block + fill * (-len(block) % 4)

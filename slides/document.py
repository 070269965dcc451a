"""A lesson as a page that needs no server: one act in one file, or a page with its pictures beside it."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from lesson import Page, View, written
from slides.code import modules, plotly, styles
from slides.shelves import Plan, Shelf, Slider, filled, kind, shelves
from slides.shot import Shot

LARGEST = 600_000  # bytes of a file without plotly.js
PLANS = {"swept": Plan(101, 11), "one by one": Plan(7, 3), "slow": Plan(7, 3), "elsewhere": Plan(3, 2)}
PLOTLY_HERE = "<!-- plotly.js -->"


def standalone(shot: Shot, theme: str = "") -> str:
    """One act in a file: it plays, its sliders answer, it fetches nothing. theme: "light", "dark", or "" as read."""
    *_, page = growing(shot, theme)
    return page


def growing(shot: Shot, theme: str = "") -> Iterator[str]:
    """The same, and "" before it after each message of pictures, so that it can be given up."""
    view = shot.view
    plan = PLANS[kind(view)]
    while True:
        found, kept = shelves(view, plan)
        messages: list[str] = []
        for shelf in kept:
            messages.append(base64.b64encode(filled(view, shelf)[1]).decode())
            yield ""
        names = [f"scenes-{i}" for i in range(len(kept))]
        page = _standalone(shot, theme, act_told(view, found, kept, names), dict(zip(names, messages, strict=True)))
        if len(page.encode()) <= LARGEST or plan.alone <= 2:
            yield page.replace(PLOTLY_HERE, plotly(), 1)
            return
        plan = Plan(max(plan.alone // 2, 2), max(plan.together * 2 // 3, 2))


def _standalone(shot: Shot, theme: str, act: Mapping[str, Any], messages: Mapping[str, str]) -> str:
    parts = [
        *(f'<script type="text/plain" id="{name}">{text}</script>' for name, text in messages.items()),
        PLOTLY_HERE,
        modules(),
        '<script type="module">import "canyon/alone";</script>',
    ]
    told = lesson(shot.view.page, [act])
    return html(shot.view.act.question, told, parts, theme, link=shot.link, settings=shot.settings)


def act_told(view: View, found: Mapping[str, Slider], kept: Sequence[Shelf], names: Sequence[str]) -> dict[str, Any]:
    """What alone.js must know of an act. found: its sliders; names: where the message of each shelf is."""
    act = view.act
    return {
        "name": act.name,
        "question": act.question,
        "guesses": act.guesses,
        "setup": act.setup,
        "look": act.look,
        "try_next": act.try_next,
        "opens_at": act.opens_at,
        "settings": written(view.page.opening(act)),
        "opening": view.text,
        "sliders": {name: _slider(slider) for name, slider in found.items()},
        "shelves": [
            {
                "fields": [*shelf.sliders],
                "values": [[slider.written(value) for value in slider.values] for slider in shelf.sliders.values()],
                "message": name,
            }
            for shelf, name in zip(kept, names, strict=True)
        ],
    }


def _slider(slider: Slider) -> dict[str, Any]:
    setting = slider.setting
    return {
        "title": setting.title,
        "values": [slider.written(value) for value in slider.values],
        "texts": [setting.shown(value) for value in slider.values],
        "opening": slider.opening,
        "choice": not slider.numbers,
    }


def lesson(page: Page[Any, Any], acts: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """What alone.js must know of a page."""
    return {"page": page.name, "acts": acts, "next": None, "plotly": "", **more}


ROOM = '<aside aria-label="Settings"></aside><main></main>'  # for a lesson


def html(
    title: str,
    told: Mapping[str, Any],
    parts: Sequence[str],
    theme: str = "",
    room: str = ROOM,
    head: str = "",
    **meta: str,
) -> str:
    """A whole page. room: its elements; parts: what stands behind the lesson; meta: names and contents."""
    named = "".join(f'<meta name="canyon-{name}" content="{escape(text)}">' for name, text in meta.items())
    scheme = f' style="color-scheme: {theme}"' if theme else ""
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en"{scheme}>
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{named}
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>{styles()}</style>{head}
</head>
<body>{room}
<script type="application/json" id="lesson">{data}</script>
{chr(10).join(parts)}
</body>
</html>
"""

"""The pages of a site: HTML around what their acts told, and the stage's program beside them."""

import shutil
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from lesson import Page
from server.files import PLOTLY, STAGE, VERSION, plotly_address
from slides.document import ROOM, html, lesson

PROGRAM = "stage"  # the folder of the program
PLOTLY_FILE = plotly_address().rpartition("/")[2]


def write_program(folder: Path) -> None:
    """Copy the stage's modules and plotly.js into the folder of a site."""
    modules = folder / PROGRAM / VERSION
    modules.mkdir(parents=True)
    for path in STAGE.glob("*.js"):
        shutil.copyfile(path, modules / path.name)
    shutil.copyfile(PLOTLY, folder / PROGRAM / PLOTLY_FILE)


def page_html(page: Page[Any, Any], acts: Sequence[Mapping[str, Any]], pages: Sequence[Page[Any, Any]]) -> str:
    """A page's lesson. acts: what `make_act` gave; pages: of the site, in order."""
    after = pages[pages.index(page) + 1 :]
    onward = {"page": after[0].name, "act": after[0].acts[0].name, "menu": after[0].menu} if after else None
    told = lesson(page, acts, next=onward, plotly=f"../{PROGRAM}/{PLOTLY_FILE}", pages=True)
    links = [("../", "Home", False), *((f"../{one.name}/", one.menu, one is page) for one in pages)]
    return html(page.title, told, [_script("../", "alone")], room=_nav(links) + ROOM, head=_preloads("../"))


def home_html(pages: Sequence[Page[Any, Any]], running: Page[Any, Any], race: Mapping[str, Any]) -> str:
    """The first page: the lessons and their questions. race: what `make_act` gave of the act that runs there."""
    lessons = [
        {
            "page": page.name,
            "menu": page.menu,
            "title": page.title,
            "acts": [[act.name, act.question] for act in page.acts],
        }
        for page in pages
    ]
    alone = next(shelf for shelf in race["shelves"] if not shelf["fields"])
    shown = {"opening": race["opening"], "sliders": {}, "shelves": [alone | {"message": alone["message"][3:]}]}
    told = {"page": running.name, "lessons": lessons, "race": shown, "plotly": f"{PROGRAM}/{PLOTLY_FILE}"}
    return html("Canyon", told, [_script("", "front")], room="<main></main>", head=_preloads(""))


def _nav(links: Sequence[tuple[str, str, bool]]) -> str:
    current = ' aria-current="page"'
    parts = (f'<a href="{address}"{current * here}>{escape(text)}</a>' for address, text, here in links)
    return f'<nav class="canyon-pages" aria-label="Lessons">{"".join(parts)}</nav>'


def _script(root: str, module: str) -> str:
    return f'<script type="module" src="{root}{PROGRAM}/{VERSION}/{module}.js"></script>'


def _preloads(root: str) -> str:
    """All of the program at once, instead of a module when the one before it has come."""
    files = [f"{VERSION}/{path.name}" for path in sorted(STAGE.glob("*.js"))]
    modules = (f'<link rel="modulepreload" href="{root}{PROGRAM}/{file}">' for file in files)
    return f'<link rel="preload" as="script" href="{root}{PROGRAM}/{PLOTLY_FILE}">{"".join(modules)}'

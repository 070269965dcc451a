"""The acts of a site: which pictures there are of each, and their messages as files."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from lesson import View, read
from pages import PAGES
from server.settle import settle
from slides.document import act_told
from slides.shelves import Plan, Shelf, Slider, filled, kind, pairs, sliders

# Chosen so that all acts together take a fifth less than benchmarks/site.py allows.
PLANS = {
    "swept": Plan(101, 9, every=True),
    "one by one": Plan(25, 5, every=True),
    "slow": Plan(9, 3),
    "elsewhere": Plan(9, 3),
}
LARGEST = 550_000, 300_000  # bytes of a message: of one slider, of two
SCENES = "scenes"  # the folder of the messages


@cache
def _settled() -> None:
    settle()


def make_act(page: str, name: str, folder: Path) -> dict[str, Any]:
    """Write the messages of an act into the folder of a site; what alone.js must know of it. For any process."""
    _settled()
    view = read(PAGES[page], {"act": [name]})
    plan = PLANS[kind(view)]
    thinned = {field: slider.thinned(plan.alone) for field, slider in sliders(view).items()}
    kept = [filled(view, Shelf({}))]
    found: dict[str, Slider] = {}
    for field, slider in thinned.items():
        shelf, message = filled(view, Shelf({field: slider}), LARGEST[0])
        kept.append((shelf, message))
        found |= shelf.sliders  # no value without a picture
    kept += [filled(view, shelf, LARGEST[1]) for shelf in pairs(view, found, plan)]
    files = [_written(view, shelf, message, folder) for shelf, message in kept]
    return act_told(view, found, [shelf for shelf, _ in kept], files)


def _written(view: View, shelf: Shelf, message: bytes, folder: Path) -> str:
    """Where a page finds a message; a changed one elsewhere, so that no cache mixes two versions of a site."""
    digest = hashlib.sha256(message).hexdigest()[:8]
    name = "-".join([view.page.name, view.act.name, *shelf.sliders, digest])
    file = folder / SCENES / f"{name}.bin"
    file.write_bytes(message)
    return f"../{SCENES}/{file.name}"

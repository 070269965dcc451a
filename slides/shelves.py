"""The pictures of an act for who has no server: of all values of each of its sliders, and of some of two together."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from lesson import Page, Setting, View
from server.answers import message

ALONE = {"swept": 101, "one by one": 7, "elsewhere": 3}  # values of a slider, by how a page's pictures are made
TOGETHER = {"swept": 11, "one by one": 3, "elsewhere": 2}  # of each of two


@dataclass(frozen=True)
class Slider:
    """A slider or a menu of an act. values: all of them; opening: the place of the one with which it opens."""

    setting: Setting
    values: tuple[Any, ...]
    opening: int

    def written(self, value: Any) -> str:
        """The value's text in a link."""
        return self.setting.write(self.setting.checked(value))[0]

    def thinned(self, most: int) -> "Slider":
        """With at most so many of the values, evenly from end to end, the opening one among them."""
        last = len(self.values) - 1
        if last < most:
            return self
        places = {round(i * last / (most - 1)) for i in range(most)}
        nearest = min(places - {0, last} or places, key=lambda place: abs(place - self.opening))
        kept = sorted(places - {nearest} | {self.opening})
        return replace(self, values=tuple(self.values[place] for place in kept), opening=kept.index(self.opening))


@dataclass(frozen=True)
class Shelf:
    """Which pictures are together in one message: of all combinations of the fields' values, row by row."""

    fields: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return prod(len(values) for values in self.values)


def sliders(view: View) -> dict[str, Slider]:
    """The act's sliders and menus, at the view's settings."""
    shown = view.page.controls(view.settings)
    found: dict[str, Slider] = {}
    for name in view.act.sliders:
        setting = shown.get(name)
        values: tuple[Any, ...] = () if setting is None else _values(setting)
        if setting is None or len(values) < 2:
            continue
        value = getattr(view.settings, name)
        value = setting.default if value is None else value
        numbers = setting.kind in (int, float)
        place = min(range(len(values)), key=lambda i: abs(values[i] - value)) if numbers else values.index(value)
        found[name] = Slider(setting, tuple(one for one in values if _goes(view, {name: one})), 0)
        found[name] = replace(found[name], opening=found[name].values.index(values[place]))
    return found


def _values(setting: Setting) -> tuple[Any, ...]:
    if setting.kind is bool:
        return False, True
    return setting.options if setting.kind is str else setting.values


def _goes(view: View, values: dict[str, Any]) -> bool:
    try:
        replace(view.settings, **values)
    except ValueError:
        return False
    return True


def kind(page: Page[Any, Any]) -> str:
    """How a page's pictures are made."""
    return "swept" if page.measure_many else "elsewhere" if page.elsewhere else "one by one"


def shelves(view: View, alone: int, together: int) -> tuple[dict[str, Slider], list[Shelf]]:
    """The act's sliders, and which pictures there are of them.

    The view's own picture, those of each slider, and with at least two of them those of the first two together. alone,
    together: how many values of a slider at most, by itself and of each of two.
    """
    found = {name: slider.thinned(alone) for name, slider in sliders(view).items()}
    each = [Shelf((), ()), *(Shelf((name,), (slider.values,)) for name, slider in found.items())]
    both = [name for name, slider in found.items() if slider.setting.kind in (int, float)][:2]
    pair = Shelf(tuple(both), tuple(found[name].thinned(together).values for name in both))
    if len(both) == 2 and all(_goes(view, values) for values in _combined(pair)):
        each.append(pair)
    return found, each


def _combined(shelf: Shelf) -> list[dict[str, Any]]:
    return [dict(zip(shelf.fields, values, strict=True)) for values in product(*shelf.values)]


def filled(view: View, shelf: Shelf) -> bytes:
    """The message of a shelf's pictures, gzipped."""
    many = [replace(view.settings, **values) for values in _combined(shelf)]
    return gzip.compress(message(_scenes(view, many)), 6, mtime=0)


def _scenes(view: View, many: Sequence[Any]) -> list[Any]:
    page, act = view.page, view.act.name
    return [*page.scenes(many, act)] if page.measure_many else [page.scene(settings, act) for settings in many]

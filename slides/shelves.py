"""The pictures of an act for who has no server: of all values of each of its sliders, and of some of two together."""

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from math import prod
from typing import Any

from lesson import Setting, View
from server.answers import message

NUMBER = re.compile(r"(?<![\w.])−?\d+(?:\.\d+)?(?![\w.]*\d)", re.ASCII)
SLOW = {  # acts whose picture takes seconds
    ("generalization", "capacity"),
    ("generalization", "examples"),
    ("generalization", "test"),
}


@dataclass(frozen=True)
class Plan:
    """How many values of a slider there are pictures of: alone, and together with another's.

    every: of any two sliders and menus together, or of the first two sliders only?
    """

    alone: int
    together: int
    every: bool = False


@dataclass(frozen=True)
class Slider:
    """A slider or a menu of an act.

    values: all of them; opening: the place of that with which it opens; named: places of what the act says to try.
    """

    setting: Setting
    values: tuple[Any, ...]
    opening: int
    named: tuple[int, ...] = ()

    @property
    def numbers(self) -> bool:
        """Is it a slider, and no menu?"""
        return self.setting.kind in (int, float)

    def written(self, value: Any) -> str:
        """The value's text in a link."""
        return self.setting.write(self.setting.checked(value))[0]

    def thinned(self, most: int) -> "Slider":
        """With at most so many of its values, those to keep and others evenly from end to end; all of a menu's."""
        last = len(self.values) - 1
        if last < most or not self.numbers:
            return self
        places = [round(i * last / (most - 1)) for i in range(most)]
        kept = [self.opening, *(i for i in self.named if i != self.opening)][:most]
        for place in kept:
            if place not in places:
                free = [one for one in places if one not in kept]
                inner = [one for one in free if one not in (0, last)] or free
                places.remove(min(inner, key=lambda one: abs(one - place)))
                places.append(place)
        places.sort()
        named = tuple(places.index(place) for place in self.named if place in places)
        return replace(
            self, values=tuple(self.values[i] for i in places), opening=places.index(self.opening), named=named
        )


@dataclass(frozen=True)
class Shelf:
    """Which pictures are together in one message: of all combinations of the sliders' values, row by row."""

    sliders: Mapping[str, Slider]

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return prod(len(slider.values) for slider in self.sliders.values())

    @property
    def combinations(self) -> list[tuple[Any, ...]]:
        """The values of the sliders, a picture each."""
        return [*product(*(slider.values for slider in self.sliders.values()))]

    def thinned(self, share: float) -> "Shelf":
        """With so large a share of the pictures, or a little less; as it is where that cannot be."""
        fewer = dict(self.sliders)
        numbers = [name for name, slider in fewer.items() if slider.numbers]
        room = share * prod(len(fewer[name].values) for name in numbers)  # pictures for each entry of a menu
        for i, name in enumerate(numbers):
            left = prod(len(fewer[one].values) for one in numbers[i:])
            most = round((room / left) ** (1 / (len(numbers) - i)) * len(fewer[name].values))
            most = max(most if i < len(numbers) - 1 else int(room), 2)
            fewer[name] = fewer[name].thinned(most)
            room /= most
        return Shelf(fewer)


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
        going = tuple(one for one in values if _goes(view, {name: one}))
        named = tuple(i for i, one in enumerate(going) if numbers and float(one) in _numbers(view.act.try_next))
        found[name] = Slider(setting, going, going.index(values[place]), named)
    return found


def _numbers(text: str) -> set[float]:
    """Those that a sentence names."""
    return {float(found.replace("−", "-")) for found in NUMBER.findall(text)}


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


def kind(view: View) -> str:
    """How the pictures of an act are made."""
    page = view.page
    if (page.name, view.act.name) in SLOW:
        return "slow"
    return "swept" if page.measure_many else "elsewhere" if page.elsewhere else "one by one"


def shelves(view: View, plan: Plan) -> tuple[dict[str, Slider], list[Shelf]]:
    """The act's sliders, and which pictures there are: the view's own, those of each slider, and of two together."""
    found = {name: slider.thinned(plan.alone) for name, slider in sliders(view).items()}
    return found, [Shelf({}), *(Shelf({name: slider}) for name, slider in found.items()), *pairs(view, found, plan)]


def pairs(view: View, found: Mapping[str, Slider], plan: Plan) -> list[Shelf]:
    """The shelves of two sliders together: of any two, or of the first two that are no menus."""
    names = [*found] if plan.every else [name for name, slider in found.items() if slider.numbers][:2]
    both = [Shelf({name: found[name].thinned(plan.together) for name in two}) for two in combinations(names, 2)]
    return [shelf for shelf in both if all(_goes(view, values) for values in _settings(shelf))]


def _settings(shelf: Shelf) -> list[dict[str, Any]]:
    return [dict(zip(shelf.sliders, values, strict=True)) for values in shelf.combinations]


def filled(view: View, shelf: Shelf, largest: int | None = None) -> tuple[Shelf, bytes]:
    """The message of a shelf's pictures, gzipped: of fewer where they are more than `largest` bytes, if they can be."""
    many = [replace(view.settings, **values) for values in _settings(shelf)]
    scenes = dict(zip(shelf.combinations, _scenes(view, many), strict=True))
    while True:
        data = gzip.compress(message([scenes[values] for values in shelf.combinations]), 9, mtime=0)
        fewer = shelf if largest is None else shelf.thinned(0.95 * largest / len(data))
        if largest is None or len(data) <= largest or fewer.count == shelf.count:
            return shelf, data
        shelf = fewer


def _scenes(view: View, many: Sequence[Any]) -> list[Any]:
    page, act = view.page, view.act.name
    return [*page.scenes(many, act)] if page.measure_many else [page.scene(settings, act) for settings in many]

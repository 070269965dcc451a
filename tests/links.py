"""Links to try: every kind of nonsense, and random ones that mean something."""

from contextlib import suppress
from dataclasses import replace
from math import exp, log
from random import Random
from typing import Any

from lesson import Page, View, declared, read

LONG = "9" * 100_000
UNKNOWN = ("nonsense", "", "η", "eta[]", "__class__", "guess", "stage", "_session", "_draft", "preset", "page", "Eta")

# No setting of any page means one of these; and what it does not mean, it has at its default.
NO_NUMBER = (
    *("nonsense", "NaN", "nan", "inf", "-inf", "Infinity", "1e999", "-1e999", "1e300", "-1e300", "", " ", "1,5", "0x1"),
    *("left", "1e", "--1", "1_0", "٣٠٠٠", "𝟘.𝟙𝟚", "⅒", "\x00", "1\x00", "%s%n", "None", "[]", "0.2 0.3", LONG),
    *("<script>alert(1)</script>", "'; DROP TABLE runs; --", "{{7*7}}", "1+1j", str(10**400)),
)
NO_NAME = (
    *("../../etc", "Canyon", "", "canyon\n", "🏔", "<b>bowl</b>", "null", "4D", "map<svg onload=1>", "MAP", "\x00"),
    *("x" * 50_000, "__import__('os')", "SGD,Adam", "[]", "sgd"),
)
NO_SWITCH = ("maybe", "", "2", "None", "perhaps", "True", "yes", "1", "\x00", LONG)

# What version 1's links were tried with, and fell back from, besides.
OUT_OF_RANGE = {
    "eta": ("-0.1", "0", "2", "1.01", "9e-5"),
    "steps": (str(10**12), "-5", "0", "12.5"),
    "x0": ("5.01", "1e300"),
    "y0": ("4.5",),
    "theta": ("1e5", "91", "-90.5"),
    "alpha": ("1", "-0.01"),
    "rho": ("-0.5",),
    "beta1": ("inf", "1"),
    "beta2": ("1", "-0.1"),
    "epsilon": ("0", "-1e-7"),
    "noise": ("-1", "1e999", "nan"),
    "seed": ("-1", "1e99", "0.5"),
    "eta_adam": ("-1",),
    "kappa": ("0", "-5", "1001", "0.5"),
}


def hostile(page: Page) -> list[dict[str, Any]]:
    """Links that say nothing to a page."""
    links: list[dict[str, Any]] = [{name: "1"} for name in UNKNOWN if name not in declared(page.settings)]
    for name, setting in declared(page.settings).items():
        texts = {bool: NO_SWITCH, str: NO_NAME, tuple: NO_NAME}.get(setting.kind, NO_NUMBER)
        links += [{name: text} for text in texts]
    everything = {name: texts for link in links for name, texts in link.items()}
    return [*links, everything, {"act": "nonsense"}, {"act": ""}, {"act": LONG}, {"v": "1", "sweep": ""}]


def odd(page: Page) -> list[dict[str, Any]]:
    """Links that may mean one thing or another."""
    links: list[dict[str, Any]] = [{"act": [page.acts[0].name, "nonsense"]}, {"": ["1"] * 500}]
    for name, setting in declared(page.settings).items():
        some = setting.options or setting.bounds or (False, True)
        texts = [setting.write(option)[-1] for option in some if setting.kind is not tuple] or [*some]
        links += [{name: texts[:2]}, {name: [*texts[:1], "nonsense"]}, {name: texts[-1:] * 500}]
        if setting.kind in (int, float):
            links += [{name: text} for text in (f" {texts[0]}", f"+{texts[-1]}", "12.5", "1e3", "-0", "0.1234")]
    return links


def random_link(page: Page, seed: int) -> dict[str, list[str]]:
    """A link with about half of a page's settings somewhere in what their controls offer.

    How long a run is does not vary as much: only about its default where a page is one of long computations.
    """
    random = Random(f"{page.name} {seed}")
    link: dict[str, list[str]] = {}
    if random.random() < 0.5:
        link["act"] = [random.choice(page.acts).name]
    for asked in (declared(page.settings), page.controls(read(page, link).settings)):  # a surface first, then its map
        for name, setting in asked.items():
            if random.random() < 0.4:
                near = page.opening(page.acts[0]) if page.grow and setting.kind is int else None
                link[name] = setting.write(_some(setting, random, near and getattr(near, name)))
    return link


def _some(setting: Any, random: Random, near: Any = None) -> Any:
    if setting.kind is bool:
        return random.random() < 0.5
    if setting.kind is tuple:
        return tuple(random.sample(setting.options, random.randint(1, len(setting.options))))
    if setting.kind is str:
        return random.choice(setting.options)
    values = setting.values or setting.bounds
    if near in values:
        return random.choice(values[max(values.index(near) - 1, 0) :][:3])
    if setting.clamp:  # how long a run is
        values = values[: 1 + len(values) // 4]
    return random.choice((random.choice(values), values[0], values[-1]))


def random_view(page: Page, seed: int) -> View:
    """What such a link means."""
    return read(page, random_link(page, seed))


def anywhere(page: Page, seed: int) -> Any:
    """Settings of a page anywhere in their bounds, at the ends more often than by chance; long runs but rarely.

    Where a computation may take long, whole numbers decide how long.
    """
    random = Random(f"{page.name} anywhere {seed}")
    settings = random_view(page, seed).settings
    for name, setting in declared(settings).items():
        free = setting.kind is float or (setting.kind is int and not setting.clamp and page.grow is None)
        if free and setting.bounds and random.random() < 0.5:
            with suppress(ValueError):  # does not go together with the others
                settings = replace(settings, **{name: _within(*setting.bounds, setting.kind, random)})
    return settings


def _within(low: float, high: float, kind: type, random: Random) -> float:
    if random.random() < 0.4:
        return random.choice((low, high))
    if kind is int:
        return random.randint(int(low), int(high))
    value = exp(random.uniform(log(low), log(high))) if low > 0 else random.uniform(low, high)
    return min(max(value, low), high)

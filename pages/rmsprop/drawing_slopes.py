"""RMSProp on straight slopes, drawn."""

from itertools import pairwise

import numpy as np

from figures.against import Part, bars, curve, dots, ground, key, level, mover, panel, rod, spot, text
from figures.theme import INK, MUTED, RELIEF, SHORT, STYLES
from lesson import Scene, number
from pages.rmsprop.measure_slopes import FALL, INSIDE, NONE, OUTSIDE, Slopes
from pages.rmsprop.measure_steps import CASES, Array, case_of
from pages.rmsprop.scene import finished
from pages.rmsprop.words_slopes import in_eta

GREEN, PALE = STYLES["RMSProp"].colour, RELIEF[0]
PACES: dict[str, str] = dict(zip(CASES, (MUTED, GREEN, SHORT), strict=True))
LOW = 3.6  # η: the least height of an axis of steps
MARGIN = 0.04  # of the hillside's width on either side
CENTRE = "middle center"
HEIGHT = 0.55  # of the hillside on its axis


def draw(measured: Slopes) -> Scene:
    """The scene of the view that was measured."""
    parts = {"slope": _two_slopes, "fall": _hillside, "epsilon": _walks}[measured.settings.view](measured)
    return finished(measured, parts, steps=measured.steps)


def _two_slopes(measured: Slopes) -> list[Part]:
    parts: list[Part] = []
    settings, n = measured.settings, measured.settings.steps
    tallest = max(LOW, 1.15 * float(measured.steps.ratio.max()))
    for i, slope in enumerate((settings.slope, settings.flat)):
        bottom, top = (0.54, 1.0) if i == 0 else (0.0, 0.46)
        against = panel((0.0, 0.52, bottom, top), (0.0, 0.57, bottom, top), n)
        root = np.concatenate([[0.0], np.sqrt(measured.steps.r[:, i])])
        beside(against, f"{i}", measured.steps.g[:, i], root, known=True)
        text(against, f"slope{i}", (0.2, 1.26), f"|g| = {number(slope)}", 22)
        text(
            against,
            f"root{i}",
            (n + 0.4, 1.26),
            [f"√r = {number(value, 2)}" for value in root],
            22,
            GREEN,
            "middle left",
        )
        size = panel((0.6, 0.95, bottom, top), (0.66, 0.95, bottom, top), n)
        ratio = measured.steps.ratio[:, i]
        heights(size, f"{i}", ratio, tallest)
        text(
            size, f"first{i}", (1.8, max(float(ratio[0]), 1.4) / tallest), [" ", f"first {in_eta(ratio[0])}"], 18, MUTED
        )
        parts += [against, size]
    return parts


def beside(part: Part, uid: str, g: Array, root: Array, known: bool = False) -> None:
    """Bars of |g| and the line of √r (n+1,) over them, the highest 1 high. known: are the bars there from the start?"""
    tall = max(float(np.abs(g).max()), float(root.max()), 1e-30)
    bars(part, f"g{uid}", PALE, np.abs(g) / tall, known)
    curve(part, f"r{uid}", GREEN, root / tall)


def heights(part: Part, uid: str, sizes: Array, tallest: float, name: str = "step") -> None:
    """Bars of the steps' sizes in units of η, with η as a line and the size of the last one in words."""
    size = np.abs(sizes)
    bars(part, f"size{uid}", GREEN, size / tallest)
    level(part, f"eta{uid}", 1 / tallest)
    text(part, f"eta-name{uid}", (part.x[1], 1 / tallest), " η", 22)
    said = [name, *(f"{name} {in_eta(value)}" for value in size)]
    text(part, f"said{uid}", (part.x[1], 1.26), said, 22, GREEN, "middle left")


def _hillside(measured: Slopes) -> list[Part]:
    settings, n = measured.settings, measured.settings.steps
    g, ratio = measured.steps.g[:, 0], measured.steps.ratio[:, 0]
    hill = Part((-MARGIN, 1 + MARGIN), (0.0, 1.0), (0.0, 1.0, 0.5, 1.0), (0.0, 1.0, 0.52, 1.0))
    way = measured.places[:, 0]
    drop = np.concatenate([[0.0], np.cumsum(g * ratio)])
    x, y = way / way[-1], 0.19 + HEIGHT * (1 - drop / drop[-1])
    foot = min(FALL, n)
    slopes = (y[0] - y[foot]) / x[foot], (y[foot] - y[-1]) / max(1 - x[foot], 1e-9)
    line_x = np.array([-MARGIN, x[0], x[foot], 1.0, 1 + MARGIN])
    line_y = np.array([y[0] + MARGIN * slopes[0], y[0], y[foot], y[-1], y[-1] - MARGIN * slopes[1]])
    ground(hill, "hill", line_x, line_y, RELIEF[1], RELIEF[0])
    xy = np.stack([x, y + 0.035], -1)
    dots(hill, "dot", tuple(PACES.values()), xy, case_of(ratio), 12)
    spot(hill, "start", *xy[0])
    mover(hill, "now", xy, GREEN, "diamond", 20)
    said = [" ", *(f"{in_eta(value)}" for value in ratio)]
    text(hill, "pace", (x, y + 0.17), said, 24, GREEN, "middle center")
    text(hill, "steep", (x[foot] / 2, (y[0] + y[foot]) / 2 - 0.14), f"slope {number(settings.slope)}", 20, side=CENTRE)
    if n > FALL:
        below = min(y[foot], y[-1]) - 0.1
        text(hill, "flat", ((1 + x[foot]) / 2, below), f"slope {number(settings.flat)}", 20, side=CENTRE)
    history = panel((0.0, 0.94, 0.0, 0.46), (0.0, 0.92, 0.0, 0.46), n)
    root = np.concatenate([[0.0], np.sqrt(measured.steps.r[:, 0])])
    beside(history, "", g, root)
    tall = max(float(g.max()), float(root.max()))
    text(history, "g-name", (0.5 * foot, 0.16 * g[0] / tall), "|g|", 22, INK, "middle center")
    text(history, "root-name", (np.arange(n + 1.0), root / tall), " √r", 22, GREEN)
    said = [" ", *(f"|g|/√r = {value:.2f}" for value in measured.none[:, 0])]
    text(history, "said", (n, 1.25), said, 22, INK, "middle left")
    return [hill, history, key(PACES, (0.45, 1.0, 0.92, 1.0), (0.2, 1.0, 0.92, 1.0))]


def _walks(measured: Slopes) -> list[Part]:
    settings = measured.settings
    names = {
        NONE: ("no ε: √r", MUTED),
        INSIDE: ("inside: √(r+ε)", GREEN),
        OUTSIDE: ("outside: √r + ε", INK),
    }
    way = {name: np.concatenate([np.zeros((1, 2)), np.cumsum(size, axis=0)]) for name, size in measured.sizes.items()}
    farthest = max(float(places.max()) for places in way.values())
    parts: list[Part] = []
    for i, slope in enumerate((settings.slope, settings.flat)):
        bottom, top = (0.54, 1.0) if i == 0 else (0.0, 0.46)
        low = 0.72 if i == 0 else 0.41
        part = Part((-0.55, 1.25), (0.0, 4.0), (0.0, 0.62, bottom, top), (0.0, 1.0, low, low + 0.28))
        text(part, f"slope{i}", (-0.54, 3.6), f"on slope {number(slope)} it has walked", 20)
        for k, (name, (label, colour)) in enumerate(names.items()):
            places = way[name][:, i]
            height = 2.55 - k
            rod(part, f"rod{i}{k}", colour, places / farthest, height)
            text(part, f"rod-name{i}{k}", (-0.03, height), label, 18, colour, "middle left")
            said = [f" {number(value, 2)} η" for value in places]
            text(part, f"far{i}{k}", (places / farthest, height), said, 20, colour)
        parts.append(part)
    return [*parts, _levels(measured)]


def _levels(measured: Slopes) -> Part:
    """√r on the flatter slope against |g|, √ε and ε, on a log axis."""
    settings, n = measured.settings, measured.settings.steps
    column = 1 if settings.flat <= settings.slope else 0
    slope = (settings.slope, settings.flat)[column]
    root = np.sqrt(measured.steps.r[:, column])
    lines = {"|g|": (slope, INK), "√ε": (settings.epsilon**0.5, GREEN), "ε": (settings.epsilon, MUTED)}
    logs = np.log10([*(value for value, _ in lines.values()), root[0]])
    low, span = logs.min(), max(np.ptp(logs), 1.0)

    def at(values: Array | float) -> Array:
        return 0.08 + (np.log10(values) - low) / span

    part = Part((0.0, 2.1 * n), (0.0, 1.35), (0.66, 1.0, 0.0, 1.0), (0.0, 1.0, -0.06, 0.36))
    text(part, "levels", (0.0, 1.27), f"√r on slope {number(slope)}", 20, clip=True)
    curve(part, "root", GREEN, at(np.concatenate([root[:1], root])))
    text(part, "root-name", (0.08 * n, float(at(float(root[0])))), "√r", 20, GREEN, clip=True)
    free = 0.075
    places = {name: float(at(value)) for name, (value, _) in lines.items()}
    order = sorted(places, key=places.__getitem__)
    for under, over in pairwise(order):
        places[over] = max(places[over], places[under] + free)
    for name, (value, colour) in lines.items():
        level(part, f"level-{name}", float(at(value)), colour, until=n)
        text(part, f"level-name-{name}", (n, places[name]), f" {name} = {number(value, 2)}", 18, colour, clip=True)
    return part

"""Tracks that scenes share: paths, arrows and panels of curves, and the relief they lie on."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from figures.panels import Panel
from figures.relief import STRIDE, Relief, arrow_line
from figures.theme import STYLES, Style
from optim import MAX_STEPS, Trajectory
from scenes.scene import Track
from surfaces import Surface
from surfaces.curve import Curve

Array = NDArray[np.float64]
GRID = 100
FLOOR = 1e-8  # the lowest error a picture shows
FAR = 20.0  # a path is drawn until it is this many domain sizes away
STEPS = np.arange(MAX_STEPS + 2.0)  # one array for all curves, so that it is sent once


def relief(surface: Surface) -> tuple[Relief, float]:
    """The surface on the log scale that shows its valley, and the offset that keeps the logarithm finite."""
    (x0, x1), (y0, y1) = surface.domain
    x, y = np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID)
    above = surface.value(np.stack(np.meshgrid(x, y), axis=-1)) - surface.minimum
    offset = float(max(np.quantile(above, 0.02), 1e-3 * above.max()))
    return Relief(x, y, np.log10(above + offset), "log<sub>10</sub> error"), offset


def error_panel(
    values: Mapping[str, Array], surface: Surface, ground: Relief, styles: Mapping[str, Style] = STYLES
) -> Panel:
    """The error above the minimum against the step, on a log axis with a floor; values: name -> (k,)."""
    return Panel(
        key="error",
        title=f"error above the minimum, floor 10<sup>{round(np.log10(FLOOR))}</sup>",
        short="error",
        # beyond the axis the curve only has to leave the picture; float32 ends at 3e38
        curves={name: np.clip(value - surface.minimum, FLOOR, 1e30) for name, value in values.items()},
        styles=styles,
        range=(FLOOR, 10 * float(10 ** ground.height.max())),
        log=True,
    )


def drawn(done: Trajectory, surface: Surface | Curve) -> int:
    """How many points of a run can be drawn: up to its first far outside the map."""
    size = max(high - low for low, high in surface.domain)
    centre = np.mean(surface.domain, axis=1)
    far = np.abs(done.w[: done.last + 1] - centre).max(-1) > FAR * size
    return int(far.argmax()) + 1 if far.any() else done.last + 1


def path_tracks(name: str, x: Array, y: Array) -> list[Track]:
    """A path, its markers and its moving point (figures.relief.path and point)."""
    path = {"x": x, "y": y}
    return [
        Track(f"path-{name}", "grow", path),
        Track(f"marks-{name}", "grow", {key: array[::STRIDE] for key, array in path.items()}, STRIDE),
        Track(f"point-{name}", "move", path),
    ]


def arrow_track(uid: str, x: Array, y: Array, dx: Array, dy: Array, head: float) -> Track:
    """An arrow that moves (figures.relief.arrow)."""
    xs, ys = arrow_line(x, y, dx, dy, head)
    return Track(f"arrow-{uid}", "replace", {"x": xs, "y": ys})


def panel_tracks(panel: Panel) -> list[Track]:
    """The curves of a panel, the markers at their ends and the bands around them."""
    tracks: list[Track] = []
    for name, band in (panel.bands or {}).items():
        for end, values in zip(("low", "high"), band, strict=True):
            tracks.append(Track(f"{panel.key}-{end}-{name}", "grow", {"x": STEPS[: len(values)], "y": values}))
    for name, curve in panel.curves.items():
        values = {"x": STEPS[: len(curve)], "y": curve}
        tracks += [
            Track(f"{panel.key}-{name}", "grow", values),
            Track(f"{panel.key}-tip-{name}", "move", values),
        ]
    return tracks


def nice(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above value, and at least 1."""
    power = 10 ** np.floor(np.log10(max(value, 1.0)))
    return float(max(m * power for m in (1, 2, 5) if m * power <= max(value, 1.0)))


def roomy(value: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten not below value > 0: an axis's end, mostly the same in a drag."""
    power = 10 ** np.floor(np.log10(value))
    return float(min(m * power for m in (1, 2, 5, 10) if m * power >= value * (1 - 1e-9)))

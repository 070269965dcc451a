"""The output's bias at the inverse sigmoid of the class's share, against zero."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from figures.grid import Row, grid
from figures.panels import Panel
from figures.theme import STYLES
from networks import DATASETS, Data, Network, TrainingError, initial, naive, output_bias
from optim import SGD, race
from scenes.initialization_settings import Settings
from scenes.scene import Scene
from scenes.tracks import panel_tracks

Array = NDArray[np.float64]
BATCH, HIDDEN = 20, 16
MOST = 1e30  # float32 ends at 3e38
SHARE, ZERO = "share's bias", "bias 0"  # the names of the two starts


@dataclass(frozen=True)
class Biases:
    """Two trainings of T steps that differ in the output's first bias alone.

    error, mean: name of the start -> the training error and the mean prediction (T+1,). bias: of the start SHARE;
    share: of the class among the training examples.
    """

    error: dict[str, Array]
    mean: dict[str, Array]
    bias: float
    share: float
    baseline: float

    def below(self, name: str, level: float) -> int | None:
        """The first step after which a training error is below a level, None if none is."""
        under = self.error[name] < level * (1 - 1e-9)
        return int(under.argmax()) if under.any() else None


@lru_cache
def data(seed: int) -> Data:
    """Handwritten digits: is it an 8?"""
    return DATASETS["eights"].data(seed, size=400)


def run(settings: Settings) -> Biases:
    """Train from both starts, on the same batches; the weights into the output are 0 in both."""
    network, examples = Network((64, HIDDEN, 1), "tanh", "sigmoid"), data(settings.seed)
    bias = output_bias(network, examples.y)
    starts = np.stack([initial(network, "glorot", settings.seed, bias=first) for first in (bias, np.zeros(1))])
    objective = TrainingError(network, examples, BATCH, settings.seed)
    done = race({"SGD": SGD(settings.eta)}, objective, starts, settings.steps)["SGD"]
    mean = network.predict(done.w, examples.x)[..., 0].mean(-1)
    names = (SHARE, ZERO)
    return Biases(
        error={name: done.value[:, i] for i, name in enumerate(names)},
        mean={name: mean[:, i] for i, name in enumerate(names)},
        bias=float(bias[0]),
        share=float(examples.y.mean()),
        baseline=naive(network, examples.y),
    )


def scene(settings: Settings) -> Scene:
    """The training error and the mean prediction from both starts."""
    done = run(settings)
    styles = {SHARE: STYLES["RMSProp"], ZERO: STYLES["Momentum"]}
    panels = [
        Panel(
            key="error",
            title="training error",
            curves={name: np.clip(curve, 0, MOST) for name, curve in done.error.items()},
            styles=styles,
            range=(0.0, 0.8),
            guides={"baseline": done.baseline},
        ),
        Panel(
            key="mean",
            title="mean prediction",
            curves=done.mean,
            styles=styles,
            range=(0.0, 0.6),
            guides={f"{100 * done.share:.3g} % are 8": done.share},
        ),
    ]
    return Scene(
        drawing=grid([Row(panels)], settings.steps),
        tracks=tuple(track for panel in panels for track in panel_tracks(panel)),
        steps=settings.steps,
        summary=summary(settings, done),
        sentences=sentences(settings, done),
    )


def summary(settings: Settings, done: Biases) -> str:
    """What happened."""
    first, zero = done.error[SHARE][0], done.error[ZERO][0]
    return (
        f"With the bias at the inverse sigmoid of the class's share, {_signed(done.bias)}, the first error is "
        f"{first:.4g}, the best constant's {done.baseline:.4g}; with bias 0 it is {zero:.4g}. {saved(settings, done)}"
    )


def saved(settings: Settings, done: Biases) -> str:
    """The steps that the bias saves on the way below the baseline."""
    at = {name: done.below(name, done.baseline) for name in (SHARE, ZERO)}
    here, there = at[SHARE], at[ZERO]
    if here is None or there is None:
        said = [_reached(name, step, settings.steps) for name, step in at.items()]
        return f"{said[0][0].upper()}{said[0][1:]}, {said[1]}."
    return (
        f"The error is below the baseline from step {here} instead of step {there} on for the first time: "
        f"{there - here} steps saved."
    )


def _reached(name: str, step: int | None, steps: int) -> str:
    where = {SHARE: "the start with the share's bias", ZERO: "the start with bias 0"}[name]
    return f"{where} is " + (f"still not below it after {steps} steps" if step is None else f"below it at step {step}")


def sentences(settings: Settings, done: Biases) -> tuple[str, ...]:
    """The outcome in detail."""
    half = {name: done.below(name, done.baseline / 2) for name in (SHARE, ZERO)}
    here, there = half[SHARE], half[ZERO]
    later = (
        f"Half the baseline is reached at step {here} instead of {there}."
        if here is not None and there is not None
        else "Not both reach half the baseline in these steps."
    )
    return (
        f"**The first prediction** is sigmoid(bias) for every example, because the weights into the output are 0: "
        f"{done.mean[SHARE][0]:.3g} or {done.mean[ZERO][0]:.3g}, where {100 * done.share:.3g} % of the "
        f"{len_of(settings)} training examples are eights.",
        f"**What is saved** is the time in which the network would learn that constant. {later}",
    )


def len_of(settings: Settings) -> int:
    """The number of training examples."""
    return len(data(settings.seed).x)


def answer(settings: Settings) -> str:
    """The answer to the view's question."""
    done = run(settings)
    return (
        f"**The first prediction is then the best constant.** {100 * done.share:.3g} % of the training examples are "
        f"eights, and the inverse sigmoid of that is {_signed(done.bias)}. With this bias the "
        f"first error is {done.error[SHARE][0]:.4g}, that of the best constant is {done.baseline:.4g}, and a bias of 0 "
        f"begins at {done.error[ZERO][0]:.4g}. {saved(settings, done)}"
    )


def _signed(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")

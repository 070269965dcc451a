"""Backpropagation: the lecture's algorithm line by line on a small network, the chain rule, and a check of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figures import network as drawing
from figures.theme import INK, MARKED, STYLES
from networks import Network
from optim.settings import check, setting
from scenes.algorithm import SIZES, WEIGHTS, Run, Step, differences, label, lines, number, steps
from scenes.scene import Formula, Scene, Track

Array = NDArray[np.float64]
LIVE = ("in0", "in1", "target", *WEIGHTS, "eta")
MORE = (((-1.0, 1.0), 1.0), ((-1.0, -1.0), 0.0), ((1.0, 1.0), 0.0))  # the corners of exclusive or that are not yours
KINK = 1e-3  # this near to 0 a relu's derivative and its difference may not be the same


def _weight(default: float, symbol: str) -> Any:
    return setting(default, label=symbol, bounds=(-5, 5), slider=(-2, 2), step=0.1)


FORWARD, BACKWARD, CHAIN = STYLES["SGD"].colour, STYLES["Momentum"].colour, STYLES["Adam"].colour
UNIT, INPUT = 60, 50  # circles in px
AWAY = "\u2003\u2003\u2004"  # from a unit's centre to what is written beside it
ROWS = drawing.positions(SIZES)
AT = np.concatenate(ROWS)
BIASES = np.array([[0.068, 0.5], [0.93, 0.5], [0.78, 1.0]])
# where labels stand, in the order of WEIGHTS
LABELS = np.array(
    [[0.21, 0.22], [0.4, 0.18], [0.6, 0.18], [0.79, 0.22], *BIASES[:2], [0.355, 0.71], [0.645, 0.71], BIASES[2]]
)
VALUES = (np.concatenate([AT, AT[2:]]), ["middle center"] * 2 + ["top center"] * 3 + ["bottom center"] * 3)
ERRORS = (AT[[2, 3, 2, 3, 4]], ["top right", "top left", "bottom right", "bottom left", "bottom left"])
BELOW = np.array([[0.5, -2.0]])  # out of sight


@dataclass(frozen=True)
class Settings:
    """An example, nine weights, η, and how many examples are in the batch. Raises ValueError."""

    in0: float = setting(0.8, label="in[0]", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    in1: float = setting(-0.5, label="in[1]", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    target: float = setting(1.0, label="Target", bounds=(-5, 5), slider=(-2, 2), step=0.1)
    eta: float = setting(0.2, symbol="η", label="Learning rate", bounds=(1e-8, 10), slider=(1e-3, 10), log=True)
    batch_size: int = setting(1, label="Batch size", bounds=(1, 4), slider=(1, 4))
    weight: str = setting("w01", label="Chain rule for", options=WEIGHTS)
    activation: str = setting("tanh", label="Activation", options=("tanh", "relu", "sigmoid", "identity"))
    output: str = setting("linear", label="Output", options=("linear", "sigmoid"))
    w00: float = _weight(0.6, "w[0, 0]")
    w01: float = _weight(-0.3, "w[0, 1]")
    w10: float = _weight(-0.5, "w[1, 0]")
    w11: float = _weight(0.4, "w[1, 1]")
    w20: float = _weight(0.2, "w[2, 0]")
    w21: float = _weight(-0.2, "w[2, 1]")
    u0: float = _weight(0.5, "u[0, 0]")
    u1: float = _weight(0.7, "u[1, 0]")
    u2: float = _weight(0.1, "u[2, 0]")

    def __post_init__(self) -> None:
        check(self)

    @property
    def goal(self) -> float:
        """The target; with the sigmoid output a probability, so a target beyond 0 or 1 counts as that."""
        return self.target if self.output == "linear" else min(max(self.target, 0.0), 1.0)

    def run(self) -> Run:
        """The algorithm on a batch: your example, and as many of `MORE` as fill it."""
        more = MORE[: self.batch_size - 1]
        return Run(
            Network(SIZES, self.activation, self.output),
            np.array([getattr(self, name) for name in WEIGHTS]),
            np.array([(self.in0, self.in1), *(x for x, _ in more)]),
            np.array([[self.goal], *([y] for _, y in more)]),
            self.eta,
        )


def scene(settings: Settings) -> Scene:
    """Every executed line as a step; the chain of factors of the chosen weight under it."""
    run = settings.run()
    done = list(steps(run))
    tracks = _tracks(run, done)
    return Scene(
        drawing=_drawing(settings, run, tracks, len(done) - 1),
        tracks=tracks,
        steps=len(done) - 1,
        unit="line",
        summary=_summary(run),
        formulas=_formulas(settings, run, done),
        sentences=_claims(settings, run),
        table=_table(run),
    )


def _tracks(run: Run, done: list[Step]) -> tuple[Track, ...]:
    """Where the marker pen is, and what is written, after each step."""
    order = list(lines(run.network))
    places = {
        "pen-edges": _pad([_edges(step.layer) for step in done]),
        "pen-units": _pad([AT[list(step.units)] for step in done]),
        "pen-line": np.array([[[x, order.index(step.line)] for x in (0.0, 1.0)] for step in done]),
    }
    told = {
        "values": [step.values for step in done],
        "errors": [[_away(text, side) for text, side in zip(step.errors, ERRORS[1], strict=True)] for step in done],
        "target": [[f"target {number(run.y[step.example, 0])}"] for step in done],
        "weights": [[f"{label(name)} {number(w)}" for name, w in zip(WEIGHTS, run.w, strict=True)]],
        "d": [[f"d {d}" for d in step.d] for step in done],
        "new": [[f"→ {new}" if new != " " else " " for new in step.new] for step in done],
        "said": [[*step.said, " ", " "][:3] for step in done],
    }
    return (
        *(Track(uid, "replace", {"x": at[:, :, 0], "y": at[:, :, 1]}) for uid, at in places.items()),
        *(Track(uid, "replace", {"text": texts}) for uid, texts in told.items()),
    )


def _drawing(settings: Settings, run: Run, tracks: tuple[Track, ...], last: int) -> dict[str, Any]:
    key = np.array([[0.5, 0.0]])
    names = ([f"in[0]{AWAY}\u2005", f"{AWAY}\u2005in[1]"], ["middle left", "middle right"])
    network = [
        drawing.line("pen-edges", BELOW, MARKED, 12),
        *(drawing.edges(f"edges-{i}", ROWS[i], ROWS[i + 1]) for i in (0, 1)),
        *(drawing.edges(f"bias-{i}", BIASES[i : i + 1], AT[2 + i : 3 + i]) for i in range(3)),
        drawing.line("path", _path(settings.weight), CHAIN, 4),
        drawing.units("pen-units", ROWS[0], UNIT + 12, MARKED, MARKED),
        drawing.gaps("gaps", LABELS, 72, 58),
        drawing.units("inputs", ROWS[0], INPUT),
        drawing.units("units", AT[2:], UNIT),
        drawing.texts("values", VALUES[0], [], VALUES[1], FORWARD, 1),
        drawing.texts("errors", ERRORS[0], [], ERRORS[1], BACKWARD, 1),
        drawing.texts("names", ROWS[0], *names, INK),
        drawing.texts("target", np.array([[0.14, 1.0]]), [], "middle center", INK),
        drawing.texts("key-values", key, ["out above in"], "top center", FORWARD, 1),
        drawing.texts("key-errors", key, ["errors, d"], "bottom center", BACKWARD, 1),
        drawing.texts("weights", LABELS, [], "top center", INK, 12),
        drawing.texts("d", LABELS, [], "middle center", BACKWARD),
        drawing.texts("new", LABELS, [], "bottom center", INK, 12, weight="bold"),
    ]
    written = lines(run.network)
    text = [
        drawing.line("pen-line", BELOW, MARKED, 22),
        drawing.code("code", list(written.values()), 0),
        drawing.code("said", ["", "", ""], len(written) + 1),
    ]
    final = {track.trace: track.at(last) for track in tracks}
    shown = ([trace | final.get(trace["uid"], {}) for trace in traces] for traces in (network, text))
    return drawing.beside(*shown, rows=len(written) + 4, steps=last, unit="line")


def _away(text: str, side: str) -> str:
    return AWAY + text if side.endswith("right") else text + AWAY


def _edges(layer: int | None) -> Array:
    """One line along all edges of a layer, its biases' too."""
    if layer is None:
        return BELOW
    lower, upper = ROWS[layer : layer + 2]
    biases = BIASES[:2] if layer == 0 else BIASES[2:]
    stubs = [point for unit, bias in zip(upper, biases, strict=True) for point in (lower[0], unit, bias, unit)]
    return np.concatenate([drawing.walk(lower, upper), np.array(stubs)[1:]])


def _pad(lines: list[Array]) -> Array:
    """Lines of any length as (k, n, 2): short ones stay at their last point."""
    n = max(map(len, lines))
    return np.array([np.pad(line, ((0, n - len(line)), (0, 0)), "edge") for line in lines])


def _path(name: str) -> Array:
    """From the weight's lower end to the output."""
    i = int(name[1])
    if name[0] == "u":
        return np.array([BIASES[2] if i == 2 else AT[2 + i], AT[4]])
    j = int(name[2])
    return np.array([BIASES[j] if i == 2 else AT[i], AT[2 + j], AT[4]])


def _formulas(settings: Settings, run: Run, done: list[Step]) -> tuple[Formula, ...]:
    """The factors on the path from the chosen weight, of the example at work, and the mean of the products."""
    symbols, factors = run.factors(settings.weight)
    product, at = factors.prod(-1), [step.example for step in done]
    places = [f"f{i}" for i in range(len(symbols))]
    values = {place: factors[at, i] for i, place in enumerate(places)} | {"product": product[at]}
    name = label(settings.weight)
    numbers = "·".join(f"({{{place}}})" for place in places)
    chain = Formula(name, CHAIN, f"∂error/∂{name} = {'·'.join(symbols)} = {numbers} = {{product}}", values)
    count = len(product)
    if count == 1:
        return (chain,)
    places = [f"p{k}" for k in range(count)]
    values = {place: product[k : k + 1] for k, place in enumerate(places)} | {"g": product.mean(keepdims=True)}
    total = " + ".join(f"({{{place}}})" for place in places)
    return (chain, Formula("mean", CHAIN, f"g = d / batch_size = ({total}) / {count} = {{g}}", values))


def _summary(run: Run) -> str:
    before, after = float(run.error(run.w)), float(run.error(run.after))
    promised = run.eta * float(run.g @ run.g)
    if promised == 0:
        return f"Every derivative is 0, so no weight changes; the mean error stays {number(before)}."
    examples = "1 example" if len(run.x) == 1 else f"{len(run.x)} examples"
    said = f"One update from {examples} with η = {run.eta:g}: the mean error "
    if abs(after - before) <= 1e-12 * before:
        return f"{said}stays {number(before)}; η is too small for a change to be seen."
    said += f"{'falls' if after < before else 'rises'} from {number(before)} to {number(after)}. To first order it "
    if after < before:
        return f"{said}would fall by η·Σg² = {number(promised)}; it falls by {number(before - after)}."
    return f"{said}would fall by η·Σg² = {number(promised)}, but that holds for small steps only: η is too large here."


def answer(settings: Settings) -> str:
    """The answer to the page's question, with the numbers of these settings."""
    run = settings.run()
    g = np.abs(run.g)
    first, heavy = int(g.argmax()), int(np.abs(run.w).argmax())
    if g[first] == 0:
        return "**Nobody here**: every derivative is 0, so no small change of one weight changes the error."
    said = (
        f"**Each weight by its derivative**: by how much a small change of it changes the error. In this run the most "
        f"to blame is {label(WEIGHTS[first])} with a derivative of {number(run.g[first])}"
    )
    share = float((g[:6] ** 2).sum() / (g**2).sum())
    below = f"Together the hidden layer's six weights have {100 * share:.0f} % of Σg²"
    if heavy == first:
        return f"{said}; it is also the largest weight, {number(run.w[heavy])}. {below}."
    return (
        f"{said}; the largest weight is {label(WEIGHTS[heavy])} = {number(run.w[heavy])} with "
        f"{number(run.g[heavy])}. {below}."
    )


def _claims(settings: Settings, run: Run) -> tuple[str, ...]:
    return f"**The update.** {_summary(run)}", _chain(settings, run), _checked(run), _key(settings, run)


def _chain(settings: Settings, run: Run) -> str:
    symbols, factors = run.factors(settings.weight)
    name, value = label(settings.weight), number(run.g[WEIGHTS.index(settings.weight)])
    said = f"**The chain rule** is a product: {len(symbols)} factors along the purple path from {name} to the error"
    blocked = sorted({symbols[i] for i in np.argwhere(factors == 0)[:, 1]}, key=symbols.index)
    zero = f" A factor of 0 makes an example's product 0: here {' and '.join(blocked)}." if blocked else ""
    mean = " in the mean over the batch" if len(factors) > 1 else ""
    return f"{said} give {value}{mean}.{zero}"


def _checked(run: Run) -> str:
    _, relative = _compared(run)
    worst = int(relative.argmax())
    said = (
        "**The gradient check.** Move one weight a little up and down and look at the error alone: over the nine "
        f"weights the largest relative difference from backpropagation is {_power(relative[worst])}"
    )
    said += f" ({label(WEIGHTS[worst])})." if relative[worst] else "."
    if run.network.activation == "relu" and (np.abs(run.values[1]) < KINK).any():
        said += " A hidden unit's input is at relu's kink, where the slope differs from one side to the other."
    return said


def _key(settings: Settings, run: Run) -> str:
    said = (
        "**On the drawing** w₀₁ is the lecture's w[0, 1], from input 0 to hidden unit 1; row 2 is the bias, whose "
        "input is 1; u is the output's matrix. Blue goes forward, orange comes back, bold is new."
    )
    if len(run.x) > 1:
        pairs = zip(run.x[1:], run.y[1:, 0], strict=True)
        given = ", ".join(f"({number(x[0])}, {number(x[1])}) → {number(y)}" for x, y in pairs)
        said += f" The batch is your example and {given}; values and errors are those of one example at a time."
    if settings.output == "sigmoid":
        said += " The error is the cross-entropy, whose derivative by the output unit's input is prediction − target."
        if settings.goal != settings.target:
            said += f" As a probability, the target counts as {settings.goal:g}."
    else:
        said += " The error is ½·(prediction − target)²."
    return said


def _compared(run: Run) -> tuple[Array, Array]:
    """The central differences, and how far the derivatives are from them relative to their size, each (9,)."""
    numeric, g = differences(run), run.g
    size = np.maximum(np.abs(g), np.abs(numeric))
    # what is small against the largest derivative is known to that many digits fewer
    return numeric, np.abs(g - numeric) / np.maximum(size, max(1e-3 * size.max(), 1e-5))


def _power(value: float) -> str:
    return f"{value:.0e}".replace("-", "−") if value else "0"


def _table(run: Run) -> tuple[dict[str, str], ...]:
    numeric, relative = _compared(run)
    return tuple(
        {
            "weight": label(name),
            "Backprop": f"{g:.6g}".replace("-", "−"),
            "central difference": f"{n:.6g}".replace("-", "−"),
            "relative difference": _power(r),
        }
        for name, g, n, r in zip(WEIGHTS, run.g, numeric, relative, strict=True)
    )

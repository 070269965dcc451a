"""What is said of gradient descent on a function of one variable and in the canyon."""

from lesson import Answer, Words, number
from optim.theory import Regime, regime
from pages.gradient_descent.measure import NEAR, TRIED, InCanyon, Measured, OnCurve
from pages.gradient_descent.settings import Settings

GUESSES = (
    "Any η arrives in the end",
    "Up to 1/λ: never past the minimum",
    "Below 2/λ: past it, but nearer",
)
MEANING: dict[Regime, str] = {  # of the factor 1 − η·λ
    "creeps": "every step ends on the same side of the minimum, nearer to it",
    "exact": "the first step ends on the minimum",
    "zigzags": "every step passes the minimum and ends nearer to it on the other side",
    "bounces for ever": "every step ends as far away on the other side",
    "diverges": "every step ends farther away on the other side",
}


def title(settings: Settings) -> str:
    """A headline for the picture."""
    where = f"λ = {number(settings.curvature)}" if settings.view == "curve" else f"κ = {number(settings.kappa)}"
    return f"Gradient descent, {where}, η = {number(settings.eta)}"


def words(measured: Measured) -> Words:
    """What the run did."""
    if isinstance(measured, InCanyon):
        return Words(
            _both_axes(measured),
            (_one_eta(measured), "Arrows to scale: the grey one is −g, the blue one is the step −η·g."),
        )
    if measured.settings.function == "quadratic":
        return Words(_on_quadratic(measured), (_regimes(measured),))
    return Words(_in_wells(measured), (_beside_minimum(measured),))


def answer(measured: Measured) -> Answer:
    """The answer to the page's question, on the quadratic of these settings."""
    limit = measured.limit
    return Answer(
        _borne_out(measured),
        f"**Below 2/λ**, here {number(limit.bound, 4)}. On h(x) = ½·λ·x² the slope is λ·x, so a step makes x into "
        f"(1 − η·λ)·x. From x = 1, {TRIED} steps with η 5 % below 2/λ end at |x| = {number(limit.below, 2)}, with η "
        f"5 % above at {number(limit.above)}. Up to 1/λ no step passes the minimum; past it is no harm while it lands "
        "nearer.",
    )


def _borne_out(measured: Measured) -> str | None:
    """A run that passes the minimum and gets nearer, along the steepest direction, bears the last guess out."""
    if isinstance(measured, InCanyon):
        name, start = measured.axes[1].regime, measured.settings.y0
    else:
        name, start = measured.verdict, measured.settings.x0
    return GUESSES[2] if name == "zigzags" and start != 0 else None


def _on_quadratic(measured: OnCurve) -> str:
    product, end = number(measured.product, 4), measured.ending
    if measured.settings.x0 == 0:
        return f"The start is the minimum: h′ = 0, so no step is taken, whatever η is; η·λ = {product}."
    return (
        f"η·λ = {product}: gradient descent {_verb(measured.verdict)}. Each step multiplies x by "
        f"1 − η·λ = {number(1 - measured.product, 4)}; |x| went from {number(abs(measured.settings.x0))} to "
        f"{number(abs(end.at))} in {len(measured.x) - 1} steps."
    )


def _in_wells(measured: OnCurve) -> str:
    settings, end, taken = measured.settings, measured.ending, len(measured.x) - 1
    eta, at = number(settings.eta), number(end.at, 4)
    if end.gone:
        return f"With η = {eta} the run diverges: after {taken} steps it is at x = {at}."
    if end.settled is None:
        return (
            f"With η = {eta} the run has not settled after {taken} steps: it is at x = {at}, "
            f"{number(abs(end.at - end.minimum), 2)} from the nearer minimum."
        )
    well = "left, deeper" if end.minimum < 0 else "right, shallower"
    return (
        f"From x = {number(settings.x0)} the run settled in the {well} well at x = {number(end.minimum, 4)}, "
        f"within {number(NEAR)} of it from step {end.settled} on."
    )


def _verb(name: str) -> str:
    return "is exact" if name == "exact" else name


def _regimes(measured: OnCurve) -> str:
    name, curvature = regime(measured.product), measured.settings.curvature
    return (
        f"**{name.capitalize()}**: {MEANING[name]}. "
        f"Creeps below η = 1/λ = {number(1 / curvature, 4)}, exact there, zigzags up to 2/λ = "
        f"{number(2 / curvature, 4)}, bounces for ever there, diverges above."
    )


def _beside_minimum(measured: OnCurve) -> str:
    end, product = measured.ending, measured.beside_minimum
    return (
        f"**Near a minimum** the curve is almost a quadratic with λ = h″. At x = {number(end.minimum, 4)}, the minimum "
        f"nearest to the end, h″ = {number(end.bend, 4)} and η·h″ = {number(product, 4)}: by itself that "
        f"{_verb(regime(product))}; to settle there η must be below 2/h″ = {number(2 / end.bend, 4)}."
    )


def _both_axes(measured: InCanyon) -> str:
    said: list[str] = []
    for where, name, axis in zip(("Along", "Across"), ("w₁", "w₂"), measured.axes, strict=True):
        said.append(
            f"{where} the valley η·λ = {number(axis.product, 4)} {_verb(axis.regime)}: |{name}| went from "
            f"{number(abs(axis.w[0]))} to {number(abs(axis.w[-1]))} in {len(axis.w) - 1} steps."
        )
    return " ".join(said)


def _one_eta(measured: InCanyon) -> str:
    along, across = measured.axes
    low, high = along.curvature, across.curvature
    best, shrink = measured.best
    return (
        f"**One η for two directions.** w₁ would be exact with η = 1/λ₁ = {number(1 / low, 4)}, w₂ with η = 1/λ₂ = "
        f"{number(1 / high, 4)}; but every η from 2/λ₂ = {number(2 / high, 4)} on keeps w₂ from the minimum. The error "
        f"along each axis shrinks by |1 − η·λ| a step, here {number(along.factor, 4)} along and "
        f"{number(across.factor, 4)} across; no η makes the larger of the two less than "
        f"(κ−1)/(κ+1) = {number(shrink, 4)}, and η = 2/(λ₁+λ₂) = {number(best, 4)} reaches that."
    )


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The rule in this view's symbols, and how the chain rule gives its slope."""
    if settings.view == "curve":
        curve = settings.curve()
        lines = (r"x := x - \eta\,h'(x)", curve.formula, curve.chain)
    else:
        lines = (r"w_i := w_i - \eta\,g_i", r"g_i = \frac{\partial h}{\partial w_i} = \lambda_i\,w_i")
    return {"Gradient descent": tuple(f"& {line}" for line in lines)}

"""What is said of gradient descent, picture by picture."""

from lesson import Words, number
from lesson.numbers import counted
from optim.theory import Regime, regime
from pages.gradient_descent.measure import InCanyon, InWells, Limited, Measured, Stepping
from pages.gradient_descent.measure_chain import Chained
from pages.gradient_descent.measure_wells import NEAR, STARTS
from pages.gradient_descent.run import Run
from pages.gradient_descent.settings import Settings

MEANING: dict[Regime, str] = {  # of the factor 1 − η·λ
    "creeps": "every step ends on the same side of the minimum, nearer to it",
    "exact": "the first step ends on the minimum",
    "zigzags": "every step passes the minimum and ends nearer to it on the other side",
    "bounces for ever": "every step ends as far away on the other side",
    "diverges": "every step ends farther away on the other side",
}
GIANTS = "Language models do the same with more than 10¹² variables."


def title(settings: Settings) -> str:
    """A headline for the picture."""
    if settings.view == "chain":
        return f"The slope of ½({inner(settings)})² at w = {number(settings.x0)}"
    where = f"κ = {number(settings.kappa)}" if settings.view == "canyon" else f"λ = {number(settings.curvature)}"
    return f"Gradient descent, {where}, η = {number(settings.eta)}"


def inner(settings: Settings) -> str:
    """a·w + b with its numbers: 2w + 1."""
    a, b = settings.a, settings.b
    if a == 0:
        return number(b)
    first = f"{'−' if a < 0 else ''}{'' if abs(a) == 1 else number(abs(a))}w"
    return first if b == 0 else f"{first} {'−' if b < 0 else '+'} {number(abs(b))}"


def percent(share: float) -> str:
    """A share in whole percent; one that is not quite nothing or all is not called that."""
    if 0 < share < 0.01:
        return "less than 1 %"
    return "more than 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


def words(measured: Measured) -> Words:
    """What the run did."""
    match measured:
        case Stepping():
            return Words(_path(measured.run), (_lengths(measured),))
        case Limited():
            return Words(_on_quadratic(measured), (_regimes(measured),))
        case InCanyon():
            return Words(_both_axes(measured), (_one_eta(measured),))
        case Chained():
            return Words(_slope(measured), (_in_words(measured),))
        case InWells():
            return Words(_in_wells(measured), (_of_all_starts(measured), _beside_minimum(measured), GIANTS))


def _path(run: Run) -> str:
    if run.slope[0] == 0:
        return f"At w = {number(run.w[0])} the slope is 0, so no step is taken, whatever η is."
    away = "" if run.off is None else f", off the map from step {run.off} on"
    return f"In {counted(run.steps, 'step')} w goes from {number(run.w[0])} to {number(run.w[-1])}{away}."


def _lengths(measured: Stepping) -> str:
    run = measured.run
    first, last = (abs(float(run.to[i] - run.w[i])) for i in (0, -1))
    return (
        f"**Each step is η = {number(measured.settings.eta)} times the slope**: the first is {number(first)} long "
        f"where the slope is {number(run.slope[0])}, the last {number(last)} where it is {number(run.slope[-1])}."
    )


def _on_quadratic(measured: Limited) -> str:
    run, product = measured.run, number(measured.product, 4)
    if measured.settings.x0 == 0:
        return f"The start is the minimum: the slope is 0, so no step is taken, whatever η is; η·λ = {product}."
    return (
        f"η·λ = {product}: gradient descent {verb(measured.regime)}. Each step multiplies w by "
        f"1 − η·λ = {number(1 - measured.product, 4)}; |w| goes from {number(abs(run.w[0]))} to "
        f"{number(abs(run.w[-1]))} in {counted(run.steps, 'step')}."
    )


def verb(name: str) -> str:
    """A regime as what gradient descent does."""
    return "is exact" if name == "exact" else name


def _regimes(measured: Limited) -> str:
    name, curvature = measured.regime, measured.settings.curvature
    return (
        f"**{name.capitalize()}**: {MEANING[name]}. "
        f"Creeps below η = 1/λ = {number(1 / curvature, 4)}, exact there, zigzags up to 2/λ = "
        f"{number(2 / curvature, 4)}, bounces for ever there, diverges above."
    )


def _both_axes(measured: InCanyon) -> str:
    said: list[str] = []
    for where, name, axis in zip(("Along", "Across"), ("w₁", "w₂"), measured.axes, strict=True):
        w = axis.run.w
        said.append(
            f"{where} the valley η·λ = {number(axis.product, 4)} {verb(axis.regime)}: |{name}| goes from "
            f"{number(abs(w[0]))} to {number(abs(w[-1]))} in {counted(axis.run.steps, 'step')}."
        )
    return " ".join(said)


def _one_eta(measured: InCanyon) -> str:
    low, high = measured.flat.curvature, measured.steep.curvature
    best, shrink = measured.best
    return (
        f"**One η for two directions.** w₁ would be exact with η = 1/λ₁ = {number(1 / low, 4)}, w₂ with η = 1/λ₂ = "
        f"{number(1 / high, 4)}; but every η from 2/λ₂ = {number(2 / high, 4)} on keeps w₂ from the minimum. A step "
        f"multiplies the distance along each axis by |1 − η·λ|, here {number(measured.flat.factor, 4)} along and "
        f"{number(measured.steep.factor, 4)} across, and the error by its square; no η makes the larger of the two "
        f"less than (κ−1)/(κ+1) = {number(shrink, 4)}, and η = 2/(λ₁+λ₂) = {number(best, 4)} reaches that."
    )


def _slope(measured: Chained) -> str:
    settings = measured.settings
    return (
        f"At w = {number(settings.x0)} the linear function {inner(settings)} is u = {number(measured.u, 4)} and has "
        f"slope {number(measured.inside)}; ½u² has slope {number(measured.outside, 4)} there. The slope of "
        f"½({inner(settings)})² is their product, {number(measured.slope, 4)}."
    )


def _in_words(measured: Chained) -> str:
    return (
        f"**A nudge is passed on**: 1 more in w is {number(measured.inside)} more in u, and along f's tangent "
        f"{number(measured.outside, 4)} times that, {number(measured.slope, 4)}, in f. A network is a longer chain."
    )


def _in_wells(measured: InWells) -> str:
    settings, run = measured.settings, measured.run
    eta, at, taken = number(settings.eta), number(run.w[-1], 4), counted(run.steps, "step")
    if run.off is not None:
        return f"With η = {eta} the run is off the map from step {run.off} on; after {taken} it is at w = {at}."
    if measured.rest is None:
        away = number(abs(run.w[-1] - measured.minimum), 2)
        return (
            f"With η = {eta} the run does not rest within {taken}: it is at w = {at}, {away} from the nearer minimum."
        )
    where = "at the lowest point" if measured.lowest else "at the local minimum on the right"
    return (
        f"From w = {number(settings.x0)} the run rests {where}, w = {number(measured.minimum, 4)}: "
        f"within {number(NEAR)} of it from step {measured.rest} on."
    )


def _of_all_starts(measured: InWells) -> str:
    found, other = float(measured.found[-1]), float(measured.other[-1])
    taken = counted(measured.settings.steps, "step")
    return (
        f"**Of {len(STARTS)} starts between −5 and 5**, {percent(found)} rest at the lowest point within {taken}, "
        f"{percent(other)} at the local minimum, {percent(max(0.0, 1 - found - other))} at neither."
    )


def _beside_minimum(measured: InWells) -> str:
    bend = float(measured.run.curve.bend(measured.run.curve.minima[0]))
    product = measured.settings.eta * bend
    return (
        f"**Near a minimum** the curve is almost ½λw² with λ = h″. At the lowest point h″ = {number(bend, 4)} and "
        f"η·h″ = {number(product, 4)}, which by itself {verb(regime(product))}; to rest there η must be below 2/h″ = "
        f"{number(2 / bend, 4)}."
    )


def equations(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The rule in this picture's symbols, and how the chain rule gives its slope."""
    if settings.view == "canyon":
        lines = (
            r"w_i := w_i - \eta\,\frac{\partial h}{\partial w_i}",
            r"\frac{\partial h}{\partial w_i} = \lambda_i\,w_i",
        )
    elif settings.view == "chain":
        lines = (
            r"\text{linear rule: } \frac{\partial}{\partial w}(a\,w + b) = a",
            r"\text{chain rule: } \frac{\partial}{\partial w} f(g(w)) = f'(g(w)) \cdot \frac{\partial g}{\partial w}",
        )
    else:
        curve = settings.curve()
        lines = (r"w := w - \eta\,h'(w)", curve.formula, curve.chain)
    return {"Gradient descent": tuple(f"& {line}" for line in lines)}

"""What can be set on the canyon page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lesson import Setting, check, declared, setting
from lesson.shared import Raced, eta_field, shared
from optim import LECTURE, RULES
from surfaces import SURFACES, Surface, canyon

BESIDE = {
    "map": "The distance left",
    "first": "Steps until first within 1 %",
    "flat": "Steps, against a round valley",
    "turned": "Steps, against a valley along an axis",
    "own": "Steps, against one η for all",
    "saddle": "Steps until off the saddle",
    "depth": "Height above the minimum",
    "shake": "Distance now, and on average",
}
ONLY = {"flat": "canyon", "turned": "canyon", "saddle": "saddle"}  # what is shown beside the map of one surface alone
ETA: Setting = declared(Raced)["eta"]
FEW = ("1", "15", "2", "3", "4", "5", "7")  # first digits of values, where each is long to draw: all fit in one answer
DEGREES, TENTHS = 5, 0.2  # between two values there


@dataclass(frozen=True)
class Settings(Raced):
    """What is raced where, and from where. eta, x0 and y0 None: the surface's own. Raises ValueError.

    view, beside the map: the distance left against the step ("map"); steps until a run is first within 1 % ("first"),
    or stays so against a round valley ("flat"), one along the axes ("turned") or one η for all ("own"); steps until it
    is off the saddle ("saddle"); the height above the minimum ("depth"), the distance from it ("shake").
    """

    eta: float | None = setting(  # type: ignore[assignment]
        None, kind=float, symbol=ETA.symbol, label=ETA.label, bounds=ETA.bounds, options=ETA.options
    )
    surface: str = setting(
        "canyon",
        label="Surface",
        options=tuple(SURFACES),
        titles=[surface.title for surface in SURFACES.values()],
        pictures="surface",
    )
    kappa: float = shared("kappa")
    theta: float = shared("theta")
    x0: float | None = setting(None, kind=float, symbol="w₁", label="Start", bounds=(-100, 100), step=0.1)
    y0: float | None = setting(None, kind=float, symbol="w₂", label="Start", bounds=(-100, 100), step=0.1)
    steps: int = shared("steps", 110)
    noise: float = setting(0.0, symbol="σ", label="Noise on the gradient", bounds=(0, 100), slider=(0, 5), step=0.1)
    seed: int = shared("seed", label="Seed of the noise")
    view: str = setting("first", label="Beside the map", options=tuple(BESIDE), titles=[*BESIDE.values()])
    rules: tuple[str, ...] = setting(LECTURE, label="Rules that race", options=tuple(RULES))

    def __post_init__(self) -> None:
        check(self)
        for name, (low, high) in zip(("x0", "y0"), self.objective().domain, strict=True):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name} = {value!r} is outside [{low:g}, {high:g}], the map of {self.surface}")

    def objective(self) -> Surface:
        """The surface that is raced on."""
        return canyon(self.kappa, self.theta) if self.surface == "canyon" else SURFACES[self.surface]

    def start(self) -> tuple[float, float]:
        """(w1, w2) at step 0."""
        x, y = SURFACES[self.surface].starts[0]  # the same however the canyon is turned
        return (x if self.x0 is None else self.x0, y if self.y0 is None else self.y0)

    def shared_eta(self) -> float:
        """The one η for all."""
        return SURFACES[self.surface].eta if self.eta is None else self.eta

    def eta_of(self, name: str) -> float:
        """The η with which the rule of that name runs."""
        return getattr(self, eta_field(name)) if self.each else self.shared_eta()

    def beside(self) -> str:
        """What is shown beside the map: the view, or on a surface that does not have it the distances."""
        return self.view if ONLY.get(self.view, self.surface) == self.surface else "map"


def controls(settings: Settings) -> Mapping[str, Setting]:
    """The settings that matter just now; the start within the map."""
    known = declared(settings)
    surface = SURFACES[settings.surface]
    names = ["surface"]
    if settings.surface == "canyon":
        names += ["kappa", "theta"]
    names += ["rules", *settings.controls_of(settings.rules), "x0", "y0", "steps", "noise"]
    if settings.noise:
        names.append("seed")
    shown = {name: known[name] for name in [*names, "view"]}
    if settings.beside() == "turned":
        shown["kappa"] = _few(shown["kappa"])
        shown["theta"] = replace(shown["theta"], step=DEGREES)
    if settings.beside() == "shake":
        shown["noise"] = replace(shown["noise"], step=TENTHS)
    if "eta" in shown:
        shown["eta"] = replace(shown["eta"], default=surface.eta)
        if settings.beside() == "shake":
            shown["eta"] = _few(shown["eta"])
    for name, domain, start in zip(("x0", "y0"), surface.domain, surface.starts[0], strict=True):
        shown[name] = replace(shown[name], slider=domain, default=start)
    return shown


def _few(setting: Setting) -> Setting:
    """The same setting with fewer values."""
    return replace(
        setting,
        options=tuple(value for value in setting.options if f"{value:.1e}"[:3].replace(".", "").rstrip("0") in FEW),
    )

"""Settings that several pages have, each declared once: the hyperparameters of every rule, and where a run is."""

from dataclasses import dataclass
from typing import Any, TypeVar

from lesson.setting import decades, setting
from optim import RULES, Hyperparameter, ListedRule, hyperparameters

RULE_SETTINGS: dict[str, Hyperparameter] = {}
DEFAULTS: dict[str, Any] = {}
for _rule in RULES.values():
    for _name, _hyper in hyperparameters(_rule).items():
        # what several rules have is as the first of them declares it, so that a new rule changes nothing for the others
        RULE_SETTINGS.setdefault(_name, _hyper)
        DEFAULTS.setdefault(_name, _rule.__dataclass_fields__[_name].default)
PENALTIES = (0.0, *decades(1e-5, 0.1))  # none, or by powers of ten
OTHERS: dict[str, dict[str, Any]] = {
    "kappa": {
        **{"default": 20.0, "symbol": "κ", "label": "Condition number"},
        **{"bounds": (1, 1000), "slider": (1, 1000), "log": True},
    },
    "theta": {
        **{"default": 0.0, "symbol": "θ", "label": "Angle of the valley, degrees"},
        **{"bounds": (-90, 90), "slider": (-90, 90), "step": 1},
    },
    "x0": {"default": -4.2, "symbol": "w₁", "label": "Start", "bounds": (-5, 5), "slider": (-5, 5), "step": 0.05},
    "y0": {"default": 1.4, "symbol": "w₂", "label": "Start", "bounds": (-4, 4), "slider": (-4, 4), "step": 0.05},
    "steps": {"default": 100, "label": "Steps", "bounds": (1, 2000), "slider": (10, 500), "step": 10, "clamp": True},
    "l1": {"default": 0.0, "label": "L1 penalty", "bounds": (0, 1), "options": PENALTIES},
    "l2": {"default": 0.0, "label": "L2 penalty", "bounds": (0, 1), "options": PENALTIES},
    "seed": {"default": 0, "label": "Seed", "bounds": (0, 9999)},
}


def shared(name: str, default: Any = None, **other: Any) -> Any:
    """The field of a setting that several pages have, with a page's own default or range where it needs one."""
    known = _of_rule(name) if name in RULE_SETTINGS else OTHERS[name]
    return setting(**(known | ({} if default is None else {"default": default}) | other))


def _of_rule(name: str) -> dict[str, Any]:
    hyper = RULE_SETTINGS[name]
    known: dict[str, Any] = {"default": DEFAULTS[name], "label": hyper.label, "symbol": hyper.symbol}
    known |= {"bounds": hyper.accepts, "options": hyper.options}
    match hyper.slider:
        case (low, high, step):
            known |= {"slider": (low, high), "step": step}
        case (low, high):
            known |= {"slider": (low, high), "log": True}
        case None:
            pass
    return known


def eta_field(name: str) -> str:
    """The setting that holds the own η of the rule of that name."""
    return f"eta_{name.lower()}"


Class = TypeVar("Class", bound=type)


def with_every_rule(settings: Class) -> Class:
    """Give a class of settings, before @dataclass sees it, a field for each rule's own η and each other hyperparameter.

    So a rule that is added to RULES has its controls and its link names wherever rules race. What the class declares
    itself stays.
    """
    added = {eta_field(name): shared("eta", label=name) for name in RULES}
    added |= {name: shared(name) for name in RULE_SETTINGS if name != "eta"}
    own = dict(settings.__annotations__)
    fields = {name: field for name, field in added.items() if name not in own}
    settings.__annotations__ = own | {name: type(field.default) for name, field in fields.items()}
    for name, field in fields.items():
        setattr(settings, name, field)
    return settings


@dataclass(frozen=True)
@with_every_rule
class Raced:
    """One η for all rules or one for each, and what each rule has besides; a page's Settings inherits them."""

    each: bool = setting(False, label="One η for each rule")
    eta: float = shared("eta", 0.1)

    def eta_of(self, name: str) -> float:
        """The η with which the rule of that name runs."""
        return getattr(self, eta_field(name)) if self.each else self.eta

    def rule(self, name: str) -> ListedRule:
        """The rule of that name with these hyperparameters."""
        kind = RULES[name]
        others = {field: getattr(self, field) for field in hyperparameters(kind) if field != "eta"}
        return kind(**others, eta=self.eta_of(name)) if "eta" in hyperparameters(kind) else kind(**others)

    def controls_of(self, rules: tuple[str, ...]) -> tuple[str, ...]:
        """The fields that these rules have, η first."""
        etas = tuple(map(eta_field, rules)) if self.each else ("eta",)
        others = (field for name in rules for field in hyperparameters(RULES[name]) if field != "eta")
        return ("each", *etas, *dict.fromkeys(others))

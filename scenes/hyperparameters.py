"""The hyperparameters of the four rules, as the pages that race them declare them."""

from dataclasses import dataclass
from typing import Any

from optim import RULES, Rule
from optim.settings import setting

ETA = (1e-4, 1.0)
LIVE = (  # settings that the picture follows while their sliders are dragged
    *("eta", "eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam"),
    *("alpha", "rho", "beta1", "beta2", "epsilon"),
)


def eta_setting(default: float, label: str) -> Any:
    """An η, with its slider."""
    return setting(default, symbol="η", label=label, bounds=(1e-8, 10), slider=ETA, log=True)


@dataclass(frozen=True)
class Hyperparameters:
    """One η for all rules or one for each, and what each rule has besides; a Settings class inherits them."""

    each: bool = setting(False, label="One η for each rule")
    eta: float = eta_setting(0.1, "Learning rate")
    eta_sgd: float = eta_setting(0.1, "SGD")
    eta_momentum: float = eta_setting(0.1, "Momentum")
    eta_rmsprop: float = eta_setting(0.1, "RMSProp")
    eta_adam: float = eta_setting(0.1, "Adam")
    alpha: float = setting(0.9, symbol="α", label="Momentum", bounds=(0, 0.9999), slider=(0, 0.99), step=0.01)
    rho: float = setting(0.9, symbol="ρ", label="RMSProp's decay", bounds=(0, 0.9999), slider=(0, 0.99), step=0.01)
    beta1: float = setting(0.9, symbol="β1", label="Adam's decay of s", bounds=(0, 0.9999), slider=(0, 0.99), step=0.01)
    beta2: float = setting(
        0.999,
        symbol="β2",
        label="Adam's decay of r",
        bounds=(0, 0.99999),
        options=(0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999),
    )
    epsilon: float = setting(1e-7, symbol="ε", label="Guard", bounds=(1e-15, 10), slider=(1e-10, 1), log=True)
    bias_correction: bool = setting(True, label="Adam's bias correction")

    def eta_of(self, name: str) -> float:
        """The η with which a rule races."""
        return getattr(self, eta_field(name)) if self.each else self.eta

    def rule(self, name: str) -> Rule:
        """The rule of that name with these hyperparameters."""
        known = {
            field: getattr(self, field) for field in ("alpha", "rho", "beta1", "beta2", "epsilon", "bias_correction")
        }
        kind = RULES[name]
        return kind(
            eta=self.eta_of(name), **{key: value for key, value in known.items() if key in kind.__dataclass_fields__}
        )


def eta_field(name: str) -> str:
    """The setting that holds a rule's own η."""
    return f"eta_{name.lower()}"

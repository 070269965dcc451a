"""The update rules and the descent loop. A rule is one entry: its class, and its line in RULES."""

from optim.beyond import AdaGrad, AdamW, Nesterov
from optim.descent import DIVERGED, MAX_STEPS, NEVER, Objective, Trajectory, descend, race
from optim.hyperparameter import Hyperparameter, hyperparameters
from optim.rule import About, ListedRule, Rule, counterpart, equations
from optim.rules import SGD, Adam, Momentum, RMSProp

RULES: dict[str, type[ListedRule]] = {
    "SGD": SGD,
    "Momentum": Momentum,
    "RMSProp": RMSProp,
    "Adam": Adam,
    "Nesterov": Nesterov,
    "AdaGrad": AdaGrad,
    "AdamW": AdamW,
}
LECTURE = tuple(name for name, rule in RULES.items() if rule.about.lecture)

__all__ = [
    "DIVERGED",
    "LECTURE",
    "MAX_STEPS",
    "NEVER",
    "RULES",
    "SGD",
    "About",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Hyperparameter",
    "ListedRule",
    "Momentum",
    "Nesterov",
    "Objective",
    "RMSProp",
    "Rule",
    "Trajectory",
    "counterpart",
    "descend",
    "equations",
    "hyperparameters",
    "race",
]

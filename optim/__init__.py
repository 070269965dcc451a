"""The update rules, the descent loop and the declaration of settings."""

from optim.descent import FAR, MAX_STEPS, NEVER, Objective, Trajectory, descend, race
from optim.rules import RULES, SGD, Adam, Momentum, RMSProp, Rule
from optim.settings import setting

__all__ = [
    "FAR",
    "MAX_STEPS",
    "NEVER",
    "RULES",
    "SGD",
    "Adam",
    "Momentum",
    "Objective",
    "RMSProp",
    "Rule",
    "Trajectory",
    "descend",
    "race",
    "setting",
]

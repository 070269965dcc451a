"""What a rule is: to the descent two functions, and to everything that shows it an entry with its own declarations."""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field
from string import Formatter
from typing import Any, ClassVar, Protocol

import numpy as np

from optim.hyperparameter import Array, hyperparameters

TOKEN = re.compile(r"<(1-)?(\w+)>(?=(\^)?)")


class Rule(Protocol):
    """What `descend` and `race` need of a rule."""

    def init(self, w: Array) -> Any: ...
    def update(self, g: Array, state: Any, w: Array | None = None) -> tuple[Array, Any]: ...


@dataclass(frozen=True)
class About:
    """How a rule is drawn, and what it is elsewhere.

    colour, and dark on a dark background: "#rrggbb"; dash, marker: plotly's names. lecture: is it one of the lecture's?
    torch, optax, keras: the expression that makes the very same rule there, None where there is none. It is a template:
    "optax.sgd({eta})"; a hyperparameter that it leaves out is at its default there. refused: library -> the value of a
    hyperparameter that it does not take, though it is one here.
    """

    colour: str
    dark: str
    dash: str
    marker: str
    lecture: bool = False
    torch: str | None = None
    optax: str | None = None
    keras: str | None = None
    refused: Mapping[str, Mapping[str, float]] = field(default_factory=dict[str, Mapping[str, float]])


class ListedRule(Rule, Protocol):
    """What `RULES` needs of a rule: a dataclass of `Hyperparameter` fields that tells what it is."""

    about: ClassVar[About]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

    def equations(self) -> tuple[str, ...]:
        """Lines of LaTeX in which <eta> stands for the hyperparameter η and <1-rho> for 1 − ρ."""
        ...


def equations(rule: ListedRule, numbers: bool) -> tuple[str, ...]:
    """A rule's equations as lines of LaTeX, with the symbols of its hyperparameters or with their numbers.

    A hyperparameter that is an array keeps its symbol.
    """
    known = hyperparameters(rule)

    def shown(token: re.Match[str]) -> str:
        rest, name, raised = token.groups()
        value = getattr(rule, name)
        if not numbers or not isinstance(value, float):
            return f"(1-{known[name].latex})" if rest else known[name].latex
        number = _latex(f"{1 - value if rest else value:g}")
        return rf"\left({number}\right)" if raised and "^" in number else number

    return tuple(TOKEN.sub(shown, line) for line in rule.equations())


def _latex(number: str) -> str:
    mantissa, e, exponent = number.partition("e")
    if not e:
        return number
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa}\cdot {power}"


def counterpart(rule: ListedRule, library: str) -> str | None:
    """The expression that makes this rule in "torch", "optax" or "keras", None where there is none.

    There is none either for a hyperparameter that is an array or that the library refuses, or that the expression
    leaves out and that is not at its default. Parameters in the expression are called w.
    """
    template: str | None = getattr(rule.about, library)
    values = {name: getattr(rule, name) for name in hyperparameters(rule)}
    if template is None or any(isinstance(value, np.ndarray) for value in values.values()):
        return None
    if any(values[name] == value for name, value in rule.about.refused.get(library, {}).items()):
        return None
    written = {name for _, name, _, _ in Formatter().parse(template)}
    defaults = {name: rule.__dataclass_fields__[name].default for name in values}
    if any(values[name] != defaults[name] for name in values if name not in written):
        return None
    return template.format_map(values)

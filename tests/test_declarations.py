"""What a rule declares besides its update: hyperparameters, look, equations, and what it is in other libraries."""

import re
from itertools import combinations

import numpy as np
import pytest

from optim import LECTURE, RULES, SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, RMSProp, equations, hyperparameters
from optim.hyperparameter import Interval

PAPER, NIGHT = "#ffffff", "#0e1117"  # the two themes' backgrounds

every_rule = pytest.mark.parametrize("name", RULES)


def luminance(colour):
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


def contrast(*colours):
    """The ratio of WCAG 2, 1 to 21."""
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


def lines(name, numbers=False, **hyper):
    return equations(RULES[name](**hyper), numbers)


def test_the_rules_stand_in_order_under_their_names():
    assert list(RULES.values())[:7] == [SGD, Momentum, RMSProp, Adam, Nesterov, AdaGrad, AdamW]
    assert list(RULES)[:7] == [rule.__name__ for rule in list(RULES.values())[:7]]
    assert LECTURE == ("SGD", "Momentum", "RMSProp", "Adam")


def test_of_one_name_there_is_one_hyperparameter():
    declared = {}
    for rule in RULES.values():
        for name, hyper in hyperparameters(rule).items():
            assert declared.setdefault(name, hyper) == hyper
    symbols = [hyper.symbol for hyper in declared.values() if hyper.symbol]
    assert len(set(symbols)) == len(symbols)


@every_rule
def test_what_links_and_sliders_offer_is_accepted(name):
    rule = RULES[name]
    for field, hyper in hyperparameters(rule).items():
        default = getattr(rule(), field)
        if hyper.kind is bool:
            assert isinstance(default, bool)
            continue
        low, high = hyper.accepts
        assert low <= default <= high
        offered = hyper.options or hyper.slider[:2]
        assert low <= min(offered) < max(offered) <= high
        assert min(offered) <= default <= max(offered)
        assert list(hyper.options) == sorted(set(hyper.options))
        assert bool(hyper.options) != bool(hyper.slider)
        if hyper.slider and len(hyper.slider) == 2:
            assert min(hyper.slider) > 0  # a logarithmic slider has no 0
        for value in (low, high, *offered):
            assert getattr(rule(**{field: value}), field) == value


def test_names_are_those_of_the_fields_in_order():
    assert list(hyperparameters(AdamW)) == ["eta", "beta1", "beta2", "epsilon", "weight_decay"]
    assert list(hyperparameters(Adam())) == ["eta", "beta1", "beta2", "epsilon", "bias_correction"]


@pytest.mark.parametrize(
    ("ends", "inside", "outside"),
    [("[]", [0, 0.5, 1], [-0.1, 1.1]), ("()", [0.5], [0, 1]), ("[)", [0, 0.5], [1]), ("(]", [0.5, 1], [0])],
)
def test_an_interval_holds_what_its_ends_allow(ends, inside, outside):
    interval = Interval(0, 1, ends)
    assert interval.holds(np.array(inside))
    assert not any(interval.holds(np.array([0.5, value])) for value in [*outside, np.nan])
    assert str(interval) == f"{ends[0]}0, 1{ends[1]}"


@every_rule
def test_a_rule_is_seen_on_both_backgrounds(name):
    about = RULES[name].about
    assert contrast(about.colour, PAPER) >= 3
    assert contrast(about.dark, NIGHT) >= 4.5


def test_rules_are_told_apart_without_their_colours_and_by_them():
    looks = [rule.about for rule in RULES.values()]
    assert len({(about.dash, about.marker) for about in looks}) == len(looks)
    assert len({about.marker for about in looks}) == len(looks)
    assert len({about.colour for about in looks}) == len({about.dark for about in looks}) == len(looks)
    assert not {about.colour for about in looks} & {about.dark for about in looks}  # one is changed into the other
    for one, other in combinations(looks, 2):
        apart = [int(one.colour[i : i + 2], 16) - int(other.colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.linalg.norm(apart) > 60


@every_rule
def test_equations_have_every_number_as_symbol_and_as_number(name):
    rule = RULES[name]
    values = {field: hyper for field, hyper in hyperparameters(rule).items() if hyper.kind is float}
    # numbers that are found nowhere else, nor in each other
    shown = dict(zip(values, ("0.123", "0.234", "0.345", "0.456", "0.567"), strict=False))
    chosen = rule(**{field: float(text) for field, text in shown.items()})
    symbols, numbers = " ".join(equations(chosen, False)), " ".join(equations(chosen, True))
    assert len(equations(chosen, False)) == len(equations(chosen, True)) >= 1
    for field, hyper in values.items():
        assert hyper.latex in symbols
        assert shown[field] in numbers or f"{1 - float(shown[field]):g}" in numbers
        assert hyper.latex not in numbers
    for text in (symbols, numbers):
        assert not re.search("[<>]", text)
        assert text.count("{") == text.count("}")
        assert not re.search(r"\\(eta|alpha|rho|varepsilon|lambda|cdot)[A-Za-z]", text)
    assert equations(chosen, True)[-1].startswith(r"w := w")


def test_equations_are_those_of_the_lecture():
    assert lines("SGD") == (r"w := w - \eta\,g",)
    assert lines("Momentum") == (r"v := \alpha\,v - \eta\,g", "w := w + v")
    assert lines("RMSProp") == (
        r"r := \rho\,r + (1-\rho)\,g^2",
        r"w := w - \eta\,\frac{g}{\sqrt{r + \varepsilon}}",
    )
    assert lines("Adam")[-1] == r"w := w - \eta\,\frac{s/(1-\beta_1^t)}{\sqrt{r/(1-\beta_2^t)} + \varepsilon}"
    assert lines("Adam", bias_correction=False)[-1] == r"w := w - \eta\,\frac{s}{\sqrt{r} + \varepsilon}"
    assert lines("AdamW")[:2] == lines("Adam")[:2]


def test_equations_with_their_numbers():
    assert lines("SGD", True, eta=0.025) == (r"w := w - 0.025\,g",)
    assert lines("RMSProp", True, eta=3e-5, rho=0.99, epsilon=1e-7) == (
        r"r := 0.99\,r + 0.01\,g^2",
        r"w := w - 3\cdot 10^{-5}\,\frac{g}{\sqrt{r + 10^{-7}}}",
    )
    adam = lines("Adam", True, beta1=1e-5, beta2=0.99999, epsilon=0.0)
    assert adam[0] == r"s := 10^{-5}\,s + 0.99999\,g"
    assert adam[1] == r"r := 0.99999\,r + 10^{-5}\,g^2"
    assert adam[2] == r"w := w - 0.01\,\frac{s/(1-\left(10^{-5}\right)^t)}{\sqrt{r/(1-0.99999^t)} + 0}"


def test_an_array_keeps_its_symbol():
    assert lines("Momentum", True, eta=np.array([0.1, 0.2])) == (r"v := 0.9\,v - \eta\,g", "w := w + v")

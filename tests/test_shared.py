"""What pages share: every rule's hyperparameters as settings, wherever rules race, from the rule's own declaration."""

from dataclasses import dataclass, fields

import numpy as np
import pytest

from lesson import check, declared, setting
from lesson.shared import OTHERS, Raced, eta_field, shared, with_every_rule
from optim import RULES, hyperparameters
from pages import PAGES

FIELDS = declared(Raced)
OWN = [(name, field) for name, rule in RULES.items() for field in hyperparameters(rule) if field != "eta"]
WITH_RULES = {
    name: page for name, page in PAGES.items() if getattr(declared(page.settings).get("rules"), "kind", None) is tuple
}
every_rule = pytest.mark.parametrize("name", RULES)
every_own = pytest.mark.parametrize(("name", "field"), OWN)


def test_there_is_a_setting_for_each_rules_eta_and_each_other_hyperparameter_and_no_more():
    etas = {eta_field(name) for name in RULES}
    assert set(FIELDS) == {"each", "eta"} | etas | {field for _, field in OWN}
    assert len(etas) == len(RULES)
    assert {eta_field(name) for name in ("SGD", "Adam", "AdamW")} == {"eta_sgd", "eta_adam", "eta_adamw"}


@every_own
def test_a_hyperparameter_is_declared_as_the_rule_declares_it(name, field):
    first = next(other for other, its in OWN if its == field)  # a rule added later changes nothing for the others
    hyper, meta = hyperparameters(RULES[first])[field], FIELDS[field]
    assert (meta.label, meta.symbol, meta.kind) == (hyper.label, hyper.symbol, hyper.kind)
    assert meta.bounds == hyper.accepts
    if hyper.options:
        assert meta.values == hyper.options
    elif hyper.slider:
        assert (meta.values[0], meta.values[-1]) == hyper.slider[:2]
    assert meta.default == getattr(RULES[first](), field)
    assert hyperparameters(RULES[name])[field].kind is meta.kind


@every_rule
def test_a_rule_can_compute_with_whatever_its_settings_accept(name):
    known = hyperparameters(RULES[name])
    for field in known:
        meta = FIELDS["eta" if field == "eta" else field]
        some = meta.values + (meta.bounds or ()) if meta.kind is float else (False, True)
        for value in some:
            rule = RULES[name](**{field: value})
            assert getattr(rule, field) == value
            delta, _ = rule.update(np.ones(2), rule.init(np.ones(2)), np.ones(2))
            assert np.isfinite(delta).all()


@every_rule
def test_the_own_eta_of_a_rule_has_the_range_of_eta_and_the_rules_name(name):
    own, eta = FIELDS[eta_field(name)], FIELDS["eta"]
    assert (own.bounds, own.values, own.symbol) == (eta.bounds, eta.values, eta.symbol)
    assert own.label == name


@every_rule
@pytest.mark.parametrize("each", [False, True])
def test_a_rule_runs_with_what_is_set(name, each):
    set_to = {field: 0.25 if FIELDS[field].kind is float else False for _, field in OWN}
    raced = Raced(each=each, eta=0.3, **{eta_field(name): 0.4}, **set_to)
    rule = raced.rule(name)
    assert type(rule) is RULES[name]
    expected = {field: set_to.get(field) for field in hyperparameters(rule)}
    if "eta" in expected:
        expected["eta"] = raced.eta_of(name)
        assert expected["eta"] == (0.4 if each else 0.3)
    assert {field: getattr(rule, field) for field in expected} == expected


@every_rule
@pytest.mark.parametrize("each", [False, True])
def test_the_controls_of_rules_are_those_that_they_have(name, each):
    shown = Raced(each=each).controls_of((name,))
    assert shown[:2] == ("each", eta_field(name) if each else "eta")
    assert set(shown[2:]) == set(hyperparameters(RULES[name])) - {"eta"}
    assert set(shown) <= set(FIELDS)


@pytest.mark.parametrize("each", [False, True])
def test_a_control_that_rules_share_is_shown_once(each):
    shown = Raced(each=each).controls_of(tuple(RULES))
    assert len(shown) == len(set(shown))
    assert set(shown) == {"each", *(map(eta_field, RULES) if each else ["eta"]), *(field for _, field in OWN)}


def test_with_every_rule_keeps_what_a_class_declares_itself():
    @dataclass(frozen=True)
    @with_every_rule
    class Settings:
        alpha: float = setting(0.5, label="Mine", bounds=(0, 0.5))
        other: int = setting(1, label="Other", bounds=(0, 5))

        def __post_init__(self):
            check(self)

    assert (declared(Settings)["alpha"].label, Settings().alpha) == ("Mine", 0.5)
    assert {field.name for field in fields(Settings)} == set(FIELDS) - {"each", "eta"} | {"alpha", "other"}


@pytest.mark.parametrize("field", [*OTHERS, "eta", *dict.fromkeys(field for _, field in OWN)])
def test_a_page_may_have_a_default_or_a_range_of_its_own(field):
    @dataclass(frozen=True)
    class Settings:
        common: float = shared(field)
        own: float = shared(field, label="Mine", bounds=(0, 77))

    common, own = declared(Settings).values()
    assert (own.label, own.bounds) == ("Mine", (0, 77))
    assert (own.default, own.symbol, own.values) == (common.default, common.symbol, common.values)
    assert common.label != "Mine"


@pytest.mark.parametrize("page", WITH_RULES.values(), ids=WITH_RULES)
def test_wherever_rules_race_every_rule_may(page):
    known = declared(page.settings)
    assert known["rules"].options == tuple(RULES)
    assert set(FIELDS) <= set(known)
    for name in RULES:
        opening = page.settings(rules=(name,))
        assert set(Raced().controls_of((name,))) <= set(page.controls(opening))
        assert not {field for _, field in OWN} & set(page.controls(opening)) - set(hyperparameters(RULES[name]))

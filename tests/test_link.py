"""A view is its link: what a query means, the one query that a view has, and the names that are public."""

from dataclasses import replace

import pytest
from links import LONG, OUT_OF_RANGE, hostile, odd, random_link, random_view

from lesson import declared, read
from pages import HOME, PAGES

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
SEEDS = range(60)
RULES = {
    *("each", "eta", "eta_sgd", "eta_momentum", "eta_rmsprop", "eta_adam", "eta_nesterov", "eta_adagrad", "eta_adamw"),
    *("alpha", "rho", "beta1", "beta2", "epsilon", "bias_correction", "weight_decay"),
}
NAMES = {  # public: what a link may name on each page
    "canyon": RULES | {"surface", "kappa", "theta", "x0", "y0", "steps", "noise", "seed", "view", "rules"},
    "gradient_descent": {"view", "function", "curvature", "kappa", "eta", "x0", "y0", "steps", "a", "b"},
    "momentum": {"view", "kappa", "eta", "alpha", "slope", "x0", "y0", "steps"},
    "rmsprop": {"view", "kappa", "eta", "rho", "epsilon", "slope", "flat", "scale", "x0", "y0", "steps"},
    "adam": {"view", "kappa", "theta", "eta", "beta1", "beta2", "epsilon", "scale", "x0", "y0", "steps"},
    "network_race": RULES
    | {
        "rules",
        "dataset",
        "size",
        "noise",
        "seed",
        "seeds",
        "batch_size",
        "l1",
        "l2",
        "epochs",
        "width",
        "layers",
        "activation",
        "view",
        "whose",
    },
    "backpropagation": {
        *("activation", "output", "batch_size", "eta", "target", "weight", "in0", "in1", "u0", "u1", "u2"),
        *("w00", "w01", "w10", "w11", "w20", "w21", "view", "nudge", "seed"),
    },
    "initialization": {
        *("view", "dataset", "activation", "scheme", "column", "epochs", "eta", "layers", "noise", "scale", "seed"),
        *("share", "steps", "units", "value", "width", "rarity", "level", "centred", "order"),
    },
    "dropout": {"view", "dataset", "epochs", "noise", "rate", "seed", "seeds", "steps", "unit", "width"},
    "generalization": {
        *("view", "dataset", "noise", "size", "width", "patience", "l1", "l2", "rate", "turn", "zoom", "shift"),
        *("speckle", "digits", "eta", "epochs", "seeds", "seed"),
    },
    "tuning": {
        *(
            "view",
            "against",
            "other",
            "dataset",
            "noise",
            "size",
            "method",
            "number",
            "algorithms",
            "eta_from",
            "eta_to",
        ),
        *("batch_from", "batch_to", "layers_to", "width_to", "l1_to", "l2_to", "dropout_to", "epochs", "patience"),
        *("seeds", "draws", "repeats", "seed"),
    },
}
RESERVED = {"act", "sweep", "v"}  # of a link, beside the settings


def listed(query):
    """A link as the pages and the server hand it to read: name -> texts."""
    return {name: [texts] if isinstance(texts, str) else texts for name, texts in query.items()}


def settings(link):
    return read(PAGES[HOME], listed(link)).settings


@every_page
def test_the_public_names_are_those_of_published_links(page):
    if page.name not in NAMES:
        pytest.skip(f"{page.name} is new; once its links are published, list its names above")
    assert set(declared(page.settings)) == NAMES[page.name]


@every_page
def test_names_can_stand_in_an_address(page):
    assert not RESERVED & set(declared(page.settings))
    for name in (page.name, *page.act_names, *declared(page.settings)):
        assert name.isascii()
        assert name.isidentifier()
        assert name == name.lower()
    assert len(page.act_names) == len(page.acts)


@every_page
def test_acts_are_told_apart_by_their_questions(page):
    assert len({act.question for act in page.acts}) == len(page.acts)


# Round trips


@every_page
def test_no_query_is_the_first_act_at_its_own_settings_and_nothing_is_said_of_it(page):
    view = read(page, {})
    assert view.act is page.acts[0]
    assert view.settings == page.settings(**page.acts[0].settings)
    assert (view.query, view.text) == ({}, "")


@every_page
def test_an_act_is_in_the_link_and_alone_says_its_settings(page):
    for act in page.acts[1:]:
        view = read(page, {"act": [act.name]})
        assert view.act is act
        assert view.settings == page.settings(**act.settings)
        assert view.query == {"act": [act.name]}


@every_page
@pytest.mark.parametrize("seed", SEEDS)
def test_a_view_is_read_from_its_own_query(page, seed):
    view = random_view(page, seed)
    assert read(page, view.query) == view


@every_page
def test_links_to_one_view_have_one_query(page):
    for seed in SEEDS:
        link = random_link(page, seed)
        view = read(page, link)
        more = link | {"nonsense": ["1"]} | {name: ["", *texts] for name, texts in link.items()}
        spelt_out = {"act": [view.act.name]} | {
            name: meta.write(getattr(view.settings, name))
            for name, meta in declared(view.settings).items()
            if getattr(view.settings, name) is not None
        }
        for other in (dict(reversed(more.items())), spelt_out):
            assert read(page, other).text == view.text


@every_page
def test_a_query_says_only_what_differs_from_the_act(page):
    for seed in SEEDS:
        view = random_view(page, seed)
        opening = page.settings(**view.act.settings)
        told = {name for name in declared(opening) if getattr(view.settings, name) != getattr(opening, name)}
        assert set(view.query) - {"act"} == told


@every_page
def test_every_value_of_a_slider_is_read_from_its_text(page):
    for act in page.acts:
        for meta in page.controls(page.opening(act)).values():
            for value in meta.values:
                assert meta.read(meta.write(value)) == value


@every_page
def test_a_slider_may_be_at_its_ends_whatever_else_is_set(page):
    for seed in SEEDS:
        view = random_view(page, seed)
        for name, meta in page.controls(view.settings).items():
            for value in meta.values[:1] + meta.values[-1:]:
                there = replace(view, settings=replace(view.settings, **{name: value}))
                assert read(page, there.query) == there


def test_what_the_page_decides_may_be_chosen_where_an_act_says_otherwise():
    act = replace(PAGES[HOME].acts[0], name="elsewhere", settings={"x0": 1.0, "y0": 2.0})
    page = replace(PAGES[HOME], acts=(PAGES[HOME].acts[0], act))
    view = read(page, {"act": ["elsewhere"]})
    assert view.settings.start() == (1.0, 2.0)
    chosen = replace(view, settings=replace(view.settings, x0=None))
    assert read(page, chosen.query) == chosen != view
    for name, meta in declared(page.settings).items():
        if meta.default is not None and chosen.query["x0"][0] not in meta.options:
            assert read(page, {"act": ["elsewhere"], name: chosen.query["x0"]}) == view


# What means nothing


@every_page
def test_what_means_nothing_is_at_its_default_and_the_rest_of_the_link_works(page):
    for rest in ({}, random_link(page, 1), random_link(page, 2)):
        for link in hostile(page):
            if not set(link) & set(rest):
                assert read(page, rest | listed(link)) == read(page, rest), ascii(link)[:80]


@every_page
def test_an_odd_link_means_one_thing_or_the_other(page):
    for link in odd(page):
        view = read(page, listed(link))
        assert read(page, view.query) == view
        assert len(view.text) < 2000


@pytest.mark.parametrize(("name", "texts"), OUT_OF_RANGE.items())
def test_a_number_out_of_range_is_at_its_default(name, texts):
    rest = {"kappa": "50"} if name != "kappa" else {"eta": "0.3"}
    for text in texts:
        assert settings({name: text} | rest) == settings(rest), text


# What means something


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        *(("surface", "rosenbrock", "rosenbrock"), ("kappa", "50", 50.0), ("theta", "-30", -30.0), ("x0", "2.5", 2.5)),
        *(("y0", "-1.25", -1.25), ("steps", "250", 250), ("noise", "0.35", 0.35), ("view", "map", "map")),
        *(("rules", "Adam", ("Adam",)), ("rules", ["SGD", "RMSProp"], ("SGD", "RMSProp")), ("each", "true", True)),
        *(("eta", "0.0003", 0.0003), ("eta", "1", 1.0), ("alpha", "0.5", 0.5), ("alpha", "0", 0.0)),
        *(("rho", "0.99", 0.99), ("beta1", "0.25", 0.25), ("beta2", "0", 0.0), ("beta2", "0.95", 0.95)),
        *(("epsilon", "1e-10", 1e-10), ("epsilon", "0.5", 0.5), ("bias_correction", "false", False)),
        *(("seed", "77", 77), ("eta_adam", "0.5", 0.5), ("eta_sgd", "0.02", 0.02)),
    ],
    ids=str,
)
def test_a_link_of_version_1_means_the_same(name, text, value):
    assert settings({name: text}) == replace(settings({}), **{name: value})
    assert read(PAGES[HOME], listed({name: text})).query == listed({name: text})


def test_a_link_of_version_1_races_the_rules_that_were_there():
    assert settings({}).rules == ("SGD", "Momentum", "RMSProp", "Adam")
    assert settings({"rules": ["Nonsense", "SGD", "Adam", "SGD"]}).rules == ("SGD", "Adam")
    assert settings({"rules": "", "kappa": "50"}) == settings({"kappa": "50"})


@pytest.mark.parametrize(
    ("text", "option"),
    [
        *(("0.1234", 0.12), ("0.205", 0.2), ("0.00031", 0.0003), ("2e-1", 0.2), (" 0.2", 0.2), ("+0.2", 0.2)),
        *(("0.20", 0.2), ("0.199999", 0.2), ("0.97", 1.0)),
    ],
)
def test_an_eta_between_two_options_is_the_nearer_one_and_its_link_says_so(text, option):
    view = read(PAGES[HOME], {"eta": [text], "rho": ["0.5"]})
    assert view.settings == replace(settings({}), eta=option, rho=0.5)
    assert view.query == {"eta": [f"{option:g}"], "rho": ["0.5"]}


def test_of_several_texts_the_last_counts():
    assert settings({"eta": ["0.2", "0.3"], "surface": ["bowl", "saddle"]}) == settings(
        {"eta": "0.3", "surface": "saddle"}
    )
    assert settings({"eta": ["0.2", LONG]}) == settings({})


def test_a_start_off_the_map_of_its_surface_falls_back_alone():
    view = read(PAGES[HOME], listed({"surface": "saddle", "x0": "3", "y0": "1.5", "eta": "0.3"}))
    assert view.settings == settings({"surface": "saddle", "y0": "1.5", "eta": "0.3"})
    assert view.query == listed({"surface": "saddle", "y0": "1.5", "eta": "0.3"})
    assert settings({"surface": "saddle", "x0": "2", "y0": "1"}).start() == (2.0, 1.0)


# From page to page


@every_page
def test_what_is_carried_to_another_page_is_what_both_have_and_the_other_can_show(page):
    for other in PAGES.values():
        for seed in range(20):
            view = random_view(page, seed)
            there = view.carried(other)
            assert (there.page, there.act) == (other, other.acts[0])
            assert read(other, there.query) == there
            for name, meta in declared(page.settings).items():
                if name in declared(other.settings):
                    alone = read(other, {name: meta.write(getattr(view.settings, name))}).settings
                    opening = getattr(other.opening(other.acts[0]), name)
                    assert getattr(there.settings, name) in (getattr(alone, name), opening)
            for name in set(declared(other.settings)) - set(declared(page.settings)):
                assert getattr(there.settings, name) == getattr(other.opening(other.acts[0]), name)


@every_page
def test_to_carry_settings_to_their_own_page_changes_none(page):
    for seed in range(20):
        view = random_view(page, seed)
        assert view.carried(page).settings == view.settings

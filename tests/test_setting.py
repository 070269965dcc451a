"""Settings declared once: their types, bounds, options and error texts, and the logarithmic sliders."""

import math
import re
from collections import Counter
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesson import check, declared, setting
from lesson.setting import DIGITS, LONGEST_TEXT, decades

RULES = ("SGD", "Momentum", "Adam")


@dataclass(frozen=True)
class Settings:
    eta: float = setting(0.02, symbol="η", label="learning rate", bounds=(0, 10), slider=(1e-4, 1), log=True)
    alpha: float = setting(0.9, symbol="α", label="momentum", bounds=(0, 0.99), slider=(0, 0.95), step=0.01)
    steps: int = setting(200, label="steps", bounds=(1, 1000), clamp=True)
    seed: int = setting(0, label="seed", bounds=(0, 99))
    x0: float | None = setting(None, kind=float, label="start x", bounds=(-5, 5))
    free: float = setting(1.0, label="free")
    shake: float = setting(0.5, label="shake", clamp=True)
    surface: str = setting("canyon", label="surface", options=["canyon", "bowl"], help="What to descend.")
    rules: tuple[str, ...] = setting(RULES, label="rules", options=RULES)
    rate: float = setting(0.5, label="rate", bounds=(0, 1), options=(0, 0.25, 0.5, 0.75))
    correction: bool = setting(True, label="bias correction")
    note: str = "not a setting"

    def __post_init__(self):
        check(self)


DECLARED = declared(Settings)


def options(low, high):
    @dataclass(frozen=True)
    class Log:
        eta: float = setting(low, label="learning rate", slider=(low, high), log=True)

    return declared(Log)["eta"].options


def test_declared_lists_the_settings_in_order_and_nothing_else():
    assert list(DECLARED) == [field.name for field in fields(Settings) if field.name != "note"]
    assert declared(Settings()) == DECLARED
    assert all(meta.name == name for name, meta in DECLARED.items())


def test_what_is_declared_is_what_was_said():
    alpha, surface = DECLARED["alpha"], DECLARED["surface"]
    assert (DECLARED["eta"].title, DECLARED["seed"].title) == ("learning rate η", "seed")
    assert (alpha.symbol, alpha.label, alpha.default, alpha.kind) == ("α", "momentum", 0.9, float)
    assert (alpha.bounds, alpha.slider, alpha.step, alpha.options) == ((0, 0.99), (0, 0.95), 0.01, ())
    assert (DECLARED["eta"].bounds, DECLARED["eta"].slider) == ((0, 10), (1e-4, 1))
    assert (surface.options, surface.help, surface.clamp) == (("canyon", "bowl"), "What to descend.", False)
    assert (DECLARED["steps"].clamp, DECLARED["steps"].slider) == (True, None)


def test_defaults_pass():
    settings = Settings()
    assert all(getattr(settings, name) == meta.default for name, meta in DECLARED.items())


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("eta", 1, 1.0),
        ("eta", np.float64(0.5), 0.5),
        ("eta", 0, 0.0),
        ("eta", 10, 10.0),
        ("seed", 7.0, 7),
        ("seed", np.int64(7), 7),
        ("seed", 99, 99),
        ("steps", 0, 1),
        ("steps", -math.inf, 1),
        ("steps", 1e9, 1000),
        ("steps", math.inf, 1000),
        ("steps", 500, 500),
        ("x0", None, None),
        ("x0", 2, 2.0),
        ("free", -1e300, -1e300),
        ("surface", "bowl", "bowl"),
        ("rules", "Adam", ("Adam",)),
        ("rules", ["Adam", "SGD"], ("SGD", "Adam")),
        ("rules", ("Adam", "Adam"), ("Adam",)),
        ("rate", 0.3, 0.3),
        ("correction", False, False),
    ],
)
def test_values_are_kept_in_the_type_of_their_setting(name, value, kept):
    got = getattr(Settings(**{name: value}), name)
    assert got == kept
    assert type(got) is type(kept)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        *(("eta", value, "outside [0, 10]") for value in (-1e-9, 10.1, math.nan, math.inf, 10**400)),
        *(("eta", value, "outside [0, 10]") for value in (None, "0.1", "fast", True, [0.1], (), 1j)),
        *(("alpha", value, "outside [0, 0.99]") for value in (-0.01, 0.995)),
        *(("seed", value, "outside [0, 99]") for value in (-1, 100, True, "5")),
        *(("seed", value, "outside [0, 99] (whole numbers)") for value in (1.5, math.nan, None)),
        *(("steps", value, "outside [1, 1000] (whole numbers)") for value in (2.5, math.nan)),
        *(("steps", value, "outside [1, 1000]") for value in ("200", False)),
        *(("x0", value, "outside [-5, 5]") for value in (5.01, "", math.nan)),
        *(("rate", value, "outside [0, 1]") for value in (-0.1, 1.1)),
        *(("surface", value, "not one of ('canyon', 'bowl')") for value in ("Canyon", "", None, 3, ["canyon"])),
        *(("correction", value, "neither True nor False") for value in (1, 0.0, "True", None)),
    ],
)
def test_values_outside_are_refused_with_name_value_and_range(name, value, allowed):
    message = f"{name} = {value!r} is {allowed}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Settings(**{name: value})


@pytest.mark.parametrize("name", ["free", "shake"])
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, None, "1"])
def test_without_bounds_a_number_must_still_be_finite(name, value):
    with pytest.raises(ValueError, match=f"^{name} = {value!r} "):
        Settings(**{name: value})


@pytest.mark.parametrize("value", [(), [], "", "adam", ("SGD", "Nadam"), [["SGD"]], [3], None, 3, math.nan], ids=repr)
def test_a_choice_of_several_needs_at_least_one_option(value):
    message = f"rules = {value!r} must name at least one of {RULES}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Settings(rules=value)


def test_a_default_is_checked_too():
    @dataclass(frozen=True)
    class Wrong:
        eta: float = setting(20.0, label="learning rate", bounds=(0, 10))

        def __post_init__(self):
            check(self)

    with pytest.raises(ValueError, match=r"^eta = 20\.0 is outside \[0, 10\]$"):
        Wrong()


@given(value=st.floats() | st.integers() | st.text() | st.none() | st.booleans() | st.lists(st.floats()))
def test_a_value_is_kept_inside_its_bounds_or_refused(value):
    for name in ("eta", "alpha", "seed", "steps"):
        meta = DECLARED[name]
        try:
            kept = meta.checked(value)
        except ValueError:
            continue
        assert type(kept) is meta.kind
        assert meta.bounds[0] <= kept <= meta.bounds[1]
        assert kept == value or (meta.clamp and kept in meta.bounds)


@given(low=st.integers(-12, 6), decades=st.integers(1, 6))
def test_logarithmic_options(low, decades):
    values = options(float(f"1e{low}"), float(f"1e{low + decades}"))
    assert values[0] == float(f"1e{low}")
    assert values[-1] == float(f"1e{low + decades}")
    assert all(a < b for a, b in pairwise(values))
    assert len({f"{value:g}" for value in values}) == len(values)
    assert all(float(f"{value:g}") == value for value in values)
    powers = range(low, low + decades)
    assert {float(f"{m}e{power}") for m in (1, 2, 3, 5) for power in powers} <= set(values)
    a_decade = Counter(f"{value:e}".split("e")[1] for value in values[:-1])
    assert len(a_decade) == decades
    assert min(a_decade.values()) >= 20


@pytest.mark.parametrize(("low", "high"), [(1e-4, 1), (0.003, 0.3), (0.0025, 40), (1, 1.5), (2, 5)])
def test_logarithmic_options_stay_within_the_slider(low, high):
    values = options(low, high)
    assert low <= values[0] < low * 1.25
    assert high / 1.25 < values[-1] <= high


def test_every_value_between_two_options_snaps_to_the_nearer_one_by_ratio():
    eta = DECLARED["eta"]
    for a, b in pairwise(eta.options):
        assert eta.nearest(a) == a
        assert eta.nearest(math.sqrt(a * b) * (1 - 1e-6)) == a
        assert eta.nearest(math.sqrt(a * b) * (1 + 1e-6)) == b


def test_where_zero_is_an_option_the_nearer_one_is_by_difference():
    rate = DECLARED["rate"]
    assert [rate.nearest(value) for value in (0, 0.12, 0.13, 0.6, 0.75)] == [0, 0, 0.25, 0.5, 0.75]


@pytest.mark.parametrize("value", [-1.0, 0.0, 9.9e-5, 1.01, math.inf, -math.inf, math.nan])
def test_beyond_the_options_none_is_nearest(value):
    with pytest.raises(ValueError, match=r"^eta = .* is outside \[0.0001, 1\]$"):
        DECLARED["eta"].nearest(value)


def test_without_options_a_number_within_its_bounds_is_its_own_nearest():
    assert DECLARED["alpha"].nearest(0.512345) == 0.512345
    with pytest.raises(ValueError, match=r"^alpha = 0.995 is outside \[0, 0.99\]$"):
        DECLARED["alpha"].nearest(0.995)


# A slider's values


def test_the_values_of_a_slider_are_all_that_it_can_show():
    assert DECLARED["eta"].values == DECLARED["eta"].options == decades(1e-4, 1)
    assert DECLARED["rate"].values == (0, 0.25, 0.5, 0.75)
    assert DECLARED["alpha"].values == tuple(round(i / 100, 2) for i in range(96))
    for name in ("steps", "seed", "free", "surface", "rules", "correction"):
        assert DECLARED[name].values == ()


@given(low=st.integers(-5000, 5000), width=st.integers(1, 5000), step=st.integers(1, 500), whole=st.booleans())
def test_a_linear_slider_goes_from_its_low_end_by_its_step_and_not_beyond(low, width, step, whole):
    scale = 1 if whole else 100

    @dataclass(frozen=True)
    class Linear:
        part: float = setting(
            *(0 if whole else 0.0,), label="", slider=(low / scale, (low + width) / scale), step=step / scale
        )

    values = declared(Linear)["part"].values
    assert {type(value) for value in values} == {int if whole else float}
    np.testing.assert_allclose(values, (low + step * np.arange(width // step + 1)) / scale, rtol=0, atol=1e-9)
    assert values[-1] <= (low + width) / scale


# In a link


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        *(("eta", 0.02, ["0.02"]), ("alpha", 0.5, ["0.5"]), ("steps", 200, ["200"]), ("x0", -1.25, ["-1.25"])),
        *(("free", 1e-10, ["1e-10"]), ("free", 1 / 3, ["0.333333333333"]), ("surface", "bowl", ["bowl"])),
        *(("rules", ("SGD", "Adam"), ["SGD", "Adam"]), ("correction", False, ["false"]), ("x0", None, ["own"])),
    ],
)
def test_a_value_is_written_as_one_would_type_it(name, value, text):
    assert DECLARED[name].write(value) == text


@given(value=st.floats(-5, 5) | st.none())
def test_a_number_read_is_written_and_read_again_as_the_same(value):
    x0 = DECLARED["x0"]
    read = x0.read(x0.write(value))
    assert x0.read(x0.write(read)) == read
    assert read == (value if value is None else pytest.approx(value, rel=10.0 ** (1 - DIGITS), abs=0))


@given(st.sampled_from(sorted(DECLARED)), st.lists(st.text(max_size=8) | st.floats().map(str), max_size=3))
def test_any_text_is_a_value_or_nothing(name, given_texts):
    meta = DECLARED[name]
    try:
        value = meta.read(given_texts)
    except ValueError:
        return
    assert meta.checked(value) == value
    assert meta.read(meta.write(value)) == value


def test_of_several_texts_the_last_counts_and_of_several_options_the_known_ones():
    assert DECLARED["alpha"].read(["0.1", "0.2"]) == 0.2
    assert DECLARED["rules"].read(["Adam", "Nonsense", "SGD", "Adam"]) == ("SGD", "Adam")
    for name in DECLARED:
        with pytest.raises(ValueError):  # noqa: PT011
            DECLARED[name].read([])


@pytest.mark.parametrize(
    "text", ["", " ", "fast", "nan", "inf", "-inf", "1e999", "1_0", "0x1", "٣", "𝟘", "0,5", "9" * (LONGEST_TEXT + 1)]
)
def test_what_is_no_finite_number_in_plain_digits_is_refused(text):
    for name in ("eta", "alpha", "steps", "seed", "x0", "free", "shake", "rate"):
        with pytest.raises(ValueError, match=f"^{name}|could not convert"):
            DECLARED[name].read([text])


@pytest.mark.parametrize("text", ["0", "-5", "1001", "1e12", "12.5"])
def test_a_clamp_pulls_a_number_back_but_not_a_links(text):
    assert DECLARED["steps"].read(["1000"]) == 1000
    with pytest.raises(ValueError, match=r"^steps = "):
        DECLARED["steps"].read([text])


def test_minus_zero_is_zero():
    x0 = DECLARED["x0"]
    assert x0.write(x0.read(["-0"])) == x0.write(x0.read(["-0.0000"])) == ["0"]

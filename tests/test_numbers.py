"""How numbers are written and rounded: read back, a text is the number to half a unit of its last digit."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from written import RAISED, numbers_in

from lesson import counted, number, rounded_down, rounded_up

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SIZES = st.floats(1e-300, 1e300)
DIGITS = st.integers(1, 8)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (1, "1"),
        (-2, "−2"),
        (0.0314, "0.0314"),
        (3.14159, "3.14"),
        (-3.14159, "−3.14"),
        (100, "100"),
        (12345, "12300"),
        (0.5, "0.5"),
        (1e-7, "10⁻⁷"),
        (-1e-7, "−10⁻⁷"),
        (3.1e-5, "3.1·10⁻⁵"),
        (1e5, "10⁵"),
        (-2.5e12, "−2.5·10¹²"),
        (6.02214e23, "6.02·10²³"),
        (1e100, "10¹⁰⁰"),
        (1e-300, "10⁻³⁰⁰"),
    ],
)
def test_how_a_number_is_written(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "0.001"),
        (0.00099951, "0.001"),
        (0.00099949, "9.99·10⁻⁴"),
        (99949, "99900"),
        (99951, "10⁵"),
        (9.996, "10"),
        (0.9996, "1"),
        (9.996e-5, "10⁻⁴"),
        (9.996e8, "10⁹"),
    ],
)
def test_it_is_the_rounded_number_that_decides_on_a_power_of_ten(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (3, 3, "3.00"),
        (0.5, 2, "0.50"),
        (100, 3, "100"),
        (99.96, 3, "100"),
        (12345, 2, "12000"),
        (1e-7, 3, "1.00·10⁻⁷"),
        (-2e-7, 1, "−2·10⁻⁷"),
        (1e-7, 1, "10⁻⁷"),
        (0, 3, "0"),
    ],
)
def test_aligned_keeps_the_zeros_at_the_end(value, digits, text):
    assert number(value, digits, aligned=True) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 1, "0.5"),
        (2.5, 1, "3"),
        (3.5, 1, "4"),
        (-2.5, 1, "−3"),
        (0.125, 2, "0.13"),
        (0.375, 2, "0.38"),
        (1.25, 2, "1.3"),
        (1.75, 2, "1.8"),
        (12345, 4, "12350"),
        (2.5e-7, 1, "2·10⁻⁷"),  # as a float it is a little below the half
        (2.0**-24, 8, "5.9604645·10⁻⁸"),  # 5.9604644775…
        (1.005, 3, "1"),  # 1.00499999…
    ],
)
def test_halves_go_away_from_zero(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize("half", [0.125, 1.25, 1.75, 2.5, 3.5, 12345.0, 0.375])
def test_only_an_exact_half_goes_up(half):
    digits = len(f"{half:g}".replace(".", "").lstrip("0")) - 1
    below, above = math.nextafter(half, 0), math.nextafter(half, math.inf)
    assert number(above, digits) == number(half, digits)
    assert Fraction(numbers_in(number(below, digits))[0]) < Fraction(half)


@given(FINITE, DIGITS, st.booleans())
@example(5e-324, 2, False)
@example(math.nextafter(1.75, 0), 2, False)
@example(99999.5, 5, True)
def test_read_back_it_is_within_half_a_unit_of_its_last_digit(value, digits, aligned):
    text = number(value, digits, aligned=aligned)
    assert re.fullmatch(r"−?(\d+(\.\d+)?(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)
    found = exact(text)
    if value == 0:
        assert found == 0
        return
    unit = Fraction(10) ** (Decimal(value).adjusted() - digits + 1)
    assert abs(found - Fraction(value)) <= unit / 2


def exact(text):
    """The number of a text, without a float's rounding."""
    sign = -1 if text.startswith("−") else 1
    mantissa, dot, power = text.lstrip("−").partition("·10")
    if not dot and re.fullmatch(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", mantissa):
        mantissa, power = "1", mantissa[2:]
    return sign * Fraction(mantissa) * Fraction(10) ** int(power.translate(RAISED) or 0)


@given(FINITE, DIGITS)
def test_aligned_adds_zeros_and_nothing_else(value, digits):
    plain, aligned = number(value, digits), number(value, digits, aligned=True)
    assert exact(plain) == exact(aligned)
    if value:
        mantissa = aligned.lstrip("−").partition("·")[0].lstrip("0.").replace(".", "")
        assert len(mantissa) >= digits or aligned.lstrip("−").startswith("10")


@given(FINITE, DIGITS)
def test_the_opposite_number_has_the_opposite_sign(value, digits):
    text = number(value, digits)
    assert number(-value, digits) == (text if value == 0 else text[1:] if value < 0 else f"−{text}")


def test_numpys_numbers_are_numbers():
    assert number(np.float64(0.25)) == "0.25"
    assert number(np.int64(7)) == "7"
    assert number(np.float32(0.5)) == "0.5"


@pytest.mark.parametrize(
    ("count", "unit", "text"),
    [
        (0, "step", "0 steps"),
        (1, "step", "1 step"),
        (2, "step", "2 steps"),
        (1, "epoch", "1 epoch"),
        (3, "epoch", "3 epochs"),
    ],
)
def test_counts(count, unit, text):
    assert counted(count, unit) == text


# Rounding to 1, 2 and 5


def test_a_number_just_below_a_power_of_ten_is_rounded_down():
    """The first of them is what 1/η is for η = 1e-5."""
    assert 1 / 1e-5 == 99999.99999999999
    assert rounded_down(99999.99999999999) == 50000
    assert rounded_down(999.9999999999999) == 500
    assert rounded_down(100000.0) == 100000


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [
        (1, 1, 1),
        (1.9, 1, 2),
        (2, 2, 2),
        (4.99, 2, 5),
        (5, 5, 5),
        (9.99, 5, 10),
        (10, 10, 10),
        (73, 50, 100),
        (1500, 1000, 2000),
        (0.3, 1, 0.5),
        (0.04, 1, 0.05),
    ],
)
def test_rounding_by_hand(value, down, up):
    assert rounded_down(value) == down
    assert rounded_up(value) == pytest.approx(up)


def leading(value):
    """The first digit of a number that has one digit."""
    digits = f"{value:.12e}"
    assert set(digits.partition("e")[0][1:]) <= set(".0")
    return digits[0]


@given(SIZES)
@example(99999.99999999999)
@example(1e-300)
def test_rounded_up_is_the_next_of_1_2_5(value):
    found = rounded_up(value)
    assert leading(found) in "125"
    assert found >= value * (1 - 1e-9)
    below = found / {"1": 2, "2": 2, "5": 2.5}[leading(found)]
    assert below < value


@given(st.floats(0, 1e300))
@example(0.0)
@example(5e-324)
@example(99999.99999999999)
def test_rounded_down_is_the_last_of_1_2_5_and_at_least_1(value):
    found = rounded_down(value)
    assert leading(found) in "125"
    assert 1 <= found <= max(value, 1)
    above = found * {"1": 2, "2": 2.5, "5": 2}[leading(found)]
    assert above > value


@given(SIZES, SIZES)
def test_rounding_keeps_the_order(one, other):
    low, high = sorted((one, other))
    assert rounded_up(low) <= rounded_up(high)
    assert rounded_down(low) <= rounded_down(high)


@given(st.sampled_from((1, 2, 5)), st.integers(0, 22))
def test_what_is_round_stays(mantissa, power):
    value = float(mantissa * 10**power)
    assert rounded_down(value) == value
    assert rounded_up(value) == value

"""How numbers are written on a page; numbers.js writes them alike on the stage."""

import math
from decimal import Decimal
from functools import lru_cache

PLAIN = range(-3, 5)  # sizes of this power of ten are written without it
DIGITS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@lru_cache(maxsize=8192)  # a page says the same number in several places
def number(value: float, digits: int = 3, *, aligned: bool = False) -> str:
    """A number to so many significant digits: 0.0314, −2, 3.1·10⁻⁵; ∞ and – where it is not finite.

    aligned: keep zeros at the end, for numbers that change in place. Halves are rounded away from 0.
    """
    sign = "−" if value < 0 else ""
    size = abs(float(value))
    if not math.isfinite(size):
        return "–" if math.isnan(size) else f"{sign}∞"
    if size == 0:
        return "0"
    longer = f"{size:.{digits}e}"
    if longer[digits + 1] == "5" and Decimal(longer) == Decimal(size):
        size = math.nextafter(size, math.inf)  # an exact half: up, as in JavaScript
    mantissa, _, power = f"{size:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if exponent in PLAIN:
        decimals = digits - 1 - exponent
        text = f"{size:.{decimals}f}" if decimals >= 0 else f"{float(f'{mantissa}e{power}'):.0f}"
        return sign + (text if aligned else _trimmed(text))
    mantissa = mantissa if aligned else _trimmed(mantissa)
    tens = f"10{str(exponent).translate(DIGITS)}"
    return sign + (tens if mantissa == "1" else f"{mantissa}·{tens}")


def counted(count: int, unit: str) -> str:
    """1 step, 2 steps."""
    many = "es" if unit.endswith(("ch", "s")) and unit != "epoch" else "s"
    return f"{count} {unit if count == 1 else unit + many}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded_down(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above value, and at least 1."""
    return max([1.0, *(step for step in _steps(value) if step <= value)])


def rounded_up(value: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten not below value > 0: an axis's end, mostly the same in a drag."""
    return min(step for step in _steps(value) if step >= value * (1 - 1e-9))


def _steps(value: float) -> list[float]:
    power = math.floor(math.log10(max(value, 1e-300)))  # rounding may put it one off, so its neighbours are there too
    return [step for step in (m * 10.0**p for p in (power - 1, power, power + 1) for m in (1, 2, 5)) if step]

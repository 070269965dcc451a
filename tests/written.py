"""Reads numbers back out of what a page says."""

import re

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
POWER = "·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
NUMBER = re.compile(rf"(?<![\w/.])(−?)(?:(\d+(?:\.\d+)?)(?:{POWER})?|{POWER[1:]})(?![\w/⁻⁰¹²³⁴⁵⁶⁷⁸⁹])")


def numbers_in(text: str) -> list[float]:
    """The numbers of a sentence, in order; not those that belong to a symbol, such as w₁ or η/4."""
    return [_number(*found.groups()) for found in NUMBER.finditer(text)]


def _number(sign: str, mantissa: str | None, power: str | None, alone: str | None) -> float:
    raised = (power or alone or "0").translate(RAISED)
    return float(f"{'-' * bool(sign)}{mantissa or 1}e{raised}")

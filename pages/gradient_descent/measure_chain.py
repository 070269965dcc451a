"""The slope of f(g(w)) for g(w) = a·w + b and f(u) = ½u², by the linear rule and the chain rule."""

from dataclasses import dataclass

from pages.gradient_descent.settings import Settings

PARTS = 3  # the linear rule; f's own slope; their product


@dataclass(frozen=True)
class Chained:
    """At w: u = g(w), the error f(u), the slope g′(w) inside, the slope f′(u) outside, and their product."""

    settings: Settings
    u: float
    error: float
    inside: float
    outside: float
    slope: float


def chained(settings: Settings) -> Chained:
    """The slope at w, and the two that make it."""
    u = settings.a * settings.x0 + settings.b
    return Chained(settings, u, 0.5 * u * u, settings.a, u, u * settings.a)

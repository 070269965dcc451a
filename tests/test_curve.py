"""The functions of one variable: their derivatives, their minima, their formulas."""

import math

import numpy as np
import pytest

from surfaces.curve import CURVES, quadratic, wells


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("curvature", [0.1, 4.0, 10.0])
def test_slope_and_curvature_are_the_derivatives(name, curvature):
    curve = CURVES[name](curvature)
    x, step = np.linspace(-5, 5, 41), 1e-4
    slope = (curve.height(x + step) - curve.height(x - step)) / (2 * step)
    assert curve.slope(x) == pytest.approx(slope, rel=1e-6, abs=1e-6 * curvature)
    bend = (curve.slope(x + step) - curve.slope(x - step)) / (2 * step)
    assert curve.bend(x) == pytest.approx(bend, rel=1e-6, abs=1e-6 * curvature)
    assert curve.gradient(x[:, None])[:, 0] == pytest.approx(curve.slope(x))
    assert curve.value(x[:, None]) == pytest.approx(curve.height(x))
    assert curve.slope(curve.minima) == pytest.approx(0, abs=1e-12 * curvature)
    assert (curve.bend(curve.minima) > 0).all()
    assert curve.height(curve.minima[0]) == pytest.approx(curve.height(np.linspace(-5, 5, 100_001)).min())


def test_the_functions_are_those_of_their_formulas():
    x = np.linspace(-5, 5, 11)
    assert quadratic(3.0).height(x) == pytest.approx(0.5 * 3 * x**2)
    assert wells(3.0).height(x) == pytest.approx(3 / 72 * (x**2 - 9) ** 2 + 0.2 * 3 * x)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("refused", [0, -1, math.inf, math.nan])
def test_a_curvature_that_is_none_is_refused(name, refused):
    with pytest.raises(ValueError, match="curvature"):
        CURVES[name](refused)

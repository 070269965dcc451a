"""The plane in which points vary most."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import main_plane


def cloud(n, d, seed=0):
    """Points that vary differently in each direction, away from the origin."""
    generator = np.random.default_rng(seed)
    return 5 + generator.normal(size=(n, d)) @ (generator.normal(size=(d, d)) * np.geomspace(3, 0.1, d))


@given(st.integers(1, 30), st.integers(2, 12), st.integers(0, 10))
def test_directions_are_orthonormal_and_point_to_their_largest_component(n, d, seed):
    plane = main_plane(cloud(n, d, seed))
    assert plane.directions.shape == (2, d)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    largest = np.abs(plane.directions).argmax(1)
    assert (plane.directions[[0, 1], largest] > 0).all()
    assert 0 <= plane.share <= 1


@given(st.integers(1, 30), st.integers(2, 12))
def test_points_of_a_plane_are_found_again(n, d):
    generator = np.random.default_rng(n)
    points = generator.normal(size=d) + generator.normal(size=(n, 2)) @ generator.normal(size=(2, d))
    plane = main_plane(points)
    assert plane.share == pytest.approx(1)
    np.testing.assert_allclose(plane.points(plane.coordinates(points)), points, atol=1e-10)


def test_coordinates_and_points_are_inverses_in_the_plane():
    plane = main_plane(cloud(20, 7))
    coordinates = np.random.default_rng(1).normal(size=(3, 4, 2))
    assert plane.points(coordinates).shape == (3, 4, 7)
    np.testing.assert_allclose(plane.coordinates(plane.points(coordinates)), coordinates, atol=1e-12)
    np.testing.assert_allclose(plane.points(np.zeros(2)), cloud(20, 7).mean(0))


def test_the_plane_holds_the_largest_share_of_the_variance():
    points = cloud(50, 6)
    plane = main_plane(points)
    variances = np.sort(np.linalg.eigvalsh(np.cov(points.T)))[::-1]
    assert plane.share == pytest.approx(variances[:2].sum() / variances.sum(), rel=1e-10)
    np.testing.assert_allclose(plane.coordinates(points).var(0, ddof=1), variances[:2], rtol=1e-10)
    away = ((points - plane.points(plane.coordinates(points))) ** 2).sum()
    assert away == pytest.approx((1 - plane.share) * ((points - points.mean(0)) ** 2).sum(), rel=1e-10)
    generator = np.random.default_rng(0)
    for _ in range(50):
        other, _ = np.linalg.qr(generator.normal(size=(6, 2)))
        assert ((points - points.mean(0)) @ other).var(0).sum() < variances[:2].sum()


@pytest.mark.parametrize(("n", "d"), [(30, 6), (8, 20), (20, 20)])
def test_main_directions_are_those_of_the_decomposition(n, d):
    points = cloud(n, d)
    plane = main_plane(points)
    _, sizes, directions = np.linalg.svd(points - points.mean(0), full_matrices=False)
    assert plane.share == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum(), rel=1e-10)
    np.testing.assert_allclose(np.abs(plane.directions @ directions[:2].T), np.eye(2), atol=1e-8)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_one_point_however_often_still_has_a_plane(n):
    point = np.array([1.0, -2.0, 0.25, 4.0])
    plane = main_plane(np.tile(point, (n, 1)))
    assert plane.share == 1.0
    np.testing.assert_array_equal(plane.centre, point)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-15)
    np.testing.assert_allclose(plane.coordinates(point), [0.0, 0.0])


@pytest.mark.parametrize(
    "points", [np.zeros(3), np.zeros((4, 1)), np.zeros((0, 3)), np.full((3, 3), np.nan), np.array([[0.0, np.inf]])]
)
def test_what_has_no_plane_is_refused(points):
    with pytest.raises(ValueError, match=r"^points of shape .* must be finite"):
        main_plane(points)

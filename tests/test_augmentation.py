"""Augmented pictures: what no change leaves alone, quarter turns, shifts and scales that are known exactly, noise."""

import numpy as np
import pytest

from networks import DATASETS, Augmentation

DIGITS = DATASETS["digits"].draw(30, np.random.default_rng(0))[0]


class Lots:
    """A generator whose lots are all at one end."""

    def __init__(self, uniform):
        self.uniform = lambda low, high, size: np.full(size, uniform)
        self.standard_normal = np.zeros


def at_the_end(end=1.0, **changes):
    return Augmentation(**changes).copies(DIGITS, 1, Lots(end)).reshape(-1, 8, 8)


def test_without_change_copies_are_the_pictures_again_and_again():
    copies = Augmentation().copies(DIGITS, 3, np.random.default_rng(1))
    np.testing.assert_allclose(copies, np.tile(DIGITS, (3, 1)), atol=1e-9)


@pytest.mark.parametrize(("turn", "quarters"), [(90, 1), (180, 2)])
def test_a_quarter_turn_is_that_of_the_grid(turn, quarters):
    pictures = DIGITS.reshape(-1, 8, 8)
    for end in (1, -1):
        found = at_the_end(end, turn=turn)
        np.testing.assert_allclose(found, np.rot90(pictures, -end * quarters, axes=(1, 2)), atol=1e-6)


def test_a_shift_by_whole_pixels_moves_them_and_leaves_nothing_behind():
    found, pictures = at_the_end(shift=2.0), DIGITS.reshape(-1, 8, 8)
    np.testing.assert_allclose(found[:, 2:, 2:], pictures[:, :-2, :-2], atol=1e-9)
    assert (found[:, :2] == 0).all()
    assert (found[:, :, :2] == 0).all()
    half = at_the_end(shift=0.5)
    np.testing.assert_allclose(
        half[:, 1:, 1:],
        (pictures[:, 1:, 1:] + pictures[:, :-1, 1:] + pictures[:, 1:, :-1] + pictures[:, :-1, :-1]) / 4,
        atol=1e-9,
    )


def test_a_larger_picture_shows_the_middle_and_a_smaller_one_has_a_rim():
    large, small = at_the_end(1, zoom=1.0), at_the_end(-1, zoom=1.0)
    pictures = DIGITS.reshape(-1, 8, 8)
    middle = pictures[:, 3:5, 3:5]
    # pixel 3 of the copy lies a quarter of a pixel beside the middle's
    weights = np.array([[0.75, 0.25], [0.25, 0.75]])
    np.testing.assert_allclose(large[:, 3:5, 3:5], weights @ middle @ weights.T, atol=1e-9)
    for rim in (small[:, 0], small[:, -1], small[:, :, 0], small[:, :, -1]):
        np.testing.assert_allclose(rim, 0, atol=1e-6)


def test_noise_has_its_size_and_the_same_generator_draws_the_same():
    augmentation = Augmentation(turn=20, noise=2.0)
    found = augmentation.copies(DIGITS, 40, np.random.default_rng(2))
    still = Augmentation(turn=20).copies(DIGITS, 40, np.random.default_rng(2))
    assert (found - still).std() == pytest.approx(2.0, rel=0.01)
    np.testing.assert_array_equal(found, augmentation.copies(DIGITS, 40, np.random.default_rng(2)))
    assert not np.array_equal(found[:30], found[30:60])


@pytest.mark.parametrize(("name", "value"), [
    ("turn", 181), ("turn", -1), ("zoom", -0.1), ("shift", float("inf")), ("noise", float("nan")),
])  # fmt: skip
def test_what_cannot_be_is_refused(name, value):
    with pytest.raises(ValueError, match=rf"^{name} = {value} is outside \[0, "):
        Augmentation(**{name: value})

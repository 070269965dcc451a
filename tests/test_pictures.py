"""Small pictures for menus."""

import io

import numpy as np
import pytest
from asgi import asked
from PIL import Image

from lesson import declared
from pages import PAGES
from server.pictures import SIZE, picture_address
from surfaces import SURFACES

PICTURED = {
    (meta.pictures, option)
    for page in PAGES.values()
    for meta in declared(page.settings).values()
    if meta.pictures
    for option in meta.options
}


def opened(kind, name):
    answer = asked(picture_address(kind, name))
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    return Image.open(io.BytesIO(answer.body))


@pytest.mark.parametrize(("kind", "name"), sorted(PICTURED))
def test_every_option_of_a_menu_with_pictures_has_one(kind, name):
    image = opened(kind, name)
    assert (image.format, image.size) == ("PNG", SIZE)
    assert len(np.unique(np.asarray(image).reshape(-1, 3), axis=0)) > 4  # more than one plain colour


def test_each_surface_has_its_own():
    bodies = {asked(picture_address("surface", name)).body for name in SURFACES}
    assert len(bodies) == len(SURFACES)


def test_the_canyon_is_darkest_along_its_floor():
    grey = np.asarray(opened("surface", "canyon").convert("L"), dtype=float)
    across = grey.mean(axis=1)
    assert abs(across.argmin() - (len(across) - 1) / 2) < 4


def test_an_unknown_picture_is_refused():
    for name in ("nowhere", "../secret", ""):
        assert asked(picture_address("surface", name)).status == 404

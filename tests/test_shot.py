"""A link as somebody types it is read strictly: what it says is shown, or what is wrong is said."""

import pytest
from links import random_link

from lesson import read
from pages import PAGES
from slides.shot import Refused, shot

every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@every_page
def test_the_link_of_every_view_means_that_view(page):
    for seed in range(20):
        view = read(page, random_link(page, seed))
        found = shot(f"{page.name}?{view.text}&step=3")
        assert (found.view.act, found.view.settings, found.step) == (view.act, view.settings, 3)
        assert shot(found.link) == found


@pytest.mark.parametrize(
    "link",
    [
        *("canyon?eta=0.5", "/canyon?eta=0.5", "https://a.b/c/canyon/?eta=0.5"),
        "http://class.example:8501/canyon?eta=0.5&guess=2",
    ],
)
def test_a_link_of_any_host_and_a_page_with_its_query_are_the_same(link):
    assert shot(link).link == "canyon?eta=0.5"


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("", "there is no page ''; pages: gradient_descent"),
        ("valley", "there is no page 'valley'"),
        ("../../etc/passwd", "there is no page 'passwd'"),
        ("canyon?act=nothing", "canyon has no act 'nothing'; acts: race"),
        ("canyon?eta=-1", "eta = -1 is outside"),
        ("canyon?eta=<script>", "eta"),
        ("canyon?eta=nan", "eta = nan is outside"),
        ("canyon?seed=1e999", "seed"),
        ("canyon?speed=3", "'speed' is not known; canyon has act, guess, step, "),
        ("canyon?step=-1", "step = '-1' is no step"),
        ("canyon?guess=<b>", "guess = '<b>' is no guess"),
        ("canyon?surface=moon", "surface = 'moon' is not one of"),
        ("http://[::1/canyon", "is no link"),
        ("canyon?eta=0.1\nrm", "characters that no link has"),
        ("canyon?" + "&".join(f"x{i}=1" for i in range(300)), "is no link"),
        ("canyon?eta=" + "1" * 5000, "too long"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(link, why):
    with pytest.raises(Refused) as wrong:
        shot(link)
    assert why in str(wrong.value)
    assert "\n" not in str(wrong.value)

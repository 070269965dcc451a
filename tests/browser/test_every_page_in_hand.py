"""Every page in a hand: its sliders from end to end, and left for another page and come back to."""

import re

import pytest
from browsing import STAGE, choose, complete, finite, open_settings, pictured, query, settle, slider, swing, visit
from playwright.sync_api import expect

from lesson import declared, read
from pages import PAGES

every_page = pytest.mark.parametrize("name", PAGES)
# a search takes seconds for each value of a slider; its own tests drag and wait (tests/pages/test_tuning.py)
every_page_in_hand = pytest.mark.parametrize("name", [name for name, page in PAGES.items() if not page.elsewhere])


@every_page_in_hand
def test_every_slider_from_end_to_end(page, name):
    visit(page, f"/{name}?guess=shown")
    open_settings(page)
    fields = [field for field in declared(PAGES[name].settings) if slider(page, field).count()]
    assert len(fields) >= 2
    for field in reversed(fields):
        if slider(page, field).count() == 0:
            continue  # another one has taken it off the page
        for key in ("End", "Home"):
            slider(page, field).focus()
            page.keyboard.press(key)
        settle(page)
        assert finite(page), field


@every_page
def test_another_page_and_back_keeps_the_settings(page, name):
    other = next(one for one in PAGES if one != name)
    visit(page, f"/{name}?guess=shown")
    view = read(PAGES[name], {})
    shown = PAGES[name].controls(view.settings)
    field = next(field for field in view.act.sliders if len(shown[field].values) > 4)
    for _ in swing(page, field, (0.3, 0.2)):
        page.wait_for_timeout(300)
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    complete(page)
    kept, picture = query(page), pictured(page)
    for there in (other, name):
        choose(page, PAGES[there].group, PAGES[there].menu)
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[there].acts[0].question)
        settle(page)
    expect(page).to_have_url(re.compile(f"[?&]{field}="))
    complete(page)
    assert query(page) == kept
    assert pictured(page) == picture
    assert page.locator(STAGE).count() == 1

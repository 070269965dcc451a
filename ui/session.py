"""What one visitor has on each page. The only thing that Canyon keeps in a session."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from lesson import Page, View, read

KEY = "_session"
# The stage writes these into the link; here they are left as they are.
OF_THE_BROWSER = {"guess": re.compile(r"shown|\d{1,2}", re.ASCII), "step": re.compile(r"\d{1,6}", re.ASCII)}


@dataclass
class Session:
    """The view of each page visited, where a button leads to, and which widgets are drawn.

    A run of the script is begun by a hand on a control, whose callback has set the view already, or by a link: opened,
    reloaded, or gone back to. So a run without a callback reads the link, and each run writes it at its end.
    """

    views: dict[str, View] = field(default_factory=dict)
    drawn: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    by_hand: str = ""  # the page whose view a callback has set just now
    turned: bool = False  # has it set another act?
    turning: bool = False  # has it done so before this run began?
    going: tuple[str, str] | None = None  # the page and act that a button leads to

    def begin(self, page: Page[Any, Any]) -> View:
        """The view that this run shows."""
        query = _query()
        back = page.name in self.views and page.name != self.page and not query  # from another page, by its name alone
        if not (self.by_hand == page.name or back):  # a hand on another page came along with the change of pages
            self.views[page.name] = read(page, query)
        self.page, self.by_hand, self.turning = page.name, "", False
        return self.views[page.name]

    def end(self) -> None:
        """Write the link of what is shown, if it says something else."""
        before = _query()
        query = dict(self.views[self.page].query)
        for name, form in OF_THE_BROWSER.items():
            if not self.turned and form.fullmatch(before.get(name, [""])[-1]):
                query[name] = before[name][-1:]
        self.turned = False
        if before != query:
            st.query_params.from_dict(query)

    def leave(self) -> None:
        """The visitor is on no lesson's page now."""
        self.page = self.by_hand = ""

    def show(self, view: View) -> None:
        """In a callback: show this view from now on."""
        self.views[view.page.name] = view
        self.by_hand = view.page.name

    def set(self, values: Mapping[str, Any]) -> None:
        """In a callback: change settings of the view; values that do not go together with the others are left out.

        Of an act that has been turned to by the same message from the browser none: the hand was on the act before.
        """
        if self.turning:
            return
        view = self.views[self.page]
        for name, value in values.items():
            view = replace(view, settings=view.page.changed(view.settings, name, value))
        self.show(view)

    def go(self, page: str, act: str) -> None:
        """In a callback: turn to an act of this page, or on to another page at this act, the first if there is none."""
        if page == self.page:
            view = self.views[page].page
            self.show(read(view, {"act": [act]}))
            self.turned = self.turning = True
        else:
            self.going = page, act


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def session() -> Session:
    """This visitor's."""
    return st.session_state.setdefault(KEY, Session())

"""Long computations: a piece of one in each rerun, shown as far as it has come, until it is done or stopped."""

import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

PIECE = 0.15  # seconds of a rerun that go into it; what the hand on a slider does is answered in between

T = TypeVar("T")


@dataclass
class Following(Generic[T]):
    """A computation under way: its latest state, whether there is no more to come, and did it take several pieces?"""

    key: Hashable
    states: Iterator[T]
    latest: T
    over: bool = False
    long: bool = False

    def go_on(self) -> None:
        """The next piece."""
        began = time.perf_counter()
        while not self.over and time.perf_counter() - began < PIECE:
            after = next(self.states, None)
            if after is None:
                self.over = True
            else:
                self.latest = after

    def stop(self) -> None:
        """What there is now is all."""
        self.over = True


def follow(key: Hashable, begin: Callable[[], Iterator[Any]]) -> Following[Any]:
    """The computation of that key, begun or gone on with; its states come from `begin`, at least one."""
    following: Following[Any] | None = st.session_state.get("_following")
    if following is None or following.key != key:
        states = begin()
        following = st.session_state["_following"] = Following(key, states, next(states))
    following.go_on()
    return following


def progress(following: Following[Any], share: float, said: str) -> None:
    """How far it has come, 0 to 1, with a button that stops it; nothing when it is over."""
    if following.over:
        if following.long:
            following.long = False
            st.rerun()  # the words above the picture are of an earlier piece
        return
    following.long = True
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(share, text=said)
    button.button("Stop", on_click=following.stop, width="stretch")

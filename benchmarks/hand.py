"""A hand on a page of Chromium. It moves as a clock says and does not wait for the page, as no hand does."""

import json
import time
from collections.abc import Callable
from itertools import count

import numpy as np
from playwright.sync_api import Locator, Page
from websockets.sync.client import connect

EVENTS = 120  # a second, as of a mouse
ARRIVES = 0.3  # seconds that a hand is there before it presses
PATIENCE = 10  # seconds for the last answer


class Hand:
    """The mouse over a page. port: where its Chromium listens for commands."""

    def __init__(self, page: Page, port: int) -> None:
        target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]["targetId"]
        address = f"ws://127.0.0.1:{port}/devtools/page/{target}"
        self._wire = connect(address, max_size=None, max_queue=None, compression=None)
        self._numbers = count(1)
        self._pressed = False

    def swing(self, thumb: Locator, ends: tuple[float, float], seconds: float, times: int) -> None:
        """Take a slider's thumb and swing it between two shares of its track, `seconds` a way; let go at an end."""
        thumb.scroll_into_view_if_needed()
        box, track = thumb.bounding_box(), thumb.locator("xpath=..").bounding_box()
        if box is None or track is None:
            raise RuntimeError("there is no thumb on a track")
        y = box["y"] + box["height"] / 2
        low, high = (track["x"] + track["width"] * end for end in ends)
        self._to(box["x"] + box["width"] / 2, y)
        self._drag(lambda way: (low + (way if way < 1 else 2 - way) * (high - low), y), seconds, times / 2)

    def circle(self, area: Locator, seconds: float, times: int) -> None:
        """Press on an area and draw circles within it, `seconds` each; then let go."""
        box = area.bounding_box()
        if box is None:
            raise RuntimeError("there is no such area")
        centre = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        def at(way: float) -> tuple[float, float]:
            x, y = 0.3 * np.cos(np.pi * way), 0.3 * np.sin(np.pi * way)
            return centre[0] + box["width"] * float(x), centre[1] + box["height"] * float(y)

        self._to(*at(0))
        self._drag(at, seconds / 2, times)

    def _drag(self, at: Callable[[float], tuple[float, float]], seconds: float, times: float) -> None:
        """Arrive, press, move to at(way) and let go; way goes `times` times from 0 to 2, `seconds` for each 1."""
        time.sleep(ARRIVES)
        self._press(True)
        began = time.perf_counter()
        while (way := (time.perf_counter() - began) / seconds) < 2 * times:
            self._to(*at(way % 2))
            time.sleep(1 / EVENTS)
        self._press(False)
        self._done()

    def _to(self, x: float, y: float) -> None:
        self._at = x, y
        self._send("mouseMoved")

    def _press(self, down: bool) -> None:
        self._pressed = down
        self._send("mousePressed" if down else "mouseReleased")

    def _send(self, kind: str) -> None:
        x, y = self._at
        held = {"button": "left", "buttons": int(self._pressed)} if self._pressed or kind != "mouseMoved" else {}
        params = {"type": kind, "x": x, "y": y, "clickCount": int(kind != "mouseMoved"), **held}
        self._last = next(self._numbers)
        self._wire.send(json.dumps({"id": self._last, "method": "Input.dispatchMouseEvent", "params": params}))

    def _done(self) -> None:
        """Wait until the page has had all of it."""
        while json.loads(self._wire.recv(PATIENCE)).get("id") != self._last:
            pass

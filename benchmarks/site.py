"""`canyon site`: how long all lessons take as files, how large they are, and a hand on one of its pages."""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from benchmarks.chromium import MISSING, chromium, found
from benchmarks.frames import noted, pace, watched
from benchmarks.row import Row

MADE, LARGE = "canyon site, all lessons: made in", "canyon site, all lessons: files"
DRAG = "drag of η, canyon of a site: pictures"
ENDS, SECONDS, TIMES = (0.1, 0.9), 0.9, 6  # of a swing


def rows() -> Iterator[Row]:
    """The budgets of a site, on two cores."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "site"
        began, before = time.perf_counter(), _of_children()
        subprocess.run([sys.executable, "-m", "slides.command", "site", out], check=True, stdout=subprocess.DEVNULL)
        minutes = (time.perf_counter() - began) / 60
        spread = f"once, {(_of_children() - before) / 60:.1f} min of a core"
        files = [path for path in out.rglob("*") if path.is_file()]
        yield Row(MADE, "≤", 10, "min", minutes, spread, "–")
        size = sum(path.stat().st_size for path in files) / 1e6
        yield Row(LARGE, "≤", 60, "MB", size, f"{len(files)} files", "–")
        if found() is None:
            yield Row(DRAG, "≥", 50, "/s", None, MISSING, "–")
            return
        with _serving(out) as address, chromium() as browser:
            page = browser.visit(f"http://{address}/canyon/?act=overstep&guess=shown")
            watched(page)
            browser.hand(page).swing(page.locator(".st-key-eta input"), ENDS, SECONDS, TIMES)
            yield pace(DRAG, 50, noted(page, by_hand=True))


def _of_children() -> float:
    """Seconds of a core that processes begun here have taken, those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """A server of files alone on a free port of 127.0.0.1, as host:port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()

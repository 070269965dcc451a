"""Server time and bytes of a rerun, over the protocol that the browser speaks."""

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.sync.client import connect

from benchmarks.row import Row, middle, quartiles, typical

ROOT = Path(__file__).parent.parent
APP, FLOOR = "app.py", "benchmarks/floor.py"
SLIDER = "eta"
VIEW = {"steps": "200", "eta": "0.005"}  # moving up from this η no rule diverges: every path has its 200 steps
WARM_UP, MOVES = 5, 40
PAUSE = 0.05  # seconds; the server looks for changed files after a run, and that is not the next run's time
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@contextmanager
def serving(script: str) -> Iterator[str]:
    """`streamlit run` of a script of this repository, as host:port while the context lasts; RuntimeError if it fails.

    It runs in the repository, so that .streamlit/config.toml holds for the floor as for the app.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    host, port = address.split(":")
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
    command += ["--server.address", host, "--server.port", port]
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            for _ in range(300):
                if child.poll() is not None or _healthy(address):
                    break
                time.sleep(0.1)
            if not _healthy(address):
                log.seek(0)
                raise RuntimeError(f"streamlit run {script} does not answer:\n{log.read()}")
            yield address
        finally:
            child.terminate()
            child.wait()


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


@dataclass(frozen=True)
class Rerun:
    """From the sending of the slider's new state to the end of the run: ms, and bytes of all messages received."""

    ms: float
    bytes: int


class Session:
    """One reader of a page: it opens the page, then moves the slider one option up at a time.

    Only the slider's fragment reruns, and messages named as cached are not sent again, both as in the browser.
    Raises RuntimeError when a run fails, or when a move changes nothing on the page.
    """

    def __init__(self, address: str, query: dict[str, str]) -> None:
        self._socket = connect(f"ws://{address}/_stcore/stream", subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        self._query = dict(query)
        self._page = self._fragment = ""
        self._slider = Slider()
        self._cached: dict[str, int] = {}  # hash -> the run that last used it
        self._longest = self._runs = 0
        self._seen: set[str] = set()
        self._run(BackMsg())
        if not self._slider.id:
            raise RuntimeError(f"the page has no slider with the key {SLIDER}")
        self._at = self._begin()

    def _begin(self) -> int:
        slider = self._slider
        if slider.raw_value:  # a link has set it
            return list(slider.options).index(slider.raw_value[0])
        return int(slider.default[0]) if slider.options else round((slider.default[0] - slider.min) / slider.step)

    def move(self) -> Rerun:
        """The slider one option up."""
        self._at += 1
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add(id=self._slider.id)
        if self._slider.options:
            option = self._slider.options[self._at]
            widget.string_array_value.data.append(option)
        else:
            option = str(self._slider.min + self._at * self._slider.step)
            widget.double_array_value.data.append(float(option))
        if self._slider.query_param_key:
            self._query[self._slider.query_param_key] = option
        return self._run(message)

    def close(self) -> None:
        self._socket.close()

    def _run(self, message: BackMsg) -> Rerun:
        state = message.rerun_script
        state.query_string = urlencode(self._query)
        state.page_script_hash = self._page
        state.fragment_id = self._fragment
        state.cached_message_hashes.extend(self._cached)
        packet = message.SerializeToString()
        received, fresh = 0, False
        began = time.perf_counter()
        self._socket.send(packet)
        while True:
            frame = self._socket.recv(timeout=30)
            now = time.perf_counter()
            answer = ForwardMsg.FromString(frame)  # type: ignore[arg-type]
            received += len(frame)
            fresh |= self._read(answer)
            if answer.WhichOneof("type") == "script_finished":
                break
        if answer.script_finished not in DONE:
            raise RuntimeError(f"the run ended with {ForwardMsg.ScriptFinishedStatus.Name(answer.script_finished)}")
        if not fresh:
            raise RuntimeError("the slider's move changed nothing on the page")
        self._runs += 1
        self._cached = {name: run for name, run in self._cached.items() if self._runs - run <= self._longest}
        return Rerun(1e3 * (now - began), received)

    def _read(self, message: ForwardMsg) -> bool:
        """Note what the next run must say; True if the message changes an element of the page."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._longest = message.new_session.config.max_cached_message_age
            self._page = self._page or message.new_session.page_script_hash
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "ref_hash":
            self._cached[message.ref_hash] = self._runs
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"the page shows {element.exception.type}: {element.exception.message}")
            if element.WhichOneof("type") == "slider" and element.slider.id.endswith(f"-{SLIDER}"):
                self._slider.CopyFrom(element.slider)
                self._fragment = message.delta.fragment_id
            if message.metadata.cacheable:
                self._cached[message.hash] = self._runs
            fresh = message.hash not in self._seen
            self._seen.add(message.hash)
            return fresh
        return False


def rows() -> Iterator[Row]:
    """Server time and bytes of a rerun of the race; app and floor take turns."""
    with serving(APP) as app, serving(FLOOR) as floor:
        sessions = [Session(app, VIEW), Session(floor, {})]
        runs: list[list[Rerun]] = [[], []]
        for _ in range(WARM_UP + MOVES):
            for session, done in zip(sessions, runs, strict=True):
                done.append(session.move())
                time.sleep(PAUSE)
        for session in sessions:
            session.close()
    race, line = (done[WARM_UP:] for done in runs)
    for what, limit, unit, of in (
        ("server time of a rerun, race of 4 rules × 200 steps", 15, "ms", lambda run: run.ms),
        ("bytes per rerun, same race", 80, "kB", lambda run: run.bytes / 1e3),
    ):
        ours, theirs = [of(run) for run in race], [of(run) for run in line]
        floor = f"{typical(theirs, unit)} one line"
        yield Row(what, "≤", limit, unit, middle(ours), quartiles(ours, unit), floor)

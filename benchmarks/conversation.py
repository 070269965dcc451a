"""What a browser says to Streamlit and what it hears, without the wire: one reader's side of Streamlit's protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider

DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
OPTIONS = {
    "subprotocols": ["streamlit"],
    "max_size": None,
    "compression": None,
}  # of a connection, as the browser has it


def address_of(server: str) -> str:
    """Where Streamlit listens on a server (host:port)."""
    return f"ws://{server}/_stcore/stream"


@dataclass
class Drawn:
    """A slider of the page, and the fragment that it reruns."""

    slider: Slider
    fragment: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Its values in order, as a link has them."""
        slider = self.slider
        if slider.options:
            return tuple(slider.options)
        count = round((slider.max - slider.min) / slider.step)
        return tuple(_text(slider.min + i * slider.step) for i in range(count + 1))

    @property
    def text(self) -> str:
        """Its value as the server has given it."""
        slider = self.slider
        if slider.raw_value:
            return slider.raw_value[0]
        if slider.options:
            return slider.options[int(slider.default[0])]
        return _text((slider.value or slider.default)[0])


def _text(value: float) -> str:
    return f"{round(value, 10):g}"


class Conversation:
    """One reader of a page. `opening` and `moved` give what to send; `heard` takes the answers until the run is over.

    Only the slider's fragment reruns, and messages named as cached are not sent again, both as in the browser. Raises
    RuntimeError when a run fails, or when a move changes nothing on the page.
    """

    def __init__(self, query: Mapping[str, str] | None = None, page: str = "") -> None:
        self.sliders: dict[str, Drawn] = {}  # by key
        self.at: dict[str, str] = {}  # where each stands
        self._query = urlencode(query or {})
        self._named = page
        self._page = ""
        self._cached: dict[str, int] = {}  # hash -> the run that last used it
        self._longest = self._runs = 0
        self._before: set[str] = set()  # hashes of the page's elements, of the last run
        self._now: set[str] = set()

    def opening(self) -> bytes:
        """Asks for the page."""
        return self._run(BackMsg())

    def moved(self, key: str, text: str) -> bytes:
        """Says that the slider of that key is let go at a value."""
        drawn = self.sliders[key]
        self.at[key] = text
        message = BackMsg()
        message.rerun_script.fragment_id = drawn.fragment
        widget = message.rerun_script.widget_states.widgets.add(id=drawn.slider.id)
        if drawn.slider.options:
            widget.string_array_value.data.append(text)
        else:
            widget.double_array_value.data.append(float(text))
        return self._run(message)

    def _run(self, message: BackMsg) -> bytes:
        state = message.rerun_script
        state.query_string = self._query
        state.page_name = self._named
        state.page_script_hash = self._page
        state.cached_message_hashes.extend(self._cached)
        self._before, self._now = self._now, set()
        return message.SerializeToString()

    def heard(self, frame: bytes) -> bool:
        """Note what the next run must say; True if this one is over."""
        message = ForwardMsg.FromString(frame)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._longest = message.new_session.config.max_cached_message_age
            self._page = self._page or message.new_session.page_script_hash
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "ref_hash":
            self._cached[message.ref_hash] = self._runs
            self._now.add(message.ref_hash)  # an element that the reader has from an earlier run
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message)
        elif kind == "script_finished":
            self._end(message.script_finished)
            return True
        return False

    def _element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(f"the page shows {element.exception.type}: {element.exception.message}")
        if element.WhichOneof("type") == "slider":
            key = element.slider.id.rpartition("-")[2]
            drawn = self.sliders[key] = Drawn(element.slider, message.delta.fragment_id)
            if element.slider.set_value or key not in self.at:
                self.at[key] = drawn.text
        if message.metadata.cacheable:
            self._cached[message.hash] = self._runs
        self._now.add(message.hash)

    def _end(self, status: int) -> None:
        if status not in DONE:
            raise RuntimeError(f"the run ended with {ForwardMsg.ScriptFinishedStatus.Name(status)}")
        if not self._now - self._before:
            raise RuntimeError("the slider's move changed nothing on the page")
        self._runs += 1
        self._cached = {name: run for name, run in self._cached.items() if self._runs - run <= self._longest}

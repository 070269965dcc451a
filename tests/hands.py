"""A session as Streamlit runs it, without a browser: opening links, hands on widgets, and what the stage reports."""

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lesson import Setting, View
from pages import HOME
from ui.session import KEY, OF_THE_BROWSER

MAIN = Path(__file__).parents[1] / "ui" / "main.py"
KINDS = ("slider", "select_slider", "selectbox", "radio", "toggle", "pills", "segmented_control", "number_input")


def opened(name: str = HOME, query: dict[str, Any] | None = None, more: bool = False) -> AppTest:
    """The page of a link in a new session. more: with "More settings" open."""
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    if more:
        app.session_state["more"] = True
    return run(goto(app, name, query))


def goto(app: AppTest, name: str, query: dict[str, Any] | None = None) -> AppTest:
    """The address of a page before it is run."""
    app._page_hash = calc_hash(name)
    app.query_params = query or {}
    return app


def run(element: Any) -> AppTest:
    """The app after a run without a traceback."""
    app = element.run()
    whole(app)
    return app


def whole(app: AppTest) -> None:
    assert not [trouble.value for trouble in (*app.exception, *app.error, *app.warning)]


def view(app: AppTest) -> View:
    """What the page that is open shows."""
    session = app.session_state[KEY]
    return session.views[session.page]


def mounted(app: AppTest) -> dict[str, Any]:
    """What the stage got."""
    (stage,) = app.get("bidi_component")
    return json.loads(stage.proto.json)[0]


def agrees(app: AppTest) -> View:
    """The view, which link, stage and widgets show."""
    shown = view(app)
    link = {name: [texts] if isinstance(texts, str) else list(texts) for name, texts in app.query_params.items()}
    assert {name: texts for name, texts in link.items() if name not in OF_THE_BROWSER} == shown.query
    data = mounted(app)
    assert (data["page"], data["query"]) == (shown.page.name, shown.text)
    assert data["lesson"]["acts"][data["lesson"]["act"]] == [shown.act.name, shown.act.question]
    for name, setting in shown.page.controls(shown.settings).items():
        for found in widgets(app, name):
            value = getattr(shown.settings, name)
            value = setting.default if value is None else value
            if setting.kind in (int, float) and setting.values:
                low, high = (setting.options[0], setting.options[-1]) if setting.options else setting.slider
                value = min(max(value, low), high)
                value = setting.nearest(value) if setting.options else value  # a page may offer fewer of them
            assert found.value == (list(value) if isinstance(value, tuple) else value), name
    return shown


def widgets(app: AppTest, key: str) -> list[Any]:
    return [found for kind in KINDS for found in getattr(app, kind) if found.key == key]


def widget(app: AppTest, key: str) -> Any:
    (found,) = widgets(app, key)
    return found


def press(app: AppTest, label: str) -> AppTest:
    """The app after a click on a button."""
    return run(next(button for button in app.button if button.label == label).click())


def put(app: AppTest, key: str, value: Any) -> AppTest:
    """The app after a hand has set a widget."""
    return run(widget(app, key).set_value(value))


def sent(app: AppTest, event: str, value: Any) -> AppTest:
    """The app after its stage has reported an event; AppTest itself knows no component's events."""
    (stage,) = app.get("bidi_component")
    states = app._tree.get_widget_states()
    message = json.dumps([{"event": event, "value": value}])
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{stage.proto.id}__events", json_trigger_value=message)
    app._run(states)
    whole(app)
    return app


def other_values(setting: Setting, now: Any) -> list[Any]:
    """Values of a control that it does not have now."""
    if setting.kind is bool:
        return [not now]
    if setting.kind is tuple:
        return [list(setting.options[-1:]), list(setting.options)]
    offered = setting.options or setting.values or setting.bounds
    chosen = [offered[0], offered[-1]] if setting.kind is not str else offered
    return [value for value in chosen if value != now and value != setting.default]

"""The stage's own code for a page without a server: in the page itself, or as files beside it."""

import base64
import json
import re
import tomllib
from functools import cache

from figures.theme import FONT
from server.answers import ROOT
from server.files import PLOTLY, STAGE

IMPORT = re.compile(r'from "\./(\w+)\.js"')
LINE = "light-dark(#d5dae0, #3a414b)"


def styles() -> str:
    """The style sheets, with the colours of the app's themes."""
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        theme = tomllib.load(file)["theme"]
    names = {
        "background-color": "backgroundColor",
        "secondary-background-color": "secondaryBackgroundColor",
        "text-color": "textColor",
        "primary-color": "primaryColor",
    }
    lines = [f"--st-{name}: light-dark({theme['light'][key]}, {theme['dark'][key]});" for name, key in names.items()]
    root = f":root {{ color-scheme: light dark; {' '.join(lines)} --st-border-color: {LINE}; --st-font: {FONT}; }}"
    sheets = [ROOT / "ui" / "page.css", STAGE / "stage.css", STAGE / "alone.css"]
    return "\n".join([root, *(sheet.read_text() for sheet in sheets)])


@cache
def modules() -> str:
    """The stage's modules in the page: each an address of its own text, found by name, as relative ones cannot be."""
    found = {path.stem: IMPORT.sub(r'from "canyon/\1"', path.read_text()) for path in sorted(STAGE.glob("*.js"))}
    addresses = {
        f"canyon/{name}": "data:text/javascript;base64," + base64.b64encode(text.encode()).decode()
        for name, text in found.items()
    }
    return f'<script type="importmap">{json.dumps({"imports": addresses})}</script>'


@cache
def plotly() -> str:
    """plotly.js in the page."""
    text = PLOTLY.read_text().replace("</script", r"<\/script")
    return f"<script>{text}</script>"

"""The command `canyon`: runs the app, makes pictures of links, and searches for hyperparameters."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lesson import Setting, declared
from pages import PAGES
from server.answers import ROOT
from slides import deck, marks, site, tune
from slides.chromium import chromium
from slides.film import Film
from slides.picture import FORMATS, Order, check, make, size
from slides.shot import Refused, Shot, shot

WRONG, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code."""
    parser = argparse.ArgumentParser(prog="canyon", description="Without a command: runs the app.")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("pages", help="pages, acts and settings")
    picture = commands.add_parser("picture", help="a link as a file")
    picture.add_argument("link", help="a link of the app, or page?query")
    picture.add_argument("out", type=Path, help=f"the file; its name ends in {', '.join(FORMATS)}")
    picture.add_argument("--step", type=int, help="of a still: the step shown, the last one unless said")
    look(picture)
    picture.add_argument("--seconds", type=float, help="how long an animation runs, before it rests")
    picture.add_argument("--keras", action="store_true", help="of a program: for Keras instead of PyTorch")
    link = commands.add_parser("link", help="the link of the picture in a file")
    link.add_argument("file", type=Path)
    deck.arguments(commands.add_parser("deck", help="many links as files, as one PDF and as a page to page through"))
    site.arguments(commands.add_parser("site", help="all lessons as files for any web host, without a server program"))
    tune.arguments(commands.add_parser("tune", help="search for the best hyperparameters of a data set"))
    asked = parser.parse_args(arguments)
    try:
        return COMMANDS[asked.command](asked)
    except Refused as wrong:
        return refuse(str(wrong))
    except OSError as wrong:
        return refuse(f"{wrong.filename or ''}: {wrong.strerror or wrong}")


def look(parser: argparse.ArgumentParser) -> None:
    """The options that pictures have in common."""
    parser.add_argument("--theme", choices=("light", "dark"), default="", help="light unless said")
    parser.add_argument("--size", help="in pixels, as 1920x1080")
    parser.add_argument("--no-title", action="store_true", help="without headline and summary")


def refuse(why: str) -> int:
    """Say what is wrong in one line; the exit code."""
    print(f"canyon: {why}", file=sys.stderr)
    return WRONG


def _app(asked: argparse.Namespace) -> int:
    return subprocess.call([sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")])


def _pages(asked: argparse.Namespace) -> int:
    for page in PAGES.values():
        print(f"{page.name}: {page.title}")
        for act in page.acts:
            print(f"  act={act.name}: {act.question}")
        for setting in declared(page.settings).values():
            print(f"  {setting.name} ({setting.title}): {_allowed(setting)}")
        print()
    return 0


def _allowed(setting: Setting) -> str:
    if setting.kind is bool:
        return "true, false"
    if setting.kind in (str, tuple):
        return ", ".join(str(option) for option in setting.options)
    low, high = setting.bounds or (setting.values[0], setting.values[-1])
    return f"{low:g} to {high:g}"


def _picture(asked: argparse.Namespace) -> int:
    found = shot(asked.link)
    if asked.step is not None:
        found = Shot(found.view, asked.step)
    pixels = None if asked.size is None else size(asked.size)
    order = Order(found, asked.out, pixels, asked.theme, not asked.no_title, asked.seconds, asked.keras)
    check([order])
    if not order.filmed:
        make(order, None)
        return 0
    with chromium() as browser:
        make(order, Film(browser))
    return 0


def _link(asked: argparse.Namespace) -> int:
    print(*marks.links(asked.file), sep="\n")
    return 0


COMMANDS = {
    None: _app,
    "pages": _pages,
    "picture": _picture,
    "link": _link,
    "deck": deck.deck,
    "site": site.site,
    "tune": tune.tune,
}


def run() -> None:
    """The command as it is installed."""
    try:
        code = main()
    except KeyboardInterrupt:  # pressed once more
        code = INTERRUPTED
    if code == INTERRUPTED:
        sys.stdout.flush()
        os._exit(code)  # at once: an ordinary exit waits for the jobs under way, and workers end with their parent
    sys.exit(code)


if __name__ == "__main__":
    run()

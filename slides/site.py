"""canyon site out/ [--pages canyon momentum] [--workers N]"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from lesson import Page, read
from lesson.numbers import counted
from pages import HOME, PAGES
from server.files import VERSION
from slides.picture import mask
from slides.shelves import kind
from slides.shot import Refused
from slides.site_acts import SCENES, make_act
from slides.site_pages import home_html, page_html, write_program
from slides.tune import workers
from tuning import Processes

MARK = "canyon.json"  # in the folder of a site, what it is
SLOWEST_FIRST = ("elsewhere", "slow", "one by one", "swept")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("out", type=Path, help="the folder of the site")
    parser.add_argument("--pages", nargs="+", metavar="PAGE", help="these alone, instead of all")
    parser.add_argument("--workers", type=workers, help="processes on this machine; one for each core unless said")


def site(asked: argparse.Namespace) -> int:
    """Make the site as asked; the exit code. Raises Refused with what is wrong, and OSError."""
    pages = _pages(asked.pages)
    with _place(asked.out.resolve()) as draft:
        _make(pages, draft, asked.workers)
        files = [path for path in draft.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
    print(f"{counted(len(pages), 'page')}, {counted(len(files), 'file')}, {size / 1e6:.1f} MB in {asked.out}")
    return 0


def _pages(names: Sequence[str] | None) -> list[Page[Any, Any]]:
    """The pages of these names in the lecture's order, all without names."""
    unknown = [name for name in names or () if name not in PAGES]
    if unknown:
        raise Refused(f"there is no page {unknown[0][:80]!r}; pages: {', '.join(PAGES)}")
    return [page for page in PAGES.values() if names is None or page.name in names]


@contextmanager
def _place(out: Path) -> Iterator[Path]:
    """A folder beside the one wanted, which becomes that when all of it is there, and else is gone."""
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} is no folder")
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        raise Refused(f"{out} has other files in it: give an empty folder, a new one, or that of an older site")
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    try:
        yield draft
        draft.chmod(0o777 & ~mask())
        if out.exists():
            old = draft.with_name(f"{draft.name}-old")
            out.rename(old)
            draft.rename(out)
            shutil.rmtree(old)
        else:
            draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _make(pages: Sequence[Page[Any, Any]], folder: Path, workers: int | None) -> None:
    write_program(folder)
    told = _acts(pages, folder, workers)
    for page in pages:
        (folder / page.name).mkdir()
        acts = [told[page.name, act.name] for act in page.acts]
        (folder / page.name / "index.html").write_text(page_html(page, acts, pages), encoding="utf-8")
    race = PAGES[HOME] if PAGES[HOME] in pages else pages[0]
    (folder / "index.html").write_text(home_html(pages, race, told[race.name, race.acts[0].name]), encoding="utf-8")
    about = {"made by": "canyon site", "version": VERSION, "pages": [page.name for page in pages]}
    (folder / MARK).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _acts(pages: Sequence[Page[Any, Any]], folder: Path, workers: int | None) -> dict[tuple[str, str], Any]:
    """Write the pictures of all acts; what alone.js must know of each, by page and act."""
    (folder / SCENES).mkdir()
    names = [(page.name, act.name) for page in pages for act in page.acts]
    names.sort(key=lambda name: SLOWEST_FIRST.index(kind(read(PAGES[name[0]], {"act": [name[1]]}))))
    told: dict[tuple[str, str], Any] = {}
    processes = Processes(workers)
    try:
        asked: dict[Future[Any], tuple[str, str]] = {
            processes.submit(make_act, page, act, folder): (page, act) for page, act in names
        }
        _tell(f"0 of {counted(len(names), 'act')}")
        for done in as_completed(asked):
            told[asked[done]] = done.result()
            _tell(f"{len(told)} of {counted(len(names), 'act')}, last {'/'.join(asked[done]):<40}")
    finally:
        processes.shutdown(wait=False, cancel_futures=True)
        print(file=sys.stderr)
    return told


def _tell(text: str) -> None:
    print(text, end="\r", file=sys.stderr, flush=True)

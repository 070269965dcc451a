"""A link as somebody types it: read strictly, because a picture that was asked for is not to be another one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lesson import Page, View, declared, read, written
from pages import PAGES

LONGEST = 4096  # characters of a link
GUESS, STEP = re.compile(r"shown|\d{1,2}", re.ASCII), re.compile(r"\d{1,6}", re.ASCII)


class Refused(Exception):
    """What is wrong with what was asked for, in one line."""


@dataclass(frozen=True)
class Shot:
    """What a link shows. step: the one it names, None for the last."""

    view: View
    step: int | None = None

    @property
    def link(self) -> str:
        """The page's name and the one query that this has."""
        query = dict(self.view.query)
        if self.step is not None:
            query["step"] = [str(self.step)]
        text = urlencode(query, doseq=True)
        return self.view.page.name + (f"?{text}" if text else "")

    @property
    def settings(self) -> str:
        """All settings and their values, the seed among them: what a link of another version may leave out."""
        return "; ".join(f"{name}={text}" for name, text in written(self.view.settings).items())


def shot(link: str) -> Shot:
    """What a link or `page?query` means. Raises Refused with what is wrong and what is allowed."""
    if len(link) > LONGEST or not link.isprintable():
        raise Refused("the link is too long or has characters that no link has")
    try:
        parts = urlsplit(link)
        query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        raise Refused(f"{link[:80]!r} is no link") from None
    name = parts.path.rstrip("/").rpartition("/")[2]
    page = PAGES.get(name)
    if page is None:
        raise Refused(f"there is no page {name[:80]!r}; pages: {', '.join(PAGES)}")
    for key, texts in query.items():
        _check(page, key, texts)
    view = read(page, query)
    lost = [key for key in query if key in declared(page.settings) and not _kept(view, key, query[key])]
    if lost:
        raise Refused(f"{lost[0]} = {query[lost[0]][-1][:80]} does not go together with the other settings")
    step = query.get("step", [""])[-1]
    return Shot(view, int(step) if step else None)


def _check(page: Page[Any, Any], key: str, texts: Sequence[str]) -> None:
    settings, text = declared(page.settings), texts[-1]
    if key == "act":
        if text not in page.act_names:
            raise Refused(f"{page.name} has no act {text[:80]!r}; acts: {', '.join(page.act_names)}")
    elif key in settings:
        try:
            settings[key].read(texts)
        except ValueError as wrong:
            raise Refused(str(wrong)) from None
    elif not (key == "guess" and GUESS.fullmatch(text)) and not (key == "step" and STEP.fullmatch(text)):
        what = f"{key} = {text[:80]!r} is no {key}" if key in ("guess", "step") else f"{key[:80]!r} is not known"
        raise Refused(f"{what}; {page.name} has act, guess, step, {', '.join(settings)}")


def _kept(view: View, key: str, texts: Sequence[str]) -> bool:
    return getattr(view.settings, key) == declared(view.settings)[key].read(texts)

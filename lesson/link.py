"""A view is a link: what a query means for a page, and the one query that a view has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from lesson.page import Act, Page, Query
from lesson.setting import declared


@dataclass(frozen=True)
class View:
    """What a link to a page says: the act, and the settings. settings: an instance of the page's Settings."""

    page: Page[Any, Any]
    act: Act[Any]
    settings: Any

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The one query of this view: the act unless it is the first, and what differs from the act's settings."""
        opening = self.page.opening(self.act)
        query = {} if self.act is self.page.acts[0] else {"act": [self.act.name]}
        for name, meta in declared(self.settings).items():
            value = getattr(self.settings, name)
            if value != getattr(opening, name):
                query[name] = meta.write(value)
        return query

    @cached_property
    def text(self) -> str:
        """The query as it stands in an address, without the question mark."""
        return urlencode(self.query, doseq=True)

    def carried(self, page: Page[Any, Any]) -> "View":
        """The view of another page with every setting of this one that it has and whose value it can show."""
        query = {name: meta.write(getattr(self.settings, name)) for name, meta in declared(self.settings).items()}
        return read(page, query)


def written(settings: Any) -> dict[str, str]:
    """All settings as a link writes them: field -> text, several values with commas between them."""
    return {name: ",".join(meta.write(getattr(settings, name))) for name, meta in declared(settings).items()}


def read(page: Page[Any, Any], query: Query) -> View:
    """What a query means: an unknown field says nothing, and a wrong value is at the act's own."""
    act = page.act((query.get("act") or [""])[-1])
    named: dict[str, Any] = {}
    for name, meta in declared(page.settings).items():
        texts: Sequence[str] = query.get(name) or ()
        if texts:
            try:
                named[name] = meta.read(texts)
            except ValueError:
                continue
    return View(page, act, _adopted(page.opening(act), named))


def _adopted(settings: Any, values: Mapping[str, Any]) -> Any:
    """settings with these values; one that does not go together with the others stays as it was."""
    known = {name: value for name, value in values.items() if name in declared(settings)}
    try:
        return replace(settings, **known)
    except ValueError:
        for name, value in known.items():
            try:
                settings = replace(settings, **{name: value})
            except ValueError:
                continue
        return settings

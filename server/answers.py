"""The bytes of an answer: a page's scene, or the scenes of all values of one slider, packed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from figures.theme import DARK
from lesson import Scene, Setting, View, declared
from lesson.pack import encode, pack

ROOT = Path(__file__).parents[1]
SOURCES = ("optim", "surfaces", "networks", "tuning", "lesson", "figures", "pages", "server", "ui")


def version() -> str:
    """What this program is: changes with its sources, so that no cache in front of it holds an older picture."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".js", ".css"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Question:
    """What is asked for: the scene of a view, or with `sweep` the scenes of all values of that slider."""

    view: View
    sweep: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for equal answers: a sweep is the same wherever its slider stands."""
        view = self.view
        if self.sweep:
            opening = getattr(view.page.opening(view.act), self.sweep)
            view = replace(view, settings=replace(view.settings, **{self.sweep: opening}))
        return view.page.name, view.text, self.sweep

    def check(self) -> None:
        """Raises ValueError with a sentence where this cannot be answered."""
        if self.sweep:
            self.view.page.sweep(self.view.settings, self.sweep)

    def answers(self) -> Iterator[tuple[bytes, bool]]:
        """Packed scenes as the computation goes on, each with: is there no more to come?"""
        page, act, settings = self.view.page, self.view.act.name, self.view.settings
        if not self.sweep:
            for scene in page.growing(settings, act):
                yield message([scene]), scene.progress >= 1
            return
        values = page.sweep(settings, self.sweep)
        setting = declared(settings)[self.sweep]
        scenes = [*page.scenes([replace(settings, **{self.sweep: value}) for value in values], act)]
        opening = getattr(page.opening(self.view.act), self.sweep)
        texts = {"values": [_text(setting, value) for value in values], "opening": _text(setting, opening)}
        yield message(scenes, **texts), True


def _text(setting: Setting, value: Any) -> str:
    return "" if value is None else setting.write(setting.checked(value))[0]


def message(scenes: list[Scene], **swept: Any) -> bytes:
    """Scenes as the stage reads them (lesson.pack); swept: of a slider the texts of its values, and its opening one."""
    return pack({"dark": DARK, "scenes": [encode(scene) for scene in scenes], **swept})

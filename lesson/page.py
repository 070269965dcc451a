"""A page as a value: its settings, its acts, and how settings become a scene."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from lesson.runs import Run
from lesson.scene import Answer, Scene
from lesson.setting import Number, Setting, declared

S = TypeVar("S")  # a page's Settings
M = TypeVar("M")  # what the page has measured on their run

Query = Mapping[str, Sequence[str]]
MOST_SWEPT = 110_000  # steps of all the values of a slider that one answer may hold


@dataclass(frozen=True)
class Act(Generic[M]):
    """One question of a lesson.

    name: in the link. settings: field -> value where the act differs from the page's own. opens_at: the step that is
    shown before the guess, None for the last. sliders: the fields it is about. setup: what is on the picture, look:
    what to look at, a line each; try_next: something to try. answer: from what was measured.
    """

    name: str
    question: str
    guesses: tuple[str, ...]
    answer: Callable[[M], Answer]
    settings: Mapping[str, Any] = field(default_factory=dict)
    opens_at: int | None = 0
    sliders: tuple[str, ...] = ()
    setup: str = ""
    look: str = ""
    try_next: str = ""


@dataclass(frozen=True)
class Page(Generic[S, M]):
    """One page of Canyon, without the server and the widgets that show it.

    name: in the address. title: its heading; menu: what the list of pages calls it; group: of that list. settings: the
    frozen dataclass of what can be set. acts: at least one; the first is what a link without `act` means. measure:
    everything the page knows about a run, draw: the scene of that, without its answer.

    measure_many: the same for many settings at once, where that is one batched run: then a slider's scenes can all be
    asked for together; draw_many: the scenes of those, where they are cheaper together. grow: a long measurement as it
    goes on, the last one complete; elsewhere: do other processes make it, and this one waits? controls: the settings
    that have a control just now, in order, by default all; with them a page narrows a range. note, equations: Markdown
    and lines of LaTeX (name -> lines) that depend on the settings alone. deeds: a button's label -> the settings that
    it leads to. onward: names of pages to which settings can be carried over. runs: the runs of the picture, to be done
    again elsewhere: what tells one from the others of the picture ("" for the one) -> what it starts from; raises
    ValueError with a sentence where the picture shows none.
    """

    name: str
    title: str
    menu: str
    group: str
    settings: type[S]
    acts: tuple[Act[M], ...]
    measure: Callable[[S], M]
    draw: Callable[[M], Scene]
    measure_many: Callable[[Sequence[S]], Iterable[M]] | None = None
    draw_many: Callable[[Sequence[M]], Iterable[Scene]] | None = None
    grow: Callable[[S], Iterator[M]] | None = None
    elsewhere: bool = False
    controls: Callable[[S], Mapping[str, Setting]] = declared
    note: Callable[[S], str] | None = None
    equations: Callable[[S], Mapping[str, Sequence[str]]] | None = None
    deeds: Mapping[str, Callable[[S], S]] = field(default_factory=dict)
    onward: tuple[str, ...] = ()
    runs: Callable[[S], Mapping[str, Run]] | None = None

    @cached_property
    def act_names(self) -> dict[str, Act[M]]:
        """The acts by name, in order."""
        return {act.name: act for act in self.acts}

    def act(self, name: str = "") -> Act[M]:
        """The act of that name, the first if there is none."""
        return self.act_names.get(name, self.acts[0])

    @cached_property
    def _openings(self) -> dict[int, S]:
        return {id(act): self.settings(**act.settings) for act in self.acts}

    def opening(self, act: Act[M]) -> S:
        """The settings with which one of the acts opens."""
        return self._openings[id(act)]

    def changed(self, settings: S, name: str, value: Any) -> S:
        """Settings after a hand has set one of them; as they were where that does not go together with the others.

        What the page decides unless it is set (None) is the page's again where its control becomes another: a race on
        another surface starts where that is worth watching.
        """
        ours = {field: None for field, meta in declared(settings).items() if meta.default is None and field != name}
        try:
            fresh = replace(settings, **ours | {name: value})  # type: ignore[type-var]
            before, after = self.controls(settings), self.controls(fresh)
            kept = {field: getattr(settings, field) for field in ours if before.get(field) == after.get(field)}
            return replace(fresh, **kept)  # type: ignore[type-var]
        except ValueError:
            return settings

    def scene(self, settings: S, act: str = "") -> Scene:
        """The complete scene of these settings, with the answer to an act's question."""
        return self._scene(self.measure(settings), self.act(act))

    def scenes(self, many: Sequence[S], act: str = "") -> Iterator[Scene]:
        """The scenes of many settings, computed together. Raises ValueError where the page cannot."""
        if self.measure_many is None:
            raise ValueError(f"{self.name} computes one scene at a time")
        found, asked = self.measure_many(many), self.act(act)
        if self.draw_many is None:
            return (self._scene(measured, asked) for measured in found)
        found = [*found]
        scenes = self.draw_many(found)
        return (replace(scene, answer=asked.answer(one)) for scene, one in zip(scenes, found, strict=True))

    def sweep(self, settings: S, name: str) -> tuple[Number, ...]:
        """The values of a slider whose scenes can be asked for together.

        Raises ValueError with a sentence where there is no such slider, where the page computes one scene at a time, or
        where the scenes would be too many steps together.
        """
        shown = self.controls(settings).get(name)
        if shown is None or len(shown.values) < 2:
            raise ValueError(f"{name} is not a slider of {self.name} with these settings.")
        if self.measure_many is None:
            raise ValueError(f"{self.name} computes one scene at a time.")
        steps = getattr(settings, "steps", 0)
        if (sum(shown.values) if name == "steps" else len(shown.values) * steps) > MOST_SWEPT:
            raise ValueError(f"{len(shown.values)} runs of {steps} steps are too many for one answer.")
        return shown.values

    def growing(self, settings: S, act: str = "") -> Iterator[Scene]:
        """The scene as a long computation goes on, the last one complete; one alone where nothing is long."""
        if self.grow is None:
            yield self.scene(settings, act)
        else:
            for measured in self.grow(settings):
                yield self._scene(measured, self.act(act))

    def _scene(self, measured: M, act: Act[M]) -> Scene:
        return replace(self.draw(measured), answer=act.answer(measured))

"""Rules from a start on a surface, as a program of PyTorch or Keras."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optim import DIVERGED, Objective
from optim.many import Race
from slides.program_formula import formula
from slides.program_rule import DOUBLE, FUNCTIONS, makers
from surfaces import Noisy, Scaled, Surface
from surfaces.surface import BLOCK

LINES = 10  # about so many are printed of each run

NOISE = f'''\
def noise(step):
    """What is added to the gradient at that step: numpy draws the same from the same seed as in Canyon."""
    seed = np.random.SeedSequence(SEED, spawn_key=(step // {BLOCK},))
    return SIGMA * np.random.default_rng(seed).standard_normal(({BLOCK}, 2))[step % {BLOCK}]
'''
LAYER = '''\
class Walker(keras.layers.Layer):
    """A layer whose weights are the point w, and whose loss is the error there.

    What it is given is added to the gradient: the noise, or 0.
    """

    def __init__(self, error, start):
        super().__init__()
        self.error = error
        self.w = self.add_weight(shape=(len(start),), initializer="zeros")
        self.w.assign(start)

    def call(self, added):
        self.add_loss(self.error(self.w) + keras.ops.sum(added * self.w))
        return added
'''
TORCH = """\
    w = torch.tensor(start, requires_grad=True)
    optimizer = rule(w)
    path = paths[name] = [w.tolist()]
    for step in range(STEPS):
        optimizer.zero_grad()
        error(w).backward()
{noise}\
        optimizer.step()
        path.append(w.tolist())
"""
KERAS = """\
    walker = Walker(error, start)
    model = keras.Sequential([walker])
    model.compile(optimizer=rule())
    path = paths[name] = [list(start)]
    for step in range(STEPS):
        model.train_on_batch({noise})
        path.append(keras.ops.convert_to_numpy(walker.w.value).tolist())
"""
PRINT = """\
        if not max(map(abs, path[-1])) <= FAR:
            print(f"{{name:{width}}}  step {{step + 1:4}}  has diverged")
            break
        if (step + 1) % {every} == 0 or step + 1 == STEPS:
            now = {error}
            where = ", ".join(f"{{part:.6g}}" for part in path[-1])
            print(f"{{name:{width}}}  step {{step + 1:4}}  error {{now:<12.6g}} at ({{where}})")
"""


@dataclass(frozen=True)
class Entry:
    """One run: the name of its error's function, its start, and the expression that makes its rule."""

    error: str
    start: tuple[float, ...]
    rule: str


def surface_program(races: Mapping[str, Race], library: str) -> list[str]:
    """The blocks of a program that does the races again and keeps each run's points in `paths`, a list of lists.

    races: by what tells them apart, "" for the one. Raises ValueError where a formula or rule cannot be written.
    """
    first = next(iter(races.values()))
    entries, functions, classes = _entries(races, library)
    noisy = first.objective if isinstance(first.objective, Noisy) else None
    alone = len({(entry.error, entry.start) for entry in entries.values()}) == 1
    blocks = [_imports(library, functions, noisy), _constants(first, noisy, alone)]
    blocks += functions.values()
    if noisy:
        blocks.append(NOISE)
    if library == "keras":
        blocks.append(LAYER)
    blocks += classes.values()
    blocks += [_table(entries, library, alone), _loop(entries, first.steps, library, noisy is not None, alone)]
    return blocks


def _entries(races: Mapping[str, Race], library: str) -> tuple[dict[str, Entry], dict[str, str], dict[str, str]]:
    """The runs by name; the functions of their errors, and the classes of their rules, by name."""
    entries: dict[str, Entry] = {}
    functions: dict[str, str] = {}
    classes: dict[str, str] = {}
    plain = {label: _without_noise(race.objective) for label, race in races.items()}
    functions_of = FUNCTIONS[library]
    lines = {label: formula(plain[label], len(race.start), functions_of) for label, race in races.items()}
    bodies = {label: "\n    ".join(body) for label, body in lines.items()}
    errors = [*dict.fromkeys(bodies.values())]
    for label, race in races.items():
        name = f"error_{errors.index(bodies[label]) + 1}" if len(errors) > 1 else "error"
        functions.setdefault(name, f'def {name}(w):\n    """{_called(plain[label])}"""\n    {bodies[label]}\n')
        expressions, needed = makers(race.rules, library, "[w]")
        classes |= needed
        for rule, expression in expressions.items():
            entries[f"{rule}, {label}" if label else rule] = Entry(name, race.start, expression)
    return entries, functions, classes


def _without_noise(objective: Objective) -> Objective:
    return objective.surface if isinstance(objective, Noisy) else objective


def _called(objective: Objective) -> str:
    if isinstance(objective, Scaled):
        times = f", its error times {objective.factor:g}" if objective.factor != 1 else ""
        return f"{objective.surface.title}{times}."
    return f"{objective.title}." if isinstance(objective, Surface) else "The error."


def _imports(library: str, functions: Mapping[str, str], noisy: Noisy | None) -> str:
    lines = ["import math", ""] if any("math." in text for text in functions.values()) else []
    if library == "torch":
        lines += ["import numpy as np"] * bool(noisy) + ["import torch"]
    else:
        lines += ["import keras", "import numpy as np"]
    return "\n".join([*lines, "", DOUBLE[library]])


def _constants(race: Race, noisy: Noisy | None, alone: bool) -> str:
    domain: Any = getattr(race.objective, "domain", ((0.0, 1.0),))
    far = DIVERGED * max(high - low for low, high in domain)
    lines = [f"START = {list(race.start)}"] if alone else []
    lines += [f"STEPS = {race.steps}", f"FAR = {far:g}  # from here on a run counts as diverged"]
    if noisy:
        lines += [f"SIGMA, SEED = {noisy.sigma!r}, {noisy.seed}"]
    return "\n".join(lines)


def _table(entries: Mapping[str, Entry], library: str, alone: bool) -> str:
    given = "lambda w" if library == "torch" else "lambda"
    lines = ["RULES = {" if alone else "RUNS = {  # name: (error, start, rule)"]
    for name, entry in entries.items():
        made = f"{given}: {entry.rule}"
        lines.append(f'    "{name}": ' + (f"{made}," if alone else f"({entry.error}, {list(entry.start)}, {made}),"))
    return "\n".join([*lines, "}"])


def _loop(entries: Mapping[str, Entry], steps: int, library: str, noisy: bool, alone: bool) -> str:
    name = next(iter(entries.values())).error
    head = "for name, rule in RULES.items():" if alone else "for name, (error, start, rule) in RUNS.items():"
    if library == "torch":
        added = "        w.grad += torch.from_numpy(noise(step))\n" if noisy else ""
        walk, error = TORCH.format(noise=added), "error(w).item()"
    else:
        walk = KERAS.format(noise="noise(step)[None]" if noisy else "np.zeros((1, len(start)))")
        error = "keras.ops.convert_to_numpy(error(walker.w)).item()"
    if alone:
        walk = walk.replace("start", "START").replace("error(", f"{name}(")
    told = PRINT.format(width=max(map(len, entries)), every=max(1, round(steps / LINES)), error=error)
    return f"paths = {{}}\n{head}\n{walk}{told}"

"""Programs of views: run in a process's own names, and the runs of Canyon's that they must repeat."""

import ast
from dataclasses import replace

import numpy as np
from links import random_view

from lesson import View, read
from networks import Exercise, Recipe
from optim import counterpart, race
from optim.many import Race
from pages import PAGES
from slides.program import program

NUDGE, GROWN = 1e-12, 1e-4  # thousands of rounding errors; and what may have become of them where runs are compared


def views():
    """Every act of every page as it opens."""
    return [View(page, act, page.opening(act)) for page in PAGES.values() for act in page.acts]


def with_runs(found):
    """Those of the views whose runs can be had."""
    return [view for view in found if runs_of(view)]


def runs_of(view):
    """The runs of a view, none where it has none."""
    try:
        return view.page.runs(view.settings) if view.page.runs else {}
    except ValueError:
        return {}


def random_views(name, count):
    return [random_view(PAGES[name], seed) for seed in range(count)]


def link(page, **query):
    return read(PAGES[page], {name: [str(value)] for name, value in query.items()})


def short(view, steps=None, epochs=None):
    """The same view with fewer steps or epochs."""
    named = {"steps": steps, "epochs": epochs}
    known = {name: most for name, most in named.items() if most and hasattr(view.settings, name)}
    fewer = {name: min(getattr(view.settings, name), most) for name, most in known.items()}
    return View(view.page, view.act, replace(view.settings, **fewer))


def executed(view, library):
    """The names that a program leaves."""
    names = {"__name__": "program"}
    exec(compile(program(view, library), f"{view.page.name}?{view.text}", "exec"), names)
    return names


def named(label, rule, alone=False):
    """What a program calls a rule's run."""
    return (label if alone else f"{rule}, {label}") if label else rule


class Nudged:
    """An objective whose gradient is that of a point off by a relative NUDGE, as by rounding."""

    def __init__(self, objective, size):
        self.objective, self.domain = objective, getattr(objective, "domain", ((0.0, 1.0),))
        self.factors = 1 + NUDGE * np.random.default_rng(0).choice([-1.0, 1.0], (4096, size))

    def value(self, w):
        return self.objective.value(w)

    def gradient(self, w, t=0):
        return self.objective.gradient(w * self.factors[t % 4096], t)


def as_held(rules, library):
    """The rules with the numbers that a library computes with: on TensorFlow, Keras holds α in single precision."""
    if library != "keras":
        return rules
    held = {
        name: {"alpha": float(np.float32(rule.alpha))}
        for name, rule in rules.items()
        if hasattr(rule, "alpha") and counterpart(rule, library)
    }
    return {name: replace(rule, **held.get(name, {})) for name, rule in rules.items()}


def paths(view, library="torch"):
    """name -> the points (T+1, P) of a view's races, up to where one diverges or a nudge of its gradients has grown."""
    found = {}
    for label, one in runs_of(view).items():
        assert isinstance(one, Race)
        start = np.array(one.start)
        rules = as_held(one.rules, library)
        done = race(rules, one.objective, start, one.steps)
        moved = race(rules, Nudged(one.objective, start.size), start * (1 + NUDGE), one.steps)
        for rule, run in done.items():
            size = np.abs(run.w).max(-1)
            grown = np.abs(run.w - moved[rule].w).max(-1) > GROWN * size.max()
            until = int(grown.argmax()) if grown.any() else len(grown)
            found[named(label, rule)] = run.w[: min(until, run.last + 1)]
    return found


def trained(view, library="torch"):
    """(name, seed) -> the weights (P,) at the end of each of a view's trainings, and whether a nudge has not grown."""
    found = {}
    for label, one in runs_of(view).items():
        if isinstance(one, Exercise):
            return exercised(one, library)
        assert isinstance(one, Recipe)
        start, objective = one.start(), one.objective()
        one = replace(one, rules=as_held(one.rules, library))
        done = ends(one, objective, start)
        moved = ends(one, Nudged(objective, start.shape[-1]), start * (1 + NUDGE))
        for rule, w in done.items():
            for i, seed in enumerate(one.seeds):
                steady = np.abs(w[i] - moved[rule][i]).max() <= GROWN * np.abs(w[i]).max()
                found[named(label, rule, len(one.rules) == 1), seed] = w[i], bool(steady)
    return found


def exercised(one: Exercise, library):
    """name -> the weights at the end of an exercise, and whether a nudge has not grown."""
    objective, found = Batches(one), {}
    for name, rule in as_held(one.rules, library).items():
        done, moved = (
            race({name: rule}, each, start, len(one.batches))[name].w[-1]
            for each, start in (
                (objective, one.start),
                (Nudged(objective, one.start.size), one.start * (1 + NUDGE)),
            )
        )
        found[name] = done, bool(np.abs(done - moved).max() <= GROWN * np.abs(done).max())
    return found


class Batches:
    """The error of an exercise's network on each step's examples, as an objective."""

    def __init__(self, exercise):
        self.exercise = exercise

    def value(self, w):
        return self.exercise.network.loss(w, self.exercise.x, self.exercise.y)

    def gradient(self, w, t=0):
        chosen = [*self.exercise.batches[t]]
        return self.exercise.network.gradient(w, self.exercise.x[chosen], self.exercise.y[chosen])


def ends(recipe: Recipe, objective, start):
    steps = recipe.epochs * recipe.objective().batches
    return {rule: run.w[-1] for rule, run in race(recipe.rules, objective, start, steps, every=steps).items()}


def weights(net, library):
    """A network's weights in Canyon's order, flat."""
    parts = net.get_weights() if library == "keras" else [part.detach().numpy().T for part in net.parameters()]
    return np.concatenate([part.ravel() for part in parts])


def imports(text):
    """What a program imports."""
    nodes = [*ast.walk(ast.parse(text))]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return modules | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}

"""Rules that train a network, as a program of PyTorch or Keras."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from networks import Recipe
from networks.training import BLOCK
from slides.program_data import examples_of
from slides.program_network_parts import (
    ACTIVATIONS,
    CLASSES,
    DRAWN,
    ERRORS,
    KEPT,
    LOOP,
    MASKS,
    NETWORK,
    ORDER,
    PENALTY,
    TOLD,
)
from slides.program_pictures import copying, pictures_drawn, shown_of, what_is_confused
from slides.program_rule import DOUBLE, makers

LAYERS = {  # of a network, and what those are told to keep
    "torch": ("net", "torch.tensor(kept[: len(chosen)])"),
    "keras": ("net.layers", "kept[: len(chosen)]"),
}
LINES = 10  # about so many are printed of each training


@dataclass(frozen=True)
class Part:
    """What trainings may differ in: the name it has where they do, what it is of a recipe, and a word about it."""

    name: str
    of: Callable[[Recipe], Any]
    about: str = ""


PARTS = (
    Part("sizes", lambda recipe: recipe.network.sizes),
    Part("batch", lambda recipe: recipe.batch_size, "examples"),
    Part("count", lambda recipe: None if recipe.copies else recipe.fewer, "examples to train on"),
    Part("x", shown_of),
    Part("rate", lambda recipe: recipe.network.dropout, "of dropout"),
    Part("l1", lambda recipe: recipe.l1, "penalty on the sizes of the weights"),
    Part("l2", lambda recipe: recipe.l2, "penalty on their squares"),
)


@dataclass(frozen=True)
class Trainings:
    """Trainings as a program does them. each: their names -> the recipe, and the expression that makes its rule."""

    each: Mapping[str, tuple[Recipe, str]]
    library: str

    def values(self, part: Part) -> list[Any]:
        """Of each training."""
        return [part.of(recipe) for recipe, _ in self.each.values()]

    @property
    def parts(self) -> dict[str, Part]:
        """Those that the program needs, by name."""
        return {part.name: part for part in PARTS if any(self.values(part))}

    @property
    def differ(self) -> dict[str, Part]:
        """Those of them that are not the same in all trainings."""
        return {name: part for name, part in self.parts.items() if len({*self.values(part)}) > 1}

    def called(self, *names: str) -> list[str]:
        """What parts are called in the program, those that it needs."""
        return [name if name in self.differ else name.upper() for name in names if name in self.parts]

    def given(self, *names: str) -> str:
        """Those that differ, as arguments behind others."""
        return "".join(f", {name}" for name in names if name in self.differ)


def network_program(recipes: Mapping[str, Recipe], library: str) -> list[str]:
    """The blocks of a program that does the trainings again; `trained` has the networks by name and seed.

    recipes: by what tells them apart, "" for the one; they differ in PARTS alone. Raises ValueError where a rule or
    what the training starts from cannot be written.
    """
    first = next(iter(recipes.values()))
    if first.scheme not in DRAWN:
        raise ValueError("A training from weights like these cannot be had as a program.")
    each: dict[str, tuple[Recipe, str]] = {}
    classes: dict[str, str] = {}
    for label, recipe in recipes.items():
        expressions, needed = makers(recipe.rules, library, "weights")
        classes |= needed
        for rule, made in expressions.items():
            name = (label if len(expressions) == 1 else f"{rule}, {label}") if label else rule
            each[name] = recipe, made
    trainings = Trainings(each, library)
    examples, imports = examples_of(first)
    copies, of_copies = copying() if first.copies else ([], [])
    return [
        _imports(library, [*imports, *of_copies]),
        _constants(first, trainings),
        *examples,
        *copies,
        pictures_drawn(recipes.values(), _called(first), library) if copies else drawn(first, library),
        *functions_of(first, trainings),
        *classes.values(),
        _table(trainings),
        _loop(first, trainings),
        *([what_is_confused(library)] if copies else []),
    ]


def drawn(recipe: Recipe, library: str) -> str:
    """The line that draws a recipe's examples, where the program has their function."""
    call = _called(recipe)
    return f"x, y, x_other, y_other = {f'map(torch.tensor, {call})' if library == 'torch' else call}"


def _called(recipe: Recipe) -> str:
    known = recipe.source.known
    size = recipe.size if known is None else min(recipe.size, known)
    return f"examples({size}, {recipe.drawn})"


def _imports(library: str, needed: list[str]) -> str:
    lines = sorted(["import itertools", *needed], key=lambda line: (line.startswith("from"), line))
    others = ["", *sorted(["import numpy as np", f"import {library}"]), ""]
    return "\n".join([*lines, *others, DOUBLE[library]])


def _constants(recipe: Recipe, trainings: Trainings) -> str:
    lines = [
        f"{name.upper()} = {part.of(recipe)!r}" + (f"  # {part.about}" if part.about else "")
        for name, part in trainings.parts.items()
        if name not in trainings.differ
    ]
    lines += [f"EPOCHS = {recipe.epochs}", f"SEEDS = {recipe.seeds}  # each with its own start and batches"]
    return "\n".join(lines)


def functions_of(recipe: Recipe, trainings: Trainings) -> list[str]:
    """Of a program: what makes a network, its error, penalties, batches and masks, as the trainings need them."""
    library = trainings.library
    which = ["torch", "keras"].index(library)
    dropped, penalties = "rate" in trainings.parts, trainings.called("l1", "l2")
    drops = f", Dropout({', '.join(trainings.called('rate'))})" if dropped else ""
    pairs = ", ".join(f"l{called[1]}={called}" for called in penalties)
    names = {
        "drawn": DRAWN[recipe.scheme].format(value=recipe.value, spread=recipe.spread),
        "activation": ACTIVATIONS[recipe.network.activation][which],
        "error": ERRORS[recipe.network.output][which],
        "given": trainings.given("rate", *(("l1", "l2") if library == "keras" else ())),
        "drops": drops,
        "behind": 1 + dropped,  # what stands behind the last layer and is not wanted there
        "last": "    layers.pop()  # behind the last layer nothing is dropped\n" if dropped else "",
        "penalty": f", kernel_regularizer=keras.regularizers.L1L2({pairs})" if penalties else "",
        "and_penalty": ", and adds the penalties" if penalties else "",
    }
    blocks = [CLASSES[library]] * dropped + NETWORK[library].format(**names).split("\n\n\n")
    if penalties and library == "torch":
        sums = {"l1": "w.abs().sum()", "l2": "(w**2).sum()"}
        terms = " + ".join(f"{called} * {sums[called.lower()]}" for called in penalties)
        blocks.append(PENALTY.format(terms=terms, given=trainings.given("l1", "l2")))
    return [*blocks, ORDER, *([MASKS.format(block=BLOCK)] if dropped else [])]


def _table(trainings: Trainings) -> str:
    given = "lambda weights" if trainings.library == "torch" else "lambda"
    differ = trainings.differ
    lines = [f"RUNS = {{  # name: ({', '.join(differ)}, rule)" if differ else "RULES = {"]
    for name, (recipe, rule) in trainings.each.items():
        made = f"{given}: {rule}"
        values = "".join(f"{part.of(recipe)!r}, " for part in differ.values())
        lines.append(f'    "{name}": ' + (f"({values}{made})" if differ else made) + ",")
    return "\n".join([*lines, "}"])


def error_of(trainings: Trainings) -> str:
    """The expression of what a step makes smaller: the error of its examples, and the penalties."""
    error = "error(net, x[chosen], y[chosen])"
    return f"({error} + penalty(net{trainings.given('l1', 'l2')}))" if trainings.called("l1", "l2") else error


def _loop(recipe: Recipe, trainings: Trainings) -> str:
    library = trainings.library
    (sizes, batch), differ = trainings.called("sizes", "batch"), trainings.differ
    few, rate = trainings.called("count"), trainings.called("rate")
    count, part = (few[0], f"[:{few[0]}]") if few else ("len(x)", "")
    error = error_of(trainings)
    drops, masked = "", ""
    if rate:
        layers, kept = LAYERS[library]
        drops = f"        drops, step = [layer for layer in {layers} if isinstance(layer, Dropout)], 0\n"
        masked = KEPT.format(sizes=sizes, rate=rate[0], batch=batch, count=count, kept=kept)
    given = f"({', '.join(differ)}, rule) in RUNS" if differ else "rule in RULES"
    return LOOP[library].format(
        head=f"for name, {given}.items():",
        sizes=sizes,
        batch=batch,
        count=count,
        x=f"x{part}",
        y=f"y{part}",
        given=trainings.given("rate", *(("l1", "l2") if library == "keras" else ())),
        drops=drops,
        eagerly=", run_eagerly=True" if rate else "",
        masked=masked,
        train="            net.train()\n" if rate else "",
        over="            net.eval()\n" if rate else "",
        error=error,
        every=max(1, round(recipe.epochs / LINES)),
        told=TOLD % max(map(len, trainings.each)),
    )

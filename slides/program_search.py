"""A search for hyperparameters as a program of PyTorch or Keras, with scikit-learn's draws and trees."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from networks import DATASETS, Recipe
from optim import RULES
from slides import program_search_parts as parts
from slides.program_data import examples_of
from slides.program_network import LAYERS, Trainings, error_of, functions_of
from slides.program_rule import DOUBLE, makers
from tuning import BOOSTED, HYPERPARAMETERS, OF_BOOSTED, OF_NETWORKS, OF_TREES, TREE, Candidate, Range, Trials, grid

ANY_ETA = 0.0123456789  # stands for each setting's own in the expression of a rule
RARELY = ("l1", "l2", "dropout")  # left out where they are 0 in all settings
REPORTS = {"budget": parts.BUDGET, "kinds": parts.KINDS, "tested": parts.TESTED, "chosen": parts.CHOSEN}
MARGIN, A_ROW = "    ", 12  # values on a line
STANDARD = ("math", "time")
OF_SKLEARN = {
    "model_selection": ("ParameterGrid", "ParameterSampler"),
    "tree": ("DecisionTreeClassifier", "DecisionTreeRegressor"),
    "ensemble": ("GradientBoostingClassifier", "GradientBoostingRegressor"),
}


def search_program(trials: Trials, library: str) -> list[str]:
    """The blocks of a program that tries the same settings; `table` or `tables` have what they came to.

    Raises ValueError where a rule or the examples cannot be written.
    """
    data = trials.what.data()
    test = len(data.x_test) if trials.asks in ("tested", "chosen") else 0
    expressions, classes = makers({name: RULES[name](eta=ANY_ETA) for name in trials.rules}, library, "weights")
    recipes = [_recipe(trials, one) for one in trials.candidates if one.kind == "network"]
    trainings = Trainings({str(number): (recipe, "") for number, recipe in enumerate(recipes)}, library)
    examples, imports = examples_of(recipes[0], test)
    given = "lambda weights, eta" if library == "torch" else "lambda eta"
    rules = "".join(f'    "{name}": {given}: {made},\n' for name, made in expressions.items())
    trees = trials.asks == "kinds"
    blocks = [
        *_settings(trials),
        *examples,
        *functions_of(recipes[0], trainings),
        *classes.values(),
        f"RULES = {{\n{rules}}}".replace(repr(ANY_ETA), "eta"),
        *_fit(trials, trainings, bool(test)).split("\n\n\n"),
        *(_trees(trials) if trees else []),
        parts.ROW_OF_KINDS if trees else parts.ROW,
        *_report(trials, len(data.x) + len(data.x_val)),
    ]
    return [_imports("\n".join(blocks), imports, library), _constants(trials, trainings), *blocks]


def _recipe(trials: Trials, one: Candidate) -> Recipe:
    what = trials.what
    return Recipe(
        rules={},
        network=replace(what.network(one), dropout=one.dropout or 0.0),
        scheme=what.scheme(),
        dataset=what.dataset,
        noise=what.noise,
        size=what.examples,
        drawn=what.seed,
        seeds=what.trained_seeds,
        batch_size=one.batch_size or 1,
        epochs=one.epochs or 0,
        l1=one.l1 or 0.0,
        l2=one.l2 or 0.0,
    )


def _imports(text: str, needed: list[str], library: str) -> str:
    plain = [f"import {name}" for name in STANDARD if f"{name}." in text]
    found = {name: [one for one in names if one in text] for name, names in OF_SKLEARN.items()}
    drawn = [f"from sklearn.{name} import {', '.join(names)}" for name, names in sorted(found.items()) if names]
    others = sorted(["import numpy as np", f"import {library}"])
    return "\n".join(["import itertools", *plain, *needed, "", *others, *drawn, "", DOUBLE[library]])


def _constants(trials: Trials, trainings: Trainings) -> str:
    what = trials.what
    lines = [f"PATIENCE = {what.patience}  # epochs without a lower validation error, after which a training stops"]
    (first, _), *_ = trainings.each.values()
    fixed = [trainings.parts[name.lower()] for name in trainings.called("rate", "l1", "l2") if name.isupper()]
    lines += [f"{part.name.upper()} = {part.of(first)!r}  # {part.about}" for part in fixed]
    if trials.asks in REPORTS:
        about = "each the seed of its examples, and the first of its trainings"
        lines.append(f"SPLITS = range({what.seed}, {what.seed + trials.splits})  # {about}")
    else:
        lines.append(f"SEEDS = {what.trained_seeds}  # each with its own start and batches")
    if what.method == "halving":
        lines.append(f"ROUNDS = {[*what.rungs()]}  # how many settings, and for how many epochs at most")
    return "\n".join(lines)


def _settings(trials: Trials) -> list[str]:
    """What is tried: written out, all of a grid, or drawn as in Canyon."""
    what, numbers = trials.what, [one for one in trials.candidates if one.kind == "network"]
    if trials.written:
        return ["\n".join(_written(trials.written))]
    names = [name for name in OF_NETWORKS if name not in RARELY or any(getattr(one, name) for one in numbers)]
    space: dict[str, Any] = {name: getattr(what, name) for name in names}
    space["algorithm"] = tuple(name for name in space["algorithm"] if name in RULES)
    drawn = f"{len(numbers)}, random_state={what.draws}"
    if trials.asks == "kinds":
        spaces = {"network": space, TREE: _of(what, OF_TREES), BOOSTED: _of(what, {**OF_TREES, **OF_BOOSTED})}
        lines = [f'    "{kind}": {_listed(of_kind, MARGIN)},' for kind, of_kind in spaces.items()]
        made = f"SETTINGS = {{kind: [*ParameterSampler(space, {drawn})] for kind, space in SPACES.items()}}"
        blocks = ["\n".join(["SPACES = {", *lines, "}", made])]
    elif trials.asks == "budget":
        on_grid = {name: tuple(grid(name, values)) for name, values in space.items() if isinstance(values, Range)}
        blocks = [f"SPACE = {_listed(space)}\nGRID = SPACE | {_listed(on_grid)}"]
    elif what.method == "grid":
        tried = {name: tuple(grid(name, values)) for name, values in space.items()}
        blocks = [f"SPACE = {_listed(tried)}\nSETTINGS = [*ParameterGrid(SPACE)]"]
    else:
        blocks = [f"SPACE = {_listed(space)}\nSETTINGS = [*ParameterSampler(SPACE, {drawn})]"]
    return [parts.BETWEEN] * ("Between(" in blocks[0]) + blocks


def _of(what: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(what, name) for name in names}


def _listed(space: dict[str, Any], margin: str = "") -> str:
    lines = [f'{margin}{MARGIN}"{name}": {_tried(name, values, margin + MARGIN)},' for name, values in space.items()]
    return "\n".join(["{", *lines, margin + "}"])


def _tried(name: str, values: Any, margin: str) -> str:
    if not isinstance(values, Range):
        texts = [f'"{value}"' if isinstance(value, str) else repr(value) for value in values]
        rows = [", ".join(texts[i : i + A_ROW]) for i in range(0, len(texts), A_ROW)]
        if len(rows) == 1:
            return f"[{rows[0]}]"
        return "\n".join(["[", *(f"{margin}{MARGIN}{row}," for row in rows), margin + "]"])
    known = HYPERPARAMETERS[name]
    whole = known.kind is int
    by_ratio = known.log and values.low - 0.5 * whole > 0
    low, high = known.kind(values.low), known.kind(values.high)
    return f"Between({low!r}, {high!r}{', by_ratio=True' * by_ratio})"


def _written(candidates: tuple[Candidate, ...]) -> list[str]:
    names = [name for name in OF_NETWORKS if name not in RARELY or any(getattr(one, name) for one in candidates)]
    same = [name for name in names if len({getattr(one, name) for one in candidates}) == 1]
    fixed = {name: getattr(candidates[0], name) for name in same}
    each = [{name: getattr(one, name) for name in names if name not in same} for one in candidates]
    lines = [f"    FIXED | {one},".replace("'", '"') for one in each]
    return [f"FIXED = {fixed}".replace("'", '"'), "SETTINGS = [", *lines, "]"]


def _fit(trials: Trials, trainings: Trainings, test: bool) -> str:
    library, known = trainings.library, DATASETS[trials.what.dataset]
    rate = trainings.called("rate")
    names = {"rate": "dropout"}
    given = trainings.called("rate", "l1", "l2")
    takes = [name for name in given if name.islower()]
    taken = ", ".join(f'setting["{names.get(name, name)}"]' for name in takes)
    error = error_of(trainings)
    drops, masked = "", ""
    if rate:
        layers, kept = LAYERS[library]
        drops = f"    drops, step = [layer for layer in {layers} if isinstance(layer, Dropout)], 0\n"
        drops += "    net.eval()\n" * (library == "torch")
        masked = parts.KEPT.format(rate=rate[0], kept=kept)
    return parts.FIT[library].format(
        told="the training and the test error" if test else "the training error",
        parts="x, y, x_val, y_val" + ", x_test, y_test" * test,
        measured="[(x_val, y_val), (x, y)" + ", (x_test, y_test)" * test + "]",
        inputs=known.columns,
        outputs=known.outputs,
        takes=f"    {', '.join(takes)} = {taken}\n" if takes else "",
        given=trainings.given("rate", *(("l1", "l2") if library == "keras" else ())),
        eagerly=", run_eagerly=True" if rate else "",
        drops=drops,
        masked=masked,
        train="        net.train()\n" if rate else "",
        over="        net.eval()\n" if rate else "",
        error=error,
    )


def _trees(trials: Trials) -> list[str]:
    known = DATASETS[trials.what.dataset]
    regression = known.task == "regression"
    labels = "y.argmax(1)" if known.task == "classes" else "y[:, 0]"
    whole = labels if known.task == "classes" else f"{labels}.astype(int)"
    errors = parts.TREE_ERRORS["regression" if regression else "classes"]
    return [
        parts.MODELS.replace("{of}", "Regressor" if regression else "Classifier"),
        errors.replace("{labels}", whole).replace("{classes}", str(max(known.outputs, 2))),
        parts.TREE.replace("{labels}", labels),
    ]


def _report(trials: Trials, size: int) -> list[str]:
    """What is trained, and what is told of it."""
    what = trials.what
    if trials.asks in REPORTS:
        ahead = what.draws - what.seed
        drawn = f"split {'+' if ahead > 0 else '-'} {abs(ahead)}" if ahead else "split"
        text = REPORTS[trials.asks].replace("{drawn}", f"{size}, split").replace("{seeds}", str(what.seeds))
        return text.replace("{number}", str(what.number)).replace("{draws}", drawn).split("\n\n\n")
    halved = what.method == "halving"
    trained = (parts.ROUNDS if halved else parts.TABLE).replace("{drawn}", f"{size}, {what.seed}")
    if trials.asks == "halving":
        return [trained, parts.HALVING]
    matters = parts.MATTERS.replace("{varied}", _names(what.varied)).split("\n\n\n")
    return [trained, *([parts.LAST] if halved else []), parts.BEST, *(matters if trials.asks == "matters" else [])]


def _names(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"

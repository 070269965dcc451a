"""Rules that train a network, as a program of PyTorch or Keras."""

from collections.abc import Mapping
from dataclasses import dataclass

from networks import Network, Recipe
from slides.program_data import examples_of
from slides.program_rule import DOUBLE, makers

LINES = 10  # about so many are printed of each training
DRAWN = {
    "glorot": "limit = np.sqrt(6 / (n_i + n_o))\n        weights = generator.uniform(-limit, limit, (n_i, n_o))",
    "he": "weights = generator.normal(0, np.sqrt(2 / n_i), (n_i, n_o))",
}
ACTIVATIONS = {  # in PyTorch, in Keras
    "tanh": ("Tanh", "tanh"),
    "relu": ("ReLU", "relu"),
    "sigmoid": ("Sigmoid", "sigmoid"),
    "identity": ("Identity", "linear"),
}
ERRORS = {  # of the output function: in PyTorch, in Keras
    "linear": ("((net(x) - y) ** 2).sum(1).mean() / 2", "keras.ops.sum((v - y) ** 2, axis=-1) / 2"),
    "sigmoid": (
        "torch.nn.functional.binary_cross_entropy_with_logits(net(x), y)",
        "keras.ops.binary_crossentropy(y, v, from_logits=True)",
    ),
    "softmax": (
        "torch.nn.functional.cross_entropy(net(x), y)",
        "keras.ops.categorical_crossentropy(y, v, from_logits=True)",
    ),
}
TORCH = '''\
def network(sizes, seed):
    """The weights are drawn by numpy, the same from the same seed as in Canyon; the biases start at 0."""
    generator = np.random.default_rng(seed)
    layers = []
    for n_i, n_o in itertools.pairwise(sizes):
        {drawn}
        layer = torch.nn.Linear(n_i, n_o)
        layer.weight.data = torch.tensor(weights.T)
        layer.bias.data.zero_()
        layers += [layer, torch.nn.{activation}()]
    return torch.nn.Sequential(*layers[:-1])


def error(net, x, y):
    """The mean over the examples."""
    return {error}
'''
PENALTY = '''

def penalty(net):
    """On the weights, not on the biases."""
    weights = [layer.weight for layer in net if isinstance(layer, torch.nn.Linear)]
    return sum(L1 * w.abs().sum() + L2 * (w**2).sum() for w in weights)
'''
KERAS = '''\
def network(sizes, seed):
    """The weights are drawn by numpy, the same from the same seed as in Canyon; the biases start at 0."""
    generator = np.random.default_rng(seed)
    layers, start = [keras.Input((sizes[0],))], []
    for n_i, n_o in itertools.pairwise(sizes):
        {drawn}
        layers.append(keras.layers.Dense(n_o, "{activation}"{penalty}))
        start += [weights, np.zeros(n_o)]
    layers[-1].activation = keras.activations.linear  # the error knows the output function
    net = keras.Sequential(layers)
    net.set_weights(start)
    return net


def error(y, v):
    """Of each example; Keras takes the mean{and_penalty}."""
    return {error}
'''
ORDER = '''\
def batches(size, seed, epoch):
    """The examples in a new order each epoch: numpy draws the same from the same seed as in Canyon."""
    seed = np.random.SeedSequence(seed, spawn_key=(0, epoch))
    order = np.random.default_rng(seed).permutation(len(x))
    return np.split(order, range(size, len(x), size))
'''
TOLD = 'print(f"{name:%d}  seed {seed}  epoch {epoch + 1:3}  error {now:.6g}, of the others {other:.6g}")'
LOOP = {
    "torch": """\
trained = {{}}
for seed in SEEDS:
    {head}
        net = trained[name, seed] = network({sizes}, seed)
        optimizer = rule([*net.parameters()])
        for epoch in range(EPOCHS):
            for chosen in batches({batch}, seed, epoch):
                optimizer.zero_grad()
                {error}.backward()
                optimizer.step()
            if (epoch + 1) % {every} == 0 or epoch + 1 == EPOCHS:
                now, other = error(net, x, y).item(), error(net, x_other, y_other).item()
                {told}
""",
    "keras": """\
trained = {{}}
for seed in SEEDS:
    {head}
        net = trained[name, seed] = network({sizes}, seed)
        net.compile(optimizer=rule(), loss=error)
        for epoch in range(EPOCHS):
            for chosen in batches({batch}, seed, epoch):
                net.train_on_batch(x[chosen], y[chosen])
            if (epoch + 1) % {every} == 0 or epoch + 1 == EPOCHS:
                now, other = float(net.test_on_batch(x, y)), float(net.test_on_batch(x_other, y_other))
                {told}
""",
}


@dataclass(frozen=True)
class Entry:
    """One training: its network, the examples in a batch, and the expression that makes its rule."""

    network: Network
    batch_size: int
    rule: str


def network_program(recipes: Mapping[str, Recipe], library: str) -> list[str]:
    """The blocks of a program that does the trainings again; `trained` has the networks by name and seed.

    recipes: by what tells them apart, "" for the one; they differ in network and batches alone. Raises ValueError where
    a rule or what the training starts from cannot be written.
    """
    first = next(iter(recipes.values()))
    if first.network.dropout or first.scheme not in DRAWN:
        raise ValueError("A training with dropout, or from weights like these, cannot be had as a program.")
    entries: dict[str, Entry] = {}
    classes: dict[str, str] = {}
    for label, recipe in recipes.items():
        expressions, needed = makers(recipe.rules, library, "weights")
        classes |= needed
        for rule, made in expressions.items():
            name = (label if len(expressions) == 1 else f"{rule}, {label}") if label else rule
            entries[name] = Entry(recipe.network, recipe.batch_size, made)
    alone = len({(entry.network, entry.batch_size) for entry in entries.values()}) == 1
    examples, imports = examples_of(first)
    return [
        _imports(library, imports),
        _constants(first, alone),
        *examples,
        _drawn(first, library),
        *_functions(first, library).split("\n\n\n"),
        ORDER,
        *classes.values(),
        _table(entries, library, alone),
        _loop(first, entries, library, alone),
    ]


def _drawn(recipe: Recipe, library: str) -> str:
    known = recipe.source.known
    size = recipe.size if known is None else min(recipe.size, known)
    drawn = f"examples({size}, {recipe.drawn})"
    return f"x, y, x_other, y_other = {f'map(torch.tensor, {drawn})' if library == 'torch' else drawn}"


def _imports(library: str, needed: list[str]) -> str:
    lines = ["import itertools", *needed]
    others = ["", *sorted(["import numpy as np", f"import {library}"]), ""]
    return "\n".join([*lines, *others, DOUBLE[library]])


def _constants(recipe: Recipe, alone: bool) -> str:
    lines = [f"SIZES = {recipe.network.sizes}", f"BATCH = {recipe.batch_size}  # examples"] if alone else []
    lines += [f"EPOCHS = {recipe.epochs}", f"SEEDS = {recipe.seeds}  # each with its own start and batches"]
    if recipe.l1 or recipe.l2:
        lines.append(f"L1, L2 = {recipe.l1!r}, {recipe.l2!r}  # penalties")
    return "\n".join(lines)


def _functions(recipe: Recipe, library: str) -> str:
    which = ["torch", "keras"].index(library)
    names = {
        "drawn": DRAWN[recipe.scheme],
        "activation": ACTIVATIONS[recipe.network.activation][which],
        "error": ERRORS[recipe.network.output][which],
    }
    penalized = bool(recipe.l1 or recipe.l2)
    if library == "torch":
        return TORCH.format(**names) + PENALTY * penalized
    penalty = ", kernel_regularizer=keras.regularizers.L1L2(L1, L2)" if penalized else ""
    return KERAS.format(**names, penalty=penalty, and_penalty=", and adds the penalties" if penalized else "")


def _table(entries: Mapping[str, Entry], library: str, alone: bool) -> str:
    given = "lambda weights" if library == "torch" else "lambda"
    lines = ["RULES = {" if alone else "RUNS = {  # name: (units in each layer, examples in a batch, rule)"]
    for name, entry in entries.items():
        made = f"{given}: {entry.rule}"
        lines.append(
            f'    "{name}": ' + (made if alone else f"({entry.network.sizes}, {entry.batch_size}, {made})") + ","
        )
    return "\n".join([*lines, "}"])


def _loop(recipe: Recipe, entries: Mapping[str, Entry], library: str, alone: bool) -> str:
    penalized = bool(recipe.l1 or recipe.l2)
    return LOOP[library].format(
        head="for name, rule in RULES.items():" if alone else "for name, (sizes, size, rule) in RUNS.items():",
        sizes="SIZES" if alone else "sizes",
        batch="BATCH" if alone else "size",
        error="(error(net, x[chosen], y[chosen]) + penalty(net))" if penalized else "error(net, x[chosen], y[chosen])",
        every=max(1, round(recipe.epochs / LINES)),
        told=TOLD % max(map(len, entries)),
    )

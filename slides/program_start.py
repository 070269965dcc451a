"""Trainings on all examples at once, as programs: from two first biases of the output, and on two codings."""

from lesson.runs import Biased, Coded
from slides.program_data import Source, transcribe
from slides.program_network_parts import ACTIVATIONS, ERRORS
from slides.program_rule import DOUBLE, makers

LINES = 10  # about so many are printed of each training
TWO_STARTS = {
    "torch": '''\
def network(bias):
    """Numpy draws the same weights as in Canyon; those into the output are 0, so that the prediction is constant."""
    generator = np.random.default_rng(SEED)
    limit = np.sqrt(6 / (INPUTS + HIDDEN))
    net = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.{activation}(), torch.nn.Linear(HIDDEN, 1))
    net[0].weight.data = torch.tensor(generator.uniform(-limit, limit, (INPUTS, HIDDEN)).T)
    net[0].bias.data.zero_()
    net[2].weight.data.zero_()
    net[2].bias.data.fill_(bias)
    return net


def error(net, x, y):
    """The mean over the examples."""
    return {error}
''',
    "keras": '''\
def network(bias):
    """Numpy draws the same weights as in Canyon; those into the output are 0, so that the prediction is constant."""
    generator = np.random.default_rng(SEED)
    limit = np.sqrt(6 / (INPUTS + HIDDEN))
    weights = generator.uniform(-limit, limit, (INPUTS, HIDDEN))
    layers = [keras.layers.Dense(HIDDEN, "{activation}"), keras.layers.Dense(1)]
    net = keras.Sequential([keras.Input((INPUTS,)), *layers])
    net.set_weights([weights, np.zeros(HIDDEN), np.zeros((HIDDEN, 1)), np.array([bias])])
    return net


def error(y, v):
    """Of each example; Keras takes the mean."""
    return {error}
''',
}
STARTS = {
    "sigmoid": """\
p = y.mean().item()
STARTS = {"ln(p/(1-p))": math.log(p / (1 - p)), "0": 0.0}
""",
    "linear": """\
STARTS = {"mean": y.mean().item(), "0": 0.0}
""",
}
FROM_BOTH = {
    "torch": """\
errors, means = {{}}, {{}}
for name, bias in STARTS.items():
    net = network(bias)
    optimizer = {rule}
    errors[name], means[name] = [], []
    for step in range(STEPS + 1):
        if step > 0:
            optimizer.zero_grad()
            error(net, x, y).backward()
            optimizer.step()
        errors[name].append(error(net, x, y).item())
        means[name].append({predicted}.mean().item())
""",
    "keras": """\
errors, means = {{}}, {{}}
for name, bias in STARTS.items():
    net = network(bias)
    net.compile(optimizer={rule}, loss=error)
    errors[name], means[name] = [], []
    for step in range(STEPS + 1):
        if step > 0:
            net.train_on_batch(x, y)
        errors[name].append(float(net.test_on_batch(x, y)))
        means[name].append(float(keras.ops.mean({predicted})))
""",
}
TOLD = """\
        if step % {every} == 0 or step == STEPS:
            now, mean = errors[name][-1], means[name][-1]
            print(f"from {{name:{width}}}  step {{step:3}}  error {{now:<12.6g}}  mean prediction {{mean:.6g}}")
"""
CURVE = {
    "torch": "net(torch.tensor(ALONG)[:, None])[:, 0].tolist()",
    "keras": "[float(v) for v in keras.ops.reshape(net(np.array(ALONG)[:, None]), -1)]",
}
SAVED = """\
there = errors["{best}"][0] * (1 + 1e-9)  # equal but for rounding is as good
saved = next((step for step, now in enumerate(errors["0"]) if now <= there), None)
print(f"from 0 it is as good as the other was at first after {{saved}} steps")
"""
UNIT = {
    "torch": """\
    unit = torch.nn.Linear(x.shape[1], 1)
    unit.weight.data.zero_()
    unit.bias.data.zero_()
    optimizer = torch.optim.SGD(unit.parameters(), lr=eta)
    levels[name], misses[name] = [], []
    for step in range(STEPS + 1):
        if step > 0:
            optimizer.zero_grad()
            ((unit(torch.tensor(x))[:, 0] - torch.tensor(targets)).square().mean() / 2).backward()
            optimizer.step()
        level = unit(torch.tensor(coding)).detach().numpy()[:, 0]
""",
    "keras": """\
    unit = keras.Sequential([keras.Input((x.shape[1],)), keras.layers.Dense(1, kernel_initializer="zeros")])
    unit.compile(optimizer=keras.optimizers.SGD(eta), loss=lambda y, v: keras.ops.sum((v - y) ** 2, axis=-1) / 2)
    levels[name], misses[name] = [], []
    for step in range(STEPS + 1):
        if step > 0:
            unit.train_on_batch(x, targets[:, None])
        level = keras.ops.convert_to_numpy(unit(np.array(coding)))[:, 0]
""",
}
CODINGS = """\
levels, misses = {{}}, {{}}
for name, coding in CODINGS.items():
    x = np.array(coding)[value]
    rows = np.column_stack([x, np.ones(len(x))])
    eta = SHARE * 2 / np.linalg.eigvalsh(rows.T @ rows / len(rows))[-1]
{unit}\
        levels[name].append(level.tolist())
        misses[name].append(float(np.sqrt(np.mean((level[value] - targets) ** 2))))
        if step % {every} == 0 or step == STEPS:
            shown = ", ".join(f"{{of}} {{at:.6g}}" for of, at in zip(VALUES, level))
            print(f"{{name:12}}  step {{step:3}}  off by {{misses[name][-1]:<10.6g}}  {{shown}}")
    best = np.linalg.lstsq(rows, targets, rcond=None)[0]
    print(f"{{name:12}}  at best it would be off by {{np.sqrt(np.mean((rows @ best - targets) ** 2)):.6g}}")
"""


def biased_program(biased: Biased, library: str) -> list[str]:
    """The blocks of a program that trains from both biases: `errors` and `means` of each, and the steps `saved`."""
    network, which = biased.network, ["torch", "keras"].index(library)
    sigmoid = network.output == "sigmoid"
    inputs, hidden, _ = network.sizes
    expressions, classes = makers({"": biased.rule}, library, "net.parameters()")
    needed = Source()
    call = (
        f"{transcribe(biased.draw, needed)}({', '.join(f'{name}={value!r}' for name, value in biased.given.items())})"
    )
    constants = [f"INPUTS, HIDDEN = {inputs}, {hidden}", f"STEPS, SEED = {biased.steps}, {biased.seed}"]
    if biased.along:
        constants.append(f"ALONG = {[*biased.along]}  # where the prediction is printed at the end")
    predicted = f"{'torch' if library == 'torch' else 'keras.ops'}.sigmoid(net(x))" if sigmoid else "net(x)"
    best = "ln(p/(1-p))" if sigmoid else "mean"
    loop = FROM_BOTH[library].format(rule=expressions[""], predicted=predicted)
    loop += TOLD.format(every=max(1, round(biased.steps / LINES)), width=len(best))
    if biased.along:
        loop = f"curves = {{}}\n{loop}    curves[name] = {CURVE[library]}\n"
        loop += '    print("at", ", ".join(f"{at:g}: {v:.4g}" for at, v in zip(ALONG, curves[name])))\n'
    names = {"activation": ACTIVATIONS[network.activation][which], "error": ERRORS[network.output][which]}
    return [
        _imports(library, [*(["import math"] if sigmoid else []), *sorted(needed.imports)]),
        "\n".join(constants),
        *needed.blocks,
        f"x, y = {f'map(torch.tensor, {call})' if library == 'torch' else call}\n{STARTS[network.output]}",
        *TWO_STARTS[library].format(**names).split("\n\n\n"),
        *classes.values(),
        loop + SAVED.format(best=best),
    ]


def coded_program(coded: Coded, library: str) -> list[str]:
    """The blocks of a program that trains on each coding: the `levels` after each step, and how far off, `misses`."""
    needed = Source()
    name = transcribe(coded.draw, needed)
    codings = "".join(f'    "{name}": {table.tolist()},\n' for name, table in coded.codings.items())
    constants = [
        f"VALUES = {coded.values}",
        f"CODINGS = {{  # what each of the values is\n{codings}}}",
        f"SHARE = {coded.share!r}  # of the largest η",
        f"STEPS = {coded.steps}",
    ]
    return [
        _imports(library, sorted(needed.imports)),
        "\n".join(constants),
        *needed.blocks,
        f"value, targets = {name}({coded.seed})",
        CODINGS.format(unit=UNIT[library], every=max(1, round(coded.steps / LINES))),
    ]


def _imports(library: str, others: list[str]) -> str:
    ours = sorted(["import numpy as np", f"import {library}"])
    return "\n".join([*others, *([""] if others else []), *ours, "", DOUBLE[library]])

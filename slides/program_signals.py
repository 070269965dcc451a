"""Signals up and errors down through the layers of a network from several starts, as a program."""

from lesson.runs import Signals
from slides.program_data import examples_of
from slides.program_network import drawn
from slides.program_network_parts import ACTIVATIONS, ERRORS
from slides.program_rule import DOUBLE
from slides.program_slope import TAPE

WEIGHTS = {  # of a matrix (n_i, n_o), by scheme
    "uniform": "generator.uniform(-{value}, {value}, shape)",
    "normal": "generator.normal(0, {value}, shape)",
    "glorot": "(6 / sum(shape)) ** 0.5 * generator.uniform(-1, 1, shape)",
    "he": "generator.normal(0, (2 / shape[0]) ** 0.5, shape)",
}
SIZE = '''\
def size(values):
    """The root mean square."""
    return float(np.sqrt(np.square(values).mean()))
'''
DEEP = {
    "torch": '''\
def network(weights):
    """Numpy draws the same weights from the same seed as in Canyon; the biases are 0."""
    generator = np.random.default_rng(SEED)
    layers = []
    for n_i, n_o in itertools.pairwise(SIZES):
        layer = torch.nn.Linear(n_i, n_o)
        layer.weight.data = torch.tensor(weights(generator, (n_i, n_o)).T)
        layer.bias.data.zero_()
        layers += [layer, torch.nn.{activation}()]
    return torch.nn.Sequential(*layers[:-1])
''',
    "keras": '''\
def network(weights):
    """Numpy draws the same weights from the same seed as in Canyon; the biases are 0."""
    generator = np.random.default_rng(SEED)
    layers = [keras.layers.Dense(n, "{activation}") for n in SIZES[1:]]
    layers[-1].activation = keras.activations.linear  # the error knows the output function
    net = keras.Sequential([keras.Input((SIZES[0],)), *layers])
    for layer, shape in zip(layers, itertools.pairwise(SIZES)):
        layer.set_weights([weights(generator, shape), np.zeros(shape[1])])
    return net
''',
}
PASSES = {
    "torch": """\
signals = {{}}
for name, weights in STARTS.items():
    values, hidden = x, []
    for layer in network(weights):
        values = layer(values)
        if not isinstance(layer, torch.nn.Linear):
            values.retain_grad()
            hidden.append(values)
    torch.nn.functional.cross_entropy(values, y, reduction="sum").backward()  # of each example its own error
    layers = [(out.detach().numpy(), out.grad.numpy()) for out in hidden]
""",
    "keras": """\
signals = {{}}
for name, weights in STARTS.items():
    values, hidden = x, []
    with tf.GradientTape() as tape:
        for layer in network(weights).layers:
            values = layer(values)
            hidden.append(values)
        error = keras.ops.sum({error})  # of each example its own
    layers = [(out.numpy(), handed.numpy()) for out, handed in zip(hidden, tape.gradient(error, hidden))][:-1]
""",
}
LAYERS = """\
    signals[name] = []
    for i, (out, handed) in enumerate(layers, 1):
        spread, back = size(out - out.mean(0)), size(handed)
{extremes}\
        signals[name].append((spread, back{extreme}))
        print(f"{{name:6}}  layer {{i}}  deviation {{spread:<12.6g}}{told}  errors {{back:.6g}}")
"""
EXTREMES = """\
        extreme = ((out > HIGH - EDGE) | (out < LOW + EDGE)).mean().item()
"""


def signals_program(sent: Signals, library: str) -> list[str]:
    """The blocks of a program that has in `signals` of each start and layer the deviation, the errors, and extremes."""
    first = next(iter(sent.starts.values()))
    network, which = first.network, ["torch", "keras"].index(library)
    examples, needed = examples_of(first)
    ours = [*sorted(["import numpy as np", f"import {library}"]), *([TAPE] if library == "keras" else [])]
    constants = [f"SIZES = {network.sizes}", f"SEED = {first.drawn}"]
    if sent.ends:
        low, high = sent.ends
        constants.append(f"LOW, HIGH, EDGE = {low!r}, {high!r}, {sent.edge * (high - low) / 2!r}  # of an output")
    table = [
        f'    "{name}": lambda generator, shape: {WEIGHTS[recipe.scheme].format(value=recipe.value)},\n'
        for name, recipe in sent.starts.items()
    ]
    layers = LAYERS.format(
        extremes=EXTREMES if sent.ends else "",
        extreme=", extreme" if sent.ends else "",
        told="  at the extremes {extreme:<8.4g}" if sent.ends else "",
    )
    return [
        "\n".join(["import itertools", *needed, "", *ours, "", DOUBLE[library]]),
        "\n".join(constants),
        *examples,
        drawn(first, library),
        DEEP[library].format(activation=ACTIVATIONS[network.activation][which]),
        SIZE,
        f"STARTS = {{  # the weights of a layer\n{''.join(table)}}}",
        PASSES[library].format(error=ERRORS[network.output][1].replace("v,", "values,")) + layers,
    ]

"""Steps of a small network whose weights and examples are written out, as a program of PyTorch or Keras."""

from typing import Any

from networks import Exercise
from slides.program_network_parts import ACTIVATIONS, ERRORS
from slides.program_rule import DOUBLE, makers

LINES = 10  # about so many are printed
A_ROW = 12  # batches on a line
TORCH = '''\
def network():
    """Starts from START."""
    layers = []
    for matrix in map(torch.tensor, START):
        layer = torch.nn.Linear(len(matrix) - 1, len(matrix[0]))
        layer.weight.data, layer.bias.data = matrix[:-1].T.clone(), matrix[-1].clone()
        layers += [layer, torch.nn.{activation}()]
    return torch.nn.Sequential(*layers[:-1])


def error(net, x, y):
    """The mean over the examples."""
    return {error}
'''
KERAS = '''\
def network():
    """Starts from START."""
    layers = [keras.layers.Dense(len(matrix[0]), "{activation}") for matrix in START]
    layers[-1].activation = keras.activations.linear  # the error knows the output function
    net = keras.Sequential([keras.Input((len(START[0]) - 1,)), *layers])
    net.set_weights([np.array(part) for matrix in START for part in (matrix[:-1], matrix[-1])])
    return net


def error(y, v):
    """Of each example; Keras takes the mean."""
    return {error}
'''
LOOP = {
    "torch": """\
trained = {{}}
for name, rule in RULES.items():
    net = trained[name] = network()
    optimizer = rule([*net.parameters()])
    for step, chosen in enumerate(BATCHES):
        optimizer.zero_grad()
        error(net, x[chosen], y[chosen]).backward()
        if step == 0:
            for layer in net[::2]:
                print("derivatives", layer.weight.grad.mT.tolist(), layer.bias.grad.tolist())
        optimizer.step()
        if (step + 1) % {every} == 0 or step + 1 == len(BATCHES):
            print(f"{{name}}  step {{step + 1:3}}  error {{error(net, x, y).item():.6g}}")
""",
    "keras": """\
trained = {{}}
for name, rule in RULES.items():
    net = trained[name] = network()
    net.compile(optimizer=rule(), loss=error)
    for step, chosen in enumerate(BATCHES):
        net.train_on_batch(x[chosen], y[chosen])
        if (step + 1) % {every} == 0 or step + 1 == len(BATCHES):
            print(f"{{name}}  step {{step + 1:3}}  error {{float(net.test_on_batch(x, y)):.6g}}")
""",
}


def exercise_program(exercise: Exercise, library: str) -> list[str]:
    """The blocks of a program that makes the steps again; `trained` has the network by the rule's name.

    Raises ValueError where a rule cannot be written.
    """
    network = exercise.network
    which = ["torch", "keras"].index(library)
    expressions, classes = makers(exercise.rules, library, "weights")
    names = {"activation": ACTIVATIONS[network.activation][which], "error": ERRORS[network.output][which]}
    given = "lambda weights" if library == "torch" else "lambda"
    rules = "".join(f'    "{name}": {given}: {made},\n' for name, made in expressions.items())
    array = {"torch": "torch.tensor", "keras": "np.array"}[library]
    imports = ["import torch"] if library == "torch" else ["import keras", "import numpy as np"]
    start = ",\n".join(f"    {_listed(matrix)}" for matrix in network.matrices(exercise.start))
    constants = [
        f"START = [  # of each layer w[i, j], from its input i to its unit j; the last row is the bias\n{start},\n]",
        f"BATCHES = [  # the examples of each step\n{_batches(exercise)}]",
        f"x = {array}({_listed(exercise.x)})",
        f"y = {array}({_listed(exercise.y)})",
    ]
    return [
        "\n".join([*imports, "", DOUBLE[library]]),
        "\n".join(constants),
        *(TORCH if library == "torch" else KERAS).format(**names).split("\n\n\n"),
        *classes.values(),
        f"RULES = {{\n{rules}}}",
        LOOP[library].format(every=max(1, round(len(exercise.batches) / LINES))),
    ]


def _batches(exercise: Exercise) -> str:
    listed = [str([*batch]) for batch in exercise.batches]
    rows = [listed[i : i + A_ROW] for i in range(0, len(listed), A_ROW)]
    return "".join(f"    {', '.join(row)},\n" for row in rows)


def _listed(numbers: Any) -> str:
    return str(numbers.tolist())

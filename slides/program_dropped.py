"""A small network under dropout's masks, one after the other, as a program."""

from lesson.runs import Dropped
from networks.training import BLOCK
from slides.program_network import network_program
from slides.program_network_parts import CLASSES, MASKS

LINES = 10  # about so many batches are printed
UNDER = {  # both hidden layers under masks, and what is behind them
    "torch": '''\
net = trained["Adam", SEEDS[0]]
drops = Dropout(RATE), Dropout(RATE)
masked = torch.nn.Sequential(*net[:2], drops[0], *net[2:4], drops[1], net[4])  # the trained layers, and masks


def draw(step):
    """Drop other units."""
    for layer, kept in zip(drops, masks(SIZES, RATE, 1, SEEDS[0], step)):
        layer.kept = torch.tensor(kept)
''',
    "keras": '''\
net = trained["Adam", SEEDS[0]]
drops = Dropout(RATE), Dropout(RATE)
layers = [net.layers[0], drops[0], net.layers[1], drops[1], net.layers[2]]  # the trained ones, and masks


def draw(step):
    """Drop other units."""
    for layer, kept in zip(drops, masks(SIZES, RATE, 1, SEEDS[0], step)):
        layer.kept = kept


def passed(values, layers):
    """What comes out of the layers, in training."""
    for layer in layers:
        values = layer(values, training=True) if layer in drops else layer(values)
    return keras.ops.convert_to_numpy(values)
''',
}
WHAT = {
    "torch": """\
dropped = []
for step in range(STEPS):
    draw(step)
    first = masked[:3](x[:1])
    second = masked[3:6](first)
    dropped.append([(values[0] == 0).tolist() for values in (first, second)])
""",
    "keras": """\
dropped = []
for step in range(STEPS):
    draw(step)
    first = passed(x[:1], layers[:2])
    second = passed(first, layers[2:4])
    dropped.append([(values[0] == 0).tolist() for values in (first, second)])
""",
}
TOLD = """\
    if (step + 1) % {every} == 0 or step + 1 == STEPS:
        units = [[i + 1 for i, gone in enumerate(layer) if gone] for layer in dropped[-1]]
        print(f"batch {{step + 1:3}}  dropped in layer 1: {{units[0]}}, in layer 2: {{units[1]}}")
shares = np.mean(dropped, axis=0)  # of the batches in which a unit was dropped
for i, layer in enumerate(shares, 1):
    print(f"layer {{i}}: share of batches in which each unit was dropped: {{np.round(layer, 4).tolist()}}")
print(len({{str(units) for units in dropped}}), "different sets of dropped units")
"""
HEARD = {
    "torch": """\
below = net[:2](x[:1]).detach()
weights, bias = net[2].weight.data[UNIT - 1], net[2].bias.data[UNIT - 1].item()
whole = net[2](below)[0, UNIT - 1].item()  # in evaluation
louder, as_it_is = [], []
for step in range(STEPS):
    draw(step)
    louder.append(net[2](drops[0](below))[0, UNIT - 1].item())
    as_it_is.append(net[2](below * drops[0].kept)[0, UNIT - 1].item())
""",
    "keras": '''\
below = passed(x[:1], layers[:1])
weights, bias = (part[..., UNIT - 1] for part in net.layers[1].get_weights())


def heard(values):
    """The unit's input."""
    return (keras.ops.convert_to_numpy(values) @ weights + bias).item()


whole = heard(below)  # in evaluation
louder, as_it_is = [], []
for step in range(STEPS):
    draw(step)
    louder.append(heard(drops[0](below, training=True)))
    as_it_is.append(heard(below * drops[0].kept))
''',
}
MEANS = """\
    if (step + 1) % {every} == 0 or step + 1 == STEPS:
        print(f"batch {{step + 1:3}}  louder {{louder[-1]:.6g}}, mean so far {{np.mean(louder):.6g}}", end="")
        print(f"  as it is {{as_it_is[-1]:.6g}}, mean so far {{np.mean(as_it_is):.6g}}")
terms = (weights * below[0]).tolist()
print(f"w·out of each unit below {{np.round(terms, 4).tolist()}}, bias {{bias:.6g}}")
print(f"in evaluation {{whole:.6g}}, mean louder {{np.mean(louder):.6g}}, as it is {{np.mean(as_it_is):.6g}}")
"""
ASKED = {
    "torch": """\
every = torch.sigmoid(net(x))[:, 0].detach().numpy()
at = np.abs(every - NEAR).argmin()  # an example on which masks show
one = x[at : at + 1]
predictions = []
for step in range(STEPS):
    draw(step)
    predictions.append(torch.sigmoid(masked(one)).item())
""",
    "keras": """\
every = keras.ops.convert_to_numpy(keras.ops.sigmoid(net(x)))[:, 0]
at = np.abs(every - NEAR).argmin()  # an example on which masks show
one = x[at : at + 1]
predictions = []
for step in range(STEPS):
    draw(step)
    predictions.append(float(keras.ops.sigmoid(passed(one, layers)[0, 0])))
""",
}
USED = """\
    if (step + 1) % {every} == 0 or step + 1 == STEPS:
        print(f"time {{step + 1:3}}  prediction under a mask {{predictions[-1]:.6g}}")
value = every[at].item()
for layer in drops:
    layer.kept = 1  # nothing is dropped, but all is scaled
loud = {loud}
print(f"in evaluation {{value:.6g}} each time; all units, scaled, {{loud:.6g}}")
"""
LOUD = {
    "torch": "torch.sigmoid(masked(one)).item()",
    "keras": "float(keras.ops.sigmoid(passed(one, layers)[0, 0]))",
}
SHOWN = {"masks": (WHAT, TOLD), "scale": (HEARD, MEANS), "evaluation": (ASKED, USED)}


def dropped_program(masked: Dropped, library: str) -> list[str]:
    """The blocks of a program that trains the network, and then passes an example through it under each mask.

    It has what is `dropped` and `shares`; or what the unit hears, `louder` and `as_it_is`, and `whole` in evaluation;
    or the `predictions`, the `value` in evaluation and `loud`.
    """
    constants = [f"RATE, STEPS = {masked.rate!r}, {masked.steps}  # of dropout; batches of one example"]
    if masked.shows == "scale":
        constants.append(f"UNIT = {masked.unit}  # of the second hidden layer, the first is 1")
    if masked.shows == "evaluation":
        constants.append(f"NEAR = {masked.near!r}  # the prediction looked at is the nearest to it")
    under, *functions = UNDER[library].split("\n\n\n")
    work, told = SHOWN[masked.shows]
    told = told.format(every=max(1, round(masked.steps / LINES)), loud=LOUD[library])
    return [
        *network_program({"": masked.recipe}, library),
        CLASSES[library],
        MASKS.format(block=BLOCK),
        "\n".join([*constants, "", under]),
        *functions,
        *(work[library] + told).split("\n\n\n"),
    ]

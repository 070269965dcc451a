"""What rules are given and what they remember, as programs: the chain rule, listed slopes, Adam's averages."""

from itertools import groupby

from lesson.runs import Chain, Fading, Fed
from slides.program_rule import DOUBLE, makers

IMPORTS = {"torch": ["import torch"], "keras": ["import keras"]}
TAPE = "import tensorflow as tf  # Keras leaves derivatives to the library below it"
LINES = 20  # about so many are printed
SEEN = 64  # steps that Adam itself is watched at
FUNCTIONS = '''\
def g(w):
    """Inside."""
    return A * w + B


def f(u):
    """Outside."""
    return u**2 / 2
'''
CHAIN = {
    "torch": """\
w = torch.tensor(W, requires_grad=True)
u = g(w)
error = f(u)
(inside,) = torch.autograd.grad(u, w, retain_graph=True)
(outside,) = torch.autograd.grad(error, u, retain_graph=True)
(slope,) = torch.autograd.grad(error, w)
u, error = u.detach(), error.detach()
""",
    "keras": """\
w = keras.Variable(W, dtype="float64")
with tf.GradientTape(persistent=True) as tape:
    u = g(w)
    error = f(u)
inside = tape.gradient(u, w.value)
outside = tape.gradient(error, u)
slope = tape.gradient(error, w.value)
""",
}
PRINT = """\
print(f"at w = {W:g}: u = g(w) = {float(u):.6g}, error f(u) = {float(error):.6g}")
print(f"slope of g: {float(inside):.6g}, of f at u: {float(outside):.6g}")
print(f"their product: {float(outside * inside):.6g}, the slope of f(g(w)): {float(slope):.6g}")
"""
FED = {
    "torch": """\
w = torch.tensor([0.0])
optimizer = {rule}
places, roots = [0.0], []
for step, slope in enumerate(SLOPES, 1):
    w.grad = torch.tensor([slope])
    optimizer.step()
    places.append(w.item())
    roots.append(optimizer.state[w]["r"].item() ** 0.5)
""",
    "keras": """\
w = keras.Variable([0.0], dtype="float64")
optimizer = {rule}
places, roots = [0.0], []
for step, slope in enumerate(SLOPES, 1):
    optimizer.apply([keras.ops.convert_to_tensor([slope], "float64")], [w])
    places.append(keras.ops.convert_to_numpy(w).item())
    (r,) = [kept for kept in optimizer.variables if "velocity" in kept.name]
    roots.append(keras.ops.convert_to_numpy(r).item() ** 0.5)
""",
}
TOLD = """\
    if step % {every} == 0 or step == len(SLOPES):
        ratio, long = slope / roots[-1], (places[-2] - places[-1]) / ETA
        print(f"step {{step:4}}  |g| {{slope:g}}  √r {{roots[-1]:.6g}}  |g|/√r {{ratio:.6g}}  step {{long:.6g}} η")
"""
WATCHED = {
    "torch": """\
w = torch.tensor(0.0)
optimizer = torch.optim.Adam([w], betas=(BETA1, BETA2))
seen = {}
for t in range(1, SEEN + 1):
    w.grad = torch.tensor(1.0)  # a slope that stays 1: s and r should be 1 as well
    optimizer.step()
    kept = optimizer.state[w]
    seen[t] = 1 / kept["exp_avg"].item(), 1 / kept["exp_avg_sq"].item() ** 0.5
""",
    "keras": """\
w = keras.Variable(0.0, dtype="float64")
optimizer = keras.optimizers.Adam(beta_1=BETA1, beta_2=BETA2)
seen = {}
for t in range(1, SEEN + 1):
    optimizer.apply([keras.ops.ones(())], [w])  # a slope that stays 1: s and r should be 1 as well
    kept = {variable.name.split("_")[-1]: float(variable.value) for variable in optimizer.variables}
    seen[t] = 1 / kept["momentum"], 1 / kept["velocity"] ** 0.5
""",
}
TOO_SMALL = '''\
def too_small(t):
    """How many times too small s and √r are after t steps: what the bias correction makes good."""
    return 1 / (1 - BETA1**t), 1 / (1 - BETA2**t) ** 0.5
'''
FACTORS = """\
factors = {{}}
for t in TIMES:
    s, root = factors[t] = too_small(t)
    print(f"t = {{t:5}}: s {{s:.6g}}, √r {{root:.6g}} times too small; without correction a step is × {{root / s:.6g}}")
    if t in seen:
        print("      seen: s {{:.6g}}, √r {{:.6g}}".format(*seen[t]))
faded = [0, 0]
for i, name in enumerate(("s", "√r")):
    while too_small(faded[i] + 1)[i] > {within}:
        faded[i] += 1
    print(f"{{name}}: too small by more than 1 % until t = {{faded[i]}}")
"""


def chain_program(chain: Chain, library: str) -> list[str]:
    """The blocks of a program that has the library differentiate: `inside`, `outside`, and `slope` of both."""
    imports = [*IMPORTS[library], *([TAPE] if library == "keras" else []), "", DOUBLE[library]]
    constants = [f"A, B = {chain.a!r}, {chain.b!r}", f"W = {chain.w!r}"]
    return ["\n".join(imports), "\n".join(constants), *FUNCTIONS.split("\n\n\n"), CHAIN[library] + PRINT]


def fed_program(fed: Fed, library: str) -> list[str]:
    """The blocks of a program that gives the rule those slopes: the `places` it comes to, and its `roots` √r."""
    expressions, classes = makers({"RMSProp": fed.rule}, library, "[w]")
    slopes = " + ".join(f"[{slope!r}] * {len([*same])}" for slope, same in groupby(fed.slopes.tolist()))
    return [
        "\n".join([*IMPORTS[library], "", DOUBLE[library]]),
        f"ETA = {fed.rule.eta!r}\nSLOPES = {slopes}  # one a step",
        *classes.values(),
        FED[library].format(rule=expressions["RMSProp"]) + TOLD.format(every=max(1, round(len(fed.slopes) / LINES))),
    ]


def fading_program(fading: Fading, library: str) -> list[str]:
    """The blocks of a program that has `factors` at the times, `seen` in Adam itself, and when they have `faded`."""
    constants = [
        f"BETA1, BETA2 = {fading.beta1!r}, {fading.beta2!r}",
        f"TIMES = {[*fading.times]}",
        f"SEEN = {SEEN}  # steps for which {'PyTorch' if library == 'torch' else 'Keras'} itself is watched",
    ]
    return [
        "\n".join([*IMPORTS[library], "", DOUBLE[library]]),
        "\n".join(constants),
        TOO_SMALL,
        WATCHED[library],
        FACTORS.format(within=fading.within),
    ]

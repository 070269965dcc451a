"""What the page on initialization says of the weights' start holds of runs computed here, by other means."""

import re
from itertools import combinations

import numpy as np
import pytest
from initialization_runs import GUESSES, many, told

from lesson import number
from networks import DATASETS, Network, TrainingError, initial
from optim import SGD, descend
from pages.initialization import PAGE
from pages.initialization.scale.measure import data as pixels
from pages.initialization.settings import Settings

# Copies


def trained(settings, scheme):
    """Weights (E+1, P) and errors of one start alone."""
    network = Network((2, settings.units, 1), "tanh", "sigmoid")
    data = DATASETS[settings.dataset].data(settings.seed)
    objective = TrainingError(network, data, 50, settings.seed)
    start = initial(network, scheme, settings.seed, settings.value)
    if scheme == "same":
        start = start + settings.noise * initial(network, "normal", settings.seed, 1.0)
    run = descend(SGD(settings.eta), objective, start, 2 * settings.epochs)
    w = run.w[::2]
    return network, data, w, network.loss(w, data.x, data.y)


def hidden(network, w):
    """(k, 4): incoming weights, bias and outgoing weight of each hidden unit."""
    into, out = network.matrices(w)
    return np.column_stack([into.T, out[:-1, 0]])


def apart(network, w):
    return max(float(np.linalg.norm(a - b)) for a, b in combinations(hidden(network, w), 2))


def lines_seen(network, data, w):
    """How many different lines the units have, and whether all share one, counted point by point."""
    side = np.linspace(-3, 3, 20)
    points = (np.array([(x, y) for y in side for x in side]) - data.mean) / data.deviation
    signs = [points @ unit[:2] + unit[2] > 0 for unit in hidden(network, w)]
    there = [j for j, sign in enumerate(signs) if 0.01 <= sign.mean() <= 0.99]
    group = {j: j for j in there}
    for i, j in combinations(there, 2):
        differ = (signs[i] != signs[j]).mean()
        if min(differ, 1 - differ) < 0.05:
            old, new = group[j], group[i]
            group = {unit: new if leader == old else leader for unit, leader in group.items()}
    count = len(set(group.values()))
    return count, count == 1 and len(there) == len(signs)


def check_lines(settings, said, network, data, w):
    count, _ = lines_seen(network, data, w[-1])
    for units, lines in re.findall(r"(\d+) units have (\d+) lines?\b", said):
        assert (int(units), int(lines)) == (settings.units, count)
    if "have 1 line" in said:
        assert "1 lines" not in said
    if "None of the" in said:
        assert count == 0
    for epoch in map(int, re.findall(r"from epoch (\d+) on they are more than one line", said, re.IGNORECASE)):
        assert lines_seen(network, data, w[epoch - 1])[0] <= 1
        assert all(lines_seen(network, data, later)[0] > 1 for later in w[epoch:][:: max(1, len(w) // 10)])
    if "rom the start on they are more" in said:
        assert all(lines_seen(network, data, later)[0] > 1 for later in w[:: max(1, len(w) // 10)])


@many("same", 48)
def test_what_is_said_of_equal_starts_holds(settings):
    scene, right, because = told(settings)
    own, shared, nothing = GUESSES["same"]
    network, data, w, error = trained(settings, "same")
    _, _, _, random = trained(settings, "glorot")
    count, together = lines_seen(network, data, w[-1])
    moved = not np.array_equal(hidden(network, w[0]), hidden(network, w[-1]))
    assert (right == nothing) == (not moved)
    assert (right == shared) == (moved and together)
    assert (right == own) == (moved and count == settings.units and not together)
    if "change alike" in because:
        assert max(apart(network, one) for one in w) <= 1e-6
    if "error ends at" in because:
        ends = f"error ends at {number(error[-1], 2)}, from random weights at {number(random[-1], 2)}."
        assert ends in because.replace("The ", "")
    if "distance of their weights" in because:
        assert f"{number(apart(network, w[0]), 2)} to {number(apart(network, w[-1]), 2)}" in because
        assert apart(network, w[0]) > 0
    if "all weights are 0" in because:
        assert settings.value == settings.noise == 0
    check_lines(settings, because + scene.words.summary, network, data, w)


@many("free", 48)
def test_what_is_said_of_a_little_noise_holds(settings):
    scene, right, because = told(settings)
    together, grow, fades = GUESSES["free"]
    network, data, w, error = trained(settings, "same")
    first, last = apart(network, w[0]), apart(network, w[-1])
    copies = max(apart(network, one) for one in w) <= 1e-6
    count, _ = lines_seen(network, data, w[-1])
    assert (right == together) == copies
    still = not copies and 0.9 * first < last < first / 0.9
    assert ("stays about the same" in because) == still
    assert (right == fades) == (not copies and last < first and not still)
    assert right not in (fades, grow) or number(first, 2) != number(last, 2)  # what changes is seen to
    assert (right == grow) == (not copies and last >= first and not still)
    if not copies:
        assert f"from {number(first, 2)} to {number(last, 2)}" in because
    if "not part their lines" in because:
        assert count <= 1
        assert last > first
    assert number(error[-1]) in scene.words.sentences[1]
    check_lines(settings, because + scene.words.summary, network, data, w)


def test_the_acts_on_copies_are_borne_out_for_the_right_reason():
    _, right, because = told(PAGE.opening(PAGE.act("same")))
    assert right == GUESSES["same"][1]
    assert "Equal units give equal outputs" in because
    _, right, because = told(PAGE.opening(PAGE.act("free")))
    assert right == GUESSES["free"][1]
    assert "at the end 4 units have 4 lines" in because
    _, right, because = told(Settings(value=0.0))
    assert right == GUESSES["same"][2]
    assert "handed back an error of 0" in because


# Scale

RANGES = {"tanh": (-1, 1), "sigmoid": (0, 1), "relu": (0, np.inf)}


def sent_through(settings, scheme, scale):
    """Deviations of the outputs of each hidden layer, sizes of the errors handed to them, and the last outputs."""
    network = Network((64, *[settings.width] * settings.layers, 10), settings.activation, "softmax")
    weights = network.matrices(initial(network, scheme, settings.seed, scale))
    data = pixels(settings.seed)
    act = {"tanh": np.tanh, "relu": lambda z: z * (z > 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    slope = {"tanh": lambda o: 1 - o**2, "relu": lambda o: o > 0, "sigmoid": lambda o: o * (1 - o)}
    outputs = [data.x]
    for matrix in weights[:-1]:
        outputs.append(act[settings.activation](outputs[-1] @ matrix[:-1] + matrix[-1]))
    z = outputs[-1] @ weights[-1][:-1]
    p = np.exp(z - z.max(1, keepdims=True))
    error = p / p.sum(1, keepdims=True) - data.y
    errors = []
    for matrix, out in zip(weights[:0:-1], outputs[:0:-1], strict=True):
        error = error @ matrix[:-1].T
        errors.append(np.sqrt((error**2).mean()))
        error = error * slope[settings.activation](out)
    return [np.sqrt(out.var(0).mean()) for out in outputs[1:]], errors[::-1], outputs[-1]


def came_to(before, after):
    return "fade" if after == 0 or after < before / 5 else "grow" if after > 5 * before else "keep"


@many("scale", 50)
def test_what_is_said_of_small_and_large_weights_holds(settings):
    scene, right, because = told(settings)
    keeps, fades, extremes = GUESSES["scale"]
    spread, errors, last = sent_through(settings, settings.scheme, settings.scale)
    low, high = RANGES[settings.activation]
    near = 0.05 * (high - low) / 2
    share = ((last < low + near) | (last > high - near)).mean() if settings.activation != "relu" else 0
    fate = came_to(spread[0], spread[-1])
    each = (spread[-1] / spread[0]) ** (1 / (settings.layers - 1))
    change = max(spread[0], spread[-1]) / max(min(spread[0], spread[-1]), 1e-300)
    held = keeps if 1 / 1.5 < each < 1.5 and change <= 3 else None  # few layers: a factor of 3 is much for one
    assert right == (extremes if share > 0.5 else {"fade": fades, "keep": held, "grow": None}[fate])
    back = came_to(errors[-1], errors[0])
    factor = number(max(errors[0], errors[-1]) / min(errors[0], errors[-1]), 2) if errors[0] else "∞"
    assert f"The errors {f'stay within a factor of {factor}' if back == 'keep' else back} on the way" in because
    assert f"{number(errors[-1], 2)} to {number(errors[0], 2)}." in because
    if share > 0.5:
        assert (
            f"push {number(100 * share, 2)} % of the top layer's outputs to {low} or {high}".replace("-", "−")
            in because
        )
    elif spread[-1] == 0:
        assert "same for every example" in because
    else:
        assert (
            f"from {number(spread[0], 2)} in layer 1 to {number(spread[-1], 2)} in layer {settings.layers}" in because
        )
    if share <= 0.5 and fate == "keep":
        went = f"a factor of {number(max(spread[0], spread[-1]) / min(spread[0], spread[-1]), 2)}"
        assert went in because
        assert ("; up to 3 counts as kept" in because) == (right == keeps)
        steep = not 1 / 1.5 < each < 1.5
        assert (f"multiplies it by {number(each, 2)}: more layers" in because) == steep
        assert ("more than 3, up to which" in because) == (change > 3 and not steep)
        assert ("keeps about its size on its way up" in scene.words.summary) == (change <= 3)
        assert (f"changes by {went} on its way up" in scene.words.summary) == (change > 3)
    assert not re.search(r"of within|’", scene.words.summary)
    if "A layer keeps about" in because:
        kept = float(because.split("about ")[1].split(" ")[0])
        assert spread[0] * kept ** (settings.layers - 1) == pytest.approx(spread[-1], rel=0.25)
    for row, scheme in zip(scene.words.table[1:], ("glorot", "he"), strict=True):
        spread, errors, _ = sent_through(settings, scheme, 0.0)
        assert row["deviation, first to last layer"] == f"{number(spread[0], 2)} to {number(spread[-1], 2)}"
        assert row["errors back, last to first layer"] == f"{number(errors[-1], 2)} to {number(errors[0], 2)}"


def test_the_acts_on_the_weights_size_are_borne_out_and_glorot_and_he_hold():
    for act, index in (("scale", 1), ("large", 2)):
        scene, right, _ = told(PAGE.opening(PAGE.act(act)), act)
        assert right == GUESSES[act][index]
        assert [row["signal"] for row in scene.words.table[1:]] == ["keeps about its size"] * 2
    for scheme in ("glorot", "he"):
        assert told(Settings(view="scale", scheme=scheme))[1] == GUESSES["scale"][0]
    assert told(Settings(view="scale", scheme="he", activation="relu"))[1] == GUESSES["scale"][0]
    assert told(Settings(view="scale", scheme="glorot", activation="relu"))[1] == GUESSES["scale"][1]


def test_weights_of_0_hand_no_error_back():
    scene = PAGE.scene(Settings(view="scale", scheme="uniform", scale=0.0), "scale")
    assert scene.answer.right == "It fades, layer by layer"
    assert "No error is handed back." in scene.answer.because
    assert "No error is handed back." in scene.words.summary


def test_a_signal_between_kept_and_fading_is_said_to_be_neither():
    """From one scale that fades to one that holds there are some between."""
    seen = set()
    for scale in np.arange(0.1, 0.2, 0.005).round(3).tolist():
        settings = Settings(view="scale", scheme="normal", scale=scale)
        spread = sent_through(settings, "normal", scale)[0]
        change = spread[0] / spread[-1]
        scene, right, because = told(settings)
        assert right == (GUESSES["scale"][0] if change <= 3 else None if change <= 5 else GUESSES["scale"][1])
        assert ("more than 3, up to which" in because) == (3 < change <= 5)
        assert ("keeps about its size" in scene.words.summary) == (change <= 3)
        seen.add(right)
    assert len(seen) == 3

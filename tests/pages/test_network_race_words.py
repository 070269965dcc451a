"""What the network race says holds for the training it stands under, trained once more by the plainest loop."""

import random
import re
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from lesson import counted, number
from networks import DATASETS, TrainingError, initial
from optim import LECTURE, RULES
from pages.network_race import PAGE
from pages.network_race.settings import BATCHES, ETAS, Settings

ACTS = PAGE.act_names
RACE, UNITS, FORGIVES, SIZES, DEPTH, PATHS, REAL = (ACTS[name].guesses for name in ACTS)
DRAWS = 36  # of each act


def trained(settings, entrant, eta=None):
    """Weights (E+1, ..., S, P) after each epoch, and the epoch at which each of (..., S) diverged, or a large one."""
    seeds = tuple(
        range(settings.seed, settings.seed + (1 if settings.view in ("units", "baseline") else settings.seeds))
    )
    network = entrant.network
    w = np.stack([initial(network, "he" if settings.activation == "relu" else "glorot", seed) for seed in seeds])
    rule = settings.rule(entrant.rule)
    if eta is not None:
        rule = replace(rule, eta=np.broadcast_to(eta[:, None, None], (len(eta), *w.shape)))
        w = np.broadcast_to(w, (len(eta), *w.shape))
    objective = TrainingError(network, settings.data(), entrant.batch_size, seeds)
    state, rows = rule.init(w), [w]
    with np.errstate(all="ignore"):
        for t in range(settings.trained() * objective.batches):
            delta, state = rule.update(objective.gradient(w, t), state, w)
            w = w + delta
            if (t + 1) % objective.batches == 0:
                rows.append(w)
        found = np.stack(rows)
        out = ~(np.abs(found) <= 1e6).all(-1)
    return found, np.where(out.any(0), out.argmax(0), 10**6)


def errors(network, w, x, y):
    """The error of each example, written out: (..., N)."""
    with np.errstate(all="ignore"):
        v = network.outputs(w, x)
        if network.output == "linear":
            return 0.5 * ((v - y) ** 2).sum(-1)
        if network.output == "sigmoid":
            return np.where(y > 0.5, np.logaddexp(0, -v), np.logaddexp(0, v)).sum(-1)
        return -(y * (v - v.max(-1, keepdims=True))).sum(-1) + np.log(np.exp(v - v.max(-1, keepdims=True)).sum(-1))


def written(error, digits=3):
    return "under 10⁻⁹" if error < 1e-9 else number(error, digits)


def constant(network, y, on):
    """The error of each target of `on` under the constant that is best for y."""
    mean = y.mean(0)
    if network.output == "linear":
        return 0.5 * ((on - mean) ** 2).sum(-1)
    mean = np.clip(mean, 1e-6, 1 - 1e-6)
    return -(on * np.log(mean) + ((1 - on) * np.log(1 - mean) if network.output == "sigmoid" else 0)).sum(-1)


def ran(settings):
    """What each entrant did: the errors' medians over the seeds that stayed, and the rest that claims are about."""
    data, found = settings.data(), {}
    for name, entrant in settings.entrants().items():
        w, ends = trained(settings, entrant)
        error = errors(entrant.network, w, data.x, data.y).mean(-1)
        validation = errors(entrant.network, w, data.x_val, data.y_val).mean(-1)
        stayed = ends == 10**6
        base = float(constant(entrant.network, data.y, data.y).mean())
        until = len(error) if stayed.any() else int(ends.max())
        if not stayed.any():
            for run, end in enumerate(ends):  # a run that diverged rests at the epoch before
                error[end:, run] = error[end - 1, run]
        pick = stayed if stayed.any() else np.ones_like(stayed)
        found[name] = SimpleNamespace(
            w=w,
            ends=ends,
            network=entrant.network,
            error=np.median(error[:until, pick], axis=1),
            validation=np.median(validation[:until, pick], axis=1),
            diverged=not stayed.any(),
            stayed=error[:, stayed],
            baseline=base,
        )
    return found


def drawn(act, seed):
    """Settings of an act, moved at random; small, so that they train in no time."""
    draw = random.Random(f"{act} {seed}")
    settings = PAGE.opening(ACTS[act])
    eta = draw.choice((1e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0))
    sets = (
        ("circle", "xor", "gaussians", "moons", "sine", "diabetes") if act != "units" else ("circle", "moons", "sine")
    )
    chosen = {
        **{"eta": eta, "dataset": draw.choice(sets), "noise": draw.choice((0.0, 0.2, 1.0)), "seed": draw.randrange(50)},
        **{"size": draw.choice((8, 20, 50)), "width": draw.choice((1, 2, 3, 6)), "layers": draw.choice((1, 1, 2))},
        **{
            "batch_size": draw.choice((2, 5, 50)),
            "epochs": draw.choice((1, 2, 6, 12)),
            "seeds": draw.choice((1, 1, 2)),
        },
        **{"activation": draw.choice(("tanh", "tanh", "relu", "identity")), "whose": draw.choice(LECTURE)},
        **{"rules": draw.choice((LECTURE, LECTURE, ("SGD", "Adam"), tuple(RULES)))},
    }
    if act == "units":
        chosen["size"] = draw.choice((20, 80, 160))
    if draw.random() < 0.4:  # near the act's own
        chosen = {name: chosen[name] for name in ("eta", "seed", "whose")} | {"size": 60, "epochs": 12}
    return replace(settings, **chosen)


each_draw = pytest.mark.parametrize("seed", range(DRAWS))


def answer(act, settings):
    said = ACTS[act].answer(PAGE.measure(settings))
    assert said.right is None or said.right in ACTS[act].guesses
    assert len(said.because) <= 210
    assert said.because[0].isupper()
    assert said.because.endswith(".")
    return said


@each_draw
def test_who_is_first(seed):
    settings = drawn("race", seed)
    said, runs = answer("race", settings), ran(settings)
    below = {name: np.flatnonzero(run.error < run.baseline / 4) for name, run in runs.items()}
    at = {name: int(epochs[0]) for name, epochs in below.items() if len(epochs)}
    if not at:
        assert said.right is None
        assert f"in {counted(settings.trained(), 'epoch')}." in said.because
        return
    least = min(at.values())
    winners = {name for name in at if at[name] == least}
    assert f" first, at epoch {least}" in said.because
    head, _, rest = said.because.partition(" first, at epoch")
    assert {name for name in RULES if re.search(rf"\b{name}\b", head)} == winners
    later = sorted((name for name in at if name not in winners), key=lambda name: at[name])[:3]
    for name in later:
        assert f"{name} at {at[name]}" in rest
    for name in set(runs) - set(at):
        assert f"{name} at" not in rest
    if set(runs) >= set(LECTURE):
        expected = {frozenset({"SGD"}): RACE[0], frozenset({"Momentum"}): RACE[1]}
        expected |= {frozenset(names): RACE[2] for names in (["RMSProp"], ["Adam"], ["RMSProp", "Adam"])}
        assert said.right == expected.get(frozenset(winners))
    else:
        assert said.right is None


@each_draw
def test_what_units_have_learnt(seed):
    settings = drawn("units", seed)
    said, data = answer("units", settings), settings.data()
    (run,) = ran(settings).values()
    end = min(int(run.ends[0]), len(run.w)) - 1
    w = run.w[end, 0]
    first = run.network.matrices(w)[0]
    above = (data.x @ first[:-1] + first[-1] > 0).mean(0)
    parting = int(((above >= 0.05) & (above <= 0.95)).sum())
    lines = settings.activation != "identity" and settings.layers == 1 and settings.dataset != "sine"
    assert said.right == (UNITS[1] if lines and parting == settings.width else None)
    if lines and parting < settings.width:
        assert f"Of {counted(settings.width, 'unit')} {parting} switch" in said.because
    if said.right:
        predicted = np.tanh if settings.activation == "tanh" else lambda v: np.maximum(v, 0)
        last = run.network.matrices(w)[1]
        output = predicted(data.x @ first[:-1] + first[-1]) @ last[:-1] + last[-1]
        share = ((output > 0) == (data.y > 0.5)).mean()
        assert f" {number(100 * share)} % of the examples it trained on" in said.because
        assert ("hold" in said.because) == (share >= 0.95 and settings.dataset == "circle")
        assert ("not enough" in said.because) == (share < 0.95)


@pytest.mark.parametrize("seed", range(30))
def test_who_forgives(seed):
    settings = replace(drawn("forgives", seed), epochs=4)
    said, data, counts = answer("forgives", settings), settings.data(), {}
    for name, entrant in settings.entrants().items():
        w, ends = trained(settings, entrant, np.array(ETAS))
        error = errors(entrant.network, w[-1], data.x, data.y).mean(-1)
        error = np.median(np.where((ends < 10**6) | ~np.isfinite(error), 1e300, error), axis=-1)
        base = constant(entrant.network, data.y, data.y).mean()
        counts[name] = np.array(ETAS)[error < base / 4]
    most = max(map(len, counts.values()))
    best = [name for name, etas in counts.items() if len(etas) == most]
    second = sorted(map(len, counts.values()))[-2:][0] if len(counts) > 1 else 0
    alone = most >= second + 2 and set(LECTURE) <= set(counts) and best[0] in LECTURE
    assert said.right == (best[0] if alone else None)
    if most == 0:
        assert said.because.startswith("No rule has learnt at any of the 16 η")
        return
    assert f"learnt at {most} of the 16 η" in said.because
    if len(best) == 1:
        assert f"16 η, {'at ' * (most == 1)}{number(counts[best[0]][0])}" in said.because
        assert ("no clear lead" in said.because) == (len(counts) > 1 and most == second + 1)
        assert f" to {number(counts[best[0]][-1])}" in said.because or most == 1
    head = said.because.partition(" learnt at ")[0]
    assert {name for name in RULES if re.search(rf"\b{name}\b", head)} == set(best)
    for name, count in re.findall(r"(\w+) at (\d+)", said.because.partition("η")[2]):
        assert len(counts[name]) == int(count)


@each_draw
def test_which_batches_end_lowest(seed):
    settings = drawn("batches", seed)
    said, runs, half = answer("batches", settings), ran(settings), settings.size // 2
    sizes = sorted({*(size for size in BATCHES if size < half), half})
    assert [entrant.batch_size for entrant in settings.entrants().values()] == sizes
    end = {size: float(run.error[-1]) for size, run in zip(sizes, runs.values(), strict=True) if not run.diverged}
    if len(sizes) < 3 or not end:
        assert said.right is None
        return
    groups = {size: 0 if size == 1 else 1 if size == half else 2 for size in sizes}
    best = min(end, key=lambda size: end[size])
    tied = [size for size in end if groups[size] != groups[best] and end[best] >= 0.9 * end[size]]
    assert said.right == (None if tied else SIZES[groups[best]])
    if tied:
        assert "a tie" in said.because
        return
    epochs = settings.trained()
    assert f"takes {counted(half * epochs, 'step')}" in said.because
    assert f"all at once {counted(epochs, 'step')}" in said.because
    for size in (1, half):
        assert (
            written(end[size], 2) + (";" if size == 1 else ".") in said.because if size in end else "∞" in said.because
        )
    if groups[best] == 2:
        assert f"Batches of {best} end at {written(end[best], 2)}." in said.because


@each_draw
def test_layers_or_units(seed):
    settings = replace(drawn("depth", seed), epochs=4)
    said, runs = answer("depth", settings), ran(settings)
    base, wide, two, three = (
        ([*entrant.network.sizes[1:-1]] for entrant in settings.entrants().values())
        if len(settings.entrants()) == 4
        else (
            [settings.width],
            [settings.width],
            [settings.width] * 2,
            [*settings.entrants().values()][-1].network.sizes[1:-1],
        )
    )
    assert [*base] == [settings.width]
    assert [*two] == [settings.width] * 2
    wanted = settings.network(*two).parameters
    for layers, found in ((1, wide), (3, three)):
        least = min(abs(settings.network(*[n] * layers).parameters - wanted) for n in range(1, 60))
        assert abs(settings.network(*found).parameters - wanted) <= least
    assert not re.search(r"With (\d+) to \1 weights", said.because)
    ends = {name: np.inf if run.diverged else run.error[-1] for name, run in runs.items()}
    one, more = ends["+".join(map(str, wide))], min(error for name, error in ends.items() if "+" in name)
    if np.isinf(one) and np.isinf(more):
        assert said.right is None
        return
    baseline = next(iter(runs.values())).baseline
    right = DEPTH[1] if more < 0.8 * one else DEPTH[0] if one < 0.8 * more else DEPTH[2]
    right = DEPTH[2] if max(one, more) < 0.01 * baseline else right
    assert said.right == (right if min(one, more) < baseline else None)
    assert ("None of them is below" in said.because) == (said.right is None)
    assert "can bend" not in said.because or (right == DEPTH[1] and settings.activation != "identity")
    for name, error in ends.items():
        if "+" in name:
            assert f"{name} {'diverged' if np.isinf(error) else f'at {written(error, 2)}'}" in said.because


@each_draw
def test_where_paths_end(seed):
    settings = drawn("paths", seed)
    said, runs = answer("paths", settings), ran(settings)
    stayed = {name: run.w[:, 0] for name, run in runs.items() if run.ends[0] == 10**6}
    far = sorted(float(np.linalg.norm(w[-1] - w[0])) for w in stayed.values())
    if len(stayed) < 2 or far[len(far) // 2] == 0:
        assert said.right is None
        assert ("not moved" in said.because) == (len(stayed) > 1)
        return
    apart = {pair: float(np.linalg.norm(stayed[pair[0]][-1] - stayed[pair[1]][-1])) for pair in combinations(stayed, 2)}
    together = [distance <= 0.1 * far[len(far) // 2] for distance in apart.values()]
    assert said.right == (PATHS[0] if all(together) else PATHS[1] if any(together) else PATHS[2])
    nearest = min(apart, key=lambda pair: apart[pair])
    assert said.because.startswith(f"{nearest[0]} and {nearest[1]} end nearest")
    assert f": {number(apart[nearest], 2)} apart" in said.because
    data = settings.data()
    level = constant(runs[nearest[0]].network, data.y, data.y).mean() / 4
    ends = [errors(runs[name].network, runs[name].w[-1, 0], data.x, data.y).mean() for name in nearest]
    assert f"with errors {' and '.join(written(end, 2) for end in ends)}." in said.because
    learnt = max(ends) < level
    assert ("many good sets" in said.because) == (learnt and not any(together))


@each_draw
def test_is_it_better_than_the_baseline(seed):
    settings = drawn("real", seed)
    said, data = answer("real", settings), settings.data()
    (run,) = ran(settings).values()
    if run.diverged:
        assert said.right == REAL[2]
        assert "diverged" in said.because
        return
    better, worse, ratio = [], [], []
    for x, y in ((data.x, data.y), (data.x_val, data.y_val)):
        own, naive = errors(run.network, run.w[-1, 0], x, y), constant(run.network, data.y, y)
        sure = 2 * np.std(own - naive, ddof=1) / np.sqrt(len(y))
        better.append(bool((own - naive).mean() < -sure))
        worse.append(bool((own - naive).mean() > sure))
        ratio.append(own.mean() / naive.mean())
    assert said.right == {(True, True): REAL[0], (True, False): REAL[1], (False, False): REAL[2]}.get(tuple(better))
    first, rest = (written(one, 2) for one in ratio)
    assert f"{first} times the baseline's on what it trained on and {rest} times on the rest" in said.because
    assert ("clearly worse" in said.because) == worse[1]
    assert ("no clear difference" in said.because) == (not worse[1] and not better[1])


@pytest.mark.parametrize("act", [name for name in ACTS if name != "forgives"])
@pytest.mark.parametrize("seed", range(100, 112))
def test_what_is_said_of_each_training(act, seed):
    settings = drawn(act, seed)
    words, runs = PAGE.scene(settings, act).words, ran(settings)
    for (name, run), sentence in zip(runs.items(), words.sentences, strict=False):
        assert sentence.startswith(
            "**All at once** " if name.startswith("all") else f"**{'Batches ' * (act == 'batches')}{name}"
        )
        if run.diverged:
            assert f"epoch {run.ends.min()}." in sentence
            assert "diverged" in sentence
            continue
        assert f"training error {written(run.error[-1])}, validation error {written(run.validation[-1])}." in sentence
        beating = run.stayed[-1] < run.baseline
        assert (re.search(" stays? below the naive baseline", sentence) is not None) == beating.any()
        assert (re.search(" (is|are) not below the naive baseline", sentence) is not None) == (not beating.any())
        many = act in ("depth", "batches") and not re.match(r"\*\*(1 unit|All at once)\*\*", sentence)
        assert not re.search(" stays | is not | its |It " if many else " stay | are not | their |They ", sentence)
        if beating.any():
            since = [
                int(np.flatnonzero(~(seed < run.baseline))[-1]) + 1 if (seed >= run.baseline).any() else 0
                for seed in run.stayed.T[beating]
            ]
            assert f"from epoch {int(np.median(since))} on" in sentence
        half = run.stayed[(len(run.stayed) - 1) // 2]
        still = (np.abs(half - run.stayed[-1]) < 0.02 * run.baseline) & (run.stayed[-1] > 0.1 * run.baseline)
        assert (re.search("(its|their) error hardly changed", sentence) is not None) == still.any()
        best = int(run.validation.argmin())
        risen = run.validation[-1] > 1.05 * run.validation[best] and run.error[-1] < run.error[best]
        assert ("has risen since" in sentence) == risen
        if risen:
            assert f"lowest at epoch {best}, {written(run.validation[best])}" in sentence
    assert f"after {counted(settings.trained(), 'epoch')}:" in words.summary or all(
        run.diverged for run in runs.values()
    )
    assert not re.search(r"(?<![+\w.])1 (epochs|steps|units|weights)\b", " ".join((words.summary, *words.sentences)))


RIGHT = {"race": 2, "units": 1, "forgives": 3, "batches": 2, "depth": 1, "paths": 2, "real": 1}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_bears_out_one_guess(act):
    assert answer(act, PAGE.opening(ACTS[act])).right == ACTS[act].guesses[RIGHT[act]]


@pytest.mark.parametrize("act", ACTS)
def test_another_view_is_said_to_be_another(act):
    for view in ("data", "units", "etas", "batches", "depth", "weights", "baseline"):
        settings = Settings(view=view, epochs=2, size=20, layers=1)
        said = answer(act, settings)
        own = PAGE.opening(ACTS[act]).view == view
        assert said.because.startswith("The question is another view's.") != own


def test_the_data_sets_of_the_last_act_are_real():
    assert "Efron" in DATASETS[PAGE.opening(ACTS["real"]).dataset].source

"""The numpy core: a race and the training of networks against PyTorch eager loops, and a map as one run."""

import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.row import Row, middle, quartiles, typical
from networks import DATASETS, Network, TrainingError, initial, train
from optim import SGD, Adam, Momentum, RMSProp, descend, race
from optim.rules import Array
from surfaces import SURFACES, Surface

ETA, ALPHA, RHO, EPSILON = 1e-3, 0.9, 0.9, 1e-7
STEPS, ROUNDS = 500, 15
MAP, MAP_STEPS = 64, 200
MAP_ETA = np.geomspace(1e-4, 1, MAP).reshape(MAP, 1, 1)
MAP_ALPHA = np.linspace(0, 0.99, MAP).reshape(1, MAP, 1)
STABLE = (slice(0, MAP // 2),)  # η at which no run leaves: ours are held where they diverge
NETWORK = Network((2, 8, 8, 1), "tanh", "sigmoid")
BATCH, EPOCHS, RATE = 32, 125, 0.01


def rows() -> Iterator[Row]:
    """The budgets of the core."""
    surface, map_of = SURFACES["rosenbrock"], SURFACES["canyon"]
    objective = TrainingError(NETWORK, DATASETS["circle"].data(size=8 * BATCH), BATCH)  # 4 whole batches an epoch
    start = initial(NETWORK, "glorot")
    networks = 4 * EPOCHS * objective.batches  # steps of all four
    yield _row(
        f"4 rules × {STEPS} steps on Rosenbrock against PyTorch eager",
        20,
        lambda: _raced(surface),
        lambda: _torch_raced(surface),
        # PyTorch's RMSProp has ε outside the root
        lambda ours, theirs: np.allclose(ours, theirs, rtol=0, atol=1e-3),
    )
    yield _row(
        f"{MAP}×{MAP} map of (η, α) × {MAP_STEPS} steps against PyTorch batched alike",
        1,
        lambda: _mapped(map_of),
        lambda: _torch_mapped(map_of),
        lambda ours, theirs: np.allclose(ours[-1][STABLE], theirs[-1][STABLE], rtol=1e-9, atol=1e-9),
    )
    yield _row(
        "Four rules training a 2-8-8-1 network, per network and step",
        9,
        lambda: _trained(objective, start),
        lambda: _torch_trained(objective, start),
        lambda ours, theirs: _trained_alike(start, ours, theirs),
        1e3 / networks,
        "µs",
    )


def _row(
    what: str,
    limit: float,
    ours: Callable[[], Any],
    theirs: Callable[[], Any],
    alike: Callable[[Any, Any], bool],
    scale: float = 1.0,
    unit: str = "ms",
) -> Row:
    """How many times as fast ours is as PyTorch, the two taking turns; scale: of milliseconds to the unit."""
    if find_spec("torch") is None:
        return Row(what, "≥", limit, "×", None, "PyTorch is not installed", "–")
    if not alike(ours(), theirs()):  # which also warms both up
        raise RuntimeError(f"{what}: the two came to different results, so they did not do the same work")
    pairs = [(_ms(ours), _ms(theirs)) for _ in range(ROUNDS)]
    ratios = [their / our for our, their in pairs]
    floor = f"{typical([scale * their for _, their in pairs], unit)} PyTorch"
    return Row(what, "≥", limit, "×", middle(ratios), quartiles(ratios, "×"), floor)


def _ms(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - began)


def _raced(surface: Surface) -> list[list[float]]:
    rules = {
        "SGD": SGD(ETA),
        "Momentum": Momentum(ETA, ALPHA),
        "RMSProp": RMSProp(ETA, RHO, EPSILON),
        "Adam": Adam(ETA, epsilon=EPSILON),
    }
    return [done.w[-1].tolist() for done in race(rules, surface, surface.starts[0], STEPS).values()]


def _torch_raced(surface: Surface) -> list[list[float]]:
    """The same, as people write it: one optimizer after the other, autograd, float64, nothing recorded."""
    import torch

    ends = []
    for optimizer in (
        lambda w: torch.optim.SGD([w], lr=ETA),
        lambda w: torch.optim.SGD([w], lr=ETA, momentum=ALPHA),
        lambda w: torch.optim.RMSprop([w], lr=ETA, alpha=RHO, eps=EPSILON),
        lambda w: torch.optim.Adam([w], lr=ETA, eps=EPSILON),
    ):
        w = torch.tensor(surface.starts[0], dtype=torch.float64, requires_grad=True)
        rule = optimizer(w)
        for _ in range(STEPS):
            rule.zero_grad()
            x, y = w.unbind()
            error = (1 - x) ** 2 + 100 * (y - x * x) ** 2
            error.backward()
            rule.step()
        ends.append(w.tolist())
    return ends


def _mapped(surface: Surface) -> tuple[Array, ...]:
    """A map as the app computes it: everything is recorded, and runs that diverge are found and held."""
    done = descend(Momentum(MAP_ETA, MAP_ALPHA), surface, surface.starts[0], MAP_STEPS)
    return done.value, done.gradient, done.states.v, done.w[-1]


def _torch_mapped(surface: Surface) -> tuple[Array, ...]:
    """The same written out in batched tensors, gradient and rule; points, velocities, gradients, errors recorded."""
    import torch

    eta, alpha = torch.tensor(MAP_ETA), torch.tensor(MAP_ALPHA)
    xx, xy, yy = surface.hessian or (0.0, 0.0, 0.0)
    shape = (MAP, MAP, 2)
    path, velocity = torch.empty(2, MAP_STEPS + 1, *shape, dtype=torch.float64)
    gradient = torch.empty(MAP_STEPS, *shape, dtype=torch.float64)
    path[0] = w = torch.tensor(surface.starts[0], dtype=torch.float64).expand(shape)
    velocity[0] = v = torch.zeros(shape, dtype=torch.float64)
    for t in range(MAP_STEPS):
        x, y = w.unbind(-1)
        gradient[t] = g = torch.stack([xx * x + xy * y, xy * x + yy * y], -1)
        velocity[t + 1] = v = alpha * v - eta * g
        path[t + 1] = w = w + v
    x, y = path.unbind(-1)
    error = 0.5 * (xx * x * x + 2 * xy * x * y + yy * y * y)
    return error.numpy(), gradient.numpy(), velocity.numpy(), w.numpy()


def _trained(objective: TrainingError, start: Array) -> list[Array]:
    """As the app trains: all rules in one pass, weights and both errors recorded after each epoch."""
    rules = {
        "SGD": SGD(RATE),
        "Momentum": Momentum(RATE, ALPHA),
        "RMSProp": RMSProp(RATE, RHO, EPSILON),
        "Adam": Adam(RATE, epsilon=EPSILON),
    }
    *_, training = train(rules, objective, start, EPOCHS)
    return [path[-1] for path in training.w.values()]


def _torch_trained(objective: TrainingError, start: Array) -> list[Array]:
    """The same, as people write it: one network after the other, float64 like ours, nothing recorded."""
    import torch

    batches = [[torch.from_numpy(part) for part in objective.batch(t)] for t in range(EPOCHS * objective.batches)]
    loss = torch.nn.BCEWithLogitsLoss()
    ends = []
    for optimizer in (
        lambda w: torch.optim.SGD(w, lr=RATE),
        lambda w: torch.optim.SGD(w, lr=RATE, momentum=ALPHA),
        lambda w: torch.optim.RMSprop(w, lr=RATE, alpha=RHO, eps=EPSILON),
        lambda w: torch.optim.Adam(w, lr=RATE, eps=EPSILON),
    ):
        layers = [torch.nn.Linear(n_i - 1, n_o, dtype=torch.float64) for n_i, n_o in NETWORK.shapes]
        for layer, matrix in zip(layers, NETWORK.matrices(start), strict=True):
            layer.weight.data = torch.tensor(matrix[:-1].T.copy())
            layer.bias.data = torch.tensor(matrix[-1].copy())
        model = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1], torch.nn.Tanh(), layers[2])
        rule = optimizer(model.parameters())
        for x, y in batches:
            rule.zero_grad()
            loss(model(x), y).backward()
            rule.step()
        matrices = [torch.cat([layer.weight.T, layer.bias[None]]) for layer in layers]
        ends.append(torch.cat([matrix.flatten() for matrix in matrices]).detach().numpy())
    return ends


def _trained_alike(start: Array, *ends: list[Array]) -> bool:
    # without RMSProp, because PyTorch's has ε outside the root
    ours, theirs = (np.delete(end, 2, axis=0) for end in ends)
    return np.allclose(ours, theirs, rtol=0, atol=1e-6) and not np.allclose(ours, start, rtol=0, atol=0.1)

"""A search for hyperparameters against scikit-learn's, and what other visitors notice of it."""

import time
import warnings
from collections.abc import Iterator

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.row import Row, middle, quartiles, typical
from pages import PAGES
from tuning import Processes, Range, Search, search

SETTINGS, SEEDS, EPOCHS, WORKERS = 200, 3, 100, 2
WHAT = Search(
    **{"number": SETTINGS, "seeds": SEEDS, "algorithm": ("SGD", "Momentum", "Adam"), "eta": Range(1e-3, 1)},
    **{"batch_size": (20,), "layers": (1,), "width": (16,), "epochs": (EPOCHS,), "patience": 500},
)
PART = 10  # of the settings that scikit-learn trains here: its time for each does not depend on how many there are
SCENES = 60


def rows() -> Iterator[Row]:
    """The budgets of a search."""
    yield _against_scikit_learn()
    yield _beside_a_search()


def _against_scikit_learn() -> Row:
    what = f"{SETTINGS} settings × {SEEDS} seeds of 2-16-1, {EPOCHS} epochs, against RandomizedSearchCV"
    with Processes(WORKERS) as pool:
        _searched(pool)  # which starts the processes
        ratios: list[float] = []
        theirs: list[float] = []
        for _ in range(3):
            ours, best = _searched(pool)
            seconds, their_best = _scikit_learn()
            theirs.append(seconds * SETTINGS / PART)
            ratios.append(theirs[-1] / ours)
            if best > their_best:
                raise RuntimeError(f"{what}: lowest validation error {best:.4f} against {their_best:.4f}")
    return Row(what, "≥", 5, "×", middle(ratios), quartiles(ratios, "×"), f"{typical(theirs, 's')} scikit-learn")


def _searched(pool: Processes) -> tuple[float, float]:
    began = time.perf_counter()
    *_, last = search(WHAT, pool)
    assert last.best is not None
    return time.perf_counter() - began, last.best.validation


def _scikit_learn() -> tuple[float, float]:
    """Seconds, and the lowest validation error: the same data and split, batches, epochs and rules, two jobs."""
    from scipy.stats import loguniform
    from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV
    from sklearn.neural_network import MLPClassifier

    data = WHAT.data()
    parts = PredefinedSplit(np.repeat([-1, 0], [len(data.x), len(data.x_val)]))
    x, y = np.concatenate([data.x, data.x_val]), np.concatenate([data.y, data.y_val])[:, 0]
    plain = {"activation": "tanh", "alpha": 0.0, "batch_size": 20, "max_iter": EPOCHS, "tol": 0.0}
    network = MLPClassifier((16,), n_iter_no_change=10 * EPOCHS, nesterovs_momentum=False, **plain)
    rates = {"learning_rate_init": loguniform(1e-3, 1), "random_state": list(range(SEEDS))}
    tried = [
        rates | {"solver": ["sgd"], "momentum": [0.0]},
        rates | {"solver": ["sgd"], "momentum": [0.9]},
        rates | {"solver": ["adam"]},
    ]
    many = RandomizedSearchCV(
        network, tried, n_iter=PART * SEEDS, cv=parts, scoring="neg_log_loss", n_jobs=WORKERS, refit=False
    )
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # that an optimum was not reached
        many.set_params(n_iter=WORKERS).fit(x, y)  # which starts the processes
        many.set_params(n_iter=PART * SEEDS)
        began = time.perf_counter()
        many.fit(x, y)
    return time.perf_counter() - began, -float(many.best_score_)


def _beside_a_search() -> Row:
    """A scene's time while the app's pool works at a search, over its time while nothing else does."""
    page = PAGES["canyon"]
    act = page.acts[0]

    def scenes() -> list[float]:
        taken: list[float] = []
        for i in range(SCENES):
            settings = page.changed(page.opening(act), "kappa", float(10 + i))
            began = time.perf_counter()
            page.scene(settings, act.name)
            taken.append(1e3 * (time.perf_counter() - began))
            time.sleep(0.02)
        return taken

    with Processes(WORKERS, nice=19) as pool:
        _searched(pool)
        alone = scenes()
        coming = search(WHAT, pool, ahead=2 * WORKERS)
        next(coming)
        beside = scenes()
        coming.close()
    what = "One scene, canyon, while a search works in processes of its own"
    ratio = middle(beside) / middle(alone)
    return Row(what, "≤", 2, "×", ratio, f"{typical(beside, 'ms')} beside", f"{typical(alone, 'ms')} alone")

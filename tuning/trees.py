"""A decision tree and gradient-boosted trees, from scikit-learn, measured by the error that networks have."""

from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from networks import DATASETS, Network
from tuning.passes import Fits
from tuning.plan import Search
from tuning.space import BOOSTED, Candidate

Array = NDArray[np.float64]
RARE = 1e-6  # a class that boosted trees hold impossible gets this probability, so that its log is finite


def fit_trees(search: Search, candidate: Candidate, test: bool) -> Fits:
    """One candidate with every seed: of boosted trees as many count as are best for the validation part."""
    fitted = [_fit(search, candidate, seed, test) for seed in search.trained_seeds]
    validation, training, tested = (np.array([[one[i] for one in fitted]]) for i in range(3))
    epochs = np.array([[one[3] for one in fitted]], dtype=np.int64)
    return Fits(validation, training, tested if test else None, epochs)


def _fit(search: Search, candidate: Candidate, seed: int, test: bool) -> tuple[float, float, float, int]:
    data, dataset = search.data(), DATASETS[search.dataset]
    network = Network((dataset.columns, dataset.outputs), "identity", dataset.output)
    labels = data.y.argmax(1) if dataset.task == "classes" else data.y[:, 0]
    model = _model(candidate, dataset.task, seed).fit(data.x, labels)

    def errors(x: Array, y: Array) -> Iterator[float]:
        return (float(network.error(v, y).mean()) for v in _outputs(model, candidate, dataset.task, x, y.shape[1]))

    validation = [*errors(data.x_val, data.y_val)]
    best = int(np.argmin(validation))
    training = next(islice(errors(data.x, data.y), best, None))
    tested = next(islice(errors(data.x_test, data.y_test), best, None)) if test else np.nan
    return validation[best], training, tested, best + 1


def _model(candidate: Candidate, task: str, seed: int) -> Any:
    shape: dict[str, Any] = {"max_depth": candidate.depth, "min_samples_leaf": candidate.leaf, "random_state": seed}
    name = "Regressor" if task == "regression" else "Classifier"
    if candidate.algorithm != BOOSTED:
        return getattr(import_module("sklearn.tree"), f"DecisionTree{name}")(**shape)
    kind = getattr(import_module("sklearn.ensemble"), f"GradientBoosting{name}")
    return kind(n_estimators=candidate.trees, learning_rate=candidate.shrinkage, **shape)


def _outputs(model: Any, candidate: Candidate, task: str, x: Array, k: int) -> Iterator[Array]:
    """What a network would have as v_n (N, k), to be measured by the same error: one for each number of trees."""
    boosted = candidate.algorithm == BOOSTED
    if task == "regression":
        for one in model.staged_predict(x) if boosted else [model.predict(x)]:
            yield np.asarray(one, dtype=float)[:, None]
        return
    for one in model.staged_predict_proba(x) if boosted else [_smoothed(model, x)]:
        p = np.full((len(x), max(k, 2)), RARE)
        p[:, model.classes_.astype(int)] = np.clip(one, RARE, 1 - RARE)  # a class may be missing among the examples
        yield np.log(p / p.sum(1, keepdims=True)) if task == "classes" else np.log(p[:, 1:] / p[:, :1])


def _smoothed(model: Any, x: Array) -> Array:
    """A leaf's shares of the classes with one more example of each (Laplace): none is held impossible."""
    count = model.tree_.n_node_samples[model.apply(x)][:, None]
    share = np.asarray(model.predict_proba(x), dtype=float)
    return (share * count + 1) / (count + share.shape[1])

"""A search cut into jobs: pure functions of what can be pickled, the same whichever executor runs them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from tuning.passes import fit_networks
from tuning.plan import Search
from tuning.space import Candidate
from tuning.trees import fit_trees

NUMBERS = 2**15  # of one layer of a pass, so that they stay in the processor's cache
MOST_NETWORKS = 150  # of one pass, so that there is progress to see
TREES = 4  # candidates of one job


@dataclass(frozen=True)
class Row:
    """A candidate's line in the table.

    index: its number among the search's candidates; rung: the round of halving. validation, training, test: means over
    the seeds at each one's best epoch, test None where it was not asked for. errors, epochs: of each seed the
    validation error and that epoch (or the number of trees). seconds: its share of the work, which no comparison knows.
    """

    index: int
    rung: int
    candidate: Candidate
    validation: float
    training: float
    errors: tuple[float, ...]
    epochs: tuple[int, ...]
    test: float | None = None
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Job:
    """Candidates that are trained in one go: (index, candidate), all of one shape."""

    search: Search
    rung: int
    most: int
    members: tuple[tuple[int, Candidate], ...]
    test: bool = False


def run(job: Job) -> tuple[Row, ...]:
    """The rows of a job."""
    began = time.perf_counter()
    candidates = [candidate for _, candidate in job.members]
    with threadpool_limits(1):  # more threads would be in each other's way, and add up in another order
        if candidates[0].kind == "network":
            fits = [fit_networks(job.search, candidates, job.most, job.test)]
        else:
            fits = [fit_trees(job.search, candidate, job.test) for candidate in candidates]
    parts = [(fit, row) for fit in fits for row in range(len(fit.validation))]
    share = (time.perf_counter() - began) / len(candidates)
    return tuple(
        Row(
            index,
            job.rung,
            candidate,
            float(fit.validation[row].mean()),
            float(fit.training[row].mean()),
            tuple(fit.validation[row].tolist()),
            tuple(fit.epochs[row].tolist()),
            None if fit.test is None else float(fit.test[row].mean()),
            share,
        )
        for (index, candidate), (fit, row) in zip(job.members, parts, strict=True)
    )


def jobs_of(
    search: Search, rung: int, most: int, members: Sequence[tuple[int, Candidate]], test: bool = False
) -> list[Job]:
    """The jobs of one round; which candidates share one depends on the search alone."""
    groups: dict[tuple[int | str, ...], list[tuple[int, Candidate]]] = {}
    for member in members:
        groups.setdefault(member[1].shape, []).append(member)
    jobs: list[Job] = []
    for group in groups.values():
        group.sort(key=lambda member: (member[1].algorithm, member[0]))
        parts = -(-len(group) // _together(search, group[0][1]))
        chunks: list[list[int]] = [chunk.tolist() for chunk in np.array_split(np.arange(len(group)), parts)]
        jobs += [Job(search, rung, most, tuple(group[i] for i in chunk), test) for chunk in chunks]
    return jobs


def _together(search: Search, candidate: Candidate) -> int:
    """How many candidates of that shape one job trains."""
    if candidate.kind != "network":
        return TREES
    rows = min(candidate.batch_size or 1, len(search.data().x))
    each = rows * max(search.network(candidate).sizes)
    return max(1, min(MOST_NETWORKS, NUMBERS // each) // search.seeds)

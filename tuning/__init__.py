"""Search for hyperparameters: what is tried as a value, cut into jobs that any executor runs."""

from tuning.engine import Progress, best_of, perform, search
from tuning.jobs import Job, Row, jobs_of, run
from tuning.plan import METHODS, Search, Size
from tuning.processes import Processes
from tuning.space import (
    ALGORITHMS,
    BOOSTED,
    HYPERPARAMETERS,
    OF_BOOSTED,
    OF_NETWORKS,
    OF_TREES,
    TREE,
    Candidate,
    Known,
    Range,
    Values,
    grid,
)
from tuning.trials import Trials
from tuning.winner import Optimism, examine, optimism, winners

__all__ = [
    "ALGORITHMS",
    "BOOSTED",
    "HYPERPARAMETERS",
    "METHODS",
    "OF_BOOSTED",
    "OF_NETWORKS",
    "OF_TREES",
    "TREE",
    "Candidate",
    "Job",
    "Known",
    "Optimism",
    "Processes",
    "Progress",
    "Range",
    "Row",
    "Search",
    "Size",
    "Trials",
    "Values",
    "best_of",
    "examine",
    "grid",
    "jobs_of",
    "optimism",
    "perform",
    "run",
    "search",
    "winners",
]

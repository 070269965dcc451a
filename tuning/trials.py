"""What a picture asks of a search, so that it can be done again elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from optim import RULES, Rule
from tuning.plan import Search
from tuning.space import Candidate

ASKS = ("best", "matters", "halving", "budget", "kinds", "tested", "chosen")


@dataclass(frozen=True)
class Trials:
    """A search on one split of the data or on several, and what is asked of it.

    what: the search on the first split; each further one has the next seed. asks: "best" is the table of what was
    tried, "matters" that and how much of the spread each hyperparameter explains; "halving" compares with training all
    to the end, "budget" random draws with a grid on each split, "kinds" networks with trees on each split; "tested" is
    the winner's test error on each split against how many are tried, "chosen" the same of them in their order. written:
    what is tried, where it is not drawn as the search says.
    """

    what: Search
    asks: str
    splits: int = 1
    written: tuple[Candidate, ...] = ()

    def __post_init__(self) -> None:
        if self.asks not in ASKS:
            raise ValueError(f"asks = {self.asks!r} is not one of {ASKS}")

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """What is tried on the first split."""
        return self.written or self.what.candidates

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Those that train networks, with their own numbers, by name."""
        tried = {one.algorithm for one in self.candidates}
        return {name: kind() for name, kind in RULES.items() if name in tried}

"""A candidate of a search in words, and as a view of the network race."""

from dataclasses import fields

from lesson import View, declared, number, read
from pages import network_race
from tuning import Candidate, Search

CALLED = {
    **{"eta": "η", "batch_size": "batches of", "layers": "hidden layers", "width": "units in each"},
    **{"epochs": "epochs at most", "l1": "L1", "l2": "L2", "dropout": "dropout", "depth": "levels at most"},
    **{"leaf": "examples in a leaf at least", "trees": "trees at most", "shrinkage": "learning rate"},
}


def written(candidate: Candidate) -> str:
    """A candidate as one line: its algorithm, then what it has."""
    parts = [
        f"{CALLED[item.name]} {number(getattr(candidate, item.name), 4)}"
        for item in fields(candidate)
        if item.name != "algorithm" and getattr(candidate, item.name) is not None
    ]
    return ", ".join((candidate.algorithm, *parts))


def race_link(search: Search, candidate: Candidate) -> str:
    """The link to the network race that shows this candidate's training, with all of its settings that it has."""
    page = network_race.PAGE
    asked = {
        **{"dataset": search.dataset, "noise": search.noise, "size": search.examples, "seed": search.seed},
        **{"seeds": min(search.seeds, 5), "activation": search.activation, "rules": (candidate.algorithm,)},
        **{item.name: getattr(candidate, item.name) for item in fields(candidate) if item.name != "algorithm"},
    }
    known = declared(page.settings)
    if candidate.eta is not None:
        asked["eta"] = min(max(candidate.eta, known["eta"].values[0]), known["eta"].values[-1])
    query = {name: known[name].write(value) for name, value in asked.items() if name in known and value is not None}
    view: View = read(page, query)
    return f"/{page.name}?{view.text}"

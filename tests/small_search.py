"""A small search that is over soon."""

from tuning import BOOSTED, Range, Search, search

SMALL = Search(
    examples=40,
    test=50,
    seeds=2,
    number=8,
    algorithm=("SGD", "Adam", "tree", BOOSTED),
    batch_size=(5, 20),
    width=(2, 3),
    epochs=Range(4, 12),
    l1=(0.0, 0.01),
    dropout=(0.0, 0.4),
    trees=(5,),
)


def table(executor, what=SMALL, **how):
    *_, last = search(what, executor, **how)
    assert last.complete
    return last.rows

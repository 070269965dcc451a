"""What the generalization page says where a plain reading of it was once wrong, against runs made here."""

import re

import numpy as np
from generalization_runs import ACTS, near_zero, of, random_settings

from lesson import number
from networks import naive
from pages.generalization import PAGE


def test_counts_of_weights_are_written_as_counts():
    chosen = PAGE.opening(ACTS["weights"])
    w, network = of(chosen, l1=chosen.l1)[2:4]
    row = PAGE.scene(chosen, "weights").words.table[-1]
    assert row["nearly zero"].split(" of ")[0] == number(float(np.median(near_zero(w[-1], network))), 4)
    assert row["exactly zero"] == "0"


def test_nothing_is_said_of_what_is_not_in_the_picture():
    for name in ACTS:
        for seeds in (1, 2):
            chosen = random_settings(name, 0, seeds=seeds, **({"digits": 60} if name in ("augment", "wrong") else {}))
            words = PAGE.scene(chosen, name).words
            every = " ".join((words.summary, *words.sentences))
            assert ("bands the middle half" in every) == (seeds > 1 and name != "test"), name
            assert ("Penalties are not part" in every) == (name == "weights"), name
            assert "1 splits" not in every
            assert "each of 1" not in every
        if name == "learning":
            error, unseen = re.search(r"has (\S+) in training and (\S+) in validation\.", words.summary).groups()
            _, _, _, network, data = of(chosen)
            assert error == number(naive(network, data.y), 2)
            assert unseen == number(naive(network, data.y, data.y_val), 2)

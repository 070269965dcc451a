"""The pages, in the order of the lecture."""

from typing import Any

from lesson import Page
from pages import (
    adam,
    backpropagation,
    canyon,
    dropout,
    generalization,
    gradient_descent,
    initialization,
    momentum,
    network_race,
    rmsprop,
    tuning,
)

HOME = "canyon"  # whose race runs on the first page, and that links to the bare address with settings mean
PAGES: dict[str, Page[Any, Any]] = {
    page.name: page
    for page in (
        gradient_descent.PAGE,
        canyon.PAGE,
        momentum.PAGE,
        rmsprop.PAGE,
        adam.PAGE,
        backpropagation.PAGE,
        network_race.PAGE,
        initialization.PAGE,
        dropout.PAGE,
        generalization.PAGE,
        tuning.PAGE,
    )
}

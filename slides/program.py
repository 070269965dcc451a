"""The run of a view as a program of PyTorch or Keras that does it again, without Canyon."""

from collections.abc import Callable
from typing import Any

from lesson import View
from lesson.runs import Biased, Chain, Coded, Dropped, Fading, Fed, Signals
from networks import Exercise, Recipe
from optim.many import Race
from slides.program_dropped import dropped_program
from slides.program_exercise import exercise_program
from slides.program_network import network_program
from slides.program_rule import LIBRARIES
from slides.program_search import search_program
from slides.program_signals import signals_program
from slides.program_slope import chain_program, fading_program, fed_program
from slides.program_start import biased_program, coded_program
from slides.program_surface import surface_program
from tuning import Trials

ALONE: dict[type, Callable[[Any, str], list[str]]] = {  # what a picture shows one of
    Exercise: exercise_program,
    Chain: chain_program,
    Fed: fed_program,
    Fading: fading_program,
    Signals: signals_program,
    Biased: biased_program,
    Coded: coded_program,
    Dropped: dropped_program,
    Trials: search_program,
}
GROWS = "\nA training whose rounding errors grow, mostly at a large η, may end elsewhere than in Canyon."
NOTES = {
    "torch": "",
    "keras": "\nWith another backend than TensorFlow, Keras rounds some results to single precision.",
}


def program(view: View, library: str) -> str:
    """The text of a program for "torch" or "keras" that makes the runs of a view in double precision and prints them.

    The same rules with the same hyperparameters, start, noise or batches, and steps. Raises ValueError with a sentence
    for people where the view shows no run, or one that cannot be written.
    """
    if library not in LIBRARIES:
        raise ValueError(f"library = {library!r} is not one of {tuple(LIBRARIES)}")
    if view.page.runs is None:
        raise ValueError(f"The pictures of the page {view.page.menu} cannot be had as a program.")
    runs = view.page.runs(view.settings)
    races = {label: run for label, run in runs.items() if isinstance(run, Race)}
    recipes = {label: run for label, run in runs.items() if isinstance(run, Recipe)}
    alone = [(ALONE[type(run)], run) for run in runs.values() if type(run) in ALONE]
    if alone:
        ((write, one),) = alone
        blocks = write(one, library)
    else:
        blocks = surface_program(races, library) if races else network_program(recipes, library)
    address = f"{view.page.name}?{view.text}" if view.text else view.page.name
    notes = GROWS * any(isinstance(run, Trials) for run in runs.values()) + NOTES[library]
    about = f"What this link of Canyon shows, run again in {LIBRARIES[library]}.{notes}"
    says = f'"""{view.act.question}\n\n{about}\n"""'
    return "\n\n".join([f"# {address}\n{says}", *_spaced(blocks)]) + "\n"


def _spaced(blocks: list[str]) -> list[str]:
    """Blocks without their last line's end, with one line more between them where a function or class stands."""
    stripped = [block.rstrip("\n") for block in blocks]
    return [
        ("\n" if block.startswith(("def ", "class ")) or before.startswith(("def ", "class ")) else "") + block
        for before, block in zip(["", *stripped], stripped, strict=False)
    ]

"""The network race: what it shows and says is what the training did, for any rules, complete or under way."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from written import numbers_in

import networks.training
from lesson import declared, number
from lesson.pack import encode, pack
from networks import DATASETS, KeptTrainings, Network, TrainingError, initial, naive, outlook
from optim import LECTURE, NEVER, RULES, race
from pages.network_race import PAGE, drawing, measure_decisions, measure_weights
from pages.network_race.measure import training
from pages.network_race.measure_decisions import DRAWN, SKETCH
from pages.network_race.measure_weights import weight_paths
from pages.network_race.settings import MOST_NUMBERS, MOST_STEPS, Settings
from pages.network_race.words import GUESSES

EACH = Settings(each=True, epochs=30)
EVERY = tuple(RULES)
LINEAR = {"dataset": "sine", "activation": "identity"}  # on which large rates diverge
VALUES = {name: meta.values or meta.options or (0, 1, 7) for name, meta in declared(Settings).items()}
ADAPTIVE, MOMENTUM, STEEPEST = GUESSES["RMSProp or Adam"], "", ""


@pytest.fixture
def fresh(monkeypatch):
    """Nothing is kept from other tests, nor for them."""
    monkeypatch.setattr(measure_module(), "kept", KeptTrainings(0))

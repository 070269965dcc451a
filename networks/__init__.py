"""Small dense networks; their error on a data set is an objective like a surface."""

from networks.alongside import alongside
from networks.augmentation import Augmentation, Copies, changed
from networks.data import DATASETS, Data, Dataset, one_hot
from networks.decisions import Outlook, decide, epochs_shown, hidden_outputs, outlook, shades
from networks.initialization import SCHEMES, initial, naive, output_bias
from networks.kept import KeptTrainings
from networks.layers import ACTIVATIONS
from networks.learning import Learned, accuracy, learned
from networks.network import OUTPUTS, Network, Passes
from networks.plane import Plane, main_plane
from networks.recipe import Exercise, Recipe
from networks.training import Training, TrainingError, train, train_weights

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "OUTPUTS",
    "SCHEMES",
    "Augmentation",
    "Copies",
    "Data",
    "Dataset",
    "Exercise",
    "KeptTrainings",
    "Learned",
    "Network",
    "Outlook",
    "Passes",
    "Plane",
    "Recipe",
    "Training",
    "TrainingError",
    "accuracy",
    "alongside",
    "changed",
    "decide",
    "epochs_shown",
    "hidden_outputs",
    "initial",
    "learned",
    "main_plane",
    "naive",
    "one_hot",
    "outlook",
    "output_bias",
    "shades",
    "train",
    "train_weights",
]

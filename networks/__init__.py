"""Small dense networks; their error on a data set is an objective like a surface."""

from networks.data import DATASETS, Data, Dataset, one_hot
from networks.initialization import SCHEMES, initial, naive, output_bias
from networks.layers import ACTIVATIONS
from networks.network import OUTPUTS, Network, Passes
from networks.plane import Plane, main_plane
from networks.training import Training, TrainingError, train

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "OUTPUTS",
    "SCHEMES",
    "Data",
    "Dataset",
    "Network",
    "Passes",
    "Plane",
    "Training",
    "TrainingError",
    "initial",
    "main_plane",
    "naive",
    "one_hot",
    "output_bias",
    "train",
]

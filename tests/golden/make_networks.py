"""Write networks.json: what PyTorch makes of dense networks. Run by hand: `python tests/golden/make_networks.py`.

Needs torch, which the tests do not. Gradients come from autograd, in double precision. The squared error is half of
PyTorch's, as ours is. The masks are those of PyTorch's own dropout, which is seeded before each layer so that it can
be asked for them again.
"""

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

EXAMPLES, WIDTH, RATE = 6, 4, 0.3
DEPTHS = (0, 1, 2, 4)
OUTPUTS = {"linear": 2, "sigmoid": 1, "softmax": 3}  # output -> units
ALIVE = 0.25  # of a gradient's components, lest ReLU leave little to compare

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "identity": lambda v: v,
}
LOSSES: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "linear": lambda v, y: 0.5 * functional.mse_loss(v, y, reduction="sum") / len(y),
    "sigmoid": lambda v, y: functional.binary_cross_entropy_with_logits(v, y, reduction="sum") / len(y),
    "softmax": lambda v, y: functional.cross_entropy(v, y),
}
PREDICTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "linear": lambda v: v,
    "sigmoid": torch.sigmoid,
    "softmax": lambda v: torch.softmax(v, -1),
}


def targets(output: str, units: int, generator: torch.Generator) -> torch.Tensor:
    if output == "linear":
        return torch.randn(EXAMPLES, units, generator=generator, dtype=torch.float64)
    if output == "sigmoid":
        return torch.randint(2, (EXAMPLES, units), generator=generator).double()
    return functional.one_hot(torch.randint(units, (EXAMPLES,), generator=generator), units).double()


def dropped(v: torch.Tensor, layer: int) -> torch.Tensor:
    torch.manual_seed(layer)
    return functional.dropout(v, RATE)


def calculated(
    layers: list[torch.nn.Linear], activation: str, output: str, x: torch.Tensor, y: torch.Tensor, dropout: bool
) -> dict[str, Any]:
    v = x
    for i, layer in enumerate(layers):
        v = layer(v)
        if layer is not layers[-1]:
            v = ACTIVATIONS[activation](v)
            v = dropped(v, i) if dropout else v
    loss = LOSSES[output](v, y)
    gradients = torch.autograd.grad(loss, [part for layer in layers for part in (layer.weight, layer.bias)])
    return {
        "activation": activation,
        "dropout": dropout,
        "prediction": PREDICTIONS[output](v).tolist(),
        "loss": loss.item(),
        "gradient": flat(list(gradients)).tolist(),
    }


def flat(parts: list[torch.Tensor]) -> torch.Tensor:
    """Weights (n_o, n_i) and biases (n_o,) of each layer in our order: (n_i + 1, n_o), last row the bias."""
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return torch.cat([torch.cat([weight.T, bias[None]]).flatten() for weight, bias in pairs])


def networks(seed: int = 0) -> Iterator[dict[str, Any]]:
    """Networks of each depth and output with weights, data and masks, and what each activation gives."""
    generator = torch.Generator().manual_seed(seed)
    for depth in DEPTHS:
        for output, units in OUTPUTS.items():
            sizes = (3, *[WIDTH] * depth, units)
            x = torch.randn(EXAMPLES, sizes[0], generator=generator, dtype=torch.float64)
            y = targets(output, units, generator)
            layers = [torch.nn.Linear(n_i, n_o, dtype=torch.float64) for n_i, n_o in pairwise(sizes)]
            parts = [part for layer in layers for part in (layer.weight, layer.bias)]
            for part in parts:
                torch.nn.init.normal_(part, std=0.9, generator=generator)
            ones = torch.ones(EXAMPLES, WIDTH, dtype=torch.float64)
            yield {
                "sizes": sizes,
                "output": output,
                "rate": RATE,
                "x": x.tolist(),
                "y": y.tolist(),
                "w": flat(parts).tolist(),
                "mask": [(dropped(ones, i) != 0).int().tolist() for i in range(depth)],
                "gives": [
                    calculated(layers, activation, output, x, y, dropout)
                    for activation in ACTIVATIONS
                    for dropout in (False, True)
                ],
            }


if __name__ == "__main__":
    made = list(networks())
    for given in [given for network in made for given in network["gives"]]:
        if sum(g != 0 for g in given["gradient"]) < ALIVE * len(given["gradient"]):
            raise SystemExit(f"too few units of a {given['activation']} network live: change the seed")
    lines = ",\n".join(json.dumps(network) for network in made)
    target = Path(__file__).with_name("networks.json")
    target.write_text(f'{{"versions": {json.dumps({"torch": torch.__version__})},\n"networks": [\n{lines}\n]}}\n')

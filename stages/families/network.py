"""The net of MLP and CVaR-DRO: an optional trunk, two hidden layers, two logits."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from stages.families.contract import BoolArray, FloatArray
from stages.families.grid import spell
from stages.storage.seeds import generator


class Network(nn.Module):
    """Linear-ReLU for each trunk width, then Linear-ReLU-Dropout-Linear-ReLU-Linear to two logits.

    Dropout follows the first of the two hidden layers.
    """

    def __init__(self, widths: tuple[int, ...], dropout: float, masks: np.random.Generator) -> None:
        """Layers of `widths` (input, trunk..., hidden, hidden, 2), their weights not yet set.

        `masks`: draws the dropout masks.
        """
        super().__init__()
        self.layers = nn.ModuleList(
            nn.utils.skip_init(nn.Linear, before, after)  # type: ignore[no-untyped-call]
            for before, after in pairwise(widths)
        )
        self.dropout = dropout
        self.masks = masks

    def linear(self) -> list[nn.Linear]:
        """All layers in their order."""
        return [layer for layer in self.layers if isinstance(layer, nn.Linear)]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits, shape (rows, 2)."""
        activations = self.hidden(x)
        logits: torch.Tensor = self.layers[-1](activations[-1])
        return logits

    def hidden(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Activations of every hidden layer, trunk included, each (rows, width)."""
        activations = [x]
        for place, layer in enumerate(self.layers[:-1]):
            activation = torch.relu(layer(activations[-1]))
            if place == len(self.layers) - 3:
                activation = self._dropped(activation)
            activations.append(activation)
        return activations[1:]

    def _dropped(self, activation: torch.Tensor) -> torch.Tensor:
        if not self.training or self.dropout == 0.0:
            return activation
        rows, width = activation.shape
        kept = torch.from_numpy(kept_units(self.masks, width, rows, self.dropout).T)
        return activation * kept.to(activation) / (1.0 - self.dropout)


def kept_units(
    masks: np.random.Generator, width: int, rows: int, dropout: float
) -> npt.NDArray[np.bool_]:
    """A dropout mask, shape (width, rows), True = kept; draws of 16 bits, so p to within 2^-17."""
    draws = masks.bit_generator.random_raw(-(-width * rows // 4)).view(np.uint16)
    kept: npt.NDArray[np.bool_] = draws[: width * rows] >= round(dropout * 65536)
    return kept.reshape(width, rows)


def mask_generator(seed: int, hidden: int, dropout: float) -> np.random.Generator:
    """What draws the masks of every run with these three, ValueError unless 0 <= dropout < 1."""
    if not 0.0 <= dropout < 1.0:
        raise ValueError(f"Got dropout={dropout}, expected a share of at least 0 and below 1.")
    return generator(seed, "dropout", hidden, spell(dropout))


def initial_network(
    widths: tuple[int, ...], dropout: float, seed: int, masks: np.random.Generator
) -> Network:
    """A net whose weights depend on the seed and the widths alone: torch's uniform law for Linear.

    Weights and biases are uniform within 1 / sqrt(inputs of the layer).
    """
    network = Network(widths, dropout, masks)
    draws = torch_generator(seed, "init", *widths)
    with torch.no_grad():
        for layer in network.layers:
            weight, bias = layer.parameters()
            bound = weight.shape[1] ** -0.5
            weight.uniform_(-bound, bound, generator=draws)
            bias.uniform_(-bound, bound, generator=draws)
    return network


def torch_generator(seed: int, *names: str | int) -> torch.Generator:
    """A torch generator on the CPU made from the seed and the item's own name."""
    return torch.Generator().manual_seed(int(generator(seed, *names).integers(2**62)))


@dataclass(frozen=True)
class NetworkClassifier:
    """A trained net; its margin is the difference of the two logits, without dropout."""

    network: Network
    device: str
    dtype: torch.dtype

    def margin(self, x: FloatArray) -> FloatArray:
        """Logit of the positive class, shape (rows,)."""
        with torch.inference_mode():
            logits = self.network.eval()(self._tensor(x)).double().cpu()
            return np.asarray((logits[:, 1] - logits[:, 0]).numpy())

    def dead_units(self, x: FloatArray) -> BoolArray:
        """Which hidden units, over all layers, are zero on every one of these rows."""
        with torch.inference_mode():
            layers = self.network.eval().hidden(self._tensor(x))
            dead = torch.cat([(activation <= 0).all(dim=0) for activation in layers])
            return np.asarray(dead.cpu().numpy(), dtype=np.bool_)

    def _tensor(self, x: FloatArray) -> torch.Tensor:
        return torch.tensor(x, dtype=self.dtype, device=self.device)

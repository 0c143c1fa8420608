"""Training of nets: Adam on mini-batches whose order, weights and masks depend on names alone.

The order of the rows depends on (seed, epoch), so that all configurations see the same batches and
epochs are snapshots of one run; dropout masks depend on (seed, hidden, dropout).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch

from stages.families.contract import BoolArray, DivergenceError, FloatArray, Settings, Trial
from stages.families.engines.net_answers import NetGroup
from stages.families.engines.net_engine import Workshop, gathered, train_nets
from stages.families.engines.net_runs import in_stretches, net_groups, run_of
from stages.families.grid import Gridded, amount
from stages.families.network import NetworkClassifier, initial_network, mask_generator
from stages.families.training import row_weights
from stages.machine.device import check_device
from stages.machine.number_format import torch_dtype
from stages.storage.seeds import generator


@dataclass(frozen=True)
class Net(Gridded):
    """The part that families of nets share: constants, and training.

    `trunk`: widths of layers before the two hidden ones, None for no trunk; rows of a `batch`;
    torch `device` and `dtype`; `class_weight`: of the rows' losses, before anything is made of
    them; the mean weight is 1 over the training rows, and what it happens to be in a batch. Epochs
    are snapshots of one run.
    """

    snapshots = ("epochs",)
    step = "lr"
    length = "epochs"

    trunk: Sequence[int] | None
    batch: int
    device: str
    dtype: str
    class_weight: str

    def demand(self, rows: int) -> None:
        """Refuse fewer rows than one batch, and a device that torch does not have here."""
        family = type(self).__module__.rpartition(".")[2]
        if rows < self.batch:
            raise ValueError(
                f"Got {rows} training rows for {family}, whose batch is {self.batch}; expected at"
                f" least one whole batch. Give it more rows (-S size.train={self.batch} or more;"
                " a source with fewer rows than size asks for trains on half of them), a smaller"
                f" batch (-S families.{family}.batch={_batch_for(rows)}), or leave it out of the"
                " roster."
            )
        check_device(self.device, family)

    def alpha(self, trial: Trial) -> float:
        """The worst share of a batch's losses that counts; ValueError for a bad setting."""
        return 1.0

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """Runs of equal seed and width."""
        return net_groups(trials)

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> NetGroup:
        """Train every run of the group once; its snapshots are the trials."""
        same = groupby(sorted(trials, key=lambda trial: trial.run), key=lambda trial: trial.run)
        by_run = [list(snapshots) for _, snapshots in same]
        runs = [run_of(snapshots, self.alpha(snapshots[0])) for snapshots in by_run]
        shop = Workshop(tuple(self.trunk or ()), self.batch, self.device, torch_dtype(self.dtype))
        rows = shop.rows(x, y, self.loss_weights(y))
        return gathered(trials, train_nets(in_stretches(runs), shop, rows))

    def train(
        self,
        trial: Trial,
        x: FloatArray,
        y: BoolArray,
        reduce: Callable[[torch.Tensor], torch.Tensor],
    ) -> NetworkClassifier:
        """Train one net for exactly `epochs` passes; `reduce` turns a batch's losses into the loss.

        The last batch of an epoch may be short. Raises `DivergenceError` where it is no number.
        """
        hidden, dtype = trial.count("hidden"), torch_dtype(self.dtype)
        dropout = trial.number("dropout")
        masks = mask_generator(trial.seed, hidden, dropout)
        widths = (x.shape[1], *(self.trunk or ()), hidden, hidden, 2)
        network = initial_network(widths, dropout, trial.seed, masks)
        network = network.to(self.device, dtype).train()
        rows = torch.tensor(x, dtype=dtype, device=self.device)
        labels = torch.tensor(y, dtype=torch.long, device=self.device)
        weights = self.loss_weights(y)
        adam = torch.optim.Adam(network.parameters(), lr=trial.number("lr"), fused=True)
        for epoch in range(trial.count("epochs")):
            total = torch.zeros((), device=self.device)
            for batch in self._batches(len(rows), trial.seed, epoch):
                logits = network(rows[batch])
                losses = torch.nn.functional.cross_entropy(logits, labels[batch], reduction="none")
                loss = reduce(losses if weights is None else weights[batch] * losses)
                adam.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                adam.step()
                total += loss.detach()
            if not torch.isfinite(total):
                raise DivergenceError(f"the loss is {total.item()} in epoch {epoch + 1}")
        return NetworkClassifier(network, self.device, dtype)

    def loss_weights(self, y: BoolArray) -> torch.Tensor | None:
        """What each row's loss is times, shape (rows,); None for nothing."""
        weights = row_weights(y, self.class_weight)
        if weights is None:
            return None
        return torch.tensor(weights, dtype=torch_dtype(self.dtype), device=self.device)

    def cost(self, settings: Settings) -> float:
        """Epochs times hidden units, and what a small net costs beyond them."""
        return amount(settings["epochs"]) * (16.0 + amount(settings["hidden"]))

    def _batches(self, rows: int, seed: int, epoch: int) -> list[torch.Tensor]:
        order = torch.from_numpy(generator(seed, "epoch", epoch).permutation(rows)).to(self.device)
        return [order[start : start + self.batch] for start in range(0, rows, self.batch)]


def _batch_for(rows: int) -> int:
    """A power of two that fits about four times into so many rows."""
    return int(2 ** max(0, rows.bit_length() - 3))

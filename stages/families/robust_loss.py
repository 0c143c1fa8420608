"""Conditional value at risk (CVaR): the mean of the worst share of the losses.

The worst weighted mean over all weights q <= 1 / (alpha m) that sum to one; Levy et al., arXiv
2010.05893, section 2.
"""

import torch


def cvar_weights(losses: torch.Tensor, alpha: float) -> torch.Tensor:
    """Weights of the largest weighted mean, shape (m,): they sum to 1, none above 1/(alpha m).

    The floor(alpha m) largest losses weigh 1/(alpha m) each, the next takes the remainder; losses
    equal to that one share alike what is left for them.
    """
    rows = len(losses)
    mass = torch.tensor([alpha * rows], dtype=losses.dtype, device=losses.device)
    return tail_weights(losses, torch.tensor([tail_place(alpha, rows)]).to(losses.device), mass)


def tail_place(alpha: float, rows: int) -> int:
    """Where, counted from the largest loss as 0, the one stands that takes the remainder."""
    return min(int(alpha * rows), rows - 1)


def tail_weights(losses: torch.Tensor, place: torch.Tensor, mass: torch.Tensor) -> torch.Tensor:
    """The weights for each row of losses, shape (..., m), by its own `tail_place` and alpha m.

    Both have shape (..., 1). Losses that don't belong to the batch may stand in as -1.
    """
    last = losses.shape[-1] - 1
    edge = losses.sort(dim=-1).values.gather(-1, last - place)
    above, tied = losses > edge, losses == edge
    left = (mass - above.sum(dim=-1, keepdim=True)) / (mass * tied.sum(dim=-1, keepdim=True))
    return above / mass + tied * left


def cvar(losses: torch.Tensor, alpha: float) -> torch.Tensor:
    """Mean of the worst `alpha` share, 0 < alpha <= 1; 1 is the plain mean to the last bit."""
    if alpha >= 1.0:
        return losses.mean()
    return (cvar_weights(losses.detach(), alpha) * losses).sum()

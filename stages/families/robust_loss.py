"""Conditional value at risk (CVaR): the mean of the worst share of the losses.

The worst weighted mean over all weights q <= 1 / (alpha m) that sum to one; Levy et al., arXiv
2010.05893, section 2.
"""

import torch


def cvar_weights(losses: torch.Tensor, alpha: float) -> torch.Tensor:
    """Weights of the largest weighted mean, shape (m,): they sum to 1, none above 1/(alpha m).

    The floor(alpha m) largest losses weigh 1/(alpha m) each, the next takes the remainder; ties go
    anywhere.
    """
    mass = min(alpha, 1.0) * len(losses)
    whole = min(int(mass), len(losses))
    worst = torch.topk(losses, min(whole + 1, len(losses))).indices
    weights = torch.zeros_like(losses)
    weights[worst[:whole]] = 1.0 / mass
    if whole < len(worst):
        weights[worst[whole]] = (mass - whole) / mass
    return weights


def cvar(losses: torch.Tensor, alpha: float) -> torch.Tensor:
    """Mean of the worst `alpha` share, 0 < alpha <= 1; 1 is the plain mean to the last bit."""
    if alpha >= 1.0:
        return losses.mean()
    return (cvar_weights(losses.detach(), alpha) * losses).sum()

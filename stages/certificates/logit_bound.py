"""Bounds of a logistic regression's margins that hold for every C of an interval, without a fit."""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from stages.certificates.logistic_curve import (
    STEEPEST,
    greatest_bend,
    greatest_slope,
    least_secant,
    logistic,
    logit,
)
from stages.certificates.spectral_rows import SpectralRows
from stages.families.engines.kernel_rows import Matrix

ROUNDS: Final = 4
"""Times that bounds of the training margins sharpen the bounds of the slopes, and these those."""


class Range(NamedTuple):
    """Closed; the ends may be infinite."""

    low: float
    high: float


@dataclass(frozen=True)
class Response:
    """Bounds of K, where theta = K g: middle - spread <= K <= middle + spread (docs, section 3).

    Both have one number for each of the coordinates of `SpectralRows`.
    """

    middle: Matrix
    spread: Matrix


@dataclass(frozen=True)
class LogitBound:
    """L2-penalised logistic regression with a free intercept, labels as the larger class.

    `train`: the training rows as summaries; `logit` > 0: of the larger class's share.
    """

    rows: SpectralRows
    train: Matrix
    logit: float

    def least_margins(self, interval: Range, summaries: Matrix) -> Matrix:
        """Lower bounds of the margins of rows, for every C of the interval; shape (rows,)."""
        slopes, margins = Range(0.0, STEEPEST), Range(-math.inf, math.inf)
        centre, response = -math.inf, self._response(interval, slopes)
        for _ in range(ROUNDS):
            centres, parts = self._centre(response, margins)
            centre = max(centre, centres.low)
            margins = Range(
                max(margins.low, centres.low + parts.low),
                min(margins.high, centres.high + parts.high),
            )
            slopes = Range(least_secant(self.logit, *margins), greatest_slope(self.logit, *margins))
            response = self._response(interval, slopes)
        middle, reach = self._products(response, summaries)
        return np.asarray(centre + middle - reach)

    def _response(self, interval: Range, slopes: Range) -> Response:
        scatter = self.rows.scatter
        least = interval.low / (1.0 + interval.low * slopes.high * scatter)
        known = np.append(scatter[:-1], 0.0)
        greatest = interval.high / (1.0 + interval.high * slopes.low * known)
        return Response((greatest + least) / 2, np.maximum(greatest - least, 0.0) / 2)

    def _products(self, response: Response, summaries: Matrix) -> tuple[Matrix, Matrix]:
        """Of theta with rows less the mean: a guess, and how far it may be off; shapes (rows,)."""
        middle = summaries[:, : self.rows.width] @ (self.rows.along * response.middle)
        reach = summaries[:, self.rows.width :] @ response.spread
        return middle, np.sqrt(reach * (self.rows.squares @ response.spread))

    def _centre(self, response: Response, margins: Range) -> tuple[Range, Range]:
        """Bounds of the margin at the mean, and of what training margins add to it."""
        middle, reach = self._products(response, self.train)
        parts = Range(float((middle - reach).min()), float((middle + reach).max()))
        share, half = logistic(self.logit), self._variance(response) / 2
        upwards = greatest_bend(*margins) * half
        downwards = greatest_bend(-margins.high, -margins.low) * half
        centres = Range(
            max(self.logit - parts.high, logit(share - upwards)),
            min(self.logit - parts.low, logit(share + downwards)),
        )
        return centres, parts

    def _variance(self, response: Response) -> float:
        """Upper bound of the training margins' variance."""
        scatter, squares = self.rows.scatter, self.rows.squares
        guessed = math.sqrt(float((response.middle**2 * squares) @ scatter))
        off = float(squares @ response.spread) * float((response.spread * scatter).max())
        return (guessed + math.sqrt(off)) ** 2 / len(self.train)

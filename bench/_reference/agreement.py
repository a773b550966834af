"""Does a fit agree with the reference draws, within what both can know?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.model.diagnostics import quantile_error
from analysis.model.fit import Fit
from bench._reference.description import Description, value_names

MOST_ERRORS = 4.0
TOLERANCE = 0.004


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quantile from the fit and from the reference.

    Attributes
    ----------
    fitted, expected : float
        The quantile by the fit and by the reference.
    error : float
        Combined Monte Carlo standard error of the two.
    band : float
        Width of the 90 % band of the value, by the reference.
    """

    name: str
    probability: float
    fitted: float
    expected: float
    error: float
    band: float

    @property
    def errors_apart(self) -> float:
        """Return how many combined Monte Carlo errors lie between the two."""
        return abs(self.fitted - self.expected) / self.error

    @property
    def agrees(self) -> bool:
        """Whether no more than Monte Carlo error, and a trifle of the band, lies between the two."""
        return abs(self.fitted - self.expected) <= MOST_ERRORS * self.error + TOLERANCE * self.band

    def __str__(self) -> str:
        share = abs(self.fitted - self.expected) / self.band
        return (
            f"{self.name} at {self.probability:.2f}: {self.fitted:.6g}, reference {self.expected:.6g}; "
            f"{self.errors_apart:.1f} errors and {share:.2%} of the band apart"
        )


def compare(fit: Fit, description: Description, reference: dict[str, Any]) -> list[Comparison]:
    """Compare every quantile of a reference summary with a fit of the same problem."""
    names, probabilities = value_names(description), reference["probabilities"]
    rows = [names.index(name) for name in reference["values"]]
    fitted = np.quantile(fit.draws.flat[rows], probabilities, axis=1)
    drawn, populations = fit.draws.values[:, rows], fit.draws.populations
    errors = [quantile_error(drawn, probability, populations=populations) for probability in probabilities]
    return [
        Comparison(
            name=name,
            probability=probability,
            fitted=float(fitted[p, k]),
            expected=summary["quantiles"][p],
            error=float(np.hypot(errors[p][k], summary["mcse"][p])),
            band=summary["quantiles"][-1] - summary["quantiles"][0],
        )
        for k, (name, summary) in enumerate(reference["values"].items())
        for p, probability in enumerate(probabilities)
    ]

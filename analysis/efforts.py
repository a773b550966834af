"""How long a fit draws, by the word for it on the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.model.settings import Settings

FULL, HALF, QUICK = "full", "half", "quick"


def settings_of(effort: str) -> Settings:
    """Return the settings of a fit.

    Parameters
    ----------
    effort
        ``full`` draws until the Monte Carlo errors are as small as those of the suite's own figures are to
        be, or the most draws of `Settings` are taken; the suite's own figures may take twice as many
        (`analysis.estimation.MOST_DRAWS`), and a band that is slow to settle stays coarser here;
        ``half`` runs half the chains and stops after the first draws, as other assumptions are tried;
        ``quick`` runs a quarter of the chains and stops likewise. The diagnostics say what each is worth.
    """
    from analysis.model.settings import Settings

    shipped = Settings()
    if effort == HALF:
        return replace(shipped, particles=max(shipped.particles // 2, 1), most_draws=shipped.draws)
    return shipped if effort == FULL else shipped.quick

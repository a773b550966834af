"""Where the width of a figure's band comes from, and how the figure moves with what is assumed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from analysis.notebook.view import View
from analysis.plots import Band, WidthShare

WITHOUT, ONLY = "without_", "only_"
DOUBLED = "knowledge_width_double"
"""The cause that cannot be taken away, since speakers who contradict each other cannot all know exactly."""
CAUSES = {
    "without_hedge": "Rounding and hedge of the number",
    "without_window": "Uncertain ends of the window",
    "without_speaker": "The speaker's leaning",
    "without_unit": "Conversion of the unit",
    "without_shape": "Unevenness of the months",
    DOUBLED: "What the speaker could know",
}
ASSUMPTIONS = {
    "base": "As published",
    "hedge_width_half": "Hedges read half as wide",
    "hedge_width_double": "Hedges read twice as wide",
}


def width_shares(view: View, figure_id: str) -> list[WidthShare]:
    """Return the part of the squared logarithmic width that goes with each cause of doubt, largest first.

    The part that can only be doubled is a third of what its doubling adds: variances are four times as large.
    """
    base = log_width(view.band(figure_id))
    shares = []
    for name in view.scenarios(figure_id):
        if name in CAUSES or name.startswith(WITHOUT):
            squared = (log_width(view.scenario(figure_id, name)) / base) ** 2
            share = (squared - 1) / 3 if name == DOUBLED else 1 - squared
            shares.append(WidthShare(_named(name, CAUSES), min(max(0.0, share), 1.0)))
    return sorted(shares, key=lambda share: (-share.share, share.label))


def unsettled(view: View, figure_id: str, names: Mapping[str, str]) -> list[str]:
    """Return in words under which of the named scenarios the draws of a figure did not settle."""
    missing = view.scenarios(figure_id, settled=False)
    return [names[name] for name in missing if name in names and name != "base"]


def under_assumptions(view: View, figure_id: str) -> list[Band]:
    """Return a figure as published, under each other assumption, and from the prior alone if known."""
    causes = (WITHOUT, ONLY, DOUBLED, "base")
    names = [name for name in view.scenarios(figure_id) if not name.startswith(causes)]
    others = (view.scenario(figure_id, name, _named(name, ASSUMPTIONS)) for name in names)
    published = view.scenario(figure_id, "base", ASSUMPTIONS["base"])
    prior = view.prior(figure_id)
    return [published, *(replace(band, kind="plain") for band in others), *([prior] if prior else [])]


def log_width(band: Band) -> float:
    """Return the logarithm of the upper over the lower end of a 90 % band."""
    return math.log(factor(band))


def factor(band: Band) -> float:
    """Return the upper over the lower end of a 90 % band.

    Raises
    ------
    ValueError
        If an end is missing or zero.
    """
    if not band.low_90 or not band.high_90:
        raise ValueError(f"{band.label or 'a band'} has no positive ends, so that its width has no logarithm")
    return band.high_90 / band.low_90


def _named(scenario: str, names: dict[str, str]) -> str:
    return names.get(scenario, scenario.replace("_", " ").capitalize())

"""A figure under assumptions that a reader writes into a cell, as the command line would give it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from analysis.figures.escape import markdown_text
from analysis.figures.rounding import Band as Published
from analysis.figures.rounding import round_band
from analysis.notebook.view import View
from analysis.plots import Band
from analysis.plots.numbers import span, value_shown
from analysis.selection import Row

ASSUMED = "As assumed"
Values = Mapping[str, float]
PACKAGE = Path(__file__).resolve().parents[1]


def band_under(view: View, figure_id: str, values: Values) -> Band:
    """Return a figure under assumptions.

    Parameters
    ----------
    view
        The suite.
    figure_id
        A headline figure: the rate or level of a quantity, or a ratio.
    values
        Assumption → value; those that are not named keep their usual one.

    Raises
    ------
    LookupError
        If an assumption is unknown, or its value impossible, or the figure is no headline figure.
    """
    published = view.band(figure_id, "As published")
    wanted = {name: float(value) for name, value in values.items() if value != _usual(view, name)}
    if not wanted:
        return replace(published, label=ASSUMED, kind="plain")
    rows = view.selection.rows("whatif", figure_id=figure_id, passed="yes")
    tried = (row for row in rows if point_of(row["assumptions"]) == wanted)
    found = next(tried, None) or _by_command(view, figure_id, wanted)
    to = round_band(Published.of(found))
    ends = to.low_50, to.high_50, to.low_90, to.high_90
    return Band(ASSUMED, to.value, *ends, unit=published.unit, kind="plain")


def assumed_sentence(view: View, figure_id: str, values: Values) -> str:
    """Return what becomes of a figure under assumptions, beside what it is as published."""
    band, published = band_under(view, figure_id, values), view.band(figure_id)
    named = ", ".join(f"`{name}={float(value):g}`" for name, value in values.items()) or "nothing else"
    return (
        f"**{markdown_text(published.label)}: {value_shown(band)} (nine chances in ten: {span(band)}), as "
        f"published {value_shown(published)} ({span(published)}).** Assumed: {named}. `{figure_id}`"
    )


def _usual(view: View, name: str) -> float | None:
    """Return the usual value of an assumption; None when it is unknown, which the command line will tell."""
    rows = view.selection.rows("vocabulary/assumptions", assumption=name.partition(".")[0])
    return float(rows[0]["usual"]) if rows else None


def point_of(assumptions: str) -> dict[str, float]:
    """Return assumption → value of a point as the table writes it; nothing for the published one."""
    parts = (part.partition("=") for part in assumptions.split() if "=" in part)
    return {name: float(value) for name, _, value in parts}


def _by_command(view: View, figure_id: str, values: Values) -> Row:
    """Ask the command line, which estimates anew.

    In a process of its own, so that notebooks do not depend on the code of the model: what they are committed
    with is a point of the grid, which is data.
    """
    assumed = (part for name, value in values.items() for part in ("--assume", f"{name}={value:.12g}"))
    asked = ["figures", figure_id, *assumed, "--json", "--suite", str(view.root)]
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-m", PACKAGE.name, *asked]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise LookupError(done.stderr.strip())
    found: list[Row] = [row for row in json.loads(done.stdout) if row["figure_id"] == figure_id]
    return found[0]

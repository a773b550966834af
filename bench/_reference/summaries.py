"""Summaries of draws: quantiles, their Monte Carlo errors, effective draws, split R-hat.

Run as a module to write the reference summaries: ``python -m bench._reference.summaries DRAWS...`` reads
what ``bench._reference.sample`` wrote, as SAMPLER/PROBLEM.npz.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from arviz_stats.base import array_stats
from numpy.typing import NDArray

from bench._reference.description import Description, read_description, value_names

Array = NDArray[np.float64]

FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
DIGITS = 7


def followed(description: Description) -> list[str]:
    """Return the names of the values to compare: three months of each series, and all that is not a month."""
    names = value_names(description)
    months = [len(s["edges"]) - 1 for s in description["series"]]
    chosen = {f"level {i} {t}" for i, count in enumerate(months) for t in (0, count // 2, count - 1)}
    return [name for name in names if name in chosen or not name.startswith("level ")]


def summarise(values: Array) -> dict[str, Any]:
    """Summarise draws of one value, (chains, draws)."""
    return {
        "quantiles": _plain(np.quantile(values, QUANTILES)),
        "mcse": _plain([array_stats.mcse(values, method="quantile", prob=p) for p in QUANTILES]),
        "ess_bulk": round(float(array_stats.ess(values, method="bulk"))),
        "ess_tail": round(float(array_stats.ess(values, method="tail", prob=(0.05, 0.95)))),
        "rhat": round(float(array_stats.rhat(values)), 5),
    }


def month_count(description: Description) -> int:
    """Return how many months all series have together."""
    return sum(len(s["edges"]) - 1 for s in description["series"])


def band_widths(values: Array) -> Array:
    """Return the width of the 90 % band of each value, of draws (values, chains, draws)."""
    low, high = np.quantile(values, (0.05, 0.95), axis=(1, 2))
    return np.asarray(high - low)


def read_draws(path: Path) -> tuple[Array, dict[str, Any]]:
    """Read draws, (values, chains, draws), and what was noted of the run."""
    with np.load(path) as stored:
        return stored["values"], json.loads(str(stored["said"]))


def reference(sampler: str, description: Description, draws: Path) -> dict[str, Any]:
    """Return the reference summary of a problem's draws."""
    values, said = read_draws(draws)
    rows = {name: row for row, name in enumerate(value_names(description))}
    return {
        "problem": description["name"],
        "sampler": sampler,
        "date": datetime.fromtimestamp(draws.stat().st_mtime, UTC).date().isoformat(),
        "versions": said["versions"],
        "options": said["options"],
        "probabilities": list(QUANTILES),
        "values": {name: summarise(values[rows[name]]) for name in followed(description)},
        "month_bands": _plain(band_widths(values[: month_count(description)])),
    }


def _plain(numbers: Any) -> list[float]:
    return [float(f"{number:.{DIGITS}g}") for number in numbers]


def main(paths: list[Path]) -> None:
    """Write the summary of each file of draws."""
    for path in paths:
        sampler, name = path.parent.name, path.stem
        description = read_description(FOLDER / "problems" / f"{name}.json")
        target = FOLDER / sampler / path.with_suffix(".json").name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(reference(sampler, description, path), indent=1) + "\n"
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])

"""Problems as plain numbers: what any implementation of the model can be given, and back again.

Positions are months from the first edge of the first series. Whatever is a law of the model rather than a
number of the problem (how an overlap is read, how a hedge is understood) is not here: each implementation
has it in its own words.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from analysis.model.functionals import Ratio
from analysis.model.hedging import HedgeShape, Stated
from analysis.model.problem import Grid, Observation, Problem, Series, WindowEnd
from analysis.model.settings import Settings

Description = dict[str, Any]

PRIORS = (
    "level_log_mean",
    "level_log_sd",
    "sigma_median",
    "sigma_log_sd",
    "length_median",
    "length_log_sd",
    "shape_width",
)


def read_description(path: Path) -> Description:
    """Read the description of a problem."""
    description: Description = json.loads(path.read_text(encoding="utf-8"))
    return description


def describe(name: str, title: str, problem: Problem, ratios: tuple[Ratio, ...]) -> Description:
    """Return a problem as plain numbers."""
    origin = float(problem.series[0].grid.edges[0])
    return {
        "name": name,
        "title": title,
        "priors": {prior: getattr(problem.settings, prior) for prior in PRIORS},
        "series": [_describe_series(s, origin) for s in problem.series],
        "ends": [_describe_end(e, origin) for e in problem.ends],
        "shifts": [
            {"name": shift, "prior": "student 4" if heavy else "normal"}
            for shift, heavy in zip(problem.shift_names, problem.heavy.tolist(), strict=True)
        ],
        "observations": [_describe_observation(o) for o in problem.observations],
        "ratios": [{"numerator": r.numerator, "denominator": r.denominator} for r in ratios],
    }


def rebuild(description: Description, settings: Settings | None = None) -> tuple[Problem, tuple[Ratio, ...]]:
    """Return the problem and the ratios of a description, at the settings' effort and its own priors."""
    settings = (settings or Settings()).with_(**description["priors"])
    problem = Problem(
        series=tuple(_series(s) for s in description["series"]),
        ends=tuple(WindowEnd(**end) for end in description["ends"]),
        observations=tuple(_observation(o) for o in description["observations"]),
        heavy=np.array([s["prior"] == "student 4" for s in description["shifts"]], dtype=bool),
        shift_names=tuple(s["name"] for s in description["shifts"]),
        settings=settings,
    )
    return problem, tuple(Ratio(**ratio) for ratio in description["ratios"])


def value_names(description: Description) -> list[str]:
    """Name each value that is reported of a problem, in the order in which a fit reports them."""
    series = range(len(description["series"]))
    cells = [len(s["edges"]) - 1 for s in description["series"]]
    return [
        *(f"level {i} {t}" for i in series for t in range(cells[i])),
        *(f"{what} {i}" for what in ("total", "average", "sigma", "length") for i in series),
        *(f"ratio {i}" for i in range(len(description["ratios"]))),
        *(f"shift {shift['name']}" for shift in description["shifts"]),
    ]


def _describe_series(series: Series, origin: float) -> Description:
    edges = (series.grid.edges - origin).tolist()
    return {"kind": series.kind, "start": series.start, "end": series.end, "edges": edges}


def _describe_end(end: WindowEnd, origin: float) -> Description:
    return {
        "position": end.position - origin,
        "sd": end.sd,
        "follows": end.follows,
        "correlation": end.correlation,
    }


def _describe_observation(observation: Observation) -> Description:
    return {
        "series": observation.series,
        "start": observation.start,
        "end": observation.end,
        "averaged": observation.averaged,
        "relative": observation.relative,
        "own_error": observation.own_error,
        "offset": observation.offset,
        "loadings": [[shift, loading] for shift, loading in observation.loadings.items()],
        "statements": [_describe_stated(stated) for stated in observation.statements],
    }


def _describe_stated(stated: Stated) -> Description:
    shape = stated.shape
    return {
        "family": shape.family,
        "width": shape.width,
        "wide_width": shape.wide_width,
        "wide_weight": shape.wide_weight,
        "miss": shape.miss,
        "log_value": stated.log_value,
        "granularity": stated.granularity,
        "log_span": stated.log_span,
    }


def _series(row: Description) -> Series:
    return Series(Grid(np.array(row["edges"])), row["kind"], row["start"], row["end"])


def _observation(row: Description) -> Observation:
    plain = {key: value for key, value in row.items() if key not in ("loadings", "statements")}
    loadings = {int(shift): float(loading) for shift, loading in row["loadings"]}
    return Observation(**plain, loadings=loadings, statements=tuple(_stated(s) for s in row["statements"]))


def _stated(row: Description) -> Stated:
    shape = HedgeShape(row["family"], row["width"], row["wide_width"], row["wide_weight"], row["miss"])
    return Stated(shape, row["log_value"], row["granularity"], row["log_span"])

"""Problems whose statements are to be drawn: windows, hedges, speakers and units of many kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.functionals import Ratio
from analysis.model.hedging import HedgeShape, Stated
from analysis.model.problem import Grid, Observation, Problem, Series, View, WindowEnd
from analysis.model.settings import Settings
from analysis.tables import Vocabulary

NAMED_MONTH_SD, EXACT_DAY_SD, MIDDLE_OF_YEAR_SD = 0.35, 0.05, 1.0
BLOC_SD, SPEAKER_SD, KNOWLEDGE_SD = 0.15, 0.20, 0.15
UNIT_LOG_SD = 0.3
GRANULES = (1 / 6, 1 / 11, 0.1, 0.02, 0.5)
LOG_SPAN = 0.4
DECADES = 486
"""Months that bring a problem to five hundred dimensions."""


@dataclass(frozen=True, slots=True)
class Design:
    """A problem to simulate from, and the ratios to report of it."""

    name: str
    problem: Problem
    ratios: tuple[Ratio, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a design in months from the start of the grid."""

    start: float
    end: float
    sd: float = NAMED_MONTH_SD


def design_problem(
    cells: int,
    windows: Sequence[Window],
    hedges: Sequence[HedgeShape],
    settings: Settings,
    *,
    series: int = 1,
    speakers: int = 3,
) -> Problem:
    """Lay out claims about one or more flows over ``cells`` months.

    Claim k takes the k-th hedge, granule and speaker in turn; speakers share two blocs; every third claim of
    a second series is stated in a unit with an uncertain factor.
    """
    ends = tuple(WindowEnd(p, w.sd) for w in windows for p in (w.start, w.end))
    names = [
        *("bloc:0", "bloc:1"),
        *(f"speaker:{s}" for s in range(speakers)),
        *(f"origin:{k}" for k in range(len(windows))),
        "unit",
    ]
    shared = KNOWLEDGE_SD * np.sqrt(settings.shared_knowledge)
    observations = []
    for k in range(len(windows)):
        speaker, number = k % speakers, k % series
        loadings = {
            speaker % 2: BLOC_SD,
            2 + speaker: SPEAKER_SD,
            2 + speakers + k: float(shared),
        }
        if number == 1 and (k // series) % 3 == 0:
            loadings[len(names) - 1] = -UNIT_LOG_SD
        observations.append(
            Observation(
                series=number,
                start=2 * k,
                end=2 * k + 1,
                averaged=False,
                relative=False,
                statements=(_statement(hedges[k % len(hedges)], k),),
                own_error=float(KNOWLEDGE_SD * np.sqrt(1 - settings.shared_knowledge)),
                loadings=loadings,
            )
        )
    spans = tuple(
        Series(Grid(np.arange(cells + 1.0)), "flow", *_span(observations, ends, i)) for i in range(series)
    )
    heavy = np.array([name.startswith("origin:") for name in names])
    return Problem(spans, ends, tuple(observations), heavy, tuple(names), settings)


def related_problem(hedges: Sequence[HedgeShape], settings: Settings) -> Problem:
    """Lay out claims about a stock, a flow whose running total stays below it, and a part of that flow.

    Some claims give the flow's share of the stock, and the part's share of the flow; the flow is also
    counted in another unit.
    """
    windows = [Window(0.25, 2.75), Window(5, 6), *(Window(1.25, 4.0 + k) for k in range(6))]
    plain = design_problem(8, windows, hedges, settings)
    series = (0, 0, 1, 1, 1, 2, 2, 2)
    shares = {4: 0, 7: 1}
    observations = [
        replace(o, series=i, averaged=i == 0, of=shares.get(k, -1), loadings=_counted(o, k, plain))
        for k, (o, i) in enumerate(zip(plain.observations, series, strict=True))
    ]
    (grid,) = (s.grid for s in plain.series)
    spans = [_span(observations, plain.ends, i) for i in range(3)]
    return replace(
        plain,
        series=(
            Series(grid, "stock", *spans[0]),
            Series(grid, "flow", *spans[1], below=0),
            Series(grid, "flow", *spans[1], whole=1),
        ),
        observations=tuple(observations),
        other_units=(View(1, plain.shift_names.index("unit"), 0.0, UNIT_LOG_SD),),
    )


def _counted(observation: Observation, k: int, plain: Problem) -> dict[int, float]:
    """Return the loadings of a claim; the third is in the other unit."""
    unit = {plain.shift_names.index("unit"): -UNIT_LOG_SD} if k == 2 else {}
    return {**observation.loadings, **unit}


def _statement(hedge: HedgeShape, k: int) -> Stated:
    span = {"range": LOG_SPAN, "decade": float(np.log(10))}.get(hedge.family, 0.0)
    return Stated(hedge, 0.0, GRANULES[k % len(GRANULES)], span)


def _span(observations: Sequence[Observation], ends: Sequence[WindowEnd], series: int) -> tuple[int, int]:
    own = [o for o in observations if o.series == series]
    first = min((o.start for o in own), key=lambda row: ends[row].position)
    last = max((o.end for o in own), key=lambda row: ends[row].position)
    return first, last


def stated_hedges(vocabulary: Vocabulary) -> list[HedgeShape]:
    """Return every hedge of a vocabulary but the statement of zero, which cannot be drawn."""
    columns = ("width", "wide_width", "wide_weight", "miss")
    rows = (row for row in vocabulary.hedges.values() if row["family"] != "zero")
    return [HedgeShape(str(row["family"]), *(float(row[name] or 0.0) for name in columns)) for row in rows]


def shipped_designs(hedges: Sequence[HedgeShape], settings: Settings) -> tuple[Design, ...]:
    """Return the designs of the simulation-based calibration.

    Parameters
    ----------
    hedges : sequence of HedgeShape
        All hedges of the vocabulary but the statement of zero.
    settings : Settings
        The settings to be calibrated.
    """
    one = [Window(0.25, 22.75)]
    eight = [
        Window(0.25, 22.75),
        Window(0.25, 5.75),
        Window(3.25, 11.0, EXACT_DAY_SD),
        Window(7.0, 19.0, MIDDLE_OF_YEAR_SD),
        Window(12.25, 22.75),
        Window(0.25, 14.0, EXACT_DAY_SD),
        Window(15.25, 17.75),
        Window(19.0, 22.0, EXACT_DAY_SD),
    ]
    two = [w for w in eight for _ in range(2)]
    decades = [replace(w, start=w.start * DECADES / 23, end=w.end * DECADES / 23) for w in eight[:3]]
    return (
        Design(
            "one claim of two months", design_problem(2, [Window(0.25, 1.75)], hedges, settings, speakers=1)
        ),
        Design("one claim", design_problem(23, one, hedges[:1], settings)),
        Design("eight claims", design_problem(23, eight, hedges, settings)),
        Design(
            "two series, a unit and a ratio",
            design_problem(23, two, hedges, settings, series=2, speakers=4),
            (Ratio(0, 1),),
        ),
        Design(
            "three claims over 40 years, quick effort",
            design_problem(DECADES, decades, hedges, settings.quick),
        ),
        Design(
            "a stock, a flow below it and a part",
            related_problem(hedges, settings),
            (Ratio(1, 0), Ratio(2, 1)),
        ),
        Design("eight claims, quick effort", design_problem(23, eight, hedges, settings.quick)),
    )

"""From a claims table and the vocabulary to groups of arrays, and back to names.

A group is a set of quantities that are estimated together because a ratio is formed of them. Claims that
retell one origin become one observation, and the order of the rows does not matter.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.model.clock import PERIODS, cell_label, cell_starts, position_of
from analysis.model.functionals import Ratio
from analysis.model.hedging import HedgeShape, Stated
from analysis.model.predictive import Asked
from analysis.model.problem import Grid, Observation, Problem, Series, View, WindowEnd
from analysis.model.relations import series_of, shared_whole, stock_above, tied, whole_of
from analysis.model.settings import Settings
from analysis.read import granularity, parse_window
from analysis.tables.vocabulary import Vocabulary, VocabularyRow

EVIDENCE = ("primary", "repeat")
KIND_OF_MEASURE = {"total": "flow", "rate": "flow", "stock": "stock", "share": "share"}
INFERRED = "inferred"
UNKNOWN_ONSET_SD = 2.0
EARLY_SDS = 2.0
SURE_LENGTH = 0.25
PRECISE_DIGITS = 3
_NUMBERS = {"value": "value", "low": "value_low", "high": "value_high"}
_COLUMNS = {"origin": "origin_id"}


@dataclass(frozen=True, slots=True)
class Group:
    """A problem with the names that its arrays have lost.

    Attributes
    ----------
    quantities : tuple of str
        Quantity of each view.
    cells : tuple of tuple of str
        Label of each cell of each view.
    windows : tuple of str
        Span of each view's total, as EDTF.
    ratios : dict of str to Ratio
        Ratios of the group by their id.
    origins : tuple of str
        Origin of each observation.
    asked : dict of int to Asked
        Statements whose value is asked for, by their row in the table of questions.
    problem : Problem
        The arrays.
    """

    quantities: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    windows: tuple[str, ...]
    ratios: dict[str, Ratio]
    origins: tuple[str, ...]
    problem: Problem
    asked: dict[int, Asked] = field(default_factory=dict)


class _Claim(NamedTuple):
    """What the model uses of a row; rows are sorted by these fields, the origin's name last."""

    quantity: str
    window: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    hedge: str
    unit: str
    speaker: str
    bloc: str
    interest: str
    basis: str
    window_basis: str
    stated_on: str
    stated_on_basis: str
    status: str
    origin: str

    @property
    def content(self) -> str:
        """Return everything but the origin's name, which may be a row number."""
        return repr(self[:-1])


class _Edge(NamedTuple):
    """An end of a window as read: mean position, its spread, and the outer edge of what was named."""

    position: float
    sd: float
    outer: float


def evidence(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count as evidence: a primary statement or a retelling, with a number."""
    stated = claims["value"].notna() | claims["value_low"].notna()
    return claims[claims["status"].isin(EVIDENCE) & stated]


def assemble_groups(
    claims: pd.DataFrame,
    vocabulary: Vocabulary,
    settings: Settings,
    step: str = "month",
    asked: pd.DataFrame | None = None,
) -> list[Group]:
    """Split a validated claims table into groups that can be estimated one by one.

    Parameters
    ----------
    claims : DataFrame
        As ``read_claims`` returns it.
    vocabulary : Vocabulary
        Hedges, speakers, units, windows, ratios.
    settings : Settings
        Assumptions; the ``*_width`` factors act here.
    step : str
        Length of a cell: ``month``, ``week`` or ``day``.
    asked : DataFrame, optional
        Statements in the form of claims whose value is asked for; those of a group are listed in it, and
        its cells reach as far as they do. Nothing can be said of what no claim counts.

    Raises
    ------
    ValueError
        If no row is evidence, or a window is open where nothing says when it begins or ends.
    """
    by_quantity: dict[str, list[_Claim]] = defaultdict(list)
    for claim in map(_claim, evidence(claims).to_dict("records")):
        by_quantity[claim.quantity].append(claim)
    if not by_quantity:
        raise ValueError(
            "the table has no claim with a number to estimate from; add at least one primary claim"
        )
    questions = _questions(asked, vocabulary) if asked is not None else {}
    return [
        _Assembly(
            by_series,
            vocabulary,
            settings,
            step,
            {row: claim for row, (name, claim) in questions.items() if name in by_series},
        ).group()
        for by_series in _connected(_usable(by_quantity, vocabulary), vocabulary)
    ]


def _questions(asked: pd.DataFrame, vocabulary: Vocabulary) -> dict[int, tuple[str, _Claim]]:
    """Return the series and the statement of each row."""
    claims = [_claim(row) for row in asked.to_dict("records")]
    return {row: (series_of(claim.quantity, vocabulary), claim) for row, claim in enumerate(claims)}


def _usable(by_quantity: Mapping[str, list[_Claim]], vocabulary: Vocabulary) -> dict[str, list[_Claim]]:
    """Return the claims without shares of a whole that no claim counts: they say nothing of either alone."""
    counts = {name for name, claims in by_quantity.items() if not all(map(_is_share, claims))}
    counted = {series_of(name, vocabulary) for name in counts}
    usable = {
        name: [c for c in claims if not _is_share(c) or shared_whole(name, vocabulary) in {"", *counted}]
        for name, claims in by_quantity.items()
    }
    return {name: claims for name, claims in usable.items() if claims}


def _is_share(claim: _Claim) -> bool:
    return claim.measure == "share"


def _claim(row: dict[Hashable, Any]) -> _Claim:
    numbers = {name: _number(row[column]) for name, column in _NUMBERS.items()}
    texts = {name: _text(row.get(_COLUMNS.get(name, name))) for name in _Claim._fields if name not in numbers}
    return _Claim(**numbers, **texts)  # type: ignore[arg-type]


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _connected(
    by_quantity: Mapping[str, list[_Claim]], vocabulary: Vocabulary
) -> list[dict[str, list[_Claim]]]:
    """Return the claims by series of each set of series that are estimated together."""
    by_series: dict[str, list[_Claim]] = defaultdict(list)
    for name in sorted(by_quantity):
        by_series[series_of(name, vocabulary)] += by_quantity[name]
    return [{name: by_series[name] for name in names} for names in tied(by_series, vocabulary)]


@dataclass
class _Assembly:
    """One group in the making: ends of windows and shared shifts are numbered as they are met."""

    claims: dict[str, list[_Claim]]
    vocabulary: Vocabulary
    settings: Settings
    step: str
    questions: dict[int, _Claim] = field(default_factory=dict)
    ends: list[WindowEnd] = field(default_factory=list)
    numbered: dict[Hashable, int] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)

    def group(self) -> Group:
        """Return the group."""
        names = tuple(self.claims)
        ranks = _origin_ranks(claim for claims in self.claims.values() for claim in claims)
        observed: list[tuple[str, Observation]] = []
        for number, name in enumerate(names):
            for origin in _origins(self.claims[name], ranks):
                said = self._observations(number, name, origin)
                observed += [(origin[0].origin, observation) for observation in said]
        cells = [self._cells(name) for name in names]
        series = [
            self._series(name, [o for _, o in observed], days)
            for name, days in zip(names, cells, strict=True)
        ]
        further = self._further_units(names)
        heavy = np.array([name.startswith("origin:") for name in self.shifts], dtype=bool)
        problem = Problem(
            tuple(series),
            tuple(self.ends),
            tuple(o for _, o in observed),
            heavy,
            tuple(self.shifts),
            self.settings,
            tuple(further.values()),
        )
        viewed = (*names, *further)
        labels = [tuple(cell_label(day, self.step) for day in days[:-1]) for days in cells]
        labels = [labels[view.series] for view in problem.views]
        windows = tuple(f"{months[0]}/{months[-1]}" for months in labels)
        origins = tuple(origin for origin, _ in observed)
        return Group(viewed, tuple(labels), windows, self._ratios(viewed), origins, problem, self._asked())

    def _asked(self) -> dict[int, Asked]:
        answerable = {
            row: claim
            for row, claim in self.questions.items()
            if not _is_share(claim) or shared_whole(claim.quantity, self.vocabulary) in {"", *self.claims}
        }
        return {row: self._ask(claim) for row, claim in answerable.items()}

    def _ask(self, claim: _Claim) -> Asked:
        name = series_of(claim.quantity, self.vocabulary)
        first, last = self._edges(name, claim)
        tied, of = self._tie(first, last), self._shared_whole(claim)
        shifts = self._shifts_of(claim, self._factor(name, _split_unit(claim.unit)[0]))
        error, shared = self._knowledge(claim), self.settings.shared_knowledge
        origin = shifts.pop(f"origin:{claim.origin}")
        known = {f"origin:{claim.origin}": origin, **shifts}
        stated = self._stated(claim._replace(value=claim.value or 1.0))
        return Asked(
            series=list(self.claims).index(name),
            start=WindowEnd(first.position, self._spread(first)),
            end=WindowEnd(last.position, self._spread(last), 0 if tied else -1, tied),
            opening=self.numbered.get(("onset", name), -1) if self._from_onset(name, claim) else -1,
            averaged=claim.measure != "total" and of < 0,
            of=of,
            offset=self._offset(name, claim),
            loadings={self.shifts[n]: loading for n, loading in known.items() if n in self.shifts},
            fresh=tuple(loading for n, loading in shifts.items() if n not in self.shifts),
            errors=(
                0.0 if f"origin:{claim.origin}" in self.shifts else origin,
                error * math.sqrt(1 - shared),
            ),
            shape=stated.shape,
            log_span=stated.log_span,
        )

    def _further_units(self, names: tuple[str, ...]) -> dict[str, View]:
        """Return the quantities that are a series of the group in another unit."""
        further = {}
        for quantity in sorted({c.quantity for claims in self.claims.values() for c in claims} - {*names}):
            name = series_of(quantity, self.vocabulary)
            unit = str(self.vocabulary.quantities[quantity]["unit"])
            factor = self._factor(name, unit)
            shift = self.shifts.get(f"unit:{unit}", -1)
            sd = float(factor["factor_sd"] or 0.0) if factor else 0.0
            further[quantity] = View(names.index(name), shift, _log(factor, "factor"), sd)
        return further

    def _ratios(self, names: tuple[str, ...]) -> dict[str, Ratio]:
        return {
            ratio: Ratio(names.index(str(row["numerator"])), names.index(str(row["denominator"])))
            for ratio, row in sorted(self.vocabulary.ratios.items())
            if row["numerator"] in names and row["denominator"] in names
        }

    def _kind(self, name: str) -> str:
        known = self.vocabulary.quantities.get(name)
        return str(known["kind"]) if known else KIND_OF_MEASURE[self.claims[name][0].measure]

    def _series(self, name: str, observations: list[Observation], cells: list[date]) -> Series:
        edges = np.array([position_of(day) for day in cells])
        family = {list(self.claims).index(other) for other in self._family(name)}
        own = [o for o in observations if o.series in family]
        stated = [o for o in own if not o.relative] or own
        start = min((o.start for o in stated), key=lambda row: self.ends[row].position)
        end = max((o.end for o in stated), key=lambda row: self.ends[row].position)
        whole, above = (self._place(relation, name) for relation in (whole_of, stock_above))
        return Series(Grid(edges), self._kind(name), start, end, whole, above)

    def _place(self, relation: Callable[[str, Vocabulary], str], name: str) -> int:
        """Return the row of the series that a quantity stands in a relation to, or -1."""
        other = relation(name, self.vocabulary)
        return list(self.claims).index(other) if other in self.claims else -1

    def _family(self, name: str) -> list[str]:
        """Return the quantities that share a grid with a quantity: its wholes, and the parts of them."""
        top = name
        while (whole := whole_of(top, self.vocabulary)) in self.claims:
            top = whole
        family = [top]
        for other in self.claims:
            if whole_of(other, self.vocabulary) in family:
                family.append(other)
        return family

    def _cells(self, name: str) -> list[date]:
        family = self._family(name)
        asked = [c for c in self.questions.values() if series_of(c.quantity, self.vocabulary) in family]
        edges = [self._edges(other, claim) for other in family for claim in self.claims[other]]
        edges += [self._edges(series_of(c.quantity, self.vocabulary), c) for c in asked]
        return cell_starts(min(s.outer for s, _ in edges), max(e.outer for _, e in edges), self.step)

    def _observations(self, series: int, name: str, origin: list[_Claim]) -> list[Observation]:
        return [self._observation(series, name, retellings) for retellings in _retellings(origin)]

    def _observation(self, series: int, name: str, retellings: list[_Claim]) -> Observation:
        claim = retellings[0]
        start, end = self._ends(name, claim)
        error = self._knowledge(claim)
        relative, of = claim.value == 0, self._shared_whole(claim)
        stated = tuple(dict.fromkeys(self._stated(c) for c in retellings if (c.value == 0) == relative))
        offset, loadings = 0.0, dict[int, float]()
        if not relative:
            factor = self._factor(name, _split_unit(claim.unit)[0])
            offset = self._offset(name, claim)
            wanted = self._shifts_of(claim, factor)
            loadings = {self._shift(shift): loading for shift, loading in wanted.items() if loading}
        return Observation(
            series=series,
            start=start,
            end=end,
            averaged=relative or (claim.measure != "total" and of < 0),
            relative=relative,
            statements=stated,
            own_error=error * math.sqrt(1 - self.settings.shared_knowledge),
            offset=offset,
            loadings=loadings,
            of=of,
        )

    def _shared_whole(self, claim: _Claim) -> int:
        """Return the series that a claim states a share of, or -1."""
        whole = shared_whole(claim.quantity, self.vocabulary)
        return list(self.claims).index(whole) if _is_share(claim) and whole else -1

    def _knowledge(self, claim: _Claim) -> float:
        return float(self.vocabulary.knowledge[claim.basis]["sd"] or 0.0) * self.settings.knowledge_width

    def _offset(self, name: str, claim: _Claim) -> float:
        """Return the known shift of a claim's logarithm: its unit, its speaker's lean, its unit of time."""
        unit, period = _split_unit(claim.unit)
        lean = float(self.vocabulary.interests[claim.interest]["mean"] or 0.0)
        per_month = math.log(PERIODS[period]) * (claim.measure == "rate")
        return lean + per_month - _log(self._factor(name, unit), "factor")

    def _shifts_of(self, claim: _Claim, factor: VocabularyRow | None) -> dict[str, float]:
        """Return the shared shifts that act on a claim, with their loadings."""
        width, interest = self.settings.speaker_width, self.vocabulary.interests[claim.interest]
        return {
            f"bloc:{claim.bloc}": width * float(interest["bloc_sd"] or 0.0),
            f"speaker:{claim.speaker}": width * float(interest["speaker_sd"] or 0.0),
            f"origin:{claim.origin}": self._knowledge(claim) * math.sqrt(self.settings.shared_knowledge),
            f"unit:{claim.unit}": -float(factor["factor_sd"] or 0.0) if factor else 0.0,
        }

    def _shift(self, name: str) -> int:
        return self.shifts.setdefault(name, len(self.shifts))

    def _factor(self, name: str, unit: str) -> VocabularyRow | None:
        row = self.vocabulary.units.get(unit)
        return row if row and row["quantity"] == name else None

    def _stated(self, claim: _Claim) -> Stated:
        if claim.value == 0:
            return Stated(_shape(self._hedge_of_family("zero")), 0.0, 0.0)
        if claim.low is not None and claim.high is not None and claim.low > 0:
            hedge = "magnitude" if claim.hedge == "magnitude" else "range"
            shape = _shape(self.vocabulary.hedges[hedge])
            return Stated(
                shape if hedge == "magnitude" else shape.scaled(self.settings.hedge_width),
                math.log(claim.low),
                granularity(claim.low) / claim.low,
                max(math.log(claim.high / claim.low), 1e-9),
            )
        value = claim.value if claim.value is not None else float(claim.high or 0.0)
        hedge = claim.hedge if claim.value is not None else "at_most"
        shape = _shape(self.vocabulary.hedges[hedge])
        span = math.log(10) if shape.family == "decade" else 0.0
        return Stated(
            _meant(shape, value).scaled(self.settings.hedge_width),
            math.log(value),
            granularity(value) / value,
            span,
        )

    def _hedge_of_family(self, family: str) -> VocabularyRow:
        return next(row for row in self.vocabulary.hedges.values() if row["family"] == family)

    def _ends(self, name: str, claim: _Claim) -> tuple[int, int]:
        """Return the rows of a claim's window ends; numbers of one origin over one window share them."""
        first, last = self._edges(name, claim)
        start_key: Hashable = ("start", claim.origin, claim.window)
        if self._from_onset(name, claim):
            start_key = ("onset", name)
        start = self._number(start_key, WindowEnd(first.position, self._spread(first)))
        tied = self._tie(first, last)
        follows = start if tied else -1
        end_key = ("end", claim.origin, claim.window, claim.stated_on)
        return start, self._number(end_key, WindowEnd(last.position, self._spread(last), follows, tied))

    def _number(self, key: Hashable, end: WindowEnd) -> int:
        if key not in self.numbered:
            self.numbered[key] = len(self.ends)
            self.ends.append(end)
        return self.numbered[key]

    def _spread(self, edge: _Edge) -> float:
        return edge.sd * self.settings.window_width

    def _tie(self, first: _Edge, last: _Edge) -> float:
        """Return how strongly the ends of a short window move together, so that its length stays certain."""
        product = 2 * self._spread(first) * self._spread(last)
        loose = (SURE_LENGTH * (last.position - first.position)) ** 2
        squares = self._spread(first) ** 2 + self._spread(last) ** 2
        if product == 0 or squares <= loose:
            return 0.0
        return min((squares - loose) / product, 0.999)

    def _edges(self, name: str, claim: _Claim) -> tuple[_Edge, _Edge]:
        window = parse_window(claim.window)
        single = "/" not in claim.window or len(set(claim.window.split("/"))) == 1
        inferred = claim.window_basis == INFERRED
        first = None
        if not self._from_onset(name, claim):
            first = self._edge(window.start.position, window.start.precision, 1, single, inferred)
        last = self._edge(window.end.position, window.end.precision, -1, single, inferred)
        last = last or self._ongoing_end(name, claim)
        if first is None and self._kind(name) != "flow":
            first = _Edge(last.outer - 1.0, last.sd, last.outer - 1.0)
        first = first or self._onset(name)
        if first.position >= last.position:
            middle = 0.5 * (first.outer + last.outer)
            first, last = first._replace(position=middle - 0.05), last._replace(position=middle + 0.05)
        return first, last

    def _edge(
        self, position: float | None, precision: str, inward: int, single: bool, inferred: bool = False
    ) -> _Edge | None:
        if position is None:
            return None
        rows, sd = self.vocabulary.windows, "inferred_sd_months" if inferred else "sd_months"
        if single and not inferred and not precision.endswith(("~", "%")):
            return _Edge(position, float(rows["day"][sd] or 0.0), position)
        row = rows[precision]
        inset = 0.0 if single else float(row["inset_months"] or 0.0)  # "about June" is as long as June
        return _Edge(position + inward * inset, float(row[sd] or 0.0), position)

    def _from_onset(self, name: str, claim: _Claim) -> bool:
        """Return whether a claim counts a flow from its onset.

        Its window is open, or opens so long before anything flowed that the start is the speaker's frame
        ("since mid-2022") and not a first delivery. Nothing at all is said of just the time it is said of.
        """
        if self._kind(name) != "flow":
            return False
        start = parse_window(claim.window).start.position
        return start is None or (start < self._earliest(name) and claim.value != 0)

    def _earliest(self, name: str) -> float:
        """Return the earliest that a flow may have begun by its known onset."""
        known = self._known_onset(name)
        return known.position - EARLY_SDS * known.sd if known else -math.inf

    def _known_onset(self, name: str) -> _Edge | None:
        text = str(self.vocabulary.quantities.get(name, {}).get("onset") or "")
        start = parse_window(text).start if text else None
        return self._edge(start.position, start.precision, 1, single=False) if start else None

    def _onset(self, name: str) -> _Edge:
        known = self._known_onset(name)
        if known:
            return known
        starts = [parse_window(c.window).start for c in self.claims[name]]
        closed = [s.position for s in starts if s.position is not None]
        if not closed:
            raise ValueError(
                f"{name}: every window is open at its start and nothing says when it began; "
                "give its onset in quantities.csv, or a start in one window, as in 2023-06/2025-04"
            )
        return _Edge(min(closed), UNKNOWN_ONSET_SD, min(closed))

    def _ongoing_end(self, name: str, claim: _Claim) -> _Edge:
        """Return the end of a window that is still open: the day of the statement, or the latest known."""
        texts = [claim.stated_on] if claim.stated_on else [c.window for c in self.claims[name]]
        inferred = bool(claim.stated_on) and claim.stated_on_basis == INFERRED
        ends = [parse_window(text).end for text in texts]
        closed = [self._edge(e.position, e.precision, -1, single=False, inferred=inferred) for e in ends]
        known = [edge for edge in closed if edge]
        if not known:
            raise ValueError(
                f"{name}: the window {claim.window} has no end; give the day of the statement in stated_on, "
                "or an end, as in 2023-06/2025-04"
            )
        return max(known, key=lambda edge: edge.outer)


def _log(factor: VocabularyRow | None, name: str) -> float:
    return math.log(float(factor[name] or 1.0)) if factor else 0.0


def _shape(row: VocabularyRow) -> HedgeShape:
    numbers = [float(row[name] or 0.0) for name in ("width", "wide_width", "wide_weight", "miss")]
    return HedgeShape(str(row["family"]), *numbers)


def _meant(shape: HedgeShape, value: float) -> HedgeShape:
    """Return the shape without its wide part for a number with three or more significant digits.

    Nobody writes 13,221 who would have been content with the nearest ten.
    """
    digits = f"{value:.12e}".partition("e")[0].replace(".", "").rstrip("0")
    return replace(shape, wide_weight=0.0) if len(digits) >= PRECISE_DIGITS else shape


def _split_unit(unit: str) -> tuple[str, str]:
    """Split ``rounds/week`` into the unit and the period; a month is understood."""
    counted, _, period = unit.partition("/")
    if period and period not in PERIODS:
        raise ValueError(f"'{unit}' is not a rate; write one of {', '.join(PERIODS)} after the stroke")
    return counted, period or "month"


def _origins(claims: Iterable[_Claim], ranks: Mapping[str, int]) -> list[list[_Claim]]:
    """Return the claims by origin, in an order that depends on their content alone."""
    listed = [sorted(origin, key=lambda c: c.content) for origin in _by_origin(claims).values()]
    return sorted(listed, key=lambda origin: ([c.content for c in origin], ranks[origin[0].origin]))


def _origin_ranks(claims: Iterable[_Claim]) -> dict[str, int]:
    """Rank origins by all that they say, so that two alike in one quantity are told apart by another."""
    contents = {name: sorted(c.content for c in origin) for name, origin in _by_origin(claims).items()}
    return {name: rank for rank, name in enumerate(sorted(contents, key=lambda name: contents[name]))}


def _by_origin(claims: Iterable[_Claim]) -> dict[str, list[_Claim]]:
    by_origin: dict[str, list[_Claim]] = defaultdict(list)
    for claim in claims:
        by_origin[claim.origin].append(claim)
    return by_origin


def _retellings(origin: list[_Claim]) -> list[list[_Claim]]:
    """Return the observations of an origin: each number over its window, first, and its retellings."""
    first_hand = [c for c in origin if c.status == "primary"] or origin[:1]
    groups: dict[tuple[str, str, str], list[_Claim]] = defaultdict(list)
    for claim in first_hand:
        groups[claim.measure, claim.unit, claim.window].append(claim)
    for claim in origin:
        if claim not in first_hand:
            alike = [key for key in groups if key[:2] == (claim.measure, claim.unit)]
            key = max(alike, key=lambda k: _overlap(k[2], claim.window), default=None)
            groups[key or (claim.measure, claim.unit, claim.window)].append(claim)
    return list(groups.values())


def _overlap(first: str, second: str) -> float:
    """Return the share of two windows' joint span that both cover; an open end counts as shared."""
    a, b = parse_window(first), parse_window(second)
    starts = [w.start.position for w in (a, b) if w.start.position is not None] or [0.0]
    ends = [w.end.position for w in (a, b) if w.end.position is not None] or [max(starts) + 1]
    both, either = min(ends) - max(starts), max(ends) - min(starts)
    return both / either if either > 0 else 0.0

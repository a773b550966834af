"""The estimates as they stood at the end of each month, and what they foretold of the next statements.

A group of quantities is fitted once for each set of claims that was known of it, and each fit answers both:
what stood then, and what would be stated next. A fit whose version is known is not made again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.model.assemble import Group, assemble_groups, evidence
from analysis.model.functionals import Reported
from analysis.model.predictive import Answers, answer
from analysis.model.relations import series_of
from analysis.model.settings import Settings
from analysis.predicting.dating import public_days
from analysis.predicting.forecasts import QUANTILES, Forecast, forecast_asked
from analysis.tables.version import data_version, group_version

if TYPE_CHECKING:
    from analysis.tables import Vocabulary

SIGNIFICANT = 6
BANDS = ("low_90", "low_50", "median", "high_50", "high_90")

Quantities = tuple[str, ...]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """All that vintages rest on.

    Attributes
    ----------
    dated
        As `dated_evidence` returns it.
    further
        Statements that nobody has made yet, to be foretold from the last month.
    vocabulary
        Hedges, speakers, units, windows, ratios.
    code, lock
        Versions of the code and of the lock.
    """

    dated: pd.DataFrame
    further: pd.DataFrame
    vocabulary: Vocabulary
    code: str
    lock: str

    @property
    def last_month(self) -> int:
        """Return the month of the last statement, counted from year 0."""
        return int(self.dated["public_month"].max())


@dataclass(frozen=True, slots=True)
class Case:
    """What was known of a group from some month on, and the statements to foretell from it.

    Attributes
    ----------
    quantities
        Quantities of the group.
    known
        Its claims.
    asked
        Statements of the month in which the claims change; none if they never do.
    months
        Months at whose ends this was all that was known, counted from year 0.
    version
        Hash of the claims, the statements asked for, their vocabulary, the code and the lock.
    """

    quantities: Quantities
    known: pd.DataFrame
    asked: pd.DataFrame
    months: tuple[int, ...]
    version: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A case with all that its fit needs, to be sent to another process."""

    case: Case
    vocabulary: Vocabulary
    settings: Settings


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came of a case: what it reports, and the forecasts by id of the claim."""

    figures: tuple[Row, ...]
    forecasts: dict[str, Forecast]
    rhat: float


@dataclass
class _Standing:
    """A group whose claims have not changed for some months."""

    group: Quantities
    known: pd.DataFrame
    months: list[int] = field(default_factory=list)


def month_number(day: date) -> int:
    """Return a month counted from year 0."""
    return 12 * day.year + day.month - 1


def month_name(number: int) -> str:
    """Return the name of a month, as 2024-03."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def dated_evidence(claims: pd.DataFrame, published: Mapping[str, str]) -> pd.DataFrame:
    """Return the claims that count as evidence, with the day and the month in which they were public.

    What has no date is left out: it cannot be said when it was known.
    """
    rows = evidence(claims)
    dated = rows.assign(public=pd.Series(public_days(rows, published), rows.index, dtype=object))
    dated = dated[dated["public"].notna()]
    return dated.assign(public_month=[month_number(day) for day in dated["public"]]).reset_index(drop=True)


def plan_cases(record: Record) -> list[Case]:
    """Return the cases to fit: each group, each time that what is known of it changes."""
    return [_case(standing, record) for standing in _standings(record.dated, record.vocabulary)]


def _standings(dated: pd.DataFrame, vocabulary: Vocabulary) -> list[_Standing]:
    months = range(int(dated["public_month"].min()), int(dated["public_month"].max()) + 1)
    made: dict[tuple[str, ...], _Standing] = {}
    for month in months:
        known = dated[dated["public_month"] <= month]
        for group in assemble_groups(known, vocabulary, Settings()):
            own = known[known["quantity"].isin(group.quantities)]
            key = (*group.quantities, "", *own["claim_id"])
            made.setdefault(key, _Standing(group.quantities, own)).months.append(month)
    return list(made.values())


def _case(standing: _Standing, record: Record) -> Case:
    end = standing.months[-1]
    later = record.further if end == record.last_month else askable(record.dated, end + 1)
    own = [series_of(str(name), record.vocabulary) in standing.group for name in later["quantity"]]
    asked = later[np.array(own, dtype=bool)].reset_index(drop=True)
    known = _records(standing.known)
    rests_on = group_version(known, record.vocabulary, standing.group, record.code, record.lock)
    version = data_version(rests_on, _records(asked))
    return Case(standing.group, standing.known, asked, tuple(standing.months), version)


def askable(dated: pd.DataFrame, month: int) -> pd.DataFrame:
    """Return the primary statements of a month of whose origin nothing was known before."""
    known = set(dated.loc[dated["public_month"] < month, "origin_id"])
    fresh = ~dated["origin_id"].isin(known)
    return dated[(dated["public_month"] == month) & (dated["status"] == "primary") & fresh]


def _records(claims: pd.DataFrame) -> list[Row]:
    columns = [name for name in claims.columns if name not in ("public", "public_month")]
    return [{str(k): v for k, v in row.items()} for row in claims[columns].to_dict("records")]


def fit_case(work: Work) -> Fitted:
    """Fit a case, and return what it reports and foretells."""
    case = work.case
    unasked, group = (
        assemble_groups(case.known, work.vocabulary, work.settings, asked=asked)[0]
        for asked in (None, case.asked)
    )
    answers = answer(group.problem, tuple(group.ratios.values()), list(group.asked.values()))
    values = dict(enumerate(map(stated_value, case.asked.to_dict("records"))))
    made = forecast_asked(group, answers, values)
    forecasts = {str(case.asked["claim_id"].iloc[row]): forecast for row, forecast in made.items()}
    return Fitted(tuple(_figures(unasked, group, answers)), forecasts, round(answers.rhat, 4))


def stated_value(row: Mapping[Any, Any]) -> float | None:
    """Return the number of a statement, of a range its geometric middle; None when there is none."""
    if not math.isnan(row["value"]):
        return float(row["value"])
    low, high = row["value_low"], row["value_high"]
    return None if math.isnan(low) or math.isnan(high) else math.sqrt(low * high)


def _figures(unasked: Group, group: Group, answers: Answers) -> Iterator[Row]:
    """Yield median and bands of totals, rates, levels and ratios; windows are those of what is known."""
    for quantity, target, window, row in _targets(unasked, group, answers.rows):
        bounds = np.quantile(answers.reported[row], QUANTILES)
        numbers = {name: rounded(bound) for name, bound in zip(BANDS, bounds, strict=True)}
        yield {"quantity": quantity, "target": target, "window": window, **numbers}


def _targets(unasked: Group, group: Group, rows: Reported) -> Iterator[tuple[str, str, str, int]]:
    for place, quantity in enumerate(group.quantities):
        window = unasked.windows[place]
        if group.problem.series[group.problem.views[place].series].kind == "flow":
            yield quantity, "total", window, rows.totals[place]
            yield quantity, "rate", window, rows.averages[place]
        else:
            yield quantity, "level", window, rows.averages[place]
    for (name, ratio), row in zip(group.ratios.items(), rows.ratios, strict=True):
        yield name, "ratio", unasked.windows[ratio.numerator], row


def rounded(value: float) -> float:
    """Return a value with as many digits as are written."""
    return float(f"{value:.{SIGNIFICANT}g}")

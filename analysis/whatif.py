"""The headline figures under other assumptions: at each point of a grid for readers, or at any one point.

A point is estimated as the command line would, from a vocabulary that its assumptions have moved. The point
at which nothing is assumed otherwise holds the published estimates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.console import USAGE_PROBLEM, Progress, RefusalError
from analysis.efforts import QUICK, settings_of
from analysis.workers import Spread, in_order, spread_here

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from analysis.figures.languages import Target
    from analysis.model.assemble import Group
    from analysis.tables import Vocabulary
    from analysis.tables.assumptions import Assumption

GRID = Path("data", "whatif.csv")
ROOMS = ("whatif.py", "efforts.py", "tables/assumptions.py")
EFFORT = QUICK
"""How long a point is drawn, but for the published one; the command line takes the same word."""
PUBLISHED = "published"
HEADLINES = ("rate", "level", "ratio")
BAND = {"": "value", "0.25": "low_50", "0.75": "high_50", "0.05": "low_90", "0.95": "high_90"}
COLUMNS = ("assumptions", "figure_id", *BAND.values(), "passed", "data_version")
MOST_POINTS = 243
SIGNIFICANT = ".6g"

Row = dict[str, str]
Names = tuple[str, ...]
"""Quantities that are estimated together."""
Point = Mapping[str, float]
"""Assumption → its value, where that is not the usual one."""


class Assumed(NamedTuple):
    """Figures under assumptions, and the ids of those whose draws did not settle, which have no numbers."""

    rows: list[Row]
    unsettled: list[str]

    def note(self, prefix: str) -> str:
        """Return what to tell of the ids that begin with a prefix and have no numbers; empty if all have."""
        told = ", ".join(name for name in self.unsettled if name.startswith(prefix))
        return told and (
            f"{told}: no number, for the draws did not settle under these assumptions; "
            "hedgerow estimate data/claims.csv --out DIR draws for longer under the same --assume"
        )


class Case(NamedTuple):
    """A group under assumptions, to be fitted; ``figures`` names its headline figures by subject."""

    assumptions: str
    group: Group
    figures: Mapping[str, str]


def update_grid(suite: Path, progress: Progress, *, fresh: bool = False, spread: Spread = spread_here) -> int:
    """Bring the grid up to date, and return how many points were estimated.

    Groups whose claims, vocabulary and code are as they were keep their rows, unless ``fresh``.

    Raises
    ------
    RefusalError
        If the assumptions of the vocabulary make too many points.
    """
    from analysis.tables import csv_text, write_text

    claims, vocabulary = _read(suite)
    known = _versions(suite, claims, vocabulary)
    figures = {group: _headlines(group, vocabulary) for group in known}
    old = [] if fresh else read_grid(suite)
    kept = {group: _rows_of(old, known[group], figures[group]) for group in known}
    due = [group for group, rows in kept.items() if not rows]
    cases = [case for group in due for case in _cases(_claims_of(claims, group), vocabulary)]
    made = _fit(cases, progress, known, spread)
    rows = [row for group in known for row in kept[group] or _with_base(suite, group, figures, known, made)]
    write_text(suite / GRID, csv_text([{**row} for row in rows], COLUMNS), suite)
    return len(cases)


def read_grid(suite: Path) -> list[Row]:
    """Return the rows of the grid as text; none when there is no grid."""
    import csv

    if not (suite / GRID).is_file():
        return []
    with (suite / GRID).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def figures_under(suite: Path, texts: Iterable[str]) -> Assumed:
    """Return the headline figures of a suite under assumptions, rounded, in the columns of ``figures.csv``.

    Those that the assumptions move have no data version, for they are not published.

    Parameters
    ----------
    suite
        Folder of the suite; its figures must have been published.
    texts
        Assumptions, as ``hedge_width=2``; those that are not named keep their usual value.

    Raises
    ------
    RefusalError
        If an assumption is unknown, or its value impossible.
    """
    from analysis.publication import read_figures

    claims, vocabulary = _read(suite)
    published = {row["figure_id"]: row for row in read_figures(suite)}
    names = [name for group in _groups(claims, vocabulary) for name in _headlines(group, vocabulary).values()]
    under = _estimated(claims, vocabulary, assumed(texts, vocabulary))
    shown = {name: row for name, row in published.items() if name in names}
    unsettled = [name for name in shown if name in under and not settled(under[name])]
    rows = [
        _reworded(row, under[name], vocabulary) if name in under else row
        for name, row in shown.items()
        if name not in unsettled
    ]
    return Assumed(rows, unsettled)


def settled(row: Mapping[str, str]) -> bool:
    """Return whether the populations that a row of the grid was drawn from agree."""
    return row["passed"] == "yes"


def assumed(texts: Iterable[str], vocabulary: Vocabulary) -> dict[str, float]:
    """Return assumptions written as on the command line, without those at their usual value.

    Raises
    ------
    RefusalError
        If one of them cannot be read, is unknown, or has an impossible value.
    """
    from analysis.tables.assumptions import AssumptionError, parse_assumptions

    try:
        return parse_assumptions(texts, vocabulary)
    except AssumptionError as error:
        raise RefusalError(str(error), USAGE_PROBLEM) from error


def fit_case(case: Case) -> list[Row]:
    """Return the headline figures of a group at a point.

    The draws are those of a whole fit; what that would say of months, and of itself, is left out.
    """
    from analysis.model.diagnostics import nested_rhat, normal_scores
    from analysis.model.estimates import RHAT_OF_A_LOOK
    from analysis.model.fit import first_draws
    from analysis.model.functionals import Report

    problem, ratios = case.group.problem, case.group.ratios
    rows, draws = Report(problem, tuple(ratios.values())).rows, first_draws(problem, tuple(ratios.values()))
    places = dict(zip((*case.group.quantities, *ratios), (*rows.averages, *rows.ratios), strict=True))
    chosen = [places[subject] for subject in case.figures]
    rhat = nested_rhat(normal_scores(draws.values[:, chosen].astype(float)), draws.populations)
    return [
        {
            "assumptions": case.assumptions,
            "figure_id": figure_id,
            **_numbers(draws.flat[place]),
            "passed": "yes" if worst < RHAT_OF_A_LOOK else "no",
        }
        for figure_id, place, worst in zip(case.figures.values(), chosen, rhat, strict=True)
    ]


def _numbers(draws: NDArray[np.floating]) -> Row:
    """Return the five numbers of a figure, as the tables of estimates are written."""
    import numpy as np

    ends = np.quantile(draws.astype(float), [float(level or 0.5) for level in BAND])
    return {part: f"{end:{SIGNIFICANT}}" for part, end in zip(BAND.values(), ends, strict=True)}


def _read(suite: Path) -> tuple[pd.DataFrame, Vocabulary]:
    from analysis.tables import read_claims, read_vocabulary

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    return read_claims(suite / "data" / "claims.csv", vocabulary), vocabulary


def _groups(claims: pd.DataFrame, vocabulary: Vocabulary) -> list[Names]:
    from analysis.estimation import quantity_groups

    return quantity_groups(claims, vocabulary)


def _versions(suite: Path, claims: pd.DataFrame, vocabulary: Vocabulary) -> dict[Names, str]:
    """Return the version of the rows of each group: what its estimates rest on, and what is assumed."""
    from analysis.estimation import group_versions
    from analysis.ledger import hash_code
    from analysis.tables import data_version

    over = (vocabulary.assumptions, hash_code(ROOMS))
    return {
        group: data_version(version, *over)
        for group, version in group_versions(suite, claims, vocabulary).items()
    }


def _headlines(group: Names, vocabulary: Vocabulary) -> dict[str, str]:
    """Return quantity or ratio → id of its headline figure, for those of a group."""
    from analysis.figures.ids import FigureName, figure_id

    kinds = {name: vocabulary.quantities[name]["kind"] for name in group if name in vocabulary.quantities}
    targets: dict[str, Target] = {name: "rate" if kind == "flow" else "level" for name, kind in kinds.items()}
    pairs = {name: {row["numerator"], row["denominator"]} for name, row in vocabulary.ratios.items()}
    targets |= {name: "ratio" for name, pair in pairs.items() if pair <= {*group}}
    return {name: figure_id(FigureName(name, target), vocabulary) for name, target in targets.items()}


def _claims_of(claims: pd.DataFrame, group: Names) -> pd.DataFrame:
    return claims[claims["quantity"].isin(group)]


def _cases(claims: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[Case]:
    """Yield the points of the grid of one group, but for the published one."""
    axes = _axes_that_matter(claims, vocabulary)
    count = prod(len(axis.values) for axis in axes)
    if count > MOST_POINTS:
        named = ", ".join(axis.name for axis in axes)
        raise RefusalError(
            f"data/vocabulary/assumptions.csv: {named} make {count} points for {claims['quantity'].iloc[0]}; "
            f"offer fewer values of them, so that there are {MOST_POINTS} at most"
        )
    for values in product(*(axis.values for axis in axes)):
        point = {axis.name: value for axis, value in zip(axes, values, strict=True) if value != axis.usual}
        if point:
            yield from _cases_at(claims, vocabulary, point)


def _axes_that_matter(claims: pd.DataFrame, vocabulary: Vocabulary) -> list[Assumption]:
    """Return the assumptions that change the problem of a group of claims at any of their values."""
    from analysis.model.fit import problem_seed
    from analysis.tables.assumptions import assumptions_of

    def contents(point: Point) -> list[int]:
        return [problem_seed(case.group.problem) for case in _cases_at(claims, vocabulary, point)]

    usual = contents({})
    return [
        axis
        for name, axis in assumptions_of(vocabulary).items()
        if any(contents({name: value}) != usual for value in axis.values)
    ]


def _cases_at(claims: pd.DataFrame, vocabulary: Vocabulary, point: Point) -> Iterator[Case]:
    from analysis.model.assemble import assemble_groups
    from analysis.tables.assumptions import assume, shown_assumptions

    for group in assemble_groups(claims, assume(vocabulary, point), settings_of(EFFORT)):
        yield Case(shown_assumptions(point), group, _headlines(group.quantities, vocabulary))


def _fit(
    cases: list[Case], progress: Progress, versions: Mapping[Names, str], spread: Spread
) -> dict[Names, list[Row]]:
    """Fit cases side by side; return their rows by group, in the order of the cases."""
    made: dict[Names, list[Row]] = {}
    done = in_order(spread(fit_case, cases))
    for number, (case, rows) in enumerate(zip(cases, done, strict=True), start=1):
        group = case.group.quantities
        made.setdefault(group, []).extend({**row, "data_version": versions[group]} for row in rows)
        progress(f"what if: {', '.join(group)}", number, len(cases))
    return made


def _with_base(
    suite: Path,
    group: Names,
    figures: Mapping[Names, Mapping[str, str]],
    versions: Mapping[Names, str],
    made: Mapping[Names, list[Row]],
) -> list[Row]:
    """Return the rows of a group, led by those of the published estimates."""
    from analysis.estimation import read_estimates

    tables = read_estimates(suite)
    base = _banded(PUBLISHED, figures[group], tables["totals"], tables["ratios"])
    return [*({**row, "data_version": versions[group]} for row in base), *made.get(group, ())]


def _rows_of(rows: Iterable[Row], version: str, figures: Mapping[str, str]) -> list[Row]:
    own = {*figures.values()}
    return [row for row in rows if row["figure_id"] in own and row["data_version"] == version]


def _banded(
    assumptions: str, figures: Mapping[str, str], totals: pd.DataFrame, ratios: pd.DataFrame
) -> Iterator[Row]:
    """Yield the five numbers of each headline figure."""
    named = totals.rename(columns={"quantity": "subject"}), ratios.rename(columns={"ratio": "subject"})
    for subject, figure_id in figures.items():
        rows = (row for table in named for row in table[table["subject"] == subject].to_dict("records"))
        numbers = {
            part: f"{row['value']:{SIGNIFICANT}}"
            for row in rows
            if row.get("target", "ratio") in HEADLINES and (part := _part(row))
        }
        yield {"assumptions": assumptions, "figure_id": figure_id, **numbers, "passed": "yes"}


def _part(row: Mapping[object, object]) -> str:
    if row["output_type"] == "median":
        return BAND[""]
    return BAND.get(str(row["output_type_id"]), "") if row["output_type"] == "quantile" else ""


def _estimated(claims: pd.DataFrame, vocabulary: Vocabulary, point: Point) -> dict[str, Row]:
    """Return figure → its numbers at a point; nothing for those that the point leaves as they are."""
    from analysis.model.fit import problem_seed

    usual = {problem_seed(case.group.problem) for case in _cases_at(claims, vocabulary, {})}
    moved = (
        case for case in _cases_at(claims, vocabulary, point) if problem_seed(case.group.problem) not in usual
    )
    return {row["figure_id"]: row for case in moved for row in fit_case(case)}


def _reworded(figure: Row, numbers: Row, vocabulary: Vocabulary) -> Row:
    """Return a figure with other numbers, rounded, and the sentences that go with them."""
    from dataclasses import asdict

    from analysis.figures.ids import parse_figure_id
    from analysis.figures.languages import LANGUAGES
    from analysis.figures.rounding import Band, round_band
    from analysis.figures.sentences import write_sentence

    name, band = parse_figure_id(figure["figure_id"], vocabulary), round_band(Band.of(numbers))
    texts = {
        f"text_{language}": write_sentence(name, band, figure["window"], vocabulary, language)
        for language in LANGUAGES
    }
    ends = {part: repr(number) for part, number in asdict(band).items()}
    return {**figure, **ends, **texts, "data_version": ""}

"""What would be stated, for a table of statements, from all that a suite knows, or knew by a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.console import Progress, RefusalError, brief
from analysis.tables.problems import Problem, TablesError, harmless, shown_path

if TYPE_CHECKING:
    import pandas as pd

    from analysis.model.assemble import Group
    from analysis.model.settings import Settings
    from analysis.predicting.forecasts import Forecast
    from analysis.tables import Vocabulary

SHOWN = ("claim_id", "speaker", "quantity", "measure", "unit", "hedge", "window")
HEADS = ("statement", "window", "median", "90 % band", "stated", "PIT", "log-CRPS")
ALREADY_PUBLIC = "it was public by then"
NO_NUMBER = "it names no number"
SHARE_OF_NOTHING = "no known statement counts what it is a share of"


@dataclass(frozen=True, slots=True)
class Predicted:
    """What would be stated, one entry a row of the table in its order.

    Attributes
    ----------
    rows
        Plain values: what was asked, quantiles, number, PIT and log-CRPS, or why it was not predicted.
    notes
        What the reader should know of the simulation.
    """

    rows: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return the rows as lines of a table."""
        cells = [HEADS, *map(_line_cells, self.rows)]
        whole = [row for row in cells if len(row) == len(HEADS)]
        heads = [max(len(row[place]) for row in cells) for place in (0, 1)]
        widths = [*heads, *(max(len(row[place]) for row in whole) for place in range(2, len(HEADS)))]
        return [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
            for row in cells
        ]


def predict_file(
    path: Path, suite: Path, day: date | None, settings: Settings, progress: Progress
) -> Predicted:
    """Predict the statements of a table.

    A statement of the suite that is asked for, by its id or its origin, is left out of what is known, with
    all that shares its origin. With a day, one that was public by then is known, and not predicted.

    Parameters
    ----------
    path
        Statements in the form of claims; a number in it is compared with and not fitted.
    suite
        Folder of the suite.
    day
        Only statements that were public by then are known; None for all.
    settings
        Assumptions and effort of the fits.
    progress
        Told what is being fitted.

    Raises
    ------
    TablesError
        With every problem of the table.
    RefusalError
        If nothing is known to predict from.
    """
    from analysis.tables import read_asked, read_vocabulary

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    asked = read_asked(path, vocabulary)
    known = _known(suite, vocabulary, day)
    if day is None:
        known = _without(known, asked)
    unknown = ~asked["claim_id"].isin(known["claim_id"])
    numbered = asked[unknown & (asked["status"] != "no_figure")].reset_index(drop=True)
    groups = _groups(known, numbered, vocabulary, settings, shown_path(path, Path.cwd()))
    asked = asked.assign(known=~unknown)
    return _predict(asked, numbered, [group for group in groups if group.asked], vocabulary, progress)


def _known(suite: Path, vocabulary: Vocabulary, day: date | None) -> pd.DataFrame:
    """Return the evidence of a suite, of a day only what was public by then."""
    from analysis.model.assemble import evidence
    from analysis.predicting.dating import Known, first_public
    from analysis.predicting.updating import read_published
    from analysis.tables import read_claims

    rows = evidence(read_claims(suite / "data" / "claims.csv", vocabulary))
    if day is None:
        return rows
    known = Known(day, read_published(suite))
    known.require_any(first_public(rows, known.published))
    return known.rows(rows)


def _without(known: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Return what is known but for the statements that are asked for, and all of their origins."""
    own = known.loc[known["claim_id"].isin(asked["claim_id"]), "origin_id"]
    left = known[~known["origin_id"].isin({*asked["origin_id"], *own})]
    if left.empty:
        raise RefusalError(
            "every known statement is asked for, and none is left to predict from; "
            "ask for fewer, or give --as-of to predict those after a day from those before it"
        )
    return left


def _groups(
    known: pd.DataFrame, asked: pd.DataFrame, vocabulary: Vocabulary, settings: Settings, file: str
) -> list[Group]:
    """Return the groups with their questions, or every row whose window cannot be laid out."""
    from analysis.model.assemble import assemble_groups

    try:
        return assemble_groups(known, vocabulary, settings, asked=asked)
    except ValueError:
        problems = [*_window_problems(known, asked, vocabulary, settings, file)]
        if not problems:
            raise
        raise TablesError(problems) from None


def _window_problems(
    known: pd.DataFrame, asked: pd.DataFrame, vocabulary: Vocabulary, settings: Settings, file: str
) -> Iterable[Problem]:
    from analysis.model.assemble import assemble_groups

    for place, row in enumerate(asked.to_dict("records")):
        try:
            assemble_groups(known, vocabulary, settings, asked=asked.iloc[[place]])
        except ValueError as error:
            rule, _, remedy = str(error).rpartition("; ")
            yield Problem(file, int(row["line"]), "window", str(row["window"]), f"is refused: {rule}", remedy)


def _predict(
    asked: pd.DataFrame,
    numbered: pd.DataFrame,
    groups: list[Group],
    vocabulary: Vocabulary,
    progress: Progress,
) -> Predicted:
    from analysis.model.diagnostics import MOST_RHAT

    values = _values(numbered)
    forecasts: dict[int, Forecast] = {}
    notes = []
    for done, group in enumerate(groups):
        progress(f"fitting {', '.join(group.quantities)}", done, len(groups))
        made, rhat = _fit(group, values)
        forecasts |= {int(numbered["line"].iloc[row]): forecast for row, forecast in made.items()}
        if rhat > MOST_RHAT:
            notes.append(_coarse(group, rhat))
    counted = {name for group in groups for name in group.quantities}
    value_of = {int(line): values[row] for row, line in enumerate(numbered["line"])}
    rows = tuple(_row(row, value_of, forecasts, counted, vocabulary) for row in asked.to_dict("records"))
    return Predicted(rows, tuple(notes))


def _values(asked: pd.DataFrame) -> dict[int, float | None]:
    from analysis.predicting.vintages import stated_value

    return dict(enumerate(map(stated_value, asked.to_dict("records"))))


def _fit(group: Group, values: dict[int, float | None]) -> tuple[dict[int, Forecast], float]:
    from analysis.model.predictive import answer
    from analysis.predicting.forecasts import forecast_asked

    answers = answer(group.problem, tuple(group.ratios.values()), list(group.asked.values()))
    return forecast_asked(group, answers, values), answers.rhat


def _coarse(group: Group, rhat: float) -> str:
    return (
        f"{', '.join(group.quantities)}: the simulation is coarse (R-hat {rhat:.3f}); "
        "quantiles may be off in their second digit"
    )


def _row(
    row: Mapping[Any, Any],
    value_of: Mapping[int, float | None],
    forecasts: Mapping[int, Forecast],
    counted: set[str],
    vocabulary: Vocabulary,
) -> dict[str, Any]:
    from analysis.predicting.vintages import rounded

    line = int(row["line"])
    about = {"line": line, **{name: str(row[name]) for name in SHOWN}, "value": value_of.get(line)}
    found = forecasts.get(line)
    if found is None:
        return {**about, "not_predicted": _reason(row, counted, vocabulary)}
    numbers = {name: number for name, number in found._asdict().items() if number is not None}
    return {**about, **{name: rounded(number) for name, number in numbers.items()}}


def _reason(row: Mapping[Any, Any], counted: set[str], vocabulary: Vocabulary) -> str:
    """Return why nothing can be said of a statement."""
    from analysis.model.relations import series_of

    if row["known"]:
        return ALREADY_PUBLIC
    if row["status"] == "no_figure":
        return NO_NUMBER
    if series_of(str(row["quantity"]), vocabulary) in counted:
        return SHARE_OF_NOTHING
    return f"no known statement counts {row['quantity']}"


def _line_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    speaker, quantity, window = (harmless(row[name]) for name in ("speaker", "quantity", "window"))
    head = (f"{row['line']}: {quantity}, {speaker}", window)
    if "not_predicted" in row:
        return (*head, f"not predicted: {harmless(row['not_predicted'])}")
    low, middle, high, value = (_shown(row.get(n)) for n in ("low_90", "median", "high_90", "value"))
    scores = (f"{row[name]:.2f}" if name in row else "" for name in ("pit", "log_crps"))
    return (*head, middle, f"{low} – {high}", value, *scores)


def _shown(number: float | None) -> str:
    return "" if number is None else brief(number)

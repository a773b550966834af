"""The vintages and the predictions of a suite, on file; what is known is not worked out again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.ledger import LOCK, Progress, hash_code, hash_files, short_hash
from analysis.workers import Spread, spread_here

if TYPE_CHECKING:
    import pandas as pd

    from analysis.predicting.baselines import Expected
    from analysis.predicting.forecasts import Forecast
    from analysis.predicting.vintages import Case, Fitted
    from analysis.tables import Vocabulary

VINTAGES = Path("data", "estimates", "vintages.csv")
PREDICTIONS = Path("data", "estimates", "predictions.csv")
SOURCES = Path("data", "sources.csv")
ROOMS = ("read", "model", *(f"predicting/{name}.py" for name in ("dating", "forecasts", "vintages")))

BANDS = ("low_90", "low_50", "median", "high_50", "high_90")
SCORES = ("pit", "log_crps")
FIGURE = ("quantity", "target", "window", *BANDS)
VINTAGE_COLUMNS = ("month", *FIGURE, "claims", "changed", "rhat", "version")
ABOUT = ("claim_id", "origin_id", "quantity", "measure", "unit", "speaker", "bloc", "hedge", "window")
BASELINES = ("last", "extended")
BASELINE_SCORES = ("value", "log_crps", "spread_log_crps")
PREDICTION_COLUMNS = (
    *ABOUT,
    "public",
    "value",
    "known_by",
    "claims",
    *BANDS,
    *SCORES,
    *(f"{name}_{score}" for name in BASELINES for score in BASELINE_SCORES),
    "opens_early",
    "not_predicted",
    "rhat",
    "version",
)

NOTHING_COUNTED = "no statement counted it before"
NO_WHOLE = "no statement counted before what it is a share of"
ORIGIN_KNOWN = "another number of its origin was known before"

Row = dict[str, Any]


def update_vintages(
    suite: Path, progress: Progress, *, fresh: bool = False, spread: Spread = spread_here
) -> str:
    """Fit the vintages whose version is not on file, and say how many were fitted.

    Parameters
    ----------
    suite
        Folder of the suite.
    progress
        Told which vintages are being fitted.
    fresh
        Fit all.
    spread
        Applies a function to cases.
    """
    from analysis.predicting.coming import coming_statements
    from analysis.predicting.vintages import Record, dated_evidence, plan_cases
    from analysis.tables import read_claims, read_vocabulary

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    claims = read_claims(suite / "data" / "claims.csv", vocabulary)
    dated = dated_evidence(claims, read_published(suite))
    code, lock = short_hash(repr(hash_code(ROOMS)).encode()), repr(hash_files(suite, (LOCK,)))
    further = coming_statements(dated, vocabulary)
    cases = plan_cases(Record(dated, further, vocabulary, code, lock))
    known = {} if fresh else _known(suite)
    due = [case for case in cases if case.version not in known]
    fitted = known | _fit(due, vocabulary, progress, spread)
    _write(suite, cases, fitted, dated, vocabulary)
    return f"fitted {len(due)} of {len(cases)}" if due else "all known"


def read_published(suite: Path) -> dict[str, str]:
    """Return source → date of publication; nothing where there are no sources."""
    if not (suite / SOURCES).is_file():
        return {}
    return {row["source_id"]: row["published"] for row in _rows(suite / SOURCES)}


def _fit(cases: list[Case], vocabulary: Vocabulary, progress: Progress, spread: Spread) -> dict[str, Fitted]:
    """Fit cases side by side, the longest first, at quick effort."""
    from analysis.model.settings import Settings
    from analysis.predicting.vintages import Work, fit_case, month_name

    ordered = sorted(cases, key=lambda case: -len(case.known))
    works = [Work(case, vocabulary, Settings().quick) for case in ordered]
    fitted: dict[str, Fitted] = {}
    for number, result in spread(fit_case, works):
        case = ordered[number]
        fitted[case.version] = result
        told = f"as of {month_name(case.months[0])}: {', '.join(case.quantities)}"
        progress(told, len(fitted), len(ordered))
    return fitted


def _known(suite: Path) -> dict[str, Fitted]:
    """Return what is on file, by version."""
    from analysis.predicting.forecasts import Forecast
    from analysis.predicting.vintages import Fitted

    if not ((suite / VINTAGES).is_file() and (suite / PREDICTIONS).is_file()):
        return {}
    figures: dict[str, dict[tuple[str, str], Row]] = {}
    rhats: dict[str, float] = {}
    for row in _rows(suite / VINTAGES):
        own = {name: _number(row[name]) if name in BANDS else row[name] for name in FIGURE}
        figures.setdefault(row["version"], {})[row["quantity"], row["target"]] = own
        rhats[row["version"]] = float(row["rhat"])
    forecasts: dict[str, dict[str, Forecast]] = {}
    for row in _rows(suite / PREDICTIONS):
        if row["median"]:
            made = Forecast(*(_number(row[name]) for name in (*BANDS, *SCORES)))  # type: ignore[arg-type]
            forecasts.setdefault(row["version"], {})[row["claim_id"]] = made
    return {
        version: Fitted(tuple(rows.values()), forecasts.get(version, {}), rhats[version])
        for version, rows in figures.items()
    }


def _number(text: str) -> float | None:
    return float(text) if text else None


def _rows(path: Path) -> list[dict[str, str]]:
    from analysis.tables.defusing import restore

    with path.open(encoding="utf-8", newline="") as file:
        return [{name: restore(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def _write(
    suite: Path,
    cases: list[Case],
    fitted: Mapping[str, Fitted],
    dated: pd.DataFrame,
    vocabulary: Vocabulary,
) -> None:
    from analysis.tables import csv_text, write_all

    vintages = _vintage_rows(cases, fitted)
    predictions = _prediction_rows(cases, fitted, dated, vocabulary)
    texts = {
        suite / VINTAGES: csv_text(vintages, VINTAGE_COLUMNS),
        suite / PREDICTIONS: csv_text(predictions, PREDICTION_COLUMNS),
    }
    write_all(texts, suite)


def _vintage_rows(cases: Iterable[Case], fitted: Mapping[str, Fitted]) -> list[Row]:
    """Return what stood at the end of each month, in the order of the months."""
    rows = [row for case in cases for row in _rows_of_case(case, fitted[case.version])]
    return sorted(rows, key=lambda row: row["month"])


def _rows_of_case(case: Case, fitted: Fitted) -> Iterator[Row]:
    from analysis.predicting.vintages import month_name

    for month in case.months:
        about = {"month": month_name(month), "changed": "yes" if month == case.months[0] else "no"}
        for figure in fitted.figures:
            yield {
                **about,
                **figure,
                "claims": len(case.known),
                "rhat": fitted.rhat,
                "version": case.version,
            }


def _prediction_rows(
    cases: list[Case], fitted: Mapping[str, Fitted], dated: pd.DataFrame, vocabulary: Vocabulary
) -> list[Row]:
    """Return one row a primary statement, and one for each statement that is due next."""
    from analysis.predicting.baselines import expect_all

    case_of = {str(row["claim_id"]): (case, row) for case in cases for row in case.asked.to_dict("records")}
    expected = expect_all(list(_statements(dated, vocabulary)))
    primary = dated[dated["status"] == "primary"].sort_values(["public", "claim_id"], kind="stable")
    stated = [str(row["claim_id"]) for row in primary.to_dict("records")]
    coming = [claim for claim in case_of if claim not in set(stated)]
    records = {str(row["claim_id"]): row for row in primary.to_dict("records")}
    records |= {claim: case_of[claim][1] for claim in coming}
    reasons = dict(_reasons(primary, dated))
    return [
        _prediction(records[claim], case_of.get(claim, (None,))[0], fitted, expected.get(claim))
        | {"opens_early": _opens_early(records[claim], vocabulary)}
        | ({} if claim in case_of else {"not_predicted": reasons[claim]})
        for claim in (*stated, *coming)
    ]


def _prediction(
    row: Mapping[Any, Any],
    case: Case | None,
    fitted: Mapping[str, Fitted],
    expected: tuple[Expected, Expected] | None,
) -> Row:
    from analysis.predicting.vintages import month_name, stated_value

    made: Row = dict.fromkeys(PREDICTION_COLUMNS, "")
    made |= {name: row[name] for name in ABOUT}
    is_coming = row["source_id"] == ""
    made |= {"public": "" if is_coming else row["public"].isoformat(), "value": stated_value(row)}
    if case is not None:
        result = fitted[case.version]
        made |= {"known_by": month_name(case.months[-1]), "claims": len(case.known)}
        made |= {"rhat": result.rhat, "version": case.version}
        made |= _forecast_cells(result.forecasts.get(str(row["claim_id"])))
    for name, one in zip(BASELINES, expected or (), strict=False):
        made |= {
            f"{name}_{score}": cell for score, cell in zip(BASELINE_SCORES, map(_cell, one), strict=True)
        }
    return made


def _forecast_cells(forecast: Forecast | None) -> Row:
    if forecast is None:
        return {"not_predicted": NO_WHOLE}
    return {name: _cell(number) for name, number in zip((*BANDS, *SCORES), forecast, strict=True)}


def _cell(number: float | None) -> float | str:
    from analysis.predicting.vintages import rounded

    return "" if number is None else rounded(number)


def _reasons(primary: pd.DataFrame, dated: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield for each primary statement why it would not be predicted."""
    first = dated.groupby("origin_id")["public_month"].min()
    for row in primary.to_dict("records"):
        known = first[row["origin_id"]] < row["public_month"]
        yield str(row["claim_id"]), ORIGIN_KNOWN if known else NOTHING_COUNTED


def _opens_early(row: Mapping[Any, Any], vocabulary: Vocabulary) -> str:
    """Return whether a window opens a month or more before there was anything to count."""
    from analysis.read import parse_window

    start, onset = parse_window(row["window"]).start.position, onset_of(str(row["quantity"]), vocabulary)
    return "yes" if start is not None and onset is not None and start <= onset - 1 else "no"


def onset_of(quantity: str, vocabulary: Vocabulary) -> float | None:
    """Return when a quantity began, in months since year 0; None when the vocabulary does not say."""
    from analysis.read import parse_window

    text = str(vocabulary.quantities.get(quantity, {}).get("onset") or "")
    return parse_window(text).start.position if text else None


def _statements(dated: pd.DataFrame, vocabulary: Vocabulary) -> Iterator[Any]:
    """Yield the primary statements as the baselines see them."""
    from analysis.predicting.baselines import Stated
    from analysis.predicting.vintages import stated_value
    from analysis.read import parse_window

    for row in dated[dated["status"] == "primary"].to_dict("records"):
        window, value = parse_window(row["window"]), stated_value(row)
        end = window.end.position or float(row["public_month"] + 1)
        start = window.start.position or onset_of(row["quantity"], vocabulary) or end - 1
        if value:
            order = (float(row["public"].toordinal()), end, str(row["claim_id"]))
            about = (str(row["claim_id"]), str(row["quantity"]), str(row["measure"]))
            yield Stated(*about, value, int(row["public_month"]), order, start, end)

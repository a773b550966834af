"""Estimates on file to figures on file, and figures on file to what a reader asks of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.console import USAGE_PROBLEM, RefusalError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures.suite import Suite
    from analysis.tables.vocabulary import Vocabulary

FIGURES = Path("data", "figures.csv")
WITHHELD = Path("data", "withheld.csv")
HISTORY = Path("data", "history.csv")
SOURCES = Path("data", "sources.csv")
CITATION = Path("CITATION.cff")
STAGES_BEHIND = ("estimates", "figures")
MADE_BETWEEN = "data/estimates/"
NUMBERS = ("value", "low_50", "high_50", "low_90", "high_90")
LINES_IN = "en"
"""Language of the tables of the command line."""
MISSPELT = 0.75
"""How alike an id and a known one are at least when the one is proposed for the other."""

Row = dict[str, str]


def write_figures(suite: Path) -> tuple[int, int]:
    """Publish the estimates of a suite; return how many figures were published, and how many withheld.

    Raises
    ------
    RefusalError
        If a figure, a claim and a record do not resolve to one another, or every figure is withheld.
    """
    from analysis.estimation import read_estimates
    from analysis.figures.publish import publish_figures, withheld_figures
    from analysis.tables import read_claims, read_vocabulary, write_all

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    claims = read_claims(suite / "data" / "claims.csv", vocabulary)
    estimates = read_estimates(suite)
    figures = publish_figures(
        estimates["totals"],
        estimates["monthly"],
        estimates["ratios"],
        estimates["diagnostics"],
        claims,
        vocabulary,
        data_versions(suite),
    )
    withheld = withheld_figures(
        estimates["totals"],
        estimates["monthly"],
        estimates["ratios"],
        estimates["diagnostics"],
        vocabulary,
    )
    _check_links(suite, figures, claims, vocabulary, withheld)
    if figures.empty:
        raise RefusalError(_why_none(withheld))
    made = {FIGURES: figures, WITHHELD: withheld, HISTORY: _history(suite, figures)}
    write_all({suite / name: _csv(table) for name, table in made.items()}, suite)
    return len(figures), len(withheld)


def _why_none(withheld: pd.DataFrame, shown: int = 3) -> str:
    """Say that nothing could be published, and was written, and why the first figures are withheld."""
    rows = [f"{row['figure_id']}: {row['reason']}" for row in withheld.head(shown).to_dict("records")]
    rest = len(withheld) - len(rows)
    return "\n".join(
        [
            f"no figure could be published, so that the figures on file stay as they are; "
            f"{len(withheld)} are withheld",
            *rows,
            *([f"and {rest} more"] if rest else []),
        ]
    )


def data_versions(suite: Path) -> dict[str, str]:
    """Return the data version of each quantity: its estimates' version hashed with the publishing code."""
    from analysis.estimation import read_versions
    from analysis.ledger import hash_code
    from analysis.tables import data_version

    code = hash_code(("figures",))
    return {quantity: data_version(version, code) for quantity, version in read_versions(suite).items()}


def made_from(suite: Path) -> dict[str, str]:
    """Return name → hash of the files and rooms of code that decided the figures, as they were last made."""
    from analysis.ledger import read_ledger

    ledger = read_ledger(suite)
    stages = [ledger[stage].reads for stage in STAGES_BEHIND if stage in ledger]
    reads = {name: part for stage in stages for name, part in stage.items()}
    return {name: part for name, part in sorted(reads.items()) if not name.startswith(MADE_BETWEEN)}


def read_figures(suite: Path) -> list[Row]:
    """Return the rows of the published figures.

    Raises
    ------
    RefusalError
        If none were published yet.
    """
    return _read_rows(suite, FIGURES)


def read_withheld(suite: Path) -> dict[str, str]:
    """Return the ids of the figures that are held back, and why."""
    if not (suite / WITHHELD).is_file():
        return {}
    return {row["figure_id"]: row["reason"] for row in _read_rows(suite, WITHHELD)}


def figure_by_id(suite: Path, figure_id: str) -> Row:
    """Return the row of a figure.

    Raises
    ------
    RefusalError
        If there is none of that id: says why it is withheld, what it last stood for if it is retired, or
        which known id is nearest.
    """
    from analysis.tables.problems import nearest

    by_id = {row["figure_id"]: row for row in read_figures(suite)}
    if figure_id in by_id:
        return by_id[figure_id]
    if absent := _why_absent(suite, figure_id, list(by_id)):
        raise RefusalError(absent, USAGE_PROBLEM)
    near = nearest(figure_id, by_id, MISSPELT)
    guess = f"the nearest known is '{near}'" if near else "hedgerow figures lists all ids"
    raise RefusalError(f"'{figure_id}' is no figure; {guess}", USAGE_PROBLEM)


def _why_absent(suite: Path, figure_id: str, published: list[str]) -> str:
    """Return why a known id has no figure: it is withheld, or retired; empty when it never stood for one."""
    from analysis.figures.retire import retired_figures, successor

    withheld = read_withheld(suite)
    if figure_id in withheld:
        return f"'{figure_id}' is withheld: {withheld[figure_id]}"
    gone = retired_figures(read_history(suite), published, withheld)
    for row in gone[gone["figure_id"] == figure_id].to_dict("records"):
        low, high = (f"{row[end]:,.12g}" for end in ("low_90", "high_90"))
        now = successor(figure_id, published)
        return (
            f"'{figure_id}' is retired; it last stood for {row['value']:,.12g} {row['unit']} "
            f"(90 % band {low} – {high}, data version {row['data_version']}); "
            + (f"now see '{now}'" if now else "nothing counts the same now")
        )
    return ""


def cite_figure(suite: Path, figure_id: str, style: str, language: str) -> str:
    """Return how to cite a published figure.

    Parameters
    ----------
    suite
        Folder of the suite.
    figure_id
        Id of the figure.
    style, language
        As `analysis.figures.cite.cite` takes them.
    """
    from analysis.figures.cite import cite

    figure = figure_by_id(suite, figure_id)
    used = {claim.partition(".")[0] for claim in figure["sources"].split()}
    sources = [row for row in _read_rows(suite, SOURCES) if row["source_id"] in used]
    return cite(figure, style, language, suite=read_work(suite), sources=sources)


def read_work(suite: Path) -> Suite:
    """Return the suite as a work that can be cited, from its ``CITATION.cff``.

    Raises
    ------
    RefusalError
        If the file lacks what a citation needs.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from analysis.figures.suite import suite_from_cff
    from analysis.tables.package import read_package

    try:
        return suite_from_cff(
            YAML(typ="safe").load((suite / CITATION).read_text(encoding="utf-8")) or {},
            read_package(suite / "data"),
        )
    except (ValueError, YAMLError) as error:
        raise RefusalError(f"{CITATION}: {error}") from error


def figures_as_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return figures as plain values: numbers as numbers, claims as a list."""
    from analysis.figures.programs import figure_values

    return [figure_values(row) for row in rows]


def figures_as_lines(rows: Iterable[Row], vocabulary: Vocabulary) -> list[str]:
    """Return figures as lines of a table: id, median, 90 % band, unit, window."""
    head = ("figure", "median", "90 % band", "unit", "window")
    cells = [head, *(_line_cells(row, vocabulary) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _line_cells(row: Row, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the cells of a line; a part of a whole reads as per cent, as on the site."""
    from analysis.figures.rounding import Band
    from analysis.figures.sentences import print_bounds, print_value

    if _is_part(row["figure_id"], vocabulary):
        band = Band.of(row)
        value, unit = print_value(band, LINES_IN, bounded=True), ""
        low, high = print_bounds(band, LINES_IN, bounded=True)
    else:
        value, low, high = (f"{float(row[name]):,.12g}" for name in ("value", "low_90", "high_90"))
        unit = row["unit"]
    return row["figure_id"], value, f"{low} – {high}", unit, row["window"]


def _is_part(figure_id: str, vocabulary: Vocabulary) -> bool:
    from analysis.figures.ids import is_bounded, parse_figure_id

    try:
        return is_bounded(parse_figure_id(figure_id, vocabulary), vocabulary)
    except ValueError:  # published before its row of the vocabulary went
        return False


def _check_links(
    suite: Path, figures: pd.DataFrame, claims: pd.DataFrame, vocabulary: Any, withheld: pd.DataFrame
) -> None:
    import pandas as pd

    from analysis.figures.resolve import check_resolution

    sources = pd.read_csv(suite / SOURCES, dtype=str, keep_default_na=False)
    broken = check_resolution(figures, claims, sources, vocabulary, withheld)
    if broken:
        raise RefusalError("\n".join(broken))


def _history(suite: Path, figures: pd.DataFrame) -> pd.DataFrame:
    from analysis.figures.history import extend_history

    today = datetime.now(UTC).date().isoformat()
    return extend_history(read_history(suite), figures, read_work(suite).version, today)


def read_history(suite: Path) -> pd.DataFrame:
    """Return the history of the figures, oldest first; without rows when none was written."""
    import pandas as pd

    from analysis.figures.history import HISTORY_COLUMNS

    path = suite / HISTORY
    if not path.is_file():
        return pd.DataFrame(columns=list(HISTORY_COLUMNS))
    written = pd.read_csv(path, dtype=str, keep_default_na=False)
    # A history that was begun before days were written down has none for its first rows.
    written = written.reindex(columns=list(HISTORY_COLUMNS), fill_value="")
    return written.assign(**{name: written[name].astype(float) for name in NUMBERS})


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")


def _read_rows(suite: Path, name: Path) -> list[Row]:
    try:
        with (suite / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise RefusalError(f"{name.as_posix()}: is not made yet; run hedgerow build") from None

"""The checks and defaults of a claims table, one subject a function, in the order in which they build."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from analysis.read import HedgeWords, parse_window
from analysis.tables.claims import CLAIM_COLUMNS
from analysis.tables.claims_draft import NUMBERS, ClaimsDraft
from analysis.tables.csv_rows import parse_float
from analysis.tables.defusing import restore
from analysis.tables.field_values import FieldError, number_error, split_message
from analysis.tables.fields import (
    BASES,
    DATE_BASES,
    EVIDENCE,
    KIND_OF_MEASURE,
    MEASURES,
    MEASURES_OF_KIND,
    STATUSES,
)
from analysis.tables.origins import Told, origin_problems
from analysis.tables.problems import choice_remedy
from analysis.tables.vocabulary import (
    Vocabulary,
    unit_fits,
    units_for,
    vocabulary_remedy,
    wholes_of,
    words_of,
)

if TYPE_CHECKING:
    import pandas as pd


def complete_columns(table: ClaimsDraft) -> None:
    """Strip all texts, restore defused ones, and add the columns that are not there, blank."""
    frame = table.frame.reindex(columns=list(CLAIM_COLUMNS), fill_value="")
    for name in CLAIM_COLUMNS:
        cells = frame[name].str.strip()
        quoted = cells.str.startswith("'")
        frame[name] = cells.where(~quoted, cells.map(restore))
    table.frame = frame


def check_status(table: ClaimsDraft) -> None:
    """Check what each row is used for; evidence by default."""
    table.flag_values("status", _one_of("status", STATUSES))
    table.fill("status", "primary")


def check_ids(table: ClaimsDraft) -> None:
    """Number the rows that have no id, and give each without an origin its own."""
    frame = table.frame
    numbered = [str(number) for number in range(1, len(frame) + 1)]
    frame["claim_id"] = frame["claim_id"].where(frame["claim_id"] != "", numbered)
    table.flag_where(
        frame["claim_id"].duplicated(), "claim_id", "is already the id of a row above", "give each its own"
    )
    table.fill("origin_id", frame["claim_id"])


def check_numbers(table: ClaimsDraft) -> None:
    """Turn the stated numbers into floats: one value, or a range, in each row with a figure."""
    _check_numbers(table, table.has_figure)


def check_numbers_if_given(table: ClaimsDraft) -> None:
    """As `check_numbers`, but a row may leave its number open."""
    blank = (table.frame[list(NUMBERS)] == "").all(axis=1)
    _check_numbers(table, table.has_figure & ~blank)


def _check_numbers(table: ClaimsDraft, wanted: pd.Series[bool]) -> None:
    import pandas as pd

    for name in NUMBERS:
        table.flag_values(name, _number_rule)
        table.frame[name] = pd.to_numeric(table.frame[name], errors="coerce").astype(float)
    given = table.frame[list(NUMBERS)].notna()
    whole = given["value"] & ~given["value_low"] & ~given["value_high"]
    ranged = ~given["value"] & given["value_low"] & given["value_high"]
    remedy = "give either value, or value_low and value_high"
    for row in table.rows_where(~(whole | ranged) & wanted & table.sound):
        table.flag(row, "value", "there is no number, half a range, or a value beside a range", remedy)
    low_above = table.frame["value_low"] > table.frame["value_high"]
    table.flag_where(low_above, "value_low", "is above value_high", "swap the two, or correct one")


def _number_rule(cell: str) -> FieldError | None:
    number = parse_float(cell)
    if number is None:
        return FieldError("is not a number", "write digits without thousands marks, as 6000000")
    return number_error(number)


def check_quantities(table: ClaimsDraft) -> None:
    """Check what is counted, and whether its measure goes with its kind."""
    absent = (table.frame["quantity"] == "") & table.has_figure
    table.flag_where(absent, "quantity", "is blank", "say what is counted")
    table.flag_values("measure", _one_of("measure", MEASURES))
    defaults = {name: MEASURES_OF_KIND[kind][0] for name, kind in _known_kinds(table).items()}
    table.fill("measure", table.frame["quantity"].map(defaults).fillna("total").where(table.has_figure, ""))
    _check_kinds(table)
    over = table.frame[list(NUMBERS)].max(axis=1) > 1
    remedy = "write the share as a fraction, as 0.45 for 45 %"
    table.flag_where(over & (table.frame["measure"] == "share"), "value", "is a share above 1", remedy)


def _known_kinds(table: ClaimsDraft) -> dict[str, str]:
    return {name: str(row["kind"]) for name, row in table.vocabulary.quantities.items()}


def _check_kinds(table: ClaimsDraft) -> None:
    """Hold each measure against its quantity's kind, or against the first row that measures it."""
    frame, known = table.frame, _known_kinds(table)
    own = frame["measure"].map(KIND_OF_MEASURE)
    # A share may stand beside a flow: that of a part in its whole, or one that is only shown.
    parts = [name for name in table.vocabulary.quantities if wholes_of(name, table.vocabulary)]
    counted = frame["status"].isin(EVIDENCE) & ~frame["quantity"].isin(parts)
    measured = table.has_figure & (counted | (frame["measure"] != "share"))
    first = own.where(measured).groupby(frame["quantity"]).transform("first")
    frame["kind"] = frame["quantity"].map(known).fillna(first).fillna(own).fillna("")
    for row in table.rows_where(measured & (own != frame["kind"]) & (frame["quantity"] != "")):
        kind, quantity = table.shown(row, "kind"), table.shown(row, "quantity")
        where = "data/vocabulary/quantities.csv" if quantity in known else "the first row that measures it"
        rule = f"does not go with {quantity}, a {kind} by {where}"
        remedy = f"write {' or '.join(MEASURES_OF_KIND[kind])}, or give the quantity another name"
        table.flag(row, "measure", rule, remedy, table.shown(row, "measure"))


def check_units(table: ClaimsDraft) -> None:
    """Hold the units against the vocabulary, or, for a quantity that it lacks, against each other."""
    counted = table.has_figure & (table.frame["quantity"] != "") & (table.frame["measure"] != "share")
    known = table.frame["quantity"].isin(list(table.vocabulary.quantities))
    for quantity, rows in table.frame[counted & known].groupby("quantity", sort=False):
        _check_known_units(table, str(quantity), rows)
    _check_foreign_units(table, counted & ~known)


def _check_known_units(table: ClaimsDraft, quantity: str, rows: pd.DataFrame) -> None:
    vocabulary = table.vocabulary
    own = units_for(quantity, vocabulary)
    by_word = {word.casefold(): unit for unit in own for word in (*words_of(vocabulary.units[unit]), unit)}
    units = rows["unit"].map(lambda text: by_word.get(text.casefold(), text))
    units = units.where(units != "", str(vocabulary.quantities[quantity]["unit"]))
    table.frame.loc[rows.index, "unit"] = units
    for index, unit in units.items():
        if not unit_fits(unit, quantity, vocabulary):
            rule, remedy = f"does not count {quantity}", vocabulary_remedy(unit, "units", vocabulary)
            table.flag(int(str(index)), "unit", rule, remedy, unit)


def _check_foreign_units(table: ClaimsDraft, counted: pd.Series[bool]) -> None:
    frame = table.frame
    written = frame["unit"].where(counted & (frame["unit"] != ""))
    first = written.groupby(frame["quantity"]).transform("first")
    frame["unit"] = written.fillna(first).where(counted, frame["unit"]).fillna("")
    for row in table.rows_where(written.notna() & (written != first)):
        quantity, unit = table.shown(row, "quantity"), table.shown(row, "unit")
        rule = f"is another unit of {quantity} than '{first.iat[row]}', and no factor between them is known"
        remedy = "convert one of them, or add the quantity and both units to data/vocabulary"
        table.flag(row, "unit", rule, remedy, unit)


def check_hedges(table: ClaimsDraft) -> None:
    """Turn hedge classes and hedge words of any language into classes."""
    words = HedgeWords.from_rows(table.vocabulary.hedges)
    table.flag_values("hedge", _hedge_rule(words, table.vocabulary))
    ranged = table.frame["value_low"].notna()
    classes = {cell: words.class_of(cell) or "" for cell in table.frame["hedge"].unique() if cell}
    table.frame["hedge"] = table.frame["hedge"].map(classes).fillna("")
    numbered = table.has_figure & (ranged | table.frame["value"].notna())
    table.fill("hedge", ranged.map({True: "range", False: "bare"}).where(table.has_figure, ""))
    families = {name: str(row["family"]) for name, row in table.vocabulary.hedges.items()}
    for_ranges = table.frame["hedge"].map(families) == "range"
    table.flag_where(
        numbered & for_ranges & ~ranged, "hedge", "needs two numbers", "give value_low and value_high"
    )
    table.flag_where(numbered & ~for_ranges & ranged, "hedge", "takes one number", "write 'range'")


def _hedge_rule(words: HedgeWords, vocabulary: Vocabulary) -> Callable[[str], FieldError | None]:
    def rule(cell: str) -> FieldError | None:
        if words.class_of(cell) is not None:
            return None
        return FieldError(
            "is neither a class nor a word of hedges.csv", vocabulary_remedy(cell, "hedges", vocabulary)
        )

    return rule


def check_windows(table: ClaimsDraft) -> None:
    """Check that every window and date is EDTF, and on what each rests."""
    table.flag_values("window_basis", _one_of("window_basis", BASES))
    table.flag_values("stated_on_basis", _one_of("stated_on_basis", DATE_BASES))
    for name in ("window", "stated_on"):
        table.fill(f"{name}_basis", (table.frame[name] != "").map({True: "stated", False: ""}))
    table.flag_where(
        (table.frame["window"] == "") & table.has_figure,
        "window",
        "is blank",
        "write it, as 2023-06/2025-04",
    )
    for name in ("window", "stated_on"):
        table.flag_values(name, _window_rule)


def _window_rule(cell: str) -> FieldError | None:
    try:
        parse_window(cell)
    except ValueError as error:
        return split_message(error)
    return None


def check_onsets(table: ClaimsDraft) -> None:
    """Find windows that end before there was anything to count."""
    onsets = {name: str(row.get("onset") or "") for name, row in table.vocabulary.quantities.items()}
    dated = table.frame["quantity"].map(onsets).fillna("") != ""
    for row in table.rows_where(dated & (table.frame["window"] != "") & table.sound):
        quantity, window = table.shown(row, "quantity"), table.shown(row, "window")
        onset, end = parse_window(onsets[quantity]).start.position, parse_window(window).end.position
        if onset is not None and end is not None and end <= onset:
            rule = (
                f"ends before the onset of {quantity}, {onsets[quantity]} by data/vocabulary/quantities.csv"
            )
            table.flag(row, "window", rule, "correct the window, or the onset", window)


def check_speakers(table: ClaimsDraft) -> None:
    """Fill in who stated it, whose side that is, with what interest and on what basis."""
    speakers = table.vocabulary.speakers
    table.fill("speaker", "unknown")
    known = {name: str(row["bloc"]) for name, row in speakers.items()}
    table.fill("bloc", table.frame["speaker"].map(known).fillna(table.frame["speaker"]))
    table.flag_values("interest", _known_in("interests", table.vocabulary))
    interests = {name: str(row["interest"]) for name, row in speakers.items()}
    table.fill("interest", table.frame["speaker"].map(interests).fillna("interested"))
    table.flag_values("basis", _known_in("knowledge", table.vocabulary))
    table.fill("basis", "official")


def check_origins(table: ClaimsDraft) -> None:
    """Find rows of one origin that contradict each other."""
    frame = table.frame
    shared = frame["origin_id"].duplicated(keep=False) | (frame["status"] == "repeat")
    usable = frame[shared & frame["status"].isin(EVIDENCE) & table.sound]
    told = [
        _told(table, int(index), cells)
        for index, cells in zip(usable.index, usable.to_dict("records"), strict=True)
    ]
    rows = {one.line: int(index) for one, index in zip(told, usable.index, strict=True)}
    for problem in origin_problems(told, table.vocabulary):
        table.problems.append(problem)
        table.bad_rows.add(rows[problem.line or 0])


def _told(table: ClaimsDraft, index: int, cells: dict[Any, Any]) -> Told:
    value, low, high = (None if math.isnan(cells[name]) else float(cells[name]) for name in NUMBERS)
    return Told(
        origin=cells["origin_id"],
        speaker=cells["speaker"],
        quantity=cells["quantity"],
        measure=cells["measure"],
        status=cells["status"],
        window=cells["window"],
        numbers=(value, low, high),
        file=table.file,
        line=table.lines[index],
    )


def _one_of(name: str, known: Iterable[str]) -> Callable[[str], FieldError | None]:
    words = list(known)

    def rule(cell: str) -> FieldError | None:
        return None if cell in words else FieldError(f"is not a {name}", choice_remedy(cell, words))

    return rule


def _known_in(name: str, vocabulary: Vocabulary) -> Callable[[str], FieldError | None]:
    def rule(cell: str) -> FieldError | None:
        if cell in vocabulary.table(name):
            return None
        return FieldError(f"is not in {name}.csv", vocabulary_remedy(cell, name, vocabulary))

    return rule


STEPS: tuple[Callable[[ClaimsDraft], None], ...] = (
    complete_columns,
    check_status,
    check_ids,
    check_numbers,
    check_quantities,
    check_units,
    check_hedges,
    check_windows,
    check_onsets,
    check_speakers,
    check_origins,
)
STEPS_OF_ASKED = tuple(check_numbers_if_given if step is check_numbers else step for step in STEPS)
"""The checks of statements whose number is asked for."""

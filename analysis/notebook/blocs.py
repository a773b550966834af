"""What blocs say apart: sentences, bands and series from the tables of comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.figures.escape import markdown_text
from analysis.figures.rounding import Band as Published
from analysis.figures.rounding import round_band
from analysis.notebook.sentences import lowered
from analysis.notebook.tables import table
from analysis.notebook.view import View, rounded_band
from analysis.plots import Band, Panel
from analysis.plots.data import Kind
from analysis.plots.numbers import PERCENT_SIGN, SHARE, rounded, shown, span, value_shown
from analysis.plots.words import percent
from analysis.read.labels import window_label
from analysis.scrutiny.verdicts import ALL, BlocFactor, Ends, disagreements, factors_between
from analysis.selection import Row, Rows

NOT_YET = "The blocs were not compared yet; `make site` does it."
EVERYONE = "All statements together"
NEGLIGIBLE = 0.01
PARTS = {"factor": "as stated", "same_unit": "with one conversion of units"}


def bloc_sentence(view: View, name: str) -> str:
    """Return whether blocs disagree beyond their bands; where they do, with both of their answers.

    Parameters
    ----------
    view : View
        The suite.
    name : str
        Id of the quantity or of the ratio.
    """
    label = markdown_text(lowered(view.label(name)))
    if not view.selection.rows("scrutiny/blocs", quantity=name):
        return NOT_YET
    compared = factors_between(_factor_rows(view), name)
    apart = disagreements(_factor_rows(view), name)
    if apart:
        others = "".join(f" {_also(view, one)}" for one in apart[1:])
        first = f"**Blocs disagree beyond their bands on {label}: {_both(view, apart[0])}.**"
        return f"{first}{_units(apart[0])}{others}"
    if not compared:
        return f"**No two blocs can be compared on {label}**: {_who(view, name)}."
    widest = max(compared, key=lambda one: one.factor.median)
    return (
        f"**The blocs agree within their bands on {label}.** The largest factor is {_times(widest.factor)}, "
        f"between {_name(view, widest.high)} and {_name(view, widest.low)}{_when(widest)}; its band holds 1."
    )


def disputed_first(view: View, names: Sequence[str]) -> list[str]:
    """Return quantities and ratios with those first on which blocs disagree beyond their bands."""
    return sorted(names, key=lambda name: not disagreements(_factor_rows(view), name))


def bloc_bands(view: View, name: str) -> list[Band]:
    """Return what all statements and those of each bloc alone imply, each over its own span."""
    rows = (row for row in view.selection.rows("scrutiny/blocs", quantity=name) if not row["month"])
    return [_band_of(view, row) for row in sorted(rows, key=lambda row: row["bloc"]) if _told(row)]


def bloc_panels(view: View, quantity: str) -> tuple[list[Panel], Panel]:
    """Return the months as each bloc alone implies them, and as all statements together do."""
    rows = view.selection.rows("scrutiny/blocs", quantity=quantity, target="month")
    spoken = [
        row["bloc"]
        for row in view.selection.rows("scrutiny/blocs", quantity=quantity)
        if row["claims"] not in ("", "0")
    ]
    panels = {bloc: _panel(view, rows, bloc) for bloc in dict.fromkeys([ALL, *spoken])}
    return [panel for bloc, panel in panels.items() if bloc != ALL], panels[ALL]


def factor_bands(view: View, name: str) -> list[Band]:
    """Return the factors between blocs, each also with one conversion of units where that matters."""
    bands = []
    for one in factors_between(_factor_rows(view), name):
        label = f"{view.bloc_name(one.high)} / {view.bloc_name(one.low)}"
        bands.append(_factor_band(label, one.factor, "estimate"))
        if _by_units(one):
            bands.append(_factor_band(f"… {PARTS['same_unit']}", one.same_unit, "beside"))
    return bands


def factor_title(view: View, name: str) -> str:
    """Return the finding of a plot of factors."""
    found = factors_between(_factor_rows(view), name)
    apart = sum(one.beyond_bands for one in found)
    label = view.label(name)
    if not apart:
        return f"{label}: every factor between two blocs may be 1"
    alike = sum(one.beyond_bands and one.same_unit.low_90 <= 1 for one in found)
    rest = f"; with one conversion of units {apart - alike} would" if alike and found[0].window else ""
    return f"{label}: {apart} of {len(found)} pairs of blocs differ beyond their bands{rest}"


def factors_table(view: View, *names: str) -> str:
    """Return the factors between blocs in quantities and ratios."""
    rows = [
        (markdown_text(view.label(name)), *_factor_cells(view, one))
        for name in names
        for one in factors_between(_factor_rows(view), name)
    ]
    head = (
        "Of",
        "Higher",
        "Lower",
        "Months",
        "Factor",
        "With one conversion",
        "Units' share",
        "Beyond bands",
    )
    return table(head, rows)


def _factor_cells(view: View, one: BlocFactor) -> tuple[str, ...]:
    sides = ((one.high, one.high_ends), (one.low, one.low_ends))
    both = (
        f"{markdown_text(view.bloc_name(bloc))}: {_ends(view, one.quantity, ends)}" for bloc, ends in sides
    )
    window = markdown_text(window_label(one.window)) if one.window else "each its own"
    same = _times(one.same_unit) if _by_units(one) else ""
    share = percent(one.unit_share) if _by_units(one) else ""
    return (*both, window, _times(one.factor), same, share, "yes" if one.beyond_bands else "no")


def _factor_rows(view: View) -> Rows:
    return view.selection.rows("scrutiny/bloc_factors")


def _both(view: View, one: BlocFactor) -> str:
    unit = view.name_unit(one.quantity)
    noun = "" if unit == SHARE else f" {markdown_text(unit)}"
    high, low = (_ends(view, one.quantity, ends) for ends in (one.high_ends, one.low_ends))
    return (
        f"{_when(one, start=True)}{_name(view, one.high)} alone imply {high}{noun}, "
        f"{_name(view, one.low)} alone {low}, a factor of {_times(one.factor)}"
    )


def _also(view: View, one: BlocFactor) -> str:
    left = f", {_times(one.same_unit)} with one conversion of units" if _by_units(one) else ""
    pair = f"{_name(view, one.high)} and {_name(view, one.low)}"
    return f"So do {pair}: a factor of {_times(one.factor)}{_when(one)}{left}."


def _units(one: BlocFactor) -> str:
    if not _by_units(one):
        return ""
    return (
        f" With one conversion of units for both, as all statements together have it, the factor is "
        f"{_times(one.same_unit)}: the conversion accounts for {percent(one.unit_part)} of the gap, and for "
        f"{percent(one.unit_share)} of the factor's variance."
    )


def _by_units(one: BlocFactor) -> bool:
    """Return whether a conversion of units makes a difference; a ratio can be that conversion itself."""
    return one.unit_share > NEGLIGIBLE and bool(one.window)


def _who(view: View, name: str) -> str:
    rows = [
        row
        for row in view.selection.rows("scrutiny/blocs", quantity=name)
        if row["bloc"] and not row["month"]
    ]
    spoken = [f"statements of {view.bloc_name(row['bloc'])}" for row in rows if row["claims"] != "0"]
    if len(spoken) > 1:
        return "the simulation of one of them did not settle"
    return f"only {spoken[0]} speak of it" if spoken else "no bloc's statements alone tell it"


def _name(view: View, bloc: str) -> str:
    return f"statements of {markdown_text(view.bloc_name(bloc))}"


def _when(one: BlocFactor, *, start: bool = False) -> str:
    if not one.window:
        return ""
    first, last = one.window.split("/")
    months = markdown_text(window_label(first if first == last else one.window))
    words = f"in {months}" if first == last else f"from {months}"
    return f"{words}, " if start else f", {words}"


def _times(ends: Ends) -> str:
    low, high = (shown(rounded(end)) for end in (ends.low_90, ends.high_90))
    return f"{shown(rounded(ends.median))} ({low}–{high})"


def _ends(view: View, name: str, ends: Ends) -> str:
    unit = view.name_unit(name)
    to = round_band(Published(ends.median, ends.low_90, ends.high_90, ends.low_90, ends.high_90))
    numbers = (to.value, to.low_90, to.high_90)
    middle, low, high = (shown(number, SHARE if unit == SHARE else "") for number in numbers)
    return f"{middle} ({low.removesuffix(PERCENT_SIGN)}–{high})"


def _told(row: Row) -> bool:
    """Return whether a bloc speaks of a quantity itself: what only follows is not shown as its word."""
    return row["passed"] == "yes" and (row["claims"] != "0" or row["target"] == "ratio")


def _band_of(view: View, row: Row) -> Band:
    who = view.bloc_name(row["bloc"]) if row["bloc"] else EVERYONE
    label = f"{who}, {window_label(row['window'])}"
    return side_band(view, row, label)


def side_band(view: View, row: Row, label: str) -> Band:
    """Return what a bloc, or all of them, imply; of all it is the published figure, if that is published.

    Comparisons are made at less effort, so that a band of theirs can be a unit of rounding off.
    """
    name = row["quantity"]
    if row["bloc"] != ALL:
        return replace(rounded_band(label, row, view.name_unit(name)), kind="beside")
    figure_id = name if row["target"] == "ratio" else view.main_figure(name)
    if figure_id in view.figure_ids() and view.figure(figure_id)["window"] == row["window"]:
        return view.band(figure_id, label)
    return rounded_band(label, row, view.name_unit(name))


def _panel(view: View, rows: Rows, bloc: str) -> Panel:
    own = [row for row in rows if row["bloc"] == bloc]
    ends = (tuple(float(row[name]) for row in own) for name in ("median", "low_90", "high_90"))
    return Panel(view.bloc_name(bloc) if bloc else EVERYONE, tuple(row["month"] for row in own), *ends)


def _factor_band(label: str, ends: Ends, kind: Kind) -> Band:
    numbers = (ends.median, ends.low_50, ends.high_50, ends.low_90, ends.high_90)
    value, low_50, high_50, low_90, high_90 = (None if n is None else rounded(n) for n in numbers)
    return Band(label, value, low_50, high_50, low_90, high_90, unit="times", kind=kind)


def panels_title(view: View, quantity: str) -> str:
    """Return the finding of a plot of series by bloc."""
    apart = disagreements(_factor_rows(view), quantity)
    label = view.label(quantity)
    if apart:
        one = apart[0]
        times = shown(rounded(one.factor.median))
        high, low = view.bloc_name(one.high), view.bloc_name(one.low)
        return f"{label}: {high} alone implies {times} times what {low} does"
    return f"{label}: read alone, no two blocs differ beyond their bands"


def bands_title(view: View, name: str) -> str:
    """Return the finding of a plot of what each bloc implies."""
    medians = [band for band in bloc_bands(view, name) if band.kind == "beside"]
    if not medians:
        return f"{view.label(name)}: no bloc's statements alone tell it"
    low = min(medians, key=lambda band: band.value or 0)
    high = max(medians, key=lambda band: band.value or 0)
    return (
        f"{view.label(name)}: {value_shown(low)} to {value_shown(high)}, by whose statements are read alone"
    )


def bloc_table(view: View, *names: str) -> str:
    """Return what each bloc implies alone, and on how many claims and origins that rests."""
    return table(
        ("Of", "Whose statements", "Median", "9 chances in 10", "Claims", "Origins"), _bloc_cells(view, names)
    )


def _bloc_cells(view: View, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in names:
        rows = [
            row
            for row in view.selection.rows("scrutiny/blocs", quantity=name)
            if not row["month"] and _told(row)
        ]
        for row, band in zip(sorted(rows, key=lambda row: row["bloc"]), bloc_bands(view, name), strict=True):
            cells = (view.label(name), band.label)
            counts = (row["claims"], row["origins"]) if row["target"] != "ratio" else ("", "")
            yield (*map(markdown_text, cells), value_shown(band), span(band), *counts)

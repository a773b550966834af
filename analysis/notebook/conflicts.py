"""Which claims the others contradict, what leaving one out does, and which retellings went wrong."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.figures.escape import markdown_text
from analysis.notebook.sentences import lowered
from analysis.notebook.tables import reading, speaker_name, status_words, table, window_words
from analysis.notebook.view import View
from analysis.plots import Band
from analysis.plots.data import Kind
from analysis.plots.numbers import SHARE, rounded, shown
from analysis.plots.words import many, percent
from analysis.scrutiny.verdicts import (
    EXPECTED,
    by_influence,
    ends_of,
    evidence_rows,
    faults,
    first_hand,
    shift_of,
    unexpected,
)
from analysis.selection import Row, Rows

NOT_YET = "The claims were not held against each other yet; `make site` does it."
MOST_SHOWN = 6
MOST_MOVED = 3
METHODS = {
    "weights": "weighed",
    "refit": "fitted again without it",
    "sole": "nothing else speaks of it",
    "retelling": "as if it were a statement",
    "none": "nothing tells what to expect",
}
WORST_SHAPE = 0.7


def conflict_sentence(view: View, *names: str) -> str:
    """Return how many claims lie outside what the others lead one to expect, and how many would by chance."""
    rows = [row for row in first_hand(_rows(view, names)) if row["pit"]]
    if not rows:
        return NOT_YET
    outside = unexpected(rows)
    by_chance = rounded(len(rows) * (1 - EXPECTED[1] + EXPECTED[0]))
    first = f" The most surprising: {_surprise(view, outside[0])}." if outside else ""
    claims = many(len(rows), "claim")
    return (
        f"**{len(outside)} of {claims} lie outside the 90 % band of what the others lead one to expect; "
        f"by chance about {shown(by_chance)} would.**{first}"
    )


def influence_sentence(view: View, *names: str) -> str:
    """Return which claim moves its headline most."""
    rows = by_influence(_told(first_hand(_rows(view, names))))
    if not rows:
        return NOT_YET
    row = rows[0]
    kept, without = ends_of(row, "headline_"), ends_of(row, "without_")
    unit, label = (name(row["quantity"]) for name in (view.name_unit, view.label))
    return (
        f"**No claim moves a headline more than that of {_who(view, row)}:** without it the median of "
        f"{markdown_text(lowered(label))} would be {_amount(without.median, unit)} instead of "
        f"{_amount(kept.median, unit)} {markdown_text(unit)}, {shown(rounded(shift_of(row)))} times as much."
    )


def fault_sentence(view: View, *names: str) -> str:
    """Return how many faulty retellings the other claims give away by themselves."""
    rows = [row for row in faults(_rows(view, names)) if row["pit"]]
    if not rows:
        return NOT_YET
    found = unexpected(rows)
    return (
        f"**{many(len(rows), 'retelling')} went wrong on the way, or can be read in two ways; as statements, "
        f"{len(found)} of them would lie outside the 90 % band of what the others lead one to expect.** "
        "None of them is evidence."
    )


def expected_bands(view: View, quantity: str) -> list[Band]:
    """Return what was expected of the most surprising claims about a quantity, each before what it stated."""
    bands = []
    for row in unexpected(first_hand(_rows(view, (quantity,))))[:MOST_SHOWN]:
        bands += _expected_and_stated(view, row)
    return bands


def fault_bands(view: View, *names: str) -> list[Band]:
    """Return what was expected of each faulty retelling, before what it stated and what its origin said."""
    bands = []
    for row in (row for row in faults(_rows(view, names)) if row["pit"]):
        bands += [*_expected_and_stated(view, row), *_true_number(view, row)]
    return bands


def influence_bands(view: View, quantity: str) -> list[Band]:
    """Return the headline of a quantity with all claims, and without each of those that move it most."""
    rows = by_influence(_told(first_hand(_rows(view, (quantity,)))))[:MOST_MOVED]
    if not rows:
        return []
    unit = view.name_unit(quantity)
    bands = [_headline("With every claim", row, "headline_", unit) for row in rows[:1]]
    return bands + [_headline(f"Without {_plain_who(view, row)}", row, "without_", unit) for row in rows]


def conflicts_table(view: View, *names: str) -> str:
    """Return every claim with what the others lead one to expect of it, the most surprising first."""
    rows = evidence_rows(_rows(view, names))
    outside = unexpected(rows)
    ranked = [*outside, *(row for row in rows if row not in outside)]
    header = ("Speaker", "Window", "Stated", "Expected", "PIT", "Headline without it", "How", "Claim")
    return table(header, (_claim_cells(view, row) for row in ranked))


def faults_table(view: View, *names: str) -> str:
    """Return every faulty retelling beside what its origin said, and whether the others give it away."""
    header = (
        "Speaker",
        "Went wrong as",
        "Retold",
        "Expected",
        "PIT",
        "Its origin said",
        "Given away",
        "Claim",
    )
    return table(header, (_fault_cells(view, row) for row in faults(_rows(view, names))))


def conflicts_title(view: View, quantity: str) -> str:
    """Return the finding of a plot of surprising claims."""
    rows = [row for row in first_hand(_rows(view, (quantity,))) if row["pit"]]
    outside = len(unexpected(rows))
    claims = many(len(rows), "claim")
    return f"{view.label(quantity)}: {outside} of {claims} stated what the others do not expect"


def faults_title(view: View, quantity: str) -> str:
    """Return the finding of a plot of faulty retellings."""
    rows = [row for row in faults(_rows(view, (quantity,))) if row["pit"]]
    given_away = len(unexpected(rows))
    return (
        f"{view.label(quantity)}: the others give away {given_away} of {many(len(rows), 'faulty retelling')}"
    )


def influence_title(view: View, quantity: str) -> str:
    """Return the finding of a plot of influence."""
    row = by_influence(_told(first_hand(_rows(view, (quantity,)))))[0]
    return f"{view.label(quantity)}: without one claim, {shown(rounded(shift_of(row)))} times as much"


def _rows(view: View, names: Iterable[str]) -> Rows:
    wanted = set(names)
    rows = view.selection.rows("scrutiny/conflicts")
    return tuple(row for row in rows if not wanted or row["quantity"] in wanted)


def _told(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["without_median"]]


def _surprise(view: View, row: Row) -> str:
    claim, unit = view.claim(row["claim_id"]), _unit(view, row)
    expected = ends_of(row, "predicted_")
    said, window = (markdown_text(words) for words in (reading(view, claim), window_words(claim)))
    return (
        f"{_who(view, row)}, {said} ({window}), where the others "
        f"lead one to expect {_amount(expected.low_90, unit)} to {_amount(expected.high_90, unit)}"
    )


def _expected_and_stated(view: View, row: Row) -> list[Band]:
    expected, unit = ends_of(row, "predicted_"), _unit(view, row)
    claim = view.claim(row["claim_id"])
    middle, low, high = (rounded(end) for end in expected[:3])
    label = f"{speaker_name(view, claim)}, {window_words(claim)}"
    stated = Band(
        f"… stated{_hedged(view, claim)}", rounded(float(row["stated"]), 3), unit=unit, kind="beside"
    )
    return [Band(label, middle, low_90=low, high_90=high, unit=unit), stated]


def _hedged(view: View, claim: Row) -> str:
    """Return the hedge of a claim in brackets; nothing for a bare number."""
    word = view.hedge_word(claim["hedge"]) if claim["value"] else ""
    return f" ({word})" if word else ""


def _true_number(view: View, row: Row) -> list[Band]:
    """Return what the origin of a faulty retelling said, if that was of the same quantity and measure."""
    if not row["true_claim"]:
        return []
    true, own = view.claim(row["true_claim"]), view.claim(row["claim_id"])
    if not true["value"] or (true["quantity"], true["measure"]) != (own["quantity"], own["measure"]):
        return []
    label = f"… its origin said{_hedged(view, true)}"
    return [Band(label, float(true["value"]), unit=_unit(view, row), kind="plain")]


def _headline(label: str, row: Row, prefix: str, unit: str) -> Band:
    middle, low, high = (rounded(end) for end in ends_of(row, prefix)[:3])
    kind: Kind = "estimate" if prefix == "headline_" else "beside"
    return Band(label, middle, low_90=low, high_90=high, unit=unit, kind=kind)


def _claim_cells(view: View, row: Row) -> tuple[str, ...]:
    claim = view.claim(row["claim_id"])
    cells = (speaker_name(view, claim), window_words(claim), reading(view, claim))
    return (
        *map(markdown_text, cells),
        _span(row, "predicted_", _unit(view, row)),
        _pit(row),
        _span(row, "without_", view.name_unit(row["quantity"])),
        _how(row),
        f"`{row['claim_id']}`",
    )


def _fault_cells(view: View, row: Row) -> tuple[str, ...]:
    claim = view.claim(row["claim_id"])
    true = reading(view, view.claim(row["true_claim"])) if row["true_claim"] else "not in the record"
    cells = (speaker_name(view, claim), status_words(claim), reading(view, claim))
    return (
        *map(markdown_text, cells),
        _span(row, "predicted_", _unit(view, row)),
        _pit(row),
        markdown_text(true),
        _given_away(row),
        f"`{row['claim_id']}`",
    )


def _given_away(row: Row) -> str:
    if not row["pit"]:
        return METHODS[row["method"]]
    return "yes" if unexpected([row]) else "no"


def _how(row: Row) -> str:
    shaky = row["method"] == "weights" and float(row["pareto_shape"]) > WORST_SHAPE
    return METHODS[row["method"]] + (" (roughly)" if shaky else "")


def _pit(row: Row) -> str:
    return f"{float(row['pit']):.3f}" if row["pit"] else ""


def _span(row: Row, prefix: str, unit: str) -> str:
    if not row[f"{prefix}median"]:
        return ""
    middle, low, high = (_amount(end, unit) for end in ends_of(row, prefix)[:3])
    return f"{middle} ({low}–{high})"


def _amount(value: float, unit: str) -> str:
    return percent(value) if unit == SHARE else shown(rounded(value))


def _unit(view: View, row: Row) -> str:
    claim = view.claim(row["claim_id"])
    if claim["measure"] == SHARE:
        return SHARE
    quantity = view.quantity(claim["quantity"])
    return quantity["noun_en"] if claim["unit"] == quantity["unit"] else claim["unit"]


def _plain_who(view: View, row: Row) -> str:
    claim = view.claim(row["claim_id"])
    return f"{speaker_name(view, claim)}, {claim['stated_on']}".removesuffix(", ")


def _who(view: View, row: Row) -> str:
    return markdown_text(_plain_who(view, row))

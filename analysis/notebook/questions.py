"""What to ask next: which single new statement would narrow which figure most."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.figures.escape import markdown_text
from analysis.notebook.sentences import lowered
from analysis.notebook.tables import table
from analysis.notebook.view import View
from analysis.plots import WidthShare
from analysis.plots.numbers import rounded, shown
from analysis.plots.words import percent
from analysis.read.labels import window_label
from analysis.selection import Row

NOT_YET = "What to ask next was not worked out yet; `make site` does it."
HOW_TO_READ = (
    "Part of the 90 % band's logarithmic width that is expected to go once the statement is made, "
    "whatever it says. Nobody has made it."
)


def next_sentence(view: View, *names: str) -> str:
    """Return which statement would narrow which figure most, and the best one that is worded as usual."""
    rows = _rows(view, names)
    if not rows:
        return NOT_YET
    best = rows[0]
    usual = [row for row in rows if (row["hedge"], row["basis"]) != (best["hedge"], best["basis"])]
    rest = f" Of statements as they are usually made: {_gain(view, usual[0])}." if usual else ""
    return f"**Most would be gained by {_gain(view, best)}.**{rest}"


def next_shares(view: View, name: str) -> list[WidthShare]:
    """Return by how much each listed statement would narrow the figure of a quantity or a ratio."""
    return [WidthShare(_short(view, row), float(row["narrowing"])) for row in _rows(view, (name,))]


def next_title(view: View, name: str) -> str:
    """Return the finding of a plot of what would narrow a figure."""
    best = _rows(view, (name,))[0]
    return (
        f"{view.label(name)}: the best question would narrow the band by {percent(float(best['narrowing']))}"
    )


def next_table(view: View, *names: str) -> str:
    """Return the listed statements with the width of the figure's band before and after."""
    header = ("Figure", "Ask", "Of whom", "Over", "Worded", "Upper / lower end now", "Then", "Narrower by")
    return table(header, (_cells(view, row) for row in _rows(view, names)))


def _rows(view: View, names: Sequence[str]) -> list[Row]:
    rows = view.selection.rows("scrutiny/questions")
    seen = [row for row in rows if not names or row["quantity"] in names]
    return sorted(seen, key=lambda row: -float(row["narrowing"]))


def _gain(view: View, row: Row) -> str:
    before, after = (shown(rounded(float(row[name]))) for name in ("factor_before", "factor_after"))
    figure = markdown_text(lowered(view.label(row["quantity"])))
    return (
        f"{markdown_text(_asked(view, row))}: the upper end of the 90 % band of {figure} would then be "
        f"{after} times the lower, not {before}"
    )


def _asked(view: View, row: Row) -> str:
    label = lowered(view.label(row["ask_quantity"]))
    return f"{label}, {_worded(view, row)}, from {view.bloc_name(row['bloc'])}, {window_label(row['window'])}"


def _short(view: View, row: Row) -> str:
    """Return what to ask of whom, without what the title says already."""
    other = row["ask_quantity"] != row["quantity"]
    what = [view.label(row["ask_quantity"])] if other else []
    return ", ".join([_precision(row), *what, _speaker(view, row), window_label(row["window"])])


def _precision(row: Row) -> str:
    return f"{row['hedge'].replace('_', ' ')}, {row['basis']}"


def _speaker(view: View, row: Row) -> str:
    found = view.selection.rows("vocabulary/speakers", speaker=row["speaker"])
    return found[0]["name_en"] if found else view.bloc_name(row["bloc"])


def _worded(view: View, row: Row) -> str:
    basis = view.selection.rows("vocabulary/knowledge", basis=row["basis"])
    known = basis[0]["description"].lower() if basis else row["basis"]
    word = view.hedge_word(row["hedge"])
    return f"“{word}”, {known}" if word else f"a bare number, {known}"


def _cells(view: View, row: Row) -> tuple[str, ...]:
    label, asked = (view.label(row[name]) for name in ("quantity", "ask_quantity"))
    texts = (label, asked, _speaker(view, row), window_label(row["window"]), _worded(view, row))
    factors = (shown(rounded(float(row[name]))) for name in ("factor_before", "factor_after"))
    return (*map(markdown_text, texts), *factors, percent(float(row["narrowing"])))

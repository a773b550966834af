"""Tables in Markdown, made from figures, claims and sources; what comes from a source is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.figures.escape import markdown_text
from analysis.notebook.assumed import point_of
from analysis.notebook.view import INFERRED, View
from analysis.plots.numbers import SHARE, shown, span, value_shown
from analysis.read.labels import month_label, window_label
from analysis.selection import Row

STATUS_WORDS = {
    "primary": "evidence",
    "repeat": "the same origin again",
    "derived": "arithmetic; not evidence",
    "no_figure": "no number",
    "transmission_error": "garbled on the way; not evidence",
    "ambiguous": "ambiguous; not evidence",
    "forecast": "about the future; not evidence",
    "stale": "an old number given as current; not evidence",
    "context": "not estimated; not evidence",
}

DATE_WORDS = {
    "content": "(from the content)",
    "address": "(from the address)",
    "other_page": "(from another page)",
    INFERRED: "(inferred)",
}


def figures_table(view: View, figure_ids: Iterable[str]) -> str:
    """Return figures with both bands and the id that each is cited by."""
    rows = []
    for figure_id in figure_ids:
        band, row = view.band(figure_id), view.figure(figure_id)
        numbers = (value_shown(band), span(band, 50), span(band))
        rows.append((markdown_text(row["label"]), *numbers, markdown_text(row["unit"]), f"`{figure_id}`"))
    return table(("Figure", "Median", "1 chance in 2", "9 chances in 10", "Unit", "Cite as"), rows)


def months_table(view: View, quantity: str) -> str:
    """Return the months of a quantity."""
    rows = []
    for month in view.series(quantity).published:
        shape = "the prior" if month.prior_shape else "the statements"
        numbers = (value_shown(month.band), span(month.band))
        rows.append((month_label(month.month), *numbers, shape, f"`{quantity}.month.{month.month}`"))
    return table(("Month", "Median", "9 chances in 10", "Shape from", "Cite as"), rows)


def claims_table(view: View, claims: Iterable[Row]) -> str:
    """Return statements with how each is read and where it stands."""
    rows = [_claim_cells(view, claim) for claim in claims]
    return table(("Words", "Read as", "Window", "Speaker, place", "Counts as", "Claim"), rows)


def sources_table(view: View) -> str:
    """Return the sources."""
    rows = []
    for source in view.selection.rows("sources"):
        where = source["address"] or source["obtained"]
        cells = (source["title"], source["publisher"], source["published"], where, source["licence"])
        rows.append((*map(markdown_text, cells), f"`{source['source_id']}`"))
    return table(("Title", "Publisher", "Published", "Where", "Licence", "Source"), rows)


def assumptions_table(view: View) -> str:
    """Return what can be assumed otherwise and moves a figure, with the values to choose from."""
    names = sorted({name for row in view.selection.rows("whatif") for name in point_of(row["assumptions"])})
    rows = [
        (markdown_text(row["about_en"]), _values(row), f"`{row['usual']}`", f"`{name}`")
        for row in view.selection.rows("vocabulary/assumptions")
        for name in names
        if name.partition(".")[0] == row["assumption"]
    ]
    return table(("In question", "Values, for example", "As published", "Write"), rows)


def _values(row: Row) -> str:
    listed = zip(row["values"].split("|"), row["words_en"].split("|"), strict=True)
    # The words of one row of a table among several are filled in where that row is known.
    shown = ((f"`{value}`", "" if "{" in words else f": {markdown_text(words)}") for value, words in listed)
    return "; ".join("".join(parts) for parts in shown)


def reading(view: View, claim: Row) -> str:
    """Return the number of a claim as it was read: ``over 5,000 people``."""
    numbers = [claim["value"]] if claim["value"] else [claim["value_low"], claim["value_high"]]
    if not any(numbers):
        return "no number"
    unit = SHARE if claim["measure"] == SHARE else ""
    text = " to ".join(shown(float(number), unit) for number in numbers if number)
    word = view.hedge_word(claim["hedge"]) if claim["value"] else ""
    return f"{word} {text} {view.counted(claim)}".strip()


def speaker_name(view: View, claim: Row) -> str:
    """Return the name of a claim's speaker."""
    found = view.selection.rows("vocabulary/speakers", speaker=claim["speaker"])
    return found[0]["name_en"] if found else claim["speaker"]


def status_words(claim: Row) -> str:
    """Return what a claim counts as."""
    return STATUS_WORDS.get(claim["status"], claim["status"])


def window_words(claim: Row) -> str:
    """Return the window of a claim in words, marked when its source does not state it; empty without one."""
    if not claim["window"]:
        return ""
    inferred = claim.get("window_basis") == INFERRED
    return window_label(claim["window"]) + (" (inferred)" if inferred else "")


def date_words(claim: Row) -> str:
    """Return when a claim was stated, and how that is known when the source is not dated."""
    basis = DATE_WORDS.get(claim.get("stated_on_basis", ""), "")
    return " ".join(part for part in (claim["stated_on"], basis) if part)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def code_block(text: str) -> str:
    """Return text as a Markdown code block that nothing in it can end."""
    longest = max((len(run) for run in text.split() if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def _claim_cells(view: View, claim: Row) -> tuple[str, ...]:
    said = f"{speaker_name(view, claim)}, {claim['locator']}"
    texts = (reading(view, claim), window_words(claim), said)
    words = f"“{markdown_text(claim['wording'])}”"
    return (
        words,
        *map(markdown_text, texts),
        status_words(claim),
        f"`{claim['claim_id']}`",
    )

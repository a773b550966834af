"""The façade by which a notebook shows how statements were predicted; each verb shows one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analysis.figures.escape import markdown_text
from analysis.notebook.findings import percent
from analysis.notebook.showing import Text, show
from analysis.notebook.tables import reading, speaker_name, table, window_words
from analysis.notebook.view import View
from analysis.notebook.vintages import NOT_YET
from analysis.plots import MethodScore, plot_histogram, plot_scores
from analysis.plots.numbers import SHARE, rounded, shown
from analysis.plots.words import many
from analysis.read.labels import window_label
from analysis.selection import Row, Rows

TARGET = (0.80, 0.97)
METHODS = {
    "log_crps": "Hedgerow",
    "last_log_crps": "Repeat the last number",
    "last_spread_log_crps": "Repeat the last number, with the spread of its errors so far",
    "extended_log_crps": "Extend the average rate",
    "extended_spread_log_crps": "Extend the average rate, with the spread of its errors so far",
}
CRPS = "Mean log-CRPS of the statements that every method can predict; lower is better."
ONE_SIDED = ("above", "below", "below_log")
"""Families of hedges that put the truth on one side of the number."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """How each statement was predicted from those before its month; what is not there is said so."""

    view: View

    # Values

    @property
    def rows(self) -> Rows:
        """All rows: the primary statements, and those that are due next."""
        return self.view.selection.rows("estimates/predictions")

    @property
    def scored(self) -> list[Row]:
        """The statements that were predicted and made."""
        return [row for row in self.rows if row["pit"]]

    @property
    def shared(self) -> list[Row]:
        """Those of them that every method can predict."""
        return [row for row in self.scored if row["last_log_crps"]]

    @property
    def coming(self) -> list[Row]:
        """The statements that nobody has made yet."""
        return [row for row in self.rows if not row["public"] and row["median"]]

    # Sentences

    def say_coverage(self) -> None:
        """Show how many of the later statements the bands hold."""
        show(Text(coverage_sentence(self.rows, self.scored) if self.scored else NOT_YET))

    def say_scores(self) -> None:
        """Show how the score compares with those of the baselines."""
        show(Text(scores_sentence(self.shared) if self.shared else NOT_YET))

    def say_misses(self) -> None:
        """Show on which side the statements lie that the bands do not hold, and what they have in common."""
        show(Text(misses_sentence(self.scored) if self.scored else NOT_YET))

    # Plots

    def plot_shares(self, title: str | None = None) -> None:
        """Show where the stated numbers fell among their predictions."""
        shares = [float(row["pit"]) for row in self.scored]
        show(plot_histogram("pit", shares, title or shares_title(shares)) if shares else Text(NOT_YET))

    def plot_scores(self, title: str | None = None) -> None:
        """Show the scores beside those of the baselines."""
        scores = mean_scores(self.shared) if self.shared else []
        show(
            plot_scores("predictions", scores, title or scores_title(scores), CRPS)
            if scores
            else Text(NOT_YET)
        )

    # Tables

    def by_quantity(self) -> None:
        """Show coverage and scores by quantity."""
        self._show_groups("Quantity", lambda row: self.view.label(row["quantity"]))

    def by_kind(self) -> None:
        """Show coverage and scores by what is known to be hard."""
        self._show_groups("Statements", lambda row: _kind(self.view, row))

    def cases(self) -> None:
        """Show every statement that was predicted."""
        rows = [self._case_cells(row) for row in self.scored]
        head = ("Public on", "Statement", "Window", "Speaker", "Predicted", "9 chances in 10")
        show(Text(table((*head, "Share below", "log-CRPS", "Claim"), rows) if rows else NOT_YET))

    def unpredicted(self) -> None:
        """Show the statements that could not be predicted, by the reason."""
        rows = [row for row in self.rows if row["not_predicted"]]
        reasons = sorted({row["not_predicted"] for row in rows})
        cells = [self._reason_cells(reason, rows) for reason in reasons]
        show(Text(table(("Why", "Statements", "Which"), cells) if cells else NOT_YET))

    def next(self) -> None:
        """Show what would be stated next."""
        rows = [self._next_cells(row) for row in self.coming]
        head = ("Quantity", "If this speaker says", "Window", "Median", "1 chance in 2", "9 chances in 10")
        show(Text(table(head, rows) if rows else NOT_YET))

    def _show_groups(self, head: str, name_of: Callable[[Row], str]) -> None:
        names = dict.fromkeys(name_of(row) for row in self.scored)
        groups = [(name, [row for row in self.scored if name_of(row) == name]) for name in names]
        groups.append(("All", self.scored))
        cells = [_group_cells(name, rows) for name, rows in groups if rows]
        heads = (head, "Cases", "In 50 % band", "In 90 % band", "log-CRPS", "Repeat", "Extend")
        show(Text(table(heads, cells) if cells else NOT_YET))

    def _case_cells(self, row: Row) -> tuple[str, ...]:
        claim = self.view.claim(row["claim_id"])
        texts = (
            row["public"],
            reading(self.view, claim),
            window_words(claim),
            speaker_name(self.view, claim),
        )
        numbers = (_number(row, "median"), _band(row, "90"))
        share = shown(round(float(row["pit"]), 3), SHARE)
        marked = share if _inside(row) else f"**{share}**"
        score = f"{float(row['log_crps']):.2f}"
        return (*map(markdown_text, texts), *numbers, marked, score, f"`{row['claim_id']}`")

    def _reason_cells(self, reason: str, rows: Iterable[Row]) -> tuple[str, ...]:
        alike = [f"`{row['claim_id']}`" for row in rows if row["not_predicted"] == reason]
        return markdown_text(reason), str(len(alike)), ", ".join(alike)

    def _next_cells(self, row: Row) -> tuple[str, ...]:
        label, speaker = self.view.label(row["quantity"]), speaker_name(self.view, row)
        texts = (label, f"{speaker}, {_hedge(self.view, row)}", window_label(row["window"]))
        return (*map(markdown_text, texts), _number(row, "median"), _band(row, "50"), _band(row, "90"))


def coverage_sentence(rows: Sequence[Row], scored: Sequence[Row]) -> str:
    """Say how many later statements there were, how many could be predicted, and how many bands held."""
    primary = [row for row in rows if row["public"]]
    inside, half = share_inside(scored), sum(0.25 <= float(row["pit"]) <= 0.75 for row in scored)
    held = sum(map(_inside, scored))
    low, high = (percent(end) for end in TARGET)
    verdict = "within" if TARGET[0] <= inside <= TARGET[1] else "outside"
    return (
        f"**Of {many(len(primary), 'primary statement')}, {len(scored)} could be predicted from what was "
        f"public before their month. The 90\u202f% band held {held} of them, {percent(inside)}, {verdict} "
        f"the {low} to {high} that we hold ourselves to; the 50\u202f% band held {half}, "
        f"{percent(half / len(scored))}.**"
    )


def scores_sentence(shared: Sequence[Row]) -> str:
    """Say how the score compares with each baseline on the same statements."""
    ours, *theirs = ((METHODS[name], _mean(shared, name)) for name in METHODS)
    listed = "; ".join(f"{name[:1].lower()}{name[1:]}: {score:.3f}" for name, score in theirs)
    better = sum(ours[1] < score for _, score in theirs)
    return (
        f"On the {many(len(shared), 'statement')} that every method can predict, the mean log-CRPS is "
        f"{ours[1]:.3f}, lower than {better} of {len(theirs)} baselines ({listed})."
    )


def misses_sentence(scored: Sequence[Row]) -> str:
    """Say on which side the missed statements lie, and how the kinds of statement differ."""
    below = sum(float(row["pit"]) < 0.05 for row in scored)
    above = sum(float(row["pit"]) > 0.95 for row in scored)
    early = [row for row in scored if row["opens_early"] == "yes"]
    rest = [row for row in scored if row["opens_early"] != "yes"]
    lie = f"{many(below, 'number')} {'lies' if below == 1 else 'lie'}"
    honest = shown(rounded(len(scored) * 0.05))
    return (
        f"{lie} below the 90\u202f% band and {above} above it; an honest band would leave about {honest} on "
        f"each side. Of {many(len(early), 'statement')} whose window opens a month or more before what they "
        f"count is held to have begun, the band held {sum(map(_inside, early))}; of the other {len(rest)}, "
        f"{sum(map(_inside, rest))}, {percent(share_inside(rest))}."
    )


def shares_title(shares: Sequence[float]) -> str:
    """Say how the stated numbers spread over their predictions."""
    inside = sum(0.05 <= share <= 0.95 for share in shares)
    low = sum(share < 0.5 for share in shares)
    return (
        f"{inside} of {many(len(shares), 'statement')} fell into the 90 % band; "
        f"{low} came out below the median"
    )


def scores_title(scores: Sequence[MethodScore]) -> str:
    """Say which method predicted best."""
    best = min(scores, key=lambda one: one.score)
    return f"{best.label} predicted best of {len(scores)} ways"


def mean_scores(shared: Sequence[Row]) -> list[MethodScore]:
    """Return the mean log-CRPS of each method."""
    return [MethodScore(label, _mean(shared, name), name == "log_crps") for name, label in METHODS.items()]


def share_inside(rows: Sequence[Row]) -> float:
    """Return the share of the statements that their 90 % band holds."""
    return sum(map(_inside, rows)) / len(rows) if rows else 0.0


def _inside(row: Row) -> bool:
    return 0.05 <= float(row["pit"]) <= 0.95


def _kind(view: View, row: Row) -> str:
    if row["opens_early"] == "yes":
        return "window opens before the onset"
    found = view.selection.rows("vocabulary/hedges", hedge=row["hedge"])
    return "hedged to one side" if found and found[0]["family"] in ONE_SIDED else "others"


def _mean(rows: Sequence[Row], name: str) -> float:
    return sum(float(row[name]) for row in rows) / len(rows)


def _group_cells(name: str, rows: Sequence[Row]) -> tuple[str, ...]:
    shared = [row for row in rows if row["last_log_crps"]]
    half = sum(0.25 <= float(row["pit"]) <= 0.75 for row in rows) / len(rows)
    scores = (
        (f"{_mean(shared, score):.3f}" for score in ("last_log_crps", "extended_log_crps"))
        if shared
        else ("", "")
    )
    shares = (percent(half), percent(share_inside(rows)))
    return (markdown_text(name), str(len(rows)), *shares, f"{_mean(rows, 'log_crps'):.3f}", *scores)


def _number(row: Row, name: str) -> str:
    unit = SHARE if row["measure"] == SHARE else ""
    return shown(rounded(float(row[name])), unit)


def _band(row: Row, level: str) -> str:
    return f"{_number(row, f'low_{level}')}–{_number(row, f'high_{level}')}"


def _hedge(view: View, row: Row) -> str:
    word = view.hedge_word(row["hedge"])
    return f"“{word} …”" if word else "a bare number"

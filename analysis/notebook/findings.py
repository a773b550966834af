"""What the calibration found, in sentences; what falls short is said, and what was not measured, too."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.notebook.measured import MONTH, OURS, REAL, SHIPPED, SPOILT, Measured
from analysis.plots import RankPanel
from analysis.plots.numbers import SHARE, shown
from analysis.plots.words import many
from analysis.selection import Rows

RANKS_TOLERANCE, REAL_TOLERANCE = 0.045, 0.05
CHANCE_OUTSIDE = 0.01
ENOUGH_SERIES = 0.75
LEAST_GAIN = 0.01
NOT_YET = "This was not measured yet; `make calibrate` does it."


def coverage_sentence(measured: Measured) -> str:
    """Say how many of the ranked values keep coverage and rank band, and how many would by chance."""
    rows = measured.rows("ranks", sampler=SHIPPED)
    if not rows:
        return NOT_YET
    near = [row for row in rows if abs(float(row["coverage_90"]) - 0.9) <= RANKS_TOLERANCE]
    inside = [row for row in rows if float(row["ecdf_excess"]) <= 0]
    lowest, highest = _ends(rows, "coverage_90")
    truths = many(int(rows[0]["replicates"]), "simulated truth")
    by_chance = shown(round(CHANCE_OUTSIDE * len(rows), 1))
    return (
        f"Of {many(len(rows), 'value')}, each ranked in {truths}, the 90 % band of {len(near)} holds the "
        f"truth in 90 ± {points(RANKS_TOLERANCE)} of 100 cases (lowest {lowest}, highest {highest}), and the "
        f"ranks of {len(inside)} keep their band. A right sampler would leave that band for about "
        f"{by_chance} of them by chance.{_listed_faults(rows)}"
    )


def coverage_title(measured: Measured) -> str:
    """Say for how many values the 90 % band is honest enough."""
    rows = measured.rows("ranks", sampler=SHIPPED)
    near = sum(abs(float(row["coverage_90"]) - 0.9) <= RANKS_TOLERANCE for row in rows)
    return f"{near} of {len(rows)} 90 % bands hold a simulated truth as often as they say"


def ranks_title(panels: Sequence[RankPanel], *, spoilt: bool) -> str:
    """Say how many values keep the band of their ranks."""
    total = sum(len(panel.curves) for panel in panels)
    kept = total - sum(len(panel.outside) for panel in panels)
    drawn = "With spoilt draws, " if spoilt else ""
    return f"{drawn}{kept} of {total} values keep the band of their ranks"


def truths_title(measured: Measured) -> str:
    """Say between which shares the 90 % band holds truths that break an assumption."""
    shares = [one.inside_90 for one in measured.truths()]
    low, high = percent(min(shares)), percent(max(shares))
    return f"Where an assumption is broken, the 90 % band holds {low} to {high} of the months"


def series_title(measured: Measured) -> str:
    """Say how much of the real series the 90 % band holds."""
    row = measured.rows("recovery", set=REAL, method=OURS, target=MONTH)[0]
    return f"The 90 % band holds {percent(float(row['inside_90']))} of the months of real series"


def claims_title(measured: Measured) -> str:
    """Say how the coverage changes with the number of claims."""
    found = measured.by_claims()
    few, most = found[0], found[-1]
    return (
        f"The 90 % band holds {percent(few.inside_90)} of the months with {few.label}, "
        f"{percent(most.inside_90)} with {most.label}"
    )


def methods_title(measured: Measured) -> str:
    """Say how many methods have a better score on real series."""
    scores = measured.scores()
    ours = next(one.score for one in scores if one.ours)
    better = sum(one.score < ours for one in scores)
    if not better:
        return f"Hedgerow has the lowest log-CRPS of {len(scores)} methods"
    return f"{better} of {many(len(scores) - 1, 'other method')} have a lower log-CRPS than Hedgerow"


def control_sentence(measured: Measured) -> str:
    """Say how many of the spoilt values are found out."""
    rows = measured.rows("ranks", sampler=SPOILT)
    if not rows:
        return NOT_YET
    found = sum(row["passed"] == "no" for row in rows)
    designs = measured.designs(SPOILT)
    caught = {row["design"] for row in rows if row["passed"] == "no"}
    return (
        f"Draws that were pulled a fifth towards their median are found out in {found} of "
        f"{many(len(rows), 'value')}, and in {len(caught)} of {many(len(designs), 'problem')}."
    )


def truths_sentence(measured: Measured) -> str:
    """Say which misspecified truths the 90 % band holds too seldom, and which it holds."""
    found = measured.truths()
    if not found:
        return NOT_YET
    kinds = many(len(found), "kind")
    short = [one for one in found if one.inside_90 < 0.9 - RANKS_TOLERANCE]
    if not short:
        return f"The 90 % band holds the months of all {kinds} of truth as often as it says."
    worst_first = sorted(short, key=lambda one: one.inside_90)
    listed = "; ".join(f"{_small(one.label)} ({percent(one.inside_90)})" for one in worst_first)
    return (
        f"The 90 % band falls short for {len(short)} of {kinds} of truth: {listed}. "
        "A band holds only where the statements are wrong in the ways that the method allows for."
    )


def real_sentence(measured: Measured) -> str:
    """Say how often the bands hold real series, and how that compares with what they promise."""
    found = measured.rows("recovery", set=REAL, method=OURS, target=MONTH)
    if not found:
        return NOT_YET
    row = found[0]
    half, nine = (float(row[f"inside_{level}"]) for level in (50, 90))
    return (
        f"Of {row['series']} real series, cut into claims {row['cases']} times, the 50 % band holds "
        f"{percent(half)} of the months, which is {_verdict(half, 0.5)}, "
        f"and the 90 % band {percent(nine)}, which is {_verdict(nine, 0.9)}."
    )


def peers_sentence(measured: Measured) -> str:
    """Say which methods are worse on average, on how many of the series, and which are not."""
    rows = measured.rows("methods", set=REAL, target=MONTH, score="crps")
    if not rows:
        return NOT_YET
    better = [row for row in rows if float(row["ours"]) < float(row["theirs"])]
    often = [row for row in better if float(row["series_won"]) >= ENOUGH_SERIES]
    closest = min(rows, key=lambda row: float(row["series_won"]))
    return (
        f"By log-CRPS of the months, Hedgerow is better on average than {len(better)} of "
        f"{many(len(rows), 'other way')} of reading the same claims, and on three quarters of the series "
        f"or more than {len(often)} of them. The closest is {closest['peer']}: Hedgerow is better on "
        f"{percent(float(closest['series_won']))} of the series."
    )


def priors_sentence(measured: Measured) -> str:
    """Say which prior does best on the half that chooses, and what the other half says of it."""
    chosen = measured.rows("priors", half="selection", target=MONTH)
    if not chosen:
        return NOT_YET
    best = min(chosen, key=lambda row: float(row["crps"]))["prior"]
    rows = measured.rows("priors", half="confirmation", target=MONTH)
    crps = {row["prior"]: float(row["crps"]) for row in rows}
    name = "the shipped one" if best == SHIPPED else best
    head = f"Of {many(len(chosen), 'prior')}, {name} has the lowest log-CRPS on the choosing half"
    if best == SHIPPED or {SHIPPED, best} - set(crps):
        return f"{head}."
    gain = 1 - crps[best] / crps[SHIPPED]
    kind = "lower" if gain > 0 else "higher"
    compared = (
        f"{head}; on the confirming half it is {percent(abs(gain))} {kind} than that of the shipped one."
    )
    return f"{compared}{_why_shipped(measured, best, gain)}"


def _why_shipped(measured: Measured, best: str, gain: float) -> str:
    """Say how often bands under two priors hold a month against its average, and what follows from it."""
    rows = measured.rows("priors", half="selection", target="shape")
    held = {row["prior"]: float(row["inside_90"]) for row in rows if row["prior"] in (best, SHIPPED)}
    if len(held) < 2:
        return ""
    said = (
        f" Its 90 % bands hold {percent(held[best])} of the ratios of a month to the average, "
        f"those of the shipped one {percent(held[SHIPPED])}."
    )
    if held[best] < 0.9 - REAL_TOLERANCE <= held[SHIPPED]:
        return f"{said} The shipped one is kept, since no band may be narrower than it claims."
    if gain < LEAST_GAIN:
        least = percent(LEAST_GAIN)
        return f"{said} The shipped one is kept: less than {least} is no reason to move every figure."
    return said


def _ends(rows: Rows, name: str) -> tuple[str, str]:
    numbers = [float(row[name]) for row in rows]
    return percent(min(numbers)), percent(max(numbers))


def _listed_faults(rows: Rows) -> str:
    faults = [f"{row['value']} ({row['design']})" for row in rows if row["passed"] == "no"]
    return f" Not passed: {'; '.join(faults)}." if faults else ""


def _verdict(share: float, promise: float) -> str:
    if abs(share - promise) <= REAL_TOLERANCE:
        return f"within {points(REAL_TOLERANCE)} points of its promise"
    return (
        "too often: the band is wider than it need be" if share > promise else "too seldom: it is too narrow"
    )


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal at most."""
    return shown(round(share, 3), SHARE)


def points(share: float) -> str:
    """Return a difference of shares in percentage points."""
    return shown(round(100 * share, 1))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]

"""What a large table of quantities costs, from the newest run of the benchmark of scale."""

from __future__ import annotations

from analysis.notebook.measured import Measured
from analysis.selection import Row

MANY = 10_000_000
MACHINES, CORES = 50, 32
NOT_YET = "This was not measured yet."


def curve_sentence(measured: Measured) -> str:
    """Say how fast tables of several sizes were estimated in one process, and how that grows."""
    rows = measured.selection.rows("bench/scale")
    if not rows:
        return NOT_YET
    speeds = ", ".join(
        f"{int(row['quantities']):,} at {float(row['per_second']):.1f} a second" for row in rows
    )
    first, last = rows[0], rows[-1]
    return (
        f"Measured on {last['date']} in one process at {last['effort']} effort, quantities of "
        f"{last['months']} months and {last['claims']} claims each: {speeds}. Memory peaked at "
        f"{float(first['peak_mb']):,.0f} MB for the smallest table "
        f"and {float(last['peak_mb']):,.0f} MB for the largest."
    )


def pymc_sentence(measured: Measured) -> str:
    """Say what the largest table would take by a general sampler, extrapolated from a few quantities."""
    rows = measured.selection.rows("bench/scale")
    if not rows or not rows[-1]["pymc_seconds_each"]:
        return NOT_YET
    return beside_pymc(rows[-1])


def cost_sentence(measured: Measured) -> str:
    """Say what ten million quantities would take, and on how many machines."""
    rows = measured.selection.rows("bench/scale")
    return on_paper(rows[-1]) if rows else NOT_YET


def beside_pymc(row: Row) -> str:
    """Say what a table would take by PyMC, from the seconds it took for one quantity."""
    each, count = float(row["pymc_seconds_each"]), int(row["quantities"])
    return (
        f"By PyMC, at the {each:.1f} s it took for each of a few such quantities, {count:,} would take "
        f"{each * count / 3600:,.1f} hours: {each * float(row['per_second']):,.0f} times as long."
    )


def on_paper(row: Row) -> str:
    """Say what ten million quantities would take, from the cost of one and the speed of handing them out."""
    each = float(row["processor_seconds"]) / int(row["quantities"])
    handed_out = float(row["handed_out_per_second"])
    hours, handing = MANY * each / 3600, MANY / handed_out / 3600
    together = hours / (MACHINES * CORES)
    slowest = "the machines decide" if together > handing else "handing out decides"
    return (
        f"At {each:.2f} s of one processor each, {MANY:,} quantities would take {hours:,.0f} processor "
        f"hours: {together:,.1f} hours on {MACHINES} machines of {CORES} processors. One process hands "
        f"out and collects {handed_out:,.0f} quantities a second, which alone takes {handing:,.1f} hours; "
        f"{slowest}."
    )

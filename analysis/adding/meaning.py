"""What a statement will mean to the model: the span it allows, the length of its window, its weight."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.console import brief
from analysis.read import window_label
from analysis.tables.claims import CLAIM_COLUMNS, claims_table
from analysis.tables.records import Records, Source, Statement
from analysis.tables.vocabulary import Vocabulary, known_text

if TYPE_CHECKING:
    from analysis.model.problem import Observation, Problem

_LEVELS = (0.05, 0.5, 0.95)
_HALF_BAND = 1.645  # standard deviations from the middle of a normal 90 % band to its edge


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the model reads out of a statement when it stands alone.

    Attributes
    ----------
    low, middle, high
        Quantiles 0.05, 0.5 and 0.95 of what the speaker believed, given number and hedge; in the unit.
    months
        Length of the window as the model takes it.
    doubt
        Factor by which the truth may lie above or below what the speaker believed, at 90 %, for what the
        speaker knew and wanted.
    onset
        What began when (*shipments, 2023-11~*) if the window opens before and the model counts from there.
    """

    low: float
    middle: float
    high: float
    months: float
    doubt: float
    onset: str = ""


def meaning_of(source: Source, statement: Statement, vocabulary: Vocabulary) -> Meaning | None:
    """Ask the model what it makes of a statement; None when that takes other claims or is no evidence."""
    if not statement.is_evidence:
        return None
    rows = claims_table(Records((replace(source, statements=(statement,)),)), vocabulary)
    problem = _problem_alone(rows, vocabulary)
    if problem is None or problem.observations[0].relative:
        return None
    start, end = _window(problem)
    undated = _problem_alone(rows, _without_onsets(vocabulary))
    from_onset = undated is None or _window(undated)[0] != start
    onset = _onset(statement.quantity, vocabulary) if from_onset else ""
    return _meaning(problem.observations[0], end - start, onset)


def _problem_alone(rows: list[dict[str, Any]], vocabulary: Vocabulary) -> Problem | None:
    """Return what the model makes of a claim by itself; None when it takes others."""
    import pandas as pd

    from analysis.model.assemble import assemble_groups
    from analysis.model.settings import Settings

    claims = pd.DataFrame(rows, columns=list(CLAIM_COLUMNS))
    try:
        (group,) = assemble_groups(claims, vocabulary, Settings())
    except ValueError:
        return None
    return group.problem


def _window(problem: Problem) -> tuple[float, float]:
    (observation,) = problem.observations
    return problem.ends[observation.start].position, problem.ends[observation.end].position


def _onset(quantity: str, vocabulary: Vocabulary) -> str:
    """Name the onset of the series that a quantity belongs to, perhaps in another unit."""
    from analysis.model.relations import series_of

    name = series_of(quantity, vocabulary)
    return f"{name}, {known_text(vocabulary.quantities[name], 'onset')}"


def _without_onsets(vocabulary: Vocabulary) -> Vocabulary:
    rows = {name: {**row, "onset": ""} for name, row in vocabulary.quantities.items()}
    return replace(vocabulary, quantities=rows)


def _meaning(observation: Observation, months: float, onset: str) -> Meaning:
    import numpy as np

    from analysis.model.likelihood import belief_bins

    edges, mass = belief_bins(observation.statements)
    reached = np.concatenate([[0.0], np.cumsum(mass)])
    low, middle, high = (math.exp(float(np.interp(level, reached, edges))) for level in _LEVELS)
    spread = math.hypot(observation.own_error, *observation.loadings.values())
    return Meaning(low, middle, high, months, math.exp(_HALF_BAND * spread), onset)


def meaning_lines(statement: Statement, meaning: Meaning | None, vocabulary: Vocabulary) -> list[str]:
    """Say in words how a statement is read, and what the model makes of it."""
    return [
        f"reads      {_number(statement)}, {_hedge(statement, vocabulary)}",
        *([f"window     {statement.window}: {window_label(statement.window)}"] if statement.window else []),
        f"status     {statement.status}",
        *(f"model      {line}" for line in _model_lines(statement, meaning)),
    ]


def _number(statement: Statement) -> str:
    numbers = [f"{number:,.10g}" for number in statement.numbers if number is not None]
    unit = "as a share" if statement.measure == "share" else statement.unit
    return " ".join(part for part in (" to ".join(numbers) or "no number", unit) if part)


def _hedge(statement: Statement, vocabulary: Vocabulary) -> str:
    row = vocabulary.hedges.get(statement.hedge)
    meaning = known_text(row, "description") if row else ""
    said = f" ({meaning[:1].lower()}{meaning[1:]})" if meaning else ""
    return f"hedge {statement.hedge or 'none'}{said}"


def _model_lines(statement: Statement, meaning: Meaning | None) -> Iterator[str]:
    if not statement.is_evidence:
        yield "does not use it: it is shown, never evidence"
        return
    if meaning is None:
        yield "reads it beside the other claims; alone it gives no span"
        return
    span = f"{brief(meaning.low)} to {brief(meaning.high)}"
    yield f"the speaker believed {span} (90 %), {brief(meaning.middle)} at the middle"
    if statement.measure == "total":
        low, high = (brief(edge / meaning.months) for edge in (meaning.low, meaning.high))
        since = f" (counted from the onset of {meaning.onset})" if meaning.onset else ""
        yield f"over {meaning.months:.1f} months{since} that is {low} to {high} a month"
    yield f"what the speaker knew and wanted may shift it by a factor of {meaning.doubt:.2f} either way"

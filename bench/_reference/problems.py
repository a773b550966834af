"""The five problems that implementations of the model are compared on.

Run as a module to write their descriptions anew: ``python -m bench._reference.problems``. Their claims are
invented.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.model.assemble import assemble_groups
from analysis.model.settings import Settings
from analysis.tables.vocabulary import Vocabulary, read_vocabulary
from bench._reference.description import Description, describe

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "reference" / "problems"

Row = dict[str, object]

TITLES = {
    "one-claim": "One claim over 23 months",
    "eight-overlapping": "Eight overlapping claims over 23 months, three speakers in three blocs",
    "contradictory": "Two claims over the same 23 months that differ by a factor of three",
    "mixed-units": "A flow and a stock partly counted in battalions, and their ratio",
    "sixty-claims": "Sixty claims over 120 months, six speakers in three blocs",
}
SPEAKERS = {
    "hur": ("ukraine", "interested"),
    "uk_di": ("west", "interested"),
    "monitor": ("unaligned", "neutral"),
    "ministry": ("ukraine", "enemy_losses"),
    "agency": ("west", "interested"),
    "panel": ("unaligned", "neutral"),
}
FIRST_YEAR, LONG_MONTHS, LONG_CLAIMS, LONG_SEED = 2015, 120, 60, 20250601
MISTAKE, LONG_SIGMA, LONG_LENGTH, LONG_LEVEL = 0.2, 0.6, 8.0, 11.5


def claim(
    number: int, quantity: str, speaker: str, window: str, value: float | None, **others: object
) -> Row:
    """Return a row of a claims table; what is not named is usual."""
    bloc, interest = SPEAKERS[speaker]
    return {
        "claim_id": f"claim-{number}",
        "origin_id": f"origin-{number}",
        "status": "primary",
        "speaker": speaker,
        "bloc": bloc,
        "interest": interest,
        "basis": "official",
        "quantity": quantity,
        "measure": "total",
        "value": value,
        "value_low": None,
        "value_high": None,
        "unit": "",
        "hedge": "bare",
        "window": window,
        "stated_on": "",
        **others,
    }


def one_claim() -> list[Row]:
    """Return the single claim of the first problem."""
    return [claim(1, "rounds", "hur", "2023-06/2025-04", 6_000_000)]


def eight_overlapping() -> list[Row]:
    """Return claims of all kinds of hedge, window, speaker and basis about one flow."""
    return [
        claim(1, "rounds", "hur", "2023-06/2025-04", 6_000_000),
        claim(2, "rounds", "hur", "2023-06~/2025-04", 6_000_000, origin_id="origin-1", status="repeat"),
        claim(3, "rounds", "hur", "2023-08/2023-11", 1_000_000, hedge="lower"),
        claim(4, "rounds", "uk_di", "../2024-06", 2_500_000, hedge="approx", basis="guess"),
        claim(5, "rounds", "monitor", "2023-09-01/2024-02-29", 1_620_000, basis="itemised"),
        claim(6, "rounds", "uk_di", "2024-01-01/2024-12-31", 4_000_000, hedge="up_to"),
        claim(7, "rounds", "hur", "2024-21", None, hedge="range", value_low=600_000, value_high=900_000),
        claim(8, "rounds", "monitor", "2024-10", 250_000, measure="rate", hedge="just_below"),
        claim(9, "rounds", "uk_di", "2025-01~/2025-04", 800_000, hedge="at_least"),
    ]


def contradictory() -> list[Row]:
    """Return two claims of different blocs, one three times the other."""
    return [
        claim(1, "rounds", "hur", "2023-06/2025-04", 9_000_000),
        claim(2, "rounds", "uk_di", "2023-06/2025-04", 3_000_000),
    ]


def mixed_units() -> list[Row]:
    """Return claims of losses and of troops, in people and in battalions."""
    return [
        claim(1, "losses", "hur", "2024-11/2025-03", 5_000, hedge="lower"),
        claim(2, "losses", "monitor", "2024-11/2025-01", 3_800, hedge="approx"),
        claim(3, "losses", "uk_di", "../2025-01-15", 4_000, hedge="up_to"),
        claim(4, "troops", "hur", "2024-10/2024-12", 11_000, measure="stock", hedge="approx"),
        claim(5, "troops", "uk_di", "2024-11", 21, measure="stock", unit="battalions"),
        claim(6, "troops", "monitor", "2025-02", 18, measure="stock", unit="battalions", hedge="approx"),
        claim(7, "troops", "uk_di", "2025-01/2025-03", 9_500, measure="stock", basis="guess"),
    ]


def sixty_claims() -> list[Row]:
    """Return hedged, rounded claims that six speakers with biases of their own make of a known series."""
    rng = np.random.default_rng(LONG_SEED)
    levels = _known_series(rng)
    bias = {speaker: 0.2 * rng.standard_normal() for speaker in SPEAKERS}
    rows = [_stated_of(number, levels, bias, rng) for number in range(1, LONG_CLAIMS)]
    return [*rows, claim(LONG_CLAIMS, "rounds", "monitor", "2019-03", 0, hedge="zero")]


def _known_series(rng: np.random.Generator) -> np.ndarray:
    carry = math.exp(-1 / LONG_LENGTH)
    noise = rng.standard_normal(LONG_MONTHS)
    path = [noise[0]]
    for new in noise[1:]:
        path.append(carry * path[-1] + math.sqrt(1 - carry**2) * new)
    return np.asarray(np.exp(LONG_LEVEL + LONG_SIGMA * np.array(path)))


def _stated_of(number: int, levels: np.ndarray, bias: dict[str, float], rng: np.random.Generator) -> Row:
    speaker = list(SPEAKERS)[number % len(SPEAKERS)]
    length = LONG_MONTHS if number == 1 else int(min(rng.geometric(1 / 14), LONG_MONTHS))
    first = int(rng.integers(0, LONG_MONTHS - length + 1))
    amount = float(levels[first : first + length].sum())
    if number % 9 == 0:
        return _stated(number, speaker, first, length, amount / length, bias, rng, measure="rate")
    return _stated(number, speaker, first, length, amount, bias, rng)


def _stated(
    number: int,
    speaker: str,
    first: int,
    length: int,
    truth: float,
    bias: dict[str, float],
    rng: np.random.Generator,
    **others: object,
) -> Row:
    hedge = ("bare", "approx", "lower", "bare", "up_to", "just_below", "at_least", "exact", "at_most")[
        number % 9
    ]
    basis = ("official", "guess", "itemised")[number % 3]
    believed = truth * math.exp(bias[speaker] + MISTAKE * rng.standard_normal())
    window = f"{_month(first)}/{_month(first + length - 1)}" if length > 1 else _month(first)
    return claim(number, "rounds", speaker, window, _rounded(believed, 2), hedge=hedge, basis=basis, **others)


def _month(number: int) -> str:
    return f"{FIRST_YEAR + number // 12}-{number % 12 + 1:02d}"


def _rounded(value: float, digits: int) -> float:
    place = 10.0 ** (math.floor(math.log10(value)) + 1 - digits)
    return round(value / place) * place


CLAIMS = {
    "one-claim": one_claim,
    "eight-overlapping": eight_overlapping,
    "contradictory": contradictory,
    "mixed-units": mixed_units,
    "sixty-claims": sixty_claims,
}


def reference_problems(vocabulary: Vocabulary) -> Iterator[Description]:
    """Describe the problems one after the other."""
    units = {**vocabulary.units, "battalions": {"quantity": "troops", "factor": 500.0, "factor_sd": 0.3}}
    vocabulary = replace(vocabulary, units=units)
    for name, rows in CLAIMS.items():
        (group,) = assemble_groups(pd.DataFrame(rows()), vocabulary, Settings())
        yield describe(name, TITLES[name], group.problem, tuple(group.ratios.values()))


def main() -> None:
    """Write the descriptions."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for description in reference_problems(read_vocabulary(ROOT / "data" / "vocabulary")):
        text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{description['name']}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

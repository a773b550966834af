"""Example estimates in the form of data/estimates: quantiles of log-normal distributions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import pandas as pd
import pytest

from analysis.figures.publish import publish_figures
from analysis.tables.vocabulary import Vocabulary, read_vocabulary

VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary"
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
WINDOW = "2023-06/2025-04"


def quantile_rows(keys: dict[str, str], median: float, log_sd: float) -> list[dict[str, object]]:
    normal = NormalDist(math.log(median), log_sd)
    rows = [(("quantile"), level, math.exp(normal.inv_cdf(level))) for level in LEVELS]
    rows += [("median", None, median), ("mean", None, median * math.exp(log_sd**2 / 2))]
    return [
        keys | {"output_type": kind, "output_type_id": level, "value": value} for kind, level, value in rows
    ]


def diagnostics_row(quantity: str, target: str, month: str = "", **changes: object) -> dict[str, object]:
    fine = {"ess_bulk": 4000.0, "ess_tail": 3500.0, "rhat": 1.001, "passed": "yes"}
    errors = dict.fromkeys(("mcse_median", "mcse_low_90", "mcse_high_90"), 1e-9)
    shape = {"shape_information": 0.8 if target == "month" else None}
    return {"quantity": quantity, "target": target, "month": month} | fine | errors | shape | changes


@dataclass
class Estimates:
    """Everything that `publish_figures` takes."""

    totals: pd.DataFrame
    monthly: pd.DataFrame
    ratios: pd.DataFrame
    diagnostics: pd.DataFrame
    claims: pd.DataFrame
    vocabulary: Vocabulary
    data_versions: dict[str, str]

    def publish(self) -> pd.DataFrame:
        return publish_figures(
            self.totals,
            self.monthly,
            self.ratios,
            self.diagnostics,
            self.claims,
            self.vocabulary,
            self.data_versions,
        ).set_index("figure_id", drop=False)

    def diagnose(self, quantity: str, target: str, **cells: object) -> None:
        rows = (self.diagnostics["quantity"] == quantity) & (self.diagnostics["target"] == target)
        assert rows.any()
        for column, cell in cells.items():
            self.diagnostics.loc[rows, column] = cell


def claim(claim_id: str, quantity: str, status: str = "primary") -> dict[str, str]:
    return {
        "claim_id": claim_id,
        "source_id": claim_id.partition(".")[0],
        "status": status,
        "quantity": quantity,
    }


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary(VOCABULARY)


@pytest.fixture
def claims() -> pd.DataFrame:
    return pd.DataFrame(
        [
            claim("paper.rounds", "rounds"),
            claim("paper.rounds-lead", "rounds", "repeat"),
            claim("paper.guns", "guns"),
            claim("paper.losses", "losses"),
            claim("paper.share", "losses.share_of_deployed", "derived"),
            claim("paper.troops", "troops"),
            claim("paper.workers", "", "no_figure"),
        ]
    )


@pytest.fixture
def sources() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "source_id": "paper",
                "title": "An article",
                "publisher": "A Paper",
                "author": None,
                "published": "2025-05-02",
            }
        ]
    )


@pytest.fixture
def estimates(vocabulary: Vocabulary, claims: pd.DataFrame) -> Estimates:
    totals, diagnostics = [], []
    for quantity, target, median, log_sd in (
        ("rounds", "total", 6_127_000, 0.3),
        ("rounds", "rate", 266_412, 0.3),
        ("guns", "total", 372, 0.2),
        ("guns", "rate", 16.2, 0.2),
        ("losses", "total", 5_190, 0.2),
        ("losses", "rate", 1_010, 0.2),
        ("troops", "level", 11_040, 0.06),
    ):
        keys = {"quantity": quantity, "target": target, "window": WINDOW}
        totals += quantile_rows(keys, median, log_sd)
        diagnostics.append(diagnostics_row(quantity, target))
    monthly = []
    for month, information in (("2024-02", 0.9), ("2024-03", 0.1)):
        monthly += quantile_rows({"quantity": "rounds", "month": month}, 250_000, 0.7)
        diagnostics.append(diagnostics_row("rounds", "month", month, shape_information=information))
    ratios = quantile_rows({"ratio": "rounds.per_gun", "window": WINDOW}, 16_400, 0.35)
    ratios += quantile_rows({"ratio": "losses.share_of_deployed", "window": "2024-11/2025-03"}, 0.468, 0.18)
    diagnostics += [
        diagnostics_row(ratio, "ratio") for ratio in ("rounds.per_gun", "losses.share_of_deployed")
    ]
    return Estimates(
        pd.DataFrame(totals),
        pd.DataFrame(monthly),
        pd.DataFrame(ratios),
        pd.DataFrame(diagnostics),
        claims,
        vocabulary,
        {"rounds": "aaaa1111", "guns": "aaaa1111", "losses": "bbbb2222", "troops": "cccc3333"},
    )


@pytest.fixture
def figures(estimates: Estimates) -> pd.DataFrame:
    return estimates.publish()

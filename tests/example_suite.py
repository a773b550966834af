"""A small suite to build pages from: the project's vocabulary and notebooks, with invented estimates.

The estimates are log-normal quantiles in the form that the model writes; nothing here is an inference.
"""

from __future__ import annotations

import csv
import itertools
import math
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.figures.publish import publish_figures
from analysis.tables.claims import CLAIM_COLUMNS, SOURCE_COLUMNS
from analysis.tables.vocabulary import Vocabulary, read_vocabulary

PROJECT = Path(__file__).resolve().parents[1]
QUANTILES = {0.05: -1.6449, 0.1: -1.2816, 0.25: -0.6745, 0.5: 0.0, 0.75: 0.6745, 0.9: 1.2816, 0.95: 1.6449}
ENDS = {"value": 0.0, "low_50": -0.6745, "high_50": 0.6745, "low_90": -1.6449, "high_90": 1.6449}
FLOWS = {"rounds": (266_000, 0.2, "2023-06/2025-04"), "missiles": (6.6, 0.2, "2023-06/2025-04")}
FLOWS |= {"guns": (16.3, 0.2, "2023-06/2025-04"), "losses": (1_050, 0.25, "2024-11/2025-03")}
FLOWS |= {"containers": (900, 0.2, "2023-06/2025-04"), "killed": (300, 0.3, "2024-11/2025-03")}
FLOWS |= {"reinforcements": (1_000, 0.3, "2025-01/2025-03")}
STOCKS = {"troops": (11_000, 0.16, "2024-10/2024-12")}
RATIOS = {
    "rounds.per_gun": (16_400, 0.18, "2023-06/2025-04"),
    "losses.share_of_deployed": (0.47, 0.18, "2024-11/2025-03"),
    "rounds.per_container": (300, 0.2, "2023-06/2025-04"),
    "killed.share_of_losses": (0.28, 0.2, "2024-11/2025-03"),
}
SCENARIOS = {
    "base": 1.0,
    "hedge_width_half": 0.97,
    "hedge_width_double": 1.08,
    "without_hedge": 0.95,
    "without_window": 0.97,
    "without_speaker": 0.62,
    "without_shape": 0.99,
    "knowledge_width_double": 1.4,
}
UNSETTLED = ("guns", "without_hedge")
UNSETTLED_POINT = ("guns.rate", "hedge_width=2")
"""A scenario and a point of the grid of which the draws did not settle."""
ASSUMED = {
    "hedge_width": {"0.5": 0.98, "1": 1.0, "2": 1.1},
    "window_reading": {"0": 0.97, "1": 1.0, "2": 1.02},
    "speaker_bias": {"-0.2": 1.2, "0": 1.0, "0.2": 0.82},
    "unit_load.crates": {"-1": 0.7, "0": 1.0, "1": 1.4},
}
GRID_COLUMNS = ["assumptions", "figure_id", *ENDS, "passed", "data_version"]


def write_example_suite(
    root: Path,
    *,
    notebooks: Iterable[Path] = (),
    hostile: str = "",
    quantities: Collection[str] = (*FLOWS, *STOCKS),
) -> Path:
    """Write a suite into an empty folder.

    ``hostile`` is put wherever a record can put text. Of fewer ``quantities`` pages are made in less time.
    """
    shutil.copytree(PROJECT / "data" / "vocabulary", root / "data" / "vocabulary")
    with (root / "data" / "vocabulary" / "units.csv").open("a", encoding="utf-8") as units:
        units.write("crates,rounds,100,0.5,crate,Kiste,,\n")
    (root / "notebooks").mkdir(parents=True)
    for notebook in notebooks:
        shutil.copy(notebook, root / "notebooks")
    for name in ("CITATION.cff", "requirements.lock", "data/README.md", "data/datapackage.json"):
        shutil.copy(PROJECT / name, root / name)
    claims = [claim for claim in example_claims(hostile) if claim.get("quantity", "") in {"", *quantities}]
    write_tables(root, claims, hostile, quantities)
    return root


def write_tables(
    root: Path,
    claims: list[dict[str, object]],
    hostile: str = "",
    quantities: Collection[str] = (*FLOWS, *STOCKS),
) -> None:
    """Write claims, sources, estimates and figures."""
    estimates = root / "data" / "estimates"
    estimates.mkdir(parents=True, exist_ok=True)
    write_csv(root / "data" / "claims.csv", CLAIM_COLUMNS, claims)
    write_csv(root / "data" / "sources.csv", SOURCE_COLUMNS, [example_source(hostile)])
    vocabulary = read_vocabulary(root / "data" / "vocabulary")
    subjects = {*quantities, *ratios_between(quantities, vocabulary)}
    frames = {name: about(pd.DataFrame(rows), subjects) for name, rows in example_estimates().items()}
    for name, frame in frames.items():
        frame.to_csv(estimates / f"{name}.csv", index=False, lineterminator="\n")
    versions = dict.fromkeys(vocabulary.quantities, "0123456789ab")
    for name in ("sensitivity", "ratio_months"):
        frames.pop(name)
    figures = publish_figures(
        **frames, claims=pd.DataFrame(claims), vocabulary=vocabulary, data_versions=versions
    )
    figures.to_csv(root / "data" / "figures.csv", index=False, lineterminator="\n")
    write_csv(root / "data" / "whatif.csv", GRID_COLUMNS, example_grid(subjects))


def about(table: pd.DataFrame, subjects: Collection[str]) -> pd.DataFrame:
    """Return the rows of a table of estimates that are about some quantities and ratios."""
    return table[table["quantity" if "quantity" in table else "ratio"].isin(subjects)]


def ratios_between(quantities: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """Return the ratios of which both parts are among some quantities."""
    parts = {name: {row["numerator"], row["denominator"]} for name, row in vocabulary.ratios.items()}
    return [name for name in RATIOS if parts[name] <= {*quantities}]


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows of text; a column that a row lacks stays blank."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def example_source(hostile: str = "") -> dict[str, object]:
    """Return one source."""
    return {
        "source_id": "paper",
        "title": f"Deliveries counted {hostile}".strip(),
        "publisher": f"A newspaper {hostile}".strip(),
        "language": "en",
        "published": "2025-04",
        "address": "https://example.org/paper",
        "licence": "none stated",
        "note": hostile,
    }


def example_claims(hostile: str = "") -> Iterator[dict[str, object]]:
    """Yield claims about every quantity, one that is no evidence, and one without a number."""
    base = {
        "source_id": "paper",
        "status": "primary",
        "speaker": "hur",
        "bloc": "ukraine",
        "interest": "interested",
    }
    base |= {
        "basis": "official",
        "measure": "total",
        "hedge": "bare",
        "window": "2023-06/2025-04",
        "note": hostile,
    }
    counted = [("rounds", 6_000_000, "rounds"), ("missiles", 150, "missiles"), ("guns", 370, "guns")]
    counted += [("containers", 20_000, "containers"), ("killed", 1_400, "killed")]
    counted += [("reinforcements", 3_000, "reinforcements")]
    for number, (name, value, unit) in enumerate(counted):
        words = f"{value} {unit} {hostile}".strip()
        yield base | {
            "claim_id": f"paper.{name}",
            "origin_id": "hur",
            "quantity": name,
            "value": value,
            "unit": unit,
            "wording": words,
            "locator": f"paragraph {number + 3}",
        }
    british = base | {"speaker": "uk_di", "bloc": "west", "origin_id": "uk", "locator": "paragraph 9"}
    yield british | {
        "claim_id": "paper.losses",
        "quantity": "losses",
        "value": 5_000,
        "unit": "people",
        "hedge": "lower",
        "window": "../2025-03",
        "wording": "over 5,000",
    }
    yield british | {
        "claim_id": "paper.troops",
        "quantity": "troops",
        "measure": "stock",
        "value": 11_000,
        "unit": "soldiers",
        "hedge": "approx",
        "window": "2024-10~/2024-12~",
        "wording": "about 11,000",
    }
    yield british | {
        "claim_id": "paper.share",
        "quantity": "losses",
        "measure": "share",
        "status": "derived",
        "value": 0.5,
        "hedge": "just_below",
        "window": "../2025-03",
        "wording": "almost half",
    }
    yield base | {
        "claim_id": "paper.workers",
        "origin_id": "article",
        "speaker": "article",
        "status": "no_figure",
        "wording": "workers",
        "measure": "",
        "hedge": "",
        "window": "",
        "locator": "paragraph 7",
    }


def example_estimates() -> dict[str, list[dict[str, object]]]:
    """Return the rows of every table of estimates."""
    tables: dict[str, list[dict[str, object]]] = {
        "totals": [],
        "monthly": [],
        "ratios": [],
        "ratio_months": [],
        "diagnostics": [],
        "sensitivity": [],
    }
    for quantity, (rate, sd, window) in FLOWS.items():
        months = list(months_of(window))
        add(tables, "totals", {"quantity": quantity, "target": "rate", "window": window}, rate, sd)
        add(
            tables,
            "totals",
            {"quantity": quantity, "target": "total", "window": window},
            rate * len(months),
            sd,
        )
        for index, month in enumerate(months):
            add(
                tables,
                "monthly",
                {"quantity": quantity, "month": month},
                rate * (0.8 + 0.01 * index),
                0.8,
                informed=0.02 * index,
            )
    for quantity, (level, sd, window) in STOCKS.items():
        add(tables, "totals", {"quantity": quantity, "target": "level", "window": window}, level, sd)
        for month in months_of(window):
            add(tables, "monthly", {"quantity": quantity, "month": month}, level, sd * 1.2, informed=0.6)
    for ratio, (value, sd, window) in RATIOS.items():
        add(tables, "ratios", {"ratio": ratio, "window": window}, value, sd)
        for month in months_of(window):
            add(tables, "ratio_months", {"ratio": ratio, "month": month}, value, sd)
    return tables


def add(
    tables: dict[str, list[dict[str, object]]],
    name: str,
    key: dict[str, object],
    median: float,
    sd: float,
    informed: float | None = None,
) -> None:
    """Add quantiles, diagnostics and (for totals and ratios) sensitivity of one log-normal."""
    tables[name].append(key | {"output_type": "median", "output_type_id": "", "value": median})
    tables[name].append(
        key | {"output_type": "mean", "output_type_id": "", "value": median * math.exp(sd**2 / 2)}
    )
    for level, z in QUANTILES.items():
        tables[name].append(
            key | {"output_type": "quantile", "output_type_id": level, "value": median * math.exp(z * sd)}
        )
    subject = key.get("quantity", key.get("ratio"))
    target = key.get("target", "month" if name == "monthly" else "ratio")
    tables["diagnostics"].append(
        {
            "quantity": subject,
            "target": target,
            "month": key.get("month", ""),
            "ess_bulk": 4000,
            "ess_tail": 3000,
            "rhat": 1.001,
            "mcse_median": median * 1e-5,
            "mcse_low_90": median * 1e-5,
            "mcse_high_90": median * 1e-5,
            "shape_information": "" if informed is None else informed,
            "prior_low_90": median / 6 if name == "monthly" else "",
            "prior_high_90": median * 5 if name == "monthly" else "",
            "passed": "yes",
        }
    )
    if name in ("totals", "ratios"):
        for scenario, factor in SCENARIOS.items():
            low, high = (median * math.exp(z * sd * factor) for z in (-0.6745, 0.6745))
            outer = [median * math.exp(z * sd * factor) for z in (-1.6449, 1.6449)]
            tables["sensitivity"].append(
                {
                    "scenario": scenario,
                    "quantity": subject,
                    "target": target,
                    "month": "",
                    "median": median,
                    "low_50": low,
                    "high_50": high,
                    "low_90": outer[0],
                    "high_90": outer[1],
                    "passed": "no" if (subject, scenario) == UNSETTLED else "yes",
                }
            )


def example_grid(subjects: Collection[str]) -> Iterator[dict[str, object]]:
    """Yield the headline figures at each point of a grid; only rounds come in crates."""
    headlines = {f"{name}.rate": (name, *numbers) for name, numbers in FLOWS.items()}
    headlines |= {name: (name, *numbers) for name, numbers in RATIOS.items()}
    headlines["troops.deployed"] = ("troops", *STOCKS["troops"])
    for figure_id, (subject, median, sd, _) in headlines.items():
        if subject not in subjects:
            continue
        axes = [name for name in ASSUMED if "." not in name or figure_id.startswith("rounds.")]
        for values in itertools.product(*(ASSUMED[name].items() for name in axes)):
            moved = [f"{name}={value}" for name, (value, by) in zip(axes, values, strict=True) if by != 1]
            middle = median * math.prod(by for _, by in values)
            ends = {name: middle * math.exp(z * sd) for name, z in ENDS.items()}
            point = " ".join(moved) or "published"
            passed = "no" if (figure_id, point) == UNSETTLED_POINT else "yes"
            yield {"assumptions": point, "figure_id": figure_id, **ends, "passed": passed}


def months_of(window: str) -> Iterator[str]:
    """Yield the months of a closed window."""
    first, last = (12 * int(end[:4]) + int(end[5:7]) - 1 for end in window.split("/"))
    for position in range(first, last + 1):
        year, month = divmod(position, 12)
        yield f"{year}-{month + 1:02}"

"""Monthly estimates as a modelling hub takes them (hubverse: model output and the tasks that it answers)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MODEL = "hedgerow-posterior"
SCHEMA = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.0/{name}-schema.json"
COLUMNS = ("quantity", "month", "output_type", "output_type_id", "value")
NOT_APPLICABLE = "NA"
LONGEST_NAME = 100

Row = Mapping[str, str]


def round_id(version: str) -> str:
    """Return the id of the round that a version of the suite is: letters, digits and underscores."""
    return "v" + re.sub(r"[^0-9A-Za-z]+", "_", version)


def model_output(monthly: Iterable[Row]) -> list[dict[str, str]]:
    """Return the rows of a submission: those of ``monthly.csv``, with NA where no probability applies."""
    return [
        {**{name: row[name] for name in COLUMNS}, "output_type_id": row["output_type_id"] or NOT_APPLICABLE}
        for row in monthly
    ]


def hub_tasks(
    monthly: Sequence[Row], units: Mapping[str, str], labels: Mapping[str, str], version: str
) -> Any:
    """Return ``hub-config/tasks.json``: one task a quantity, with its months and its quantiles.

    Parameters
    ----------
    monthly
        Rows of ``monthly.csv``.
    units, labels
        Unit and name of each quantity.
    version
        Version of the suite.
    """
    quantities = dict.fromkeys(row["quantity"] for row in monthly)
    tasks = [
        _task(name, [row for row in monthly if row["quantity"] == name], units[name], labels[name])
        for name in quantities
    ]
    months = sorted({row["month"] for row in monthly})
    return {
        "schema_version": SCHEMA.format(name="tasks"),
        "rounds": [
            {
                "round_id_from_variable": False,
                "round_id": round_id(version),
                "model_tasks": tasks,
                "submissions_due": {"start": f"{months[0][:7]}-01", "end": "9999-12-31"},
            }
        ],
        "output_type_id_datatype": "double",
    }


def _task(quantity: str, rows: Sequence[Row], unit: str, label: str) -> dict[str, Any]:
    levels = sorted({float(row["output_type_id"]) for row in rows if row["output_type"] == "quantile"})
    value = {"type": "double", "minimum": 0}
    central = {
        kind: {"output_type_id": {"required": None}, "is_required": True, "value": value}
        for kind in ("mean", "median")
        if any(row["output_type"] == kind for row in rows)
    }
    quantile = {"output_type_id": {"required": levels}, "is_required": True, "value": value}
    return {
        "task_ids": {
            "quantity": {"required": [quantity], "optional": None},
            "month": {"required": sorted({row["month"] for row in rows}), "optional": None},
        },
        "output_type": {**central, "quantile": quantile},
        "target_metadata": [
            {
                "target_id": quantity,
                "target_name": label[:LONGEST_NAME],
                "target_units": unit[:LONGEST_NAME],
                "target_keys": {"quantity": quantity},
                "target_type": "continuous",
                "is_step_ahead": False,
            }
        ],
    }

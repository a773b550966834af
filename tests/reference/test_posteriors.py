"""Fits agree with what general samplers drew from the same problems, by the model written anew."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from analysis.model.fit import Fit, fit_problem
from analysis.model.settings import Settings
from bench._reference.agreement import compare
from bench._reference.description import describe, read_description, rebuild

FOLDER = Path(__file__).resolve().parents[2] / "data" / "reference"
PROBLEMS = sorted(path.stem for path in (FOLDER / "problems").glob("*.json"))
REFERENCES = sorted(path for path in FOLDER.glob("*/*.json") if path.parent.name != "problems")
LONG_FIT = Settings(most_draws=32)


def problem_path(name: str) -> Path:
    return FOLDER / "problems" / f"{name}.json"


@cache
def fit_of(name: str) -> Fit:
    effort = LONG_FIT if name == "sixty-claims" else Settings()
    problem, ratios = rebuild(read_description(problem_path(name)), effort)
    return fit_problem(problem, ratios)


def read_reference(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_each_problem_has_a_reference() -> None:
    assert (
        sorted(["one-claim", "eight-overlapping", "contradictory", "mixed-units", "sixty-claims"]) == PROBLEMS
    )
    assert {path.stem for path in REFERENCES if path.parent.name == "numpyro"} == set(PROBLEMS)
    assert {path.stem for path in REFERENCES if path.parent.name == "pymc"} >= {
        "one-claim",
        "eight-overlapping",
        "contradictory",
    }


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_description_holds_all_of_a_problem(name: str) -> None:
    description = read_description(problem_path(name))
    assert describe(name, description["title"], *rebuild(description)) == description


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_reference_draws_have_mixed(path: Path) -> None:
    values = read_reference(path)["values"]
    assert {name: v["rhat"] for name, v in values.items() if not v["rhat"] < 1.01} == {}
    assert {name: v["ess_bulk"] for name, v in values.items() if not v["ess_bulk"] >= 1000} == {}


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_quantiles_agree_with_the_reference(path: Path) -> None:
    description, reference = read_description(problem_path(path.stem)), read_reference(path)
    compared = compare(fit_of(path.stem), description, reference)
    assert len(compared) == 5 * len(reference["values"]) > 0
    assert [str(one) for one in compared if not one.agrees] == []


def test_a_model_that_is_wrong_by_little_is_found_out() -> None:
    description = read_description(problem_path("one-claim"))
    problem, _ = rebuild(description)
    shifted = replace(problem.observations[0], offset=problem.observations[0].offset + 0.05)
    fit = fit_problem(replace(problem, observations=(shifted,)))
    compared = compare(fit, description, read_reference(FOLDER / "numpyro" / "one-claim.json"))
    apart = {one.name for one in compared if not one.agrees}
    assert {"total 0", "average 0"} <= apart
    assert not apart & {"sigma 0", "length 0"}

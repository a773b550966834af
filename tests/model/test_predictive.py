from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from model.builders import QUICK, claims_table, vocabulary
from numpy.typing import NDArray

from analysis.model.assemble import Group, assemble_groups
from analysis.model.fit import fit_problem
from analysis.model.predictive import Answers, answer, draw_stated
from analysis.model.settings import Settings

Array = NDArray[np.float64]

COUNTED = {"quantity": "containers", "unit": "containers"}
SURE = QUICK.with_(
    hedge_width=0.0, window_width=0.0, speaker_width=0.0, knowledge_width=0.0, shared_knowledge=0.5
)


def ask(
    *questions: dict[str, object], claims: tuple[dict[str, object], ...] = ({},), settings: Settings = QUICK
) -> tuple[Group, Answers, list[Array]]:
    """Return a group, its answers and draws of what each question's statement would say."""
    asked = claims_table(*({"origin_id": f"asked {n}", **q} for n, q in enumerate(questions)))
    (group,) = assemble_groups(claims_table(*claims), vocabulary(), settings, asked=asked)
    questions_of_group = list(group.asked.values())
    answers = answer(group.problem, tuple(group.ratios.values()), questions_of_group)
    rng = np.random.default_rng(1)
    drawn = [draw_stated(e, q, rng) for e, q in zip(answers.expected, questions_of_group, strict=True)]
    return group, answers, drawn


def width(logs: Array) -> float:
    return float(np.subtract(*np.quantile(logs, (0.95, 0.05))))


def test_without_any_doubt_the_same_is_said_again() -> None:
    _, _, (again,) = ask({}, settings=SURE)
    np.testing.assert_allclose(again, math.log(6e6), atol=0.01)


def test_another_speaker_is_less_certain_to_say_the_same() -> None:
    _, _, (same, other) = ask({}, {"speaker": "rok_nis", "bloc": "south_korea"})
    assert abs(np.median(same) - math.log(6e6)) < 0.1
    assert abs(np.median(other) - math.log(6e6)) < 0.15
    # The speaker's own lean is known from what it said; another bloc's is not.
    assert width(other) > 1.2 * width(same)


def test_what_comes_later_is_less_certain_than_what_was() -> None:
    _, _, (past, future) = ask({}, {"window": "2025-05/2027-03"})
    assert width(future) > 1.2 * width(past)
    assert abs(np.median(future) - np.median(past)) < 0.5


def test_a_tight_hedge_is_told_from_a_loose_one() -> None:
    _, _, (bare, lower) = ask({"hedge": "bare"}, {"hedge": "lower"})
    assert np.median(lower) < np.median(bare)


def test_questions_do_not_move_the_estimate() -> None:
    group, answers, _ = ask({"window": "2023-06/2025-04", "speaker": "msmt", "bloc": "west"})
    fit = fit_problem(group.problem)
    for row in (*fit.rows.totals, *fit.rows.averages):
        logs = np.log(answers.reported[row]), np.log(fit.draws.flat[row])
        found, expected = (np.quantile(x, (0.05, 0.5, 0.95)) for x in logs)
        np.testing.assert_allclose(found, expected, atol=0.06 * np.ptp(expected))


def test_what_a_claim_states_is_reported() -> None:
    group, answers, _ = ask({})
    stated = answers.reported[answers.rows.stated]
    assert stated.shape == (len(group.problem.observations), answers.expected.shape[1])
    assert abs(np.median(stated[0]) - math.log(6e6)) < 0.05


def test_a_share_is_stated_as_one_at_most() -> None:
    lost = {"quantity": "losses", "unit": "people", "value": 4000.0, "window": "2024-11/2025-03"}
    killed = {**lost, "quantity": "killed", "unit": "killed", "value": 3900.0}
    share = {**killed, "measure": "share", "unit": None, "value": None}
    _, _, (logs,) = ask(share, claims=(lost, killed))
    assert logs.max() == 0.0
    assert np.mean(logs < 0) > 0.3


def test_a_unit_that_nobody_used_brings_all_its_doubt() -> None:
    variances = []
    for unit_sd in (0.0, 0.8):
        units = {**vocabulary().units}
        units["containers"] = {**units["containers"], "factor_sd": unit_sd}
        asked = claims_table({**COUNTED, "origin_id": "b", "value": None})
        words = replace(vocabulary(), units=units)
        (group,) = assemble_groups(claims_table({}), words, QUICK, asked=asked)
        answers = answer(group.problem, (), list(group.asked.values()))
        assert abs(np.median(answers.expected[0]) - math.log(6e6 / 210)) < 0.1
        variances.append(answers.expected[0].var())
    assert variances[1] - variances[0] == pytest.approx(0.64, rel=0.15)

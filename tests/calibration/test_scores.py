from __future__ import annotations

import sys

import numpy as np
import pytest

from analysis.calibration.scores import Recovered, score_logs, score_recovery

NORMAL = np.random.default_rng(1).standard_normal((400, 4001))


@pytest.fixture
def rules() -> None:
    pytest.importorskip("scoringrules")


@pytest.mark.usefixtures("rules")
class TestScores:
    def test_a_single_draw_is_scored_by_its_distance(self) -> None:
        score = score_logs(np.array([[1.0], [2.0]]), np.array([1.5, 2.0]))
        assert score.crps == pytest.approx(0.25)
        assert score.wis == pytest.approx(0.25)
        assert score.error == pytest.approx(0.25)
        assert (score.inside_90, score.width_90) == (0.5, 0.0)

    def test_a_normal_band_has_the_known_score_at_its_centre(self) -> None:
        score = score_logs(NORMAL, np.zeros(400))
        assert score.crps == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), rel=0.01)
        assert score.width_50 == pytest.approx(2 * 0.67449, rel=0.02)
        assert score.width_90 == pytest.approx(2 * 1.64485, rel=0.02)
        interval = (0.25 * score.width_50 + 0.05 * score.width_90) / 2.5
        assert score.wis == pytest.approx(interval, rel=0.02)

    def test_an_honest_band_covers_as_often_as_it_says(self) -> None:
        score = score_logs(NORMAL[:, 1:], NORMAL[:, 0])
        assert score.inside_50 == pytest.approx(0.5, abs=0.08)
        assert score.inside_90 == pytest.approx(0.9, abs=0.05)

    def test_an_honest_band_beats_one_too_narrow_and_one_too_wide(self) -> None:
        truth = NORMAL[:, 0]
        scores = [score_logs(factor * NORMAL[:, 1:], truth) for factor in (0.3, 1.0, 3.0)]
        assert min(s.crps for s in scores) == scores[1].crps
        assert min(s.wis for s in scores) == scores[1].wis

    def test_totals_averages_and_shapes_are_scored_as_such(self) -> None:
        truth = np.array([1.0, 2.0, 3.0])
        scores = score_recovery(Recovered(2 * truth[:, None], np.array([4.0])), truth)
        assert {name: score.crps for name, score in scores.items()} == pytest.approx(
            {"month": np.log(2), "total": np.log(2), "average": np.log(2), "shape": 0.0}
        )

    @pytest.mark.parametrize("level", [0.0, -5.0])
    def test_a_month_of_nothing_is_a_large_error_and_not_an_infinite_one(self, level: float) -> None:
        truth = np.full(10, 7.0)
        wrong = truth.copy()
        wrong[0] = level
        score = score_recovery(Recovered(wrong[:, None], np.array([7.0])), truth)["month"]
        assert score.crps == pytest.approx(np.log(1000) / 10)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scoringrules", None)
    message = r"^the scores need the package scoringrules; install requirements-bench\.lock$"
    with pytest.raises(ImportError, match=message):
        score_logs(np.zeros((1, 1)), np.zeros(1))

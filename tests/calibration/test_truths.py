from __future__ import annotations

import numpy as np
import pytest

from analysis.calibration.truths import MISSPECIFIED, draw_plain, draw_truth
from analysis.model.settings import Settings

SEEDS = range(25)


def draw(name: str, seed: int) -> np.ndarray:
    return draw_truth(name, Settings(), np.random.default_rng(seed)).levels


def undisturbed(seed: int) -> np.ndarray:
    """The same plain series, without what is wrong with it."""
    return draw("none", seed)


@pytest.mark.parametrize("name", MISSPECIFIED)
def test_truths_have_24_to_48_months_and_follow_from_their_seed(name: str) -> None:
    for seed in SEEDS:
        levels = draw(name, seed)
        assert 24 <= len(levels) <= 48
        assert np.all(levels >= 0) and np.isfinite(levels).all() and levels.sum() > 0
        assert levels.tolist() == draw(name, seed).tolist()


def test_a_surge_is_two_months_at_eight_times_their_level() -> None:
    for seed in SEEDS:
        ratio = draw("surge", seed) / undisturbed(seed)
        raised = np.flatnonzero(~np.isclose(ratio, 1))
        assert ratio[raised] == pytest.approx([8, 8])
        assert np.ptp(raised) == 1


def test_a_step_changes_all_later_months_by_five() -> None:
    for seed in SEEDS:
        ratio = draw("step", seed) / undisturbed(seed)
        quarter = len(ratio) // 4
        assert ratio[:quarter] == pytest.approx(np.ones(quarter))
        assert max(ratio[-1], 1 / ratio[-1]) == pytest.approx(5)
        assert np.count_nonzero(~np.isclose(np.diff(ratio), 0)) == 1


def test_silence_is_one_stretch_of_a_quarter_of_the_months() -> None:
    for seed in SEEDS:
        silent = np.flatnonzero(draw("silence", seed) == 0)
        assert len(silent) == round(len(undisturbed(seed)) / 4)
        assert np.ptp(silent) == len(silent) - 1


def test_plain_truths_have_the_spread_of_the_prior() -> None:
    narrow = Settings(sigma_median=0.2, sigma_log_sd=0.01, length_median=1.0, length_log_sd=0.01)
    rng = np.random.default_rng(0)
    spreads = [np.log(draw_plain(48, narrow, rng)).std() for _ in range(200)]
    assert np.mean(spreads) == pytest.approx(0.2, rel=0.05)


def test_speakers_are_told_apart_only_where_they_are_wrong() -> None:
    wrong = {name: m.habits for name, m in MISSPECIFIED.items() if m.habits != MISSPECIFIED["none"].habits}
    assert set(wrong) == {"bias", "hidden origin", "window"}
    assert wrong["window"].late == 2

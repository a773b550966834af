from __future__ import annotations

import pytest

from analysis.model.settings import Settings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"populations": 0}, "populations is 0; it must be at least 1"),
        ({"draws": -2}, "draws is -2; it must be at least 1"),
        ({"hedge_width": -0.5}, "hedge_width is -0.5; a width cannot be negative"),
        ({"shared_knowledge": 1.5}, "shared_knowledge is 1.5; it is a share, from 0 to 1"),
    ],
)
def test_impossible_settings_are_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        Settings().with_(**change)
    assert str(caught.value) == message


def test_changes_leave_the_original_alone() -> None:
    base = Settings()
    assert base.with_(window_width=0).window_width == 0
    assert base.window_width == 1
    assert base.as_dict()["particles"] * base.populations == base.chains

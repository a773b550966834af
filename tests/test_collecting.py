"""The search for garbage is put off, and goes on as before."""

from __future__ import annotations

import gc

import pytest

from analysis.collecting import SELDOM, collected_seldom


def test_the_search_goes_on_as_before_even_after_an_error() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="inside"), collected_seldom():
        assert gc.get_threshold() == SELDOM != usual
        raise ValueError("inside")
    assert gc.get_threshold() == usual

"""The search for garbage, put off where much is made and most of it stays in use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (20_000, 20, 20)
"""Thresholds of the search; at Python's own it takes a sixth of the time that pages and plots take."""


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let garbage be searched for seldom meanwhile; what nothing refers to goes at once all the same."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)

"""Readers with planted faults, to see that fuzzing finds them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from fuzz.readers import Reader

SOUND = b"a sound input of no length to speak of"
_KEPT: list[bytearray] = []


def _planted(harm: Callable[[], object]) -> Callable[[bytes, Path], object]:
    """Make a reader that does harm to whatever is not sound."""
    return lambda content, _folder: None if content == SOUND else harm()


def _crash() -> None:
    raise KeyError("planted")


READERS = tuple(
    Reader(name, _planted(harm), lambda: [SOUND], (ValueError,), "planted_readers")
    for name, harm in (
        ("sound", lambda: time.sleep(0.01)),
        ("crash", _crash),
        ("death", lambda: os._exit(3)),
        ("hang", lambda: time.sleep(30)),
        ("growth", lambda: (_KEPT.append(bytearray(b"x" * 4_000_000)), time.sleep(0.03))),
        ("size", lambda: (_KEPT.append(bytearray(b"x") * 450_000_000), time.sleep(0.5))),
    )
)

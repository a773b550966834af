"""Freed memory kept for the next array instead of being handed back to the system."""

from __future__ import annotations

import ctypes
from functools import cache

KEPT_BYTES = 256 * 1024**2
LARGEST_KEPT_ARRAY = 32 * 1024**2
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3


@cache
def keep_freed_memory() -> None:
    """Have this process keep what it frees, up to a bound.

    A fit makes and frees arrays of some megabytes without end. The GNU allocator gives each back at once, and
    the system has to clear it before its next use: at 120 months and 60 claims that took more time than the
    arithmetic. Other allocators are left as they are.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    set_option(_MMAP_THRESHOLD, LARGEST_KEPT_ARRAY)
    set_option(_TRIM_THRESHOLD, KEPT_BYTES)

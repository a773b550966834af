"""Starts a suite on another topic: the layout, an example to replace, and the package as one locked wheel."""

from __future__ import annotations

from analysis.starting.starting import Started, start_suite

__all__ = ["Started", "start_suite"]

"""The site served while it is worked on: built anew upon a change, and shown at once with its errors."""

from analysis.serving.serving import serve

__all__ = ["serve"]

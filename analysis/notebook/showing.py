"""Showing a sentence, a table or a plot, in a notebook or anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from IPython.display import display


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown that shows itself: rendered in a notebook, as it is written elsewhere."""

    markdown: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/markdown": self.markdown, "text/plain": self.markdown}


def plot_name(kind: str, *ids: str) -> str:
    """Return the id of a plot on its page, made of what it shows and of whom."""
    return "-".join([kind, *(name.replace(".", "-").replace("_", "-") for name in ids)])


def show(shown: Any) -> None:
    """Show something that knows how to."""
    display(shown)  # type: ignore[no-untyped-call]

"""The code cells of a notebook, run where it lies but without a kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def shown_by_cells(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Run the code cells of a notebook and return what they show, by media type."""
    shown: list[dict[str, Any]] = []

    def keep(thing: Any) -> None:
        found = thing._repr_mimebundle_()
        shown.append(found[0] if isinstance(found, tuple) else found)

    monkeypatch.setattr("analysis.notebook.showing.display", keep)
    monkeypatch.chdir(path.parent)
    names: dict[str, Any] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return shown

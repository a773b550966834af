"""Which modules of the package decide what one of them does."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from analysis.ledger import PACKAGE


@cache
def reachable_modules(entrance: str) -> dict[str, Path]:
    """Return the modules of the package whose code can decide what ``entrance`` does, itself included.

    The ``__init__`` of a package above an imported module runs too, and is covered; what it merely imports
    for others is not, unless something imports from that package itself.
    """
    found: dict[str, Path] = {}
    above: dict[str, Path] = {}
    waiting = [entrance]
    while waiting:
        name = waiting.pop()
        path = _module_path(name)
        if name in found or path is None:
            continue
        found[name] = path
        above |= {parent: file for parent in _parents(name) if (file := _module_path(parent))}
        waiting += _imports(ast.parse(path.read_bytes()).body)
    return above | found


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _module_path(name: str) -> Path | None:
    if name.split(".", maxsplit=1)[0] != PACKAGE.name:
        return None
    place = PACKAGE.joinpath(*name.split(".")[1:])
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _imports(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements import, those for type checkers only excepted."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if _module_path(name) else node.module for name in modules)
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            yield from _imports(
                child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)
            )

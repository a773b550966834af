"""Run the benchmarks named on the command line, or all of them, and print their tables."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench


def module_names() -> list[str]:
    """Return the names of the benchmarks, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name[0] != "_")


def main(names: list[str]) -> int:
    """Print the table of each benchmark; 2 when a name is not one of them."""
    known = module_names()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"{', '.join(unknown)}: no such benchmark; there are {', '.join(known)}", file=sys.stderr)
        return 2
    for name in names or known:
        importlib.import_module(f"bench.{name}").report()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Where a new suite may be put: each refusal says what is wrong, and what to do instead."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.console import USAGE_PROBLEM, RefusalError
from analysis.suite import NoSuiteError, find_suite

LONGEST_NAME = 100


def check_place(folder: Path) -> Path:
    """Return the absolute path of a folder that a suite may be made in: a new one, or an empty one.

    Raises
    ------
    RefusalError
        If nothing can be made there, or something would be lost.
    """
    if folder.is_symlink():
        _refuse(folder, "is a symbolic link", "name the folder itself")
    place = folder.resolve()
    _check_name(folder, place)
    _check_what_is_there(folder, place)
    _check_above(folder, place.parent)
    return place


def _check_name(folder: Path, place: Path) -> None:
    if not str(place).isprintable():
        _refuse(
            Path(ascii(str(folder))[1:-1]), "has a character that cannot be printed", "choose another name"
        )
    if os.pathsep in str(place):
        _refuse(
            folder,
            f"has '{os.pathsep}' in its path, which no Python environment allows",
            "name one whose path has none",
        )
    if place.name.startswith("-"):
        _refuse(folder, "begins with '-', which commands take for an option", "choose another name")
    if len(place.name.encode()) > LONGEST_NAME:
        _refuse(folder, f"is a name of more than {LONGEST_NAME} bytes", "choose a shorter one")


def _check_what_is_there(folder: Path, place: Path) -> None:
    if place == Path.cwd():
        _refuse(folder, "is the folder you are in", "go to the one above, and name it from there")
    if place.exists() and not place.is_dir():
        _refuse(folder, "is a file", "name a folder that is not there yet")
    if place.is_dir() and any(place.iterdir()):
        _refuse(folder, "is not empty", "name a folder that is not there yet; nothing was changed")


def _check_above(folder: Path, above: Path) -> None:
    if not above.is_dir():
        _refuse(folder, f"lies in {above}, which is not there", "make that folder first")
    try:
        suite = find_suite(above)
    except NoSuiteError:
        return
    _refuse(folder, f"lies inside the suite {suite}", "name a folder outside of it")


def _refuse(folder: Path, rule: str, remedy: str) -> None:
    raise RefusalError(f"{folder}: {rule}; {remedy}", USAGE_PROBLEM)

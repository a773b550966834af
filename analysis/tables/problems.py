"""What is wrong with an input, where it stands, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SHOWN_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    Attributes
    ----------
    file
        Path as shown to the reader, relative to the suite's root.
    line
        Line of the field, counted from 1; None for the whole file.
    field
        Name of the field or column; None when no field is concerned.
    value
        The value as written; None when there is none.
    rule
        What is wrong, worded to follow the quoted value.
    remedy
        What to do, as an imperative.
    severity
        ``error`` or ``warning``; a warning stops nothing.
    """

    file: str
    line: int | None
    field: str | None
    value: str | None
    rule: str
    remedy: str
    severity: str = "error"

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        heads = [where] + ([self.field] if self.field else [])
        statement = self.rule if self.value is None else f"{quoted(self.value)} {self.rule}"
        mark = "" if self.severity == "error" else f"{self.severity}: "
        return f"{': '.join(heads)}: {mark}{statement}; {self.remedy}"


class TablesError(Exception):
    """All problems that stop a table from being made, together."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def quoted(value: str) -> str:
    """Quote a value on one line, cut where it would fill the screen."""
    shown = value if len(value) <= SHOWN_LENGTH else value[: SHOWN_LENGTH - 1] + "…"
    return f"'{harmless(shown)}'"


def harmless(text: str) -> str:
    """Write out what would steer a terminal or turn the line around: control and format characters."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def nearest(word: str, known: Iterable[str], cutoff: float = 0.5) -> str | None:
    """Return the known word that is spelt most like this one, or None when none comes near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(word.casefold()[:SHOWN_LENGTH], list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def choice_remedy(word: str, known: Iterable[str], table: str | None = None) -> str:
    """Say which known word is probably meant, and where the words are listed."""
    words = list(known)
    near = nearest(word, words)
    guess = f"the nearest known is '{near}'" if near else f"write one of {', '.join(words[:20])}"
    return f"{guess}, or add a row to {table}" if table else guess


def shown_path(path: Path, root: Path) -> str:
    """Path relative to the root with forward slashes; as it is when it lies elsewhere."""
    try:
        return (path.parent.resolve() / path.name).relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the problems that stop the work."""
    return [problem for problem in problems if problem.severity == "error"]


def raise_errors(problems: Iterable[Problem]) -> None:
    """Raise all errors at once, if there are any.

    Raises
    ------
    TablesError
        With every problem of severity ``error``.
    """
    errors = errors_of(problems)
    if errors:
        raise TablesError(errors)

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.tables import Problem, TablesError
from analysis.tables.problems import choice_remedy, nearest, raise_errors, shown_path

RULE, REMEDY = "is not a date", "write year-month, as in 2025-04"


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (
            Problem("seeds/x.yaml", 14, "window", "2025-13", RULE, REMEDY),
            "seeds/x.yaml:14: window: '2025-13' is not a date; write year-month, as in 2025-04",
        ),
        (Problem("a.csv", None, None, None, "is empty", "fill it in"), "a.csv: is empty; fill it in"),
        (
            Problem("a.csv", 1, "b", "x", "is odd", "look", severity="warning"),
            "a.csv:1: b: warning: 'x' is odd; look",
        ),
        (Problem("a", 1, "b", "x\ny\u202e", "is odd", "look"), "a:1: b: 'x\\ny\\u202e' is odd; look"),
        (Problem("a", 1, "b", "x" * 100, "is long", "cut"), f"a:1: b: '{'x' * 79}…' is long; cut"),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, expected: str) -> None:
    assert str(problem) == expected


def test_an_error_holds_all_problems() -> None:
    problems = [Problem("a", line, "b", "x", RULE, REMEDY) for line in (1, 2)]
    with pytest.raises(TablesError) as caught:
        raise_errors(problems)
    assert caught.value.problems == tuple(problems)
    assert str(caught.value).count("\n") == 1


def test_warnings_stop_nothing() -> None:
    raise_errors([Problem("a", 1, "b", "x", RULE, REMEDY, severity="warning")])


@pytest.mark.parametrize(
    ("word", "expected"), [("rouns", "rounds"), ("ROUNDS", "rounds"), ("zzz", None), ("", None)]
)
def test_the_nearest_word(word: str, expected: str | None) -> None:
    assert nearest(word, ["rounds", "missiles"]) == expected


def test_without_a_near_word_the_choices_are_listed() -> None:
    assert choice_remedy("zzz", ["rounds", "guns"]) == "write one of rounds, guns"


def test_paths_are_shown_from_the_root(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "seeds" / "x.yaml", tmp_path) == "seeds/x.yaml"
    assert shown_path(Path("/elsewhere/x.yaml"), tmp_path) == "/elsewhere/x.yaml"

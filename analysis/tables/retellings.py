"""Retellings that name the statement that they retell: they take over its origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.tables.problems import Problem, choice_remedy, nearest
from analysis.tables.records import Source, Statement
from analysis.tables.vocabulary import find_circle


def inherit_origins(sources: Iterable[Source]) -> tuple[tuple[Source, ...], list[Problem]]:
    """Give each retelling the origin of what it retells, and find those that retell nothing or themselves."""
    told = tuple(sources)
    by_id = {one.claim_id: one for source in told for one in source.statements}
    retold = {name: one.retells for name, one in by_id.items() if one.retells}
    problems = [problem for name in retold for problem in _problems(by_id[name], by_id, retold)]
    if not problems:
        told = tuple(_inherited(source, by_id, retold) for source in told)
    return told, problems


def _problems(statement: Statement, by_id: dict[str, Statement], retold: dict[str, str]) -> Iterator[Problem]:
    circle = find_circle(statement.claim_id, retold)
    if circle:
        rule = f"goes round in a circle ({' → '.join(circle)})"
        yield statement.problem(
            "retells", statement.retells, rule, "delete it where the number was first said"
        )
    elif statement.retells not in by_id:
        known = [name for name in by_id if name != statement.claim_id]
        near = nearest(statement.retells, known)
        remedy = (
            choice_remedy(statement.retells, known) if near else "record that statement, or delete the line"
        )
        yield statement.problem("retells", statement.retells, "is not a statement of any record", remedy)
    elif "origin" in statement.lines and statement.origin != (origin := _origin_of(statement, by_id, retold)):
        rule = f"is not the origin of {statement.retells}, which is '{origin}'"
        yield statement.problem("origin", statement.origin, rule, "delete it, or correct retells")


def _inherited(source: Source, by_id: dict[str, Statement], retold: dict[str, str]) -> Source:
    statements = (replace(one, origin=_origin_of(one, by_id, retold)) for one in source.statements)
    return replace(source, statements=tuple(statements))


def _origin_of(statement: Statement, by_id: dict[str, Statement], retold: dict[str, str]) -> str:
    """Return the origin of the statement with which a chain of retellings begins, or breaks off."""
    name, left = statement.claim_id, dict(retold)
    while left.get(name) in by_id:
        name = left.pop(name)
    return by_id[name].origin

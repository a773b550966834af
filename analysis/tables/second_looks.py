"""What is not wrong in itself but worth a second look: one statement told twice, a part beyond its whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from analysis.tables.arithmetic import plausible_span
from analysis.tables.origins import Told, windows_agree
from analysis.tables.problems import Problem
from analysis.tables.vocabulary import Vocabulary, wholes_of

NUMBERS = ("value", "value_low", "value_high")


def second_looks(evidence: Iterable[Told], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield warnings about pieces of evidence; none of them stops anything."""
    told = list(evidence)
    for problem in (*_twins(told), *_outgrown_wholes(told, vocabulary)):
        yield replace(problem, severity="warning")


def _twins(told: list[Told]) -> Iterator[Problem]:
    """Compare primary statements of one speaker, day, measure and value that have different origins."""
    first: dict[tuple[object, ...], Told] = {}
    for one in told:
        if one.status != "primary" or not one.quantity or len(one.stated_on.split("-")) < 3:
            continue
        said = (one.speaker, one.stated_on, one.quantity, one.measure, one.unit, one.numbers)
        other = first.setdefault(said, one)
        if other.origin != one.origin:
            same = f"has speaker, day and value in common with {other.claim_id} ({other.place})"
            rule = f"{same}, whose origin is '{other.origin}'"
            remedy = f"is it the same statement? then write 'retells: {other.claim_id}' and 'status: repeat'"
            yield one.problem("origin", one.origin, rule, remedy)


def _outgrown_wholes(told: list[Told], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Compare each part with its whole, where one origin states both over one window."""
    by_origin: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in told:
        if one.measure != "share" and one.window:
            by_origin[one.origin, one.quantity].append(one)
    for (origin, name), parts in by_origin.items():
        wholes = [
            one for whole in sorted(wholes_of(name, vocabulary)) for one in by_origin.get((origin, whole), [])
        ]
        for part, other in product(parts, wholes):
            if windows_agree(part.window, other.window, vocabulary):
                yield from _larger(part, other, vocabulary)


def _larger(part: Told, whole: Told, vocabulary: Vocabulary) -> Iterator[Problem]:
    own, other = (plausible_span(one, vocabulary) for one in (part, whole))
    if own and other and own[0] > other[1]:
        rule = f"is more {part.quantity} than there are {whole.quantity} in {whole.claim_id} ({whole.place})"
        remedy = "is it read right? then correct it, or write 'status: ambiguous'"
        name, number = next(pair for pair in zip(NUMBERS, part.numbers, strict=True) if pair[1] is not None)
        yield part.problem(name, f"{number:g}", rule, remedy)

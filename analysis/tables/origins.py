"""Acts of speech: what several statements of one origin may and may not differ in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from analysis.read import WindowEnd, parse_window
from analysis.tables.problems import Problem
from analysis.tables.vocabulary import Vocabulary

# Length in months of what a date of each precision names.
NAMED_MONTHS = {"day": 1 / 28, "month": 1.0, "season": 3.0, "year": 12.0}
FUZZY_WIDTHS = 2.0


@dataclass(frozen=True, slots=True)
class Told:
    """What these rules need of a piece of evidence, be it a record's statement or a row of a table.

    Attributes
    ----------
    numbers
        Value, lower and upper value.
    line, lines
        Where it stands, and where single fields of it stand, if elsewhere.
    """

    origin: str
    speaker: str
    quantity: str
    measure: str
    status: str
    window: str
    numbers: tuple[float | None, float | None, float | None]
    file: str
    line: int
    lines: dict[str, int] = field(default_factory=dict, compare=False)
    hedge: str = ""
    unit: str = ""
    stated_on: str = ""
    claim_id: str = ""

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"

    def problem(self, name: str, value: str, rule: str, remedy: str) -> Problem:
        """Make a problem that stands on the line of a field."""
        return Problem(self.file, self.lines.get(name, self.line), name, value, rule, remedy)


def origin_problems(evidence: Iterable[Told], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield contradictions between the pieces of evidence that share an origin."""
    for told in _grouped((one.origin, one) for one in evidence if one.quantity):
        yield from _speaker_problems(told)
        for same in _grouped(((one.quantity, one.measure), one) for one in told):
            yield from _window_problems(same, vocabulary)
            yield from _orphan_problems(same)


def windows_agree(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Whether two windows can be two wordings of one span.

    An open end agrees with every end; two named ends agree when the spans that they name touch,
    after an approximate one is widened by twice its sd of ``windows.csv``.
    """
    one, other = parse_window(first), parse_window(second)
    starts = _ends_agree(one.start, other.start, 1, vocabulary)
    return starts and _ends_agree(one.end, other.end, -1, vocabulary)


def _adjoin(first: str, second: str) -> bool:
    """Whether one window begins where the other ends, as counts of August and of September do."""
    one, other = parse_window(first), parse_window(second)
    seams = ((one.end.position, other.start.position), (other.end.position, one.start.position))
    return any(end is not None and start is not None and abs(end - start) < 1e-6 for end, start in seams)


def _ends_agree(one: WindowEnd, other: WindowEnd, inward: int, vocabulary: Vocabulary) -> bool:
    if one.position is None or other.position is None:
        return True
    (a_low, a_high), (b_low, b_high) = (_named_span(end, inward, vocabulary) for end in (one, other))
    return a_low < b_high - 1e-6 and b_low < a_high - 1e-6


def _named_span(end: WindowEnd, inward: int, vocabulary: Vocabulary) -> tuple[float, float]:
    outer, base = end.position or 0.0, end.precision.rstrip("~%")
    inner = outer + inward * NAMED_MONTHS[base]
    slack = 0.0
    if base != end.precision:
        slack = FUZZY_WIDTHS * float(vocabulary.windows[end.precision]["sd_months"] or 0)
    return min(outer, inner) - slack, max(outer, inner) + slack


def _grouped(keyed: Iterable[tuple[Hashable, Told]]) -> list[list[Told]]:
    groups: dict[Hashable, list[Told]] = defaultdict(list)
    for key, told in keyed:
        groups[key].append(told)
    return list(groups.values())


def _speaker_problems(told: list[Told]) -> Iterator[Problem]:
    named = [one for one in told if one.speaker]
    for one in named:
        if one.speaker != named[0].speaker:
            shared = f"shares the origin '{one.origin}' with {named[0].place}"
            rule = f"{shared}, whose speaker is {named[0].speaker}"
            yield one.problem("speaker", one.speaker, rule, "give each act of speech its own origin")


def _window_problems(told: list[Told], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Compare the windows of evidence that claims to be the same: equal numbers, or a retelling."""
    dated = [one for one in told if one.window]
    for first, second in combinations(dated, 2):
        agree = _adjoin(first.window, second.window) or windows_agree(first.window, second.window, vocabulary)
        if first.numbers == second.numbers and not agree:
            yield _window_problem(first, second)
    primaries = [one for one in dated if one.status == "primary"]
    for retelling in dated:
        reworded = retelling.status == "repeat" and all(one.numbers != retelling.numbers for one in primaries)
        near = any(windows_agree(one.window, retelling.window, vocabulary) for one in primaries)
        if primaries and reworded and not near:
            yield _window_problem(primaries[0], retelling)


def _window_problem(first: Told, second: Told) -> Problem:
    rule = f"contradicts {first.window} of the same origin '{first.origin}' ({first.place})"
    remedy = "correct one window, or give the statements different origins"
    return second.problem("window", second.window, rule, remedy)


def _orphan_problems(told: list[Told]) -> Iterator[Problem]:
    if any(one.status == "primary" for one in told):
        return
    for one in told:
        rule = f"retells the origin '{one.origin}', which no primary {one.quantity} statement has"
        yield one.problem("status", one.status, rule, "write 'primary', or correct the origin")

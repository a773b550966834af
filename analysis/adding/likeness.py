"""What is in the records already: the same act of speech, or the same document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.read import parse_window
from analysis.read.windows import Window
from analysis.tables.records import Source, Statement


@dataclass(frozen=True, slots=True)
class Likeness:
    """Something recorded that a new statement, or its document, may be.

    Attributes
    ----------
    name
        Id of the claim, or of the source.
    origin
        Its act of speech; empty for a document.
    place
        File and line.
    why
        In what it is alike.
    quantity
        What it counts, where the new statement counts something else; else empty.
    """

    name: str
    origin: str
    place: str
    why: str
    quantity: str = ""


def same_acts(statement: Statement, sources: Iterable[Source]) -> list[Likeness]:
    """Return recorded statements of the same number by the same speaker on the same day, once an origin.

    What the number is said to count does not matter: 7,000 containers are no other statement as rounds.
    """
    found: dict[str, Likeness] = {}
    for other in (other for source in sources for other in source.statements):
        if other.claim_id != statement.claim_id and _same_act(statement, other):
            found.setdefault(other.origin, _act(statement, other))
    return list(found.values())


def same_documents(address: str, sha256: str, sources: Iterable[Source]) -> Iterator[Likeness]:
    """Yield recorded sources with the same address or the same bytes."""
    wanted = _bare_address(address)
    for source in sources:
        if wanted and _bare_address(source.address) == wanted:
            yield Likeness(source.id, "", source.file, "has the same address")
        elif sha256 and source.sha256 == sha256:
            yield Likeness(source.id, "", source.file, "has the same checksum")


def _act(statement: Statement, other: Statement) -> Likeness:
    place = f"{other.file}:{other.lines['id']}"
    quantity = other.quantity if other.quantity != statement.quantity else ""
    why = "has the same speaker, day and value" + (f" (counted as {quantity})" if quantity else "")
    return Likeness(other.claim_id, other.origin, place, why, quantity)


def _same_act(one: Statement, other: Statement) -> bool:
    alike = (one.speaker, one.numbers) == (other.speaker, other.numbers)
    counted = any(number is not None for number in one.numbers)
    return alike and counted and _same_day(one.stated_on, other.stated_on)


def _same_day(one: str, other: str) -> bool:
    """Whether two dates can mean one day: the coarser one holds the finer."""
    spans = _span(one), _span(other)
    if None in spans:
        return one == other
    first, second = spans
    assert first is not None
    assert second is not None
    return first[0] < second[1] - 1e-9 and second[0] < first[1] - 1e-9


def _span(date: str) -> tuple[float, float] | None:
    window = _window(date)
    if window is None or window.start.position is None or window.end.position is None:
        return None
    return window.start.position, window.end.position


def _window(date: str) -> Window | None:
    try:
        return parse_window(date)
    except ValueError:
        return None


def _bare_address(address: str) -> str:
    """Return an address without what does not tell two pages apart: scheme, www, mark, final slash."""
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else ""

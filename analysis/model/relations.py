"""How the quantities of a vocabulary belong together: units of one another, parts of wholes, ratios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.tables.vocabulary import Vocabulary


def series_of(quantity: str, vocabulary: Vocabulary) -> str:
    """Return the quantity whose series a quantity is: another one if its unit counts that one."""
    known = vocabulary.quantities.get(quantity)
    unit = vocabulary.units.get(str(known["unit"])) if known else None
    return str(unit["quantity"]) if unit else quantity


def whole_of(quantity: str, vocabulary: Vocabulary) -> str:
    """Return the quantity of the same kind that a quantity is a part of, or ''."""
    known = vocabulary.quantities.get(quantity)
    return str(known.get("part_of") or "") if known else ""


def stock_above(quantity: str, vocabulary: Vocabulary) -> str:
    """Return the stock that the running total of a flow cannot exceed (their ratio is bounded), or ''."""
    return next(
        (n for n in _beside(quantity, vocabulary) if _kinds(quantity, n, vocabulary) == ["flow", "stock"]), ""
    )


def shared_whole(quantity: str, vocabulary: Vocabulary) -> str:
    """Return what a share of a quantity is a share of, or '' if the quantity itself is a share.

    That is its whole, or else what a bounded ratio sets it beside.
    """
    return whole_of(quantity, vocabulary) or next(_beside(quantity, vocabulary), "")


def _beside(quantity: str, vocabulary: Vocabulary) -> Iterator[str]:
    for row in vocabulary.ratios.values():
        if row["bounded"] == "yes" and row["numerator"] == quantity:
            yield str(row["denominator"])


def _kinds(one: str, other: str, vocabulary: Vocabulary) -> list[str]:
    return [str(vocabulary.quantities[name]["kind"]) for name in (one, other)]


def tied(series: Iterable[str], vocabulary: Vocabulary) -> list[list[str]]:
    """Return the sets of series that have to be estimated together, each with wholes before their parts."""
    group_of = {name: frozenset([name]) for name in series}
    for one, other in _ties(vocabulary):
        if one in group_of and other in group_of:
            merged = group_of[one] | group_of[other]
            group_of.update(dict.fromkeys(merged, merged))
    groups = sorted(sorted(members) for members in set(group_of.values()))
    return [sorted(names, key=lambda name: _generation(name, names, vocabulary)) for names in groups]


def _ties(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for row in vocabulary.ratios.values():
        yield tuple(series_of(str(row[side]), vocabulary) for side in ("numerator", "denominator"))  # type: ignore[misc]
    for name in vocabulary.quantities:
        yield name, whole_of(name, vocabulary)


def _generation(name: str, names: Iterable[str], vocabulary: Vocabulary) -> int:
    above = [n for n in (whole_of(name, vocabulary), stock_above(name, vocabulary)) if n in names]
    return max((1 + _generation(n, names, vocabulary) for n in above), default=0)

"""From a figure to the claims that it rests on, and from each claim to its record: no orphan either way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from analysis.figures.ids import FigureName, parse_figure_id, quantities_of
from analysis.model.relations import series_of

if TYPE_CHECKING:
    from analysis.tables.vocabulary import Vocabulary

EVIDENCE = ("primary", "repeat")


def supporting_claims(
    names: Iterable[FigureName], claims: pd.DataFrame, vocabulary: Vocabulary
) -> dict[FigureName, list[str]]:
    """Find the claims that each figure rests on, in the order of the claims table.

    Parameters
    ----------
    names
        Figures.
    claims
        Needs ``claim_id``, ``quantity`` and ``status``.
    vocabulary
        Tells the quantities of a ratio, and the parts and other units of a quantity.

    Raises
    ------
    ValueError
        When the id of a claim holds a blank, which would read as two claims.
    """
    evidence = claims[claims["status"].isin(EVIDENCE)]
    pairs = list(zip(evidence["claim_id"].astype(str), evidence["quantity"].astype(str), strict=True))
    broken = [claim for claim, _ in pairs if not claim or len(claim.split()) != 1]
    if broken:
        raise ValueError(f"'{broken[0]}' cannot be the id of a claim; write it without blanks")
    return {
        name: [claim for claim, quantity in pairs if quantity in counted]
        for name in names
        for counted in [_counted(name, vocabulary)]
    }


def check_resolution(
    figures: pd.DataFrame,
    claims: pd.DataFrame,
    sources: pd.DataFrame,
    vocabulary: Vocabulary,
    withheld: pd.DataFrame | None = None,
) -> list[str]:
    """List every broken link between figures, claims and records; empty when all resolve.

    Parameters
    ----------
    figures
        Published figures.
    claims
        Needs ``claim_id``, ``source_id``, ``quantity`` and ``status``.
    sources
        Needs ``source_id``.
    vocabulary
        Quantities and ratios.
    withheld
        Figures with reasons: evidence that only they rest on is no orphan.
    """
    return [
        *_figures_without_claims(figures, claims),
        *_claims_without_figure(figures, claims, vocabulary, withheld),
        *_claims_without_record(claims, sources),
    ]


def _figures_without_claims(figures: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    evidence = set(claims.loc[claims["status"].isin(EVIDENCE), "claim_id"].astype(str))
    problems = []
    for figure, text in zip(figures["figure_id"], figures["sources"].fillna(""), strict=True):
        named = str(text).split()
        if not named:
            problems.append(f"figure {figure} rests on no claim; withhold it or add the claim")
        problems.extend(
            f"figure {figure} rests on '{claim}', which is no evidence; publish the figures again"
            for claim in named
            if claim not in evidence
        )
    return problems


def _claims_without_figure(
    figures: pd.DataFrame, claims: pd.DataFrame, vocabulary: Vocabulary, withheld: pd.DataFrame | None
) -> list[str]:
    evidence = claims.loc[claims["status"].isin(EVIDENCE), "claim_id"].astype(str)
    used = {claim for text in figures["sources"].fillna("") for claim in str(text).split()}
    if withheld is not None:
        names = [parse_figure_id(str(text), vocabulary) for text in withheld["figure_id"]]
        used.update(*supporting_claims(names, claims, vocabulary).values())
    return [
        f"claim {claim} is evidence but no figure rests on it; check its quantity and its status"
        for claim in evidence
        if claim not in used
    ]


def _claims_without_record(claims: pd.DataFrame, sources: pd.DataFrame) -> list[str]:
    known = set(sources["source_id"].astype(str))
    return [
        f"claim {claim} comes from '{source}', which is no record; add the record or drop the claim"
        for claim, source in zip(claims["claim_id"], claims["source_id"].fillna("").astype(str), strict=True)
        if source not in known
    ]


def _counted(name: FigureName, vocabulary: Vocabulary) -> set[str]:
    counted = {name.subject, *quantities_of(name, vocabulary)}
    while True:
        parts = {part for part, row in vocabulary.quantities.items() if row.get("part_of") in counted}
        series = {series_of(quantity, vocabulary) for quantity in counted}
        other_units = {other for other in vocabulary.quantities if series_of(other, vocabulary) in series}
        if parts | other_units <= counted:
            return counted
        counted |= parts | other_units

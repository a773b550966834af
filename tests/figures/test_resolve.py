from __future__ import annotations

import pandas as pd
import pytest

from analysis.figures.ids import FigureName
from analysis.figures.resolve import check_resolution, supporting_claims
from analysis.tables.vocabulary import Vocabulary

from .conftest import Estimates, claim


def check(
    figures: pd.DataFrame, estimates: Estimates, sources: pd.DataFrame, withheld: pd.DataFrame | None = None
) -> list[str]:
    return check_resolution(figures, estimates.claims, sources, estimates.vocabulary, withheld)


def test_published_figures_resolve(
    figures: pd.DataFrame, estimates: Estimates, sources: pd.DataFrame
) -> None:
    assert check(figures, estimates, sources) == []


def test_evidence_without_a_figure_is_an_orphan(
    figures: pd.DataFrame, estimates: Estimates, sources: pd.DataFrame
) -> None:
    without_guns = figures.drop(index=[text for text in figures.index if "gun" in text])
    orphan = "claim paper.guns is evidence but no figure rests on it; check its quantity and its status"
    assert check(without_guns, estimates, sources) == [orphan]
    withheld = pd.DataFrame({"figure_id": ["guns.total"], "reason": ["noise"]})
    assert check(without_guns, estimates, sources, withheld) == []


def test_broken_links_are_all_listed(
    figures: pd.DataFrame, estimates: Estimates, sources: pd.DataFrame
) -> None:
    figures.loc["guns.total", "sources"] = ""
    figures.loc["guns.rate", "sources"] = "paper.share"
    sources["source_id"] = "another"
    problems = check(figures, estimates, sources)
    assert "figure guns.total rests on no claim; withhold it or add the claim" in problems
    assert (
        "figure guns.rate rests on 'paper.share', which is no evidence; publish the figures again" in problems
    )
    assert (
        "claim paper.rounds comes from 'paper', which is no record; add the record or drop the claim"
        in problems
    )
    assert len(problems) == 2 + len(estimates.claims)


def test_a_part_supports_the_whole(
    vocabulary: Vocabulary, claims: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        vocabulary.quantities, "killed", vocabulary.quantities["losses"] | {"part_of": "losses"}
    )
    claims = pd.concat([claims, pd.DataFrame([claim("paper.killed", "killed")])])
    whole = FigureName("losses", "total")
    assert supporting_claims([whole], claims, vocabulary) == {whole: ["paper.losses", "paper.killed"]}


def test_what_is_counted_in_another_unit_supports_both(vocabulary: Vocabulary, claims: pd.DataFrame) -> None:
    claims = pd.concat([claims, pd.DataFrame([claim("paper.containers", "containers")])])
    names = [FigureName("rounds", "total"), FigureName("containers", "total")]
    both = ["paper.rounds", "paper.rounds-lead", "paper.containers"]
    assert supporting_claims(names, claims, vocabulary) == dict.fromkeys(names, both)


def test_a_claim_id_with_a_blank_is_refused(vocabulary: Vocabulary) -> None:
    claims = pd.DataFrame([claim("two words", "guns")])
    with pytest.raises(
        ValueError, match=r"^'two words' cannot be the id of a claim; write it without blanks$"
    ):
        supporting_claims([FigureName("guns", "total")], claims, vocabulary)

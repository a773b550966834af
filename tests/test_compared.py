"""What notebooks say of blocs, conflicts and questions follows from the tables of comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_suite import write_csv, write_example_suite

from analysis.notebook import blocs, conflicts, questions
from analysis.notebook.ratios import months_sentence, unit_prior
from analysis.notebook.view import View, open_view
from analysis.scrutiny.columns import COLUMNS

BANDS = ("low_90", "low_50", "median", "high_50", "high_90")


def band(prefix: str, *ends: float) -> dict[str, object]:
    return {f"{prefix}{name}": end for name, end in zip(BANDS, ends, strict=True)}


def factor(bloc: str, *ends: float, same: tuple[float, ...]) -> dict[str, object]:
    sides = {"bloc_median": 300_000, "bloc_low_90": 200_000, "bloc_high_90": 400_000}
    sides |= {"against_median": 100_000, "against_low_90": 80_000, "against_high_90": 126_000}
    about = {"quantity": "rounds", "bloc": bloc, "against": "west", "window": "2023-06/2024-10"}
    return {
        **about,
        **band("", *ends),
        **band("same_unit_", *same),
        **sides,
        "unit_share": 0.4,
        "passed": "yes",
    }


def alone(bloc: str, month: str, *ends: float, claims: str = "3") -> dict[str, object]:
    target = "month" if month else "rate"
    window = "" if month else "2023-06/2024-10"
    about = {"quantity": "rounds", "bloc": bloc, "target": target, "month": month, "window": window}
    return {**about, **band("", *ends), "claims": "" if month else claims, "origins": "2", "passed": "yes"}


CONFLICT = {
    "quantity": "rounds",
    "status": "primary",
    "method": "weights",
    "pareto_shape": 0.4,
    "target": "rate",
}
ODD = CONFLICT | {"claim_id": "paper.rounds", "stated": 6e6, "pit": 0.002, "predicted_low_90": 7e6}
ODD |= {"predicted_median": 9e6, "predicted_high_90": 1.2e7, "headline_median": 2e5, "headline_low_90": 1e5}
ODD |= {"headline_high_90": 4e5, "without_median": 3e5, "without_low_90": 2e5, "without_high_90": 5e5}
QUESTION = {"quantity": "rounds", "target": "rate", "rank": 1, "ask_quantity": "rounds", "measure": "total"}
QUESTION |= {
    "unit": "rounds",
    "bloc": "west",
    "speaker": "uk_di",
    "interest": "interested",
    "narrowing": 0.25,
}
QUESTION |= {"window": "2023-06/2025-04", "hedge": "approx", "basis": "official", "factor_before": 3}
TABLES: dict[str, list[dict[str, object]]] = {
    "blocs": [
        alone("", "", 9e4, 1.2e5, 2e5, 2.8e5, 4e5),
        alone("ukraine", "", 2e5, 2.5e5, 3e5, 3.5e5, 4e5),
        alone("west", "", 8e4, 9e4, 1e5, 1.1e5, 1.25e5),
        *(alone(bloc, "2023-06", 1e5, 1.5e5, 2e5, 3e5, 4e5) for bloc in ("", "ukraine", "west")),
    ],
    "bloc_factors": [factor("ukraine", 1.8, 2.4, 3.0, 3.9, 5.0, same=(0.8, 1.2, 1.7, 2.3, 3.6))],
    "conflicts": [ODD, ODD | {"claim_id": "paper.guns", "quantity": "guns", "pit": 0.5}],
    "questions": [QUESTION | {"factor_after": 2.279507}],
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    root = write_example_suite(tmp_path_factory.mktemp("suite"))
    (root / "data" / "scrutiny").mkdir()
    for name, rows in TABLES.items():
        write_csv(root / "data" / "scrutiny" / f"{name}.csv", COLUMNS[name], rows)
    return open_view(root)


def test_where_blocs_disagree_both_answers_are_given(view: View) -> None:
    assert blocs.bloc_sentence(view, "rounds") == (
        "**Blocs disagree beyond their bands on rounds delivered: from June 2023 to October 2024, "
        "statements of Ukraine alone imply 300,000 (200,000–400,000) rounds per month, statements "
        "of Western allies of Ukraine alone 100,000 (80,000–126,000), a factor of 3 (1.8–5).** With"
        " one conversion of units for both, as all statements together have it, the factor is 1.7 "
        "(0.8–3.6): the conversion accounts for 52\u202f% of the gap, and for 40\u202f% of the "
        "factor's variance."
    )


def test_the_plots_of_blocs_find_the_same(view: View) -> None:
    assert blocs.factor_title(view, "rounds") == (
        "Rounds delivered: 1 of 1 pairs of blocs differ beyond their bands; with one conversion of "
        "units 0 would"
    )
    assert [band.label for band in blocs.factor_bands(view, "rounds")] == [
        "Ukraine / Western allies of Ukraine",
        "… with one conversion of units",
    ]
    panels, behind = blocs.bloc_panels(view, "rounds")
    assert ([panel.label for panel in panels], behind.label) == (
        ["Ukraine", "Western allies of Ukraine"],
        "All statements together",
    )


def test_what_was_not_compared_is_said_so(view: View) -> None:
    assert blocs.bloc_sentence(view, "troops") == blocs.NOT_YET
    assert conflicts.conflict_sentence(view, "troops") == conflicts.NOT_YET
    assert questions.next_sentence(view, "troops") == questions.NOT_YET


def test_surprising_claims_are_counted_against_chance(view: View) -> None:
    assert conflicts.conflict_sentence(view, "rounds", "guns") == (
        "**1 of 2 claims lie outside the 90 % band of what the others lead one to expect; by chance"
        " about 0.2 would.** The most surprising: Ukraine's military intelligence (HUR), 6,000,000 "
        "rounds (June 2023 to April 2025), where the others lead one to expect 7,000,000 to "
        "12,000,000."
    )


def test_the_claim_that_moves_the_headline_most_is_named_with_both_numbers(view: View) -> None:
    assert conflicts.influence_sentence(view, "rounds") == (
        "**No claim moves a headline more than that of Ukraine's military intelligence (HUR):** "
        "without it the median of rounds delivered would be 300,000 instead of 200,000 rounds per "
        "month, 1.5 times as much."
    )


def test_the_best_question_is_said_with_the_band_before_and_after(view: View) -> None:
    assert questions.next_sentence(view) == (
        "**Most would be gained by rounds delivered, “about”, an official count whose method is not"
        " shown, from Western allies of Ukraine, June 2023 to April 2025: the upper end of the 90 %"
        " band of rounds delivered would then be 2.3 times the lower, not 3.**"
    )


def test_a_ratio_is_said_for_its_first_and_its_last_month(view: View) -> None:
    assert months_sentence(view, "losses.share_of_deployed").startswith(
        "**Share of the deployed troops lost: 47\u202f% (35–63\u202f%) in November 2024, 47\u202f% "
        "(35–63\u202f%) in March 2025.**"
    )


def test_a_month_of_a_ratio_that_did_not_pass_is_not_shown_as_a_number(tmp_path: Path) -> None:
    root = write_example_suite(tmp_path)
    checks = root / "data" / "estimates" / "diagnostics.csv"
    last = "losses.share_of_deployed,ratio,2025-03"
    lines = [
        line.replace(",yes", ",no") if line.startswith(last) else line
        for line in checks.read_text().splitlines()
    ]
    checks.write_text("\n".join(lines) + "\n")
    view = open_view(root)
    assert [month.band.value for month in view.ratio_series("losses.share_of_deployed").months][-1] is None
    assert "1 month withheld" in months_sentence(view, "losses.share_of_deployed")


def test_only_a_conversion_of_units_has_an_assumption_to_set_beside(view: View) -> None:
    assert unit_prior(view, "rounds.per_gun") is None


def test_all_statements_together_imply_the_published_figure_and_no_other_number(view: View) -> None:
    published = view.figure("rounds.rate")
    row = {name: str(cell) for name, cell in alone("", "", 9e4, 1.2e5, 2e5, 2.8e5, 4e5).items()}
    row["window"] = published["window"]
    same = blocs.side_band(view, row, "All")
    assert [same.low_90, same.value, same.high_90] == [
        float(published[name]) for name in ("low_90", "value", "high_90")
    ]
    other = blocs.side_band(view, row | {"window": "2023-06/2024-10"}, "All")
    assert [other.low_90, other.value, other.high_90] == [90_000, 200_000, 400_000]
    beside = blocs.side_band(view, row | {"bloc": "west"}, "West")
    assert ([beside.low_90, beside.value], beside.kind) == ([90_000, 200_000], "beside")

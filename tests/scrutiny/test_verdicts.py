"""Who disagrees with whom follows from the table alone."""

from __future__ import annotations

import pytest

from analysis.scrutiny.verdicts import by_influence, disagreements, factors_between, first_hand, unexpected

BANDS = ("median", "low_50", "high_50", "low_90", "high_90")


def factor_row(bloc: str, against: str, ends: tuple[float, ...], **other: str) -> dict[str, str]:
    row = {"quantity": "q", "window": "2024-01/2024-06", "unit_share": "0.5", "passed": "yes"}
    row |= {"bloc": bloc, "against": against}
    row |= {name: str(end) for name, end in zip(BANDS, ends, strict=True)}
    row |= {f"same_unit_{name}": str(end**0.5) for name, end in zip(BANDS, ends, strict=True)}
    for side, level in (("bloc", 10 * ends[0]), ("against", 10.0)):
        row |= {f"{side}_{name}": str(level) for name in ("median", "low_90", "high_90")}
    return row | other


APART = (4.0, 3.0, 5.0, 2.0, 8.0)
ALIKE = (1.5, 1.2, 1.9, 0.8, 2.8)


def test_blocs_disagree_where_the_band_of_their_factor_leaves_out_one() -> None:
    rows = [factor_row("a", "b", APART), factor_row("a", "c", ALIKE)]
    assert [(one.high, one.low) for one in disagreements(rows, "q")] == [("a", "b")]


def test_a_factor_below_one_is_turned_over_with_its_band_and_both_sides() -> None:
    turned = factor_row("b", "a", tuple(1 / end for end in (4.0, 5.0, 3.0, 8.0, 2.0)))
    found = factors_between([turned], "q")[0]
    assert (found.high, found.low) == ("a", "b")
    assert tuple(found.factor) == pytest.approx((4.0, 2.0, 8.0, 3.0, 5.0))
    assert found.high_ends.median == 10.0
    assert found.low_ends.median == pytest.approx(2.5)


def test_the_conversion_of_units_accounts_for_the_part_of_the_gap_that_goes_with_it() -> None:
    assert factors_between([factor_row("a", "b", APART)], "q")[0].unit_part == pytest.approx(0.5)


@pytest.mark.parametrize(
    "row",
    [
        factor_row("a", "b", APART, passed="no"),
        factor_row("a", "", APART),
        factor_row("a", "b", APART, quantity="other"),
    ],
    ids=["did not settle", "against all together", "of another quantity"],
)
def test_what_is_no_settled_factor_between_two_blocs_is_left_out(row: dict[str, str]) -> None:
    assert factors_between([row], "q") == []


def claim_row(pit: str, without: str = "10", **other: str) -> dict[str, str]:
    row = {"status": "primary", "pit": pit, "headline_median": "10", "without_median": without, "same_as": ""}
    return row | other


def test_claims_outside_what_is_expected_come_with_the_most_surprising_first() -> None:
    rows = [claim_row(pit) for pit in ("0.96", "0.5", "", "0.001", "0.05", "0.9999")]
    assert [row["pit"] for row in unexpected(rows)] == ["0.9999", "0.001", "0.96"]


def test_a_claim_that_halves_the_headline_weighs_as_much_as_one_that_doubles_it() -> None:
    rows = [claim_row("0.5", without) for without in ("", "11", "4.9", "20")]
    assert [row["without_median"] for row in by_influence(rows)] == ["4.9", "20", "11", ""]


def test_retellings_are_no_claims_of_their_own() -> None:
    rows = [claim_row("0.5"), claim_row("0.4", same_as="first"), claim_row("0.9", status="stale")]
    assert [row["pit"] for row in first_hand(rows)] == ["0.5"]

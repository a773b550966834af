from __future__ import annotations

import pandas as pd
import pytest

from analysis.figures.ids import FigureName, figure_id, figure_label, parse_figure_id
from analysis.figures.publish import FIGURE_COLUMNS, PublishOptions, publish_figures, withheld_figures

from .conftest import Estimates, quantile_rows

COLUMNS = (
    "figure_id label value low_50 high_50 low_90 high_90 unit window text_en text_de sources data_version"
)


def withhold(estimates: Estimates) -> dict[str, str]:
    table = withheld_figures(
        estimates.totals, estimates.monthly, estimates.ratios, estimates.diagnostics, estimates.vocabulary
    )
    return dict(zip(table["figure_id"], table["reason"], strict=True))


def test_the_columns_are_those_of_the_published_table(figures: pd.DataFrame) -> None:
    assert list(figures.columns) == list(FIGURE_COLUMNS)
    assert " ".join(FIGURE_COLUMNS) == COLUMNS


def test_ids_are_stable_and_follow_the_vocabulary(figures: pd.DataFrame) -> None:
    assert list(figures.index) == [
        "rounds.total",
        "rounds.rate",
        "rounds.per_day",
        "rounds.month.2024-02",
        "rounds.month.2024-03",
        "guns.total",
        "guns.rate",
        "guns.per_day",
        "losses.total",
        "losses.rate",
        "losses.per_day",
        "troops.deployed",
        "rounds.per_gun",
        "losses.share_of_deployed",
    ]


def test_a_figure_is_the_median_with_bounds_rounded_to_one_unit(figures: pd.DataFrame) -> None:
    numbers = figures.loc["rounds.rate", ["value", "low_50", "high_50", "low_90", "high_90"]]
    assert list(numbers) == [270_000, 220_000, 330_000, 160_000, 440_000]
    assert figures.loc["rounds.rate", "unit"] == "rounds per month"
    assert figures.loc["rounds.rate", "label"] == "Rounds delivered, average per month"


def test_the_day_is_the_month_over_its_average_length(figures: pd.DataFrame) -> None:
    assert figures.loc["rounds.per_day", "value"] == 9_000  # 266,412 / 30.436875 = 8,753
    assert figures.loc["rounds.per_day", "window"] == "2023-06/2025-04"


def test_sentences_read_well_in_both_languages(figures: pd.DataFrame) -> None:
    assert figures.loc["rounds.rate", "text_en"] == (
        "North Korea supplied Russia with about 270,000 rounds of ammunition a month on average "
        "from June 2023 to April 2025 (median; 90 % credible band 160,000 to 440,000)."
    )
    assert figures.loc["rounds.rate", "text_de"] == (
        "Nordkorea lieferte Russland durchschnittlich etwa 270.000 Schuss Munition pro Monat im Zeitraum "
        "Juni 2023 bis April 2025 (Median; 90-%-Glaubwürdigkeitsintervall 160.000 bis 440.000)."
    )
    assert figures.loc["losses.share_of_deployed", "text_en"].startswith("About 47 % of the North Korean")
    assert "90 % credible band 35 to 63 %" in figures.loc["losses.share_of_deployed", "text_en"]
    assert (
        "insgesamt etwa 6,2 Millionen Schuss Munition im Zeitraum" in figures.loc["rounds.total", "text_de"]
    )


def test_only_months_that_the_data_do_not_shape_say_so(figures: pd.DataFrame) -> None:
    said = figures.index[figures["text_en"].str.contains("shape from the prior")]
    assert list(said) == ["rounds.month.2024-03"]
    assert list(figures.index[figures["text_de"].str.contains("Verlauf aus der Vorannahme")]) == list(said)


def test_the_threshold_of_shape_information_is_an_option(estimates: Estimates) -> None:
    tables = (estimates.totals, estimates.monthly, estimates.ratios, estimates.diagnostics, estimates.claims)
    figures = publish_figures(
        *tables,
        estimates.vocabulary,
        estimates.data_versions,
        options=PublishOptions(least_shape_information=0.95),
    )
    assert figures["text_en"].str.contains("shape from the prior").sum() == 2
    with pytest.raises(ValueError, match=r"^least_shape_information is 2; give a number from 0 to 1$"):
        PublishOptions(least_shape_information=2)


def test_sources_are_the_evidence_of_the_quantities(figures: pd.DataFrame) -> None:
    assert figures.loc["rounds.total", "sources"] == "paper.rounds paper.rounds-lead"
    assert figures.loc["losses.share_of_deployed", "sources"] == "paper.losses paper.troops"


def test_a_ratio_carries_the_data_versions_of_both_quantities(estimates: Estimates) -> None:
    figures = estimates.publish()
    assert figures.loc["rounds.per_gun", "data_version"] == "aaaa1111"
    assert figures.loc["losses.share_of_deployed", "data_version"] == "bbbb2222+cccc3333"
    estimates.data_versions["losses.share_of_deployed"] = "dddd4444"
    assert estimates.publish().loc["losses.share_of_deployed", "data_version"] == "dddd4444"
    del estimates.data_versions["guns"]
    with pytest.raises(ValueError, match=r"^guns has no data version; give one for each quantity$"):
        estimates.publish()


def test_failed_diagnostics_withhold_the_figure_and_what_follows_from_it(estimates: Estimates) -> None:
    estimates.diagnose("rounds", "rate", passed="no", rhat=1.2, ess_bulk=31.0, ess_tail=40.0)
    published = set(estimates.publish().index)
    reason = "its diagnostics did not pass (rhat 1.2, ess_bulk 31.0, ess_tail 40.0)"
    assert withhold(estimates) == {"rounds.rate": reason, "rounds.per_day": reason}
    assert not published & {"rounds.rate", "rounds.per_day"}
    assert "rounds.total" in published


def test_monte_carlo_error_that_could_change_a_digit_takes_the_digit(estimates: Estimates) -> None:
    fine = estimates.publish().loc["rounds.rate"]
    estimates.diagnose("rounds", "rate", mcse_low_90=2_600.0)
    coarse = estimates.publish().loc["rounds.rate"]
    assert withhold(estimates) == {}
    assert [fine["low_90"], fine["value"], fine["low_50"]] == [160_000, 270_000, 220_000]
    assert [coarse["low_90"], coarse["value"], coarse["low_50"]] == [160_000, 260_000, 220_000]
    assert all(coarse[bound] % 20_000 == 0 for bound in ("low_90", "low_50", "value", "high_50", "high_90"))


def test_monte_carlo_error_that_would_leave_too_few_digits_withholds(estimates: Estimates) -> None:
    estimates.diagnose("rounds", "rate", mcse_low_90=12_600.0)
    assert withhold(estimates)["rounds.rate"] == (
        "its Monte Carlo error (1.26e+04) could change its last printed digit (unit 50000); "
        "draw more, until the error is below 1.25e+04"
    )
    estimates.diagnose("rounds", "rate", mcse_low_90=None)
    assert withhold(estimates)["rounds.rate"].startswith("its Monte Carlo error (nan)")


def test_no_diagnostics_no_figure(estimates: Estimates) -> None:
    estimates.diagnostics = estimates.diagnostics[estimates.diagnostics["quantity"] != "troops"]
    assert withhold(estimates) == {"troops.deployed": "there are no diagnostics for it"}
    assert "troops.deployed" not in estimates.publish().index


def test_numbers_that_are_none_are_withheld(estimates: Estimates) -> None:
    rows = (estimates.totals["quantity"] == "guns") & (estimates.totals["output_type"] == "median")
    estimates.totals.loc[rows, "value"] = float("nan")
    reasons = withhold(estimates)
    assert set(reasons) == {"guns.total", "guns.rate", "guns.per_day"}
    assert all("is not finite; give five finite numbers" in reason for reason in reasons.values())


def test_every_figure_is_either_published_or_withheld(estimates: Estimates) -> None:
    everything = set(estimates.publish().index)
    estimates.diagnose("losses", "total", passed="no")
    assert set(estimates.publish().index) | set(withhold(estimates)) == everything


def test_tables_read_from_csv_give_the_same_figures(estimates: Estimates, figures: pd.DataFrame) -> None:
    for name in ("totals", "monthly", "ratios", "diagnostics"):
        cells = getattr(estimates, name).map(lambda cell: "" if pd.isna(cell) else str(cell))
        setattr(estimates, name, cells)
    pd.testing.assert_frame_equal(estimates.publish(), figures)


def test_a_missing_quantile_is_named(estimates: Estimates) -> None:
    estimates.totals = estimates.totals[estimates.totals["output_type_id"] != 0.05]
    message = "quantity rounds, target total, window 2023-06/2025-04 has no low_90; write the median and"
    with pytest.raises(ValueError, match=message):
        estimates.publish()


def test_two_windows_cannot_share_an_id(estimates: Estimates) -> None:
    keys = {"quantity": "guns", "target": "total", "window": "2024-01/2024-12"}
    estimates.totals = pd.concat([estimates.totals, pd.DataFrame(quantile_rows(keys, 200, 0.2))])
    with pytest.raises(
        ValueError, match=r"^guns\.total would stand for two figures; keep one window of each$"
    ):
        estimates.publish()


def test_an_unknown_quantity_is_named(estimates: Estimates) -> None:
    estimates.totals["quantity"] = estimates.totals["quantity"].replace("guns", "tanks")
    with pytest.raises(ValueError, match=r"^'tanks' is not in quantities\.csv; add it there or drop"):
        estimates.publish()


def test_no_estimates_give_an_empty_table_with_its_columns(estimates: Estimates) -> None:
    for name in ("totals", "monthly", "ratios"):
        setattr(estimates, name, getattr(estimates, name).iloc[:0])
    assert list(estimates.publish().columns) == list(FIGURE_COLUMNS)
    assert estimates.publish().empty


def test_every_id_reads_back_into_what_it_names(estimates: Estimates, figures: pd.DataFrame) -> None:
    for text in figures.index:
        assert figure_id(parse_figure_id(text, estimates.vocabulary), estimates.vocabulary) == text
    assert parse_figure_id("troops.deployed", estimates.vocabulary) == FigureName("troops", "level")
    for wrong in ("troops.total", "rounds.deployed", "rounds.level", "rounds", "tanks.rate", ""):
        with pytest.raises(
            ValueError, match=f"^'{wrong}' is no figure of this vocabulary; choose a figure_id"
        ):
            parse_figure_id(wrong, estimates.vocabulary)


def test_labels_exist_in_german(estimates: Estimates) -> None:
    name = FigureName("rounds", "month", "2024-03")
    assert figure_label(name, estimates.vocabulary, "de") == "Gelieferte Munition, März 2024"


def test_a_finer_grid_names_the_start_of_its_period(estimates: Estimates) -> None:
    estimates.monthly["month"] = estimates.monthly["month"] + "-04"
    rows = estimates.diagnostics["target"] == "month"
    estimates.diagnostics.loc[rows, "month"] = estimates.diagnostics.loc[rows, "month"] + "-04"
    text = estimates.publish().loc["rounds.month.2024-03-04", "text_en"]
    assert "in the period that starts on March 4, 2024" in text


@pytest.mark.parametrize("phrase", ["", "no slot for a number"])
def test_a_quantity_without_a_phrase_still_has_a_sentence(
    estimates: Estimates, phrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(estimates.vocabulary.quantities["guns"], "phrase_en", phrase)
    assert (
        estimates.publish()
        .loc["guns.total", "text_en"]
        .startswith("Artillery pieces delivered: about 370 guns in total from June 2023")
    )

import pytest

from analysis.read import disagreement


@pytest.fixture
def differ(hedges, units):
    def compare(phrase, value, low, high, hedge, language=None):
        return disagreement(phrase, value, low, high, hedge, hedges=hedges, units=units, language=language)

    return compare


@pytest.mark.parametrize(
    ("phrase", "value", "low", "high", "hedge"),
    [
        ("über 5.000 Verluste", 5_000, None, None, "lower"),
        ("über 5.000 Verluste", 5_000, None, None, "über"),
        ("sechs Millionen Schuss Munition", 6_000_000, None, None, "bare"),
        ("150 Raketen und 370 Artilleriegeschütze", 370, None, None, "bare"),
        ("fast die Hälfte der etwa 11.000", 0.5, None, None, "just_below"),
        ("fast die Hälfte der etwa 11.000", 11_000, None, None, "approx"),
        ("fast die Hälfte", 0.47, None, None, "just_below"),
        ("4 to 6 million shells", None, 4e6, 6e6, "range"),
        ("hundreds of soldiers", None, 200, 900, "magnitude"),
        ("hundreds of soldiers", 300, None, None, "magnitude"),
        ("keine Raketen", 0, None, None, "zero"),
        ("nordkoreanische Spezialeinheiten", None, None, None, "bare"),
    ],
)
def test_a_phrase_agrees_with_what_it_says(phrase, value, low, high, hedge, differ):
    assert differ(phrase, value, low, high, hedge) is None


@pytest.mark.parametrize(
    ("phrase", "value", "low", "high", "hedge", "message"),
    [
        (
            "über 5.000 Verluste",
            500,
            None,
            None,
            "lower",
            "'über 5.000 Verluste' reads as 5,000, not 500; correct the number or the phrase",
        ),
        (
            "über 5.000 Verluste",
            5_000,
            None,
            None,
            "bare",
            "'über 5.000 Verluste' reads as hedge lower, not bare; write hedge: lower, or quote the hedge",
        ),
        (
            "seit Mitte 2023",
            2_023,
            None,
            None,
            "bare",
            "no number is read in 'seit Mitte 2023', but 2,023 is written; quote the words that say it",
        ),
        (
            "150 Raketen und 370 Geschütze",
            371,
            None,
            None,
            "bare",
            "'150 Raketen und 370 Geschütze' reads as 150 or 370, not 371; correct the number or the phrase",
        ),
        (
            "4 to 6 million shells",
            5e6,
            None,
            None,
            "range",
            "'4 to 6 million shells' reads as 4,000,000 to 6,000,000, not 5,000,000; "
            "correct the number or the phrase",
        ),
        (
            "fast die Hälfte",
            0.3,
            None,
            None,
            "just_below",
            "'fast die Hälfte' reads as 0.5, not 0.3; correct the number or the phrase",
        ),
        (
            "hundreds of soldiers",
            None,
            200,
            9_000,
            "magnitude",
            "'hundreds of soldiers' reads as 100 to 1,000, not 200 to 9,000; "
            "correct the number or the phrase",
        ),
        (
            "5,000 soldiers",
            5_000,
            4_000,
            6_000,
            "bare",
            "'5,000 soldiers' reads as 5,000, not 5,000 (4,000 to 6,000); correct the number or the phrase",
        ),
    ],
)
def test_a_disagreement_says_what_is_read_and_what_to_do(phrase, value, low, high, hedge, message, differ):
    assert differ(phrase, value, low, high, hedge) == message


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_disagree(value, differ):
    assert "not " in differ("150 Raketen", value, None, None, "bare")

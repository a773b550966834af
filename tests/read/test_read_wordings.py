import json
import re
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from analysis.read import HedgeWords, read_wordings
from analysis.read.languages import LANGUAGES
from analysis.read.tokens import tokenize

NO_BREAK, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def one(text, hedges, language=None, units=None):
    (reading,) = read_wordings(text, hedges, language, units)
    return reading


@pytest.mark.parametrize("with_language", [True, False])
@pytest.mark.parametrize(
    ("text", "language", "value", "hedge", "step"),
    [
        ("sechs Millionen Schuss", "de", 6_000_000, "bare", 1_000_000),
        ("über 5.000", "de", 5_000, "lower", 1_000),
        ("etwa 11.000", "de", 11_000, "approx", 1_000),
        ("zweieinhalb Millionen", "de", 2_500_000, "bare", 500_000),
        ("anderthalb Millionen", "de", 1_500_000, "bare", 500_000),
        ("anderthalb", "de", 1.5, "bare", 0.5),
        ("eine Million", "de", 1_000_000, "bare", 1_000_000),
        ("eine halbe Million", "de", 500_000, "bare", 100_000),
        ("zweieinhalbtausend", "de", 2_500, "bare", 500),
        ("zwei Dutzend", "de", 24, "bare", 12),
        ("1,5 Mio.", "de", 1_500_000, "bare", 500_000),
        ("zweihundertfünfzig", "de", 250, "bare", 50),
        ("eine Million zweihunderttausend", "de", 1_200_000, "bare", 100_000),
        ("knapp 4.000", "de", 4_000, "just_below", 1_000),
        ("nicht mehr als 300", "de", 300, "at_most", 100),
        ("bis zu drei Millionen", "de", 3_000_000, "up_to", 1_000_000),
        ("5.000 oder mehr", "de", 5_000, "at_least", 1_000),
        ("five thousand or more", "en", 5_000, "at_least", 1_000),
        ("a dozen", "en", 12, "bare", 12),
        ("half a dozen", "en", 6, "bare", 1.2),
        ("two and a half million", "en", 2_500_000, "bare", 500_000),
        ("a million and a half", "en", 1_500_000, "bare", 500_000),
        ("six million and a half", "en", 6_500_000, "bare", 500_000),
        ("half a million", "en", 500_000, "bare", 100_000),
        ("a quarter of a million", "en", 250_000, "bare", 50_000),
        ("a quarter million", "en", 250_000, "bare", 50_000),
        ("a hundred and fifty", "en", 150, "bare", 50),
        ("twenty-two", "en", 22, "bare", 1),
        ("1.5m", "en", 1_500_000, "bare", 500_000),
        ("6.0 million", "en", 6_000_000, "bare", 100_000),
        ("as many as around 5,000", "en", 5_000, "up_to", 1_000),
        ("around 5,000 or more", "en", 5_000, "at_least", 1_000),
        ("more than about 5,000", "en", 5_000, "lower", 1_000),
        ("no fewer than 300", "en", 300, "at_least", 100),
        ("an estimated 300", "en", 300, "approx", 100),
        ("5,000 or so", "en", 5_000, "approx", 1_000),
        ("at least 1,001", "en", 1_001, "at_least", 1),
    ],
)
def test_counts_in_words_and_digits(text, language, value, hedge, step, with_language, hedges):
    reading = one(text, hedges, language if with_language else None)
    assert (reading.value, reading.hedge) == (value, hedge)
    assert reading.granularity == pytest.approx(step)
    assert (reading.value_low, reading.value_high, reading.share) == (None, None, False)


@pytest.mark.parametrize("language", ["de", "en", None])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13,221", 13_221),
        ("13.221", 13_221),
        ("5 000", 5_000),
        (f"5{NO_BREAK}000", 5_000),
        (f"5{NARROW}000", 5_000),
        (f"1{THIN}250{THIN}000", 1_250_000),
        ("11'000", 11_000),
        ("11’000", 11_000),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1.234,5", 1_234.5),
        ("1,234.5", 1_234.5),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("5000", 5_000),
        ("4.8mln", 4_800_000),
        ("9k", 9_000),
    ],
)
def test_separators_mean_the_same_in_every_language(text, value, language, hedges):
    assert one(text, hedges, language).value == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,234 million", "en", 1_234_000_000),
        ("1.234 million", "en", 1_234_000),
        ("1,234 Millionen", "de", 1_234_000),
        ("1.234 Millionen", "de", 1_234_000_000),
        ("13,221 percent", "en", 132.21),
        ("13,221 Prozent", "de", 0.13221),
    ],
)
def test_three_digits_may_be_decimals_only_before_a_scale_word_or_percent(text, language, value, hedges):
    assert one(text, hedges, language).value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "low", "high", "step"),
    [
        ("between 4 and 6 million", 4e6, 6e6, 1e6),
        ("between four and six million", 4e6, 6e6, 1e6),
        ("from 4 to 6 million", 4e6, 6e6, 1e6),
        ("4 to 6 million", 4e6, 6e6, 1e6),
        ("4–6 million", 4e6, 6e6, 1e6),
        ("4-6 million", 4e6, 6e6, 1e6),
        ("4 — 6 million", 4e6, 6e6, 1e6),
        ("zwischen 4 und 6 Millionen", 4e6, 6e6, 1e6),
        ("von 4 bis 6 Millionen", 4e6, 6e6, 1e6),
        ("4 bis 6 Millionen", 4e6, 6e6, 1e6),
        ("anderthalb bis zwei Millionen", 1.5e6, 2e6, 5e5),
        ("fünf- bis sechstausend", 5_000, 6_000, 1_000),
        ("about 4 to 6 million", 4e6, 6e6, 1e6),
        ("between about 4 and about 6 million", 4e6, 6e6, 1e6),
        ("500,000 to 1 million", 5e5, 1e6, 1e5),
        ("4,000-6,000", 4_000, 6_000, 1_000),
        ("10-12.000", 10_000, 12_000, 1_000),
        ("10k-12k", 10_000, 12_000, 1_000),
        ("200 or 300", 200, 300, 100),
        ("ein bis zwei Millionen", 1e6, 2e6, 1e6),
        ("two-and-a-half to three thousand", 2_500, 3_000, 500),
    ],
)
def test_ranges_share_the_scale_word_of_their_upper_number(text, low, high, step, hedges):
    reading = one(text, hedges)
    assert (reading.value, reading.value_low, reading.value_high) == (None, low, high)
    assert (reading.hedge, reading.granularity) == ("range", step)
    assert reading.text.endswith(text[-3:])


def test_two_numbers_that_fall_are_no_range(hedges):
    readings = read_wordings("5,000 to 3,000", hedges, "en")
    assert [reading.value for reading in readings] == [5_000, 3_000]


@pytest.mark.parametrize(
    ("text", "value", "hedge", "step"),
    [
        ("fast die Hälfte", 0.5, "just_below", 0.1),
        ("more than half", 0.5, "lower", 0.1),
        ("ein Drittel", 1 / 3, "bare", 0.1),
        ("gut ein Drittel", 1 / 3, "lower", 0.1),
        ("a third", 1 / 3, "bare", 0.1),
        ("two thirds", 2 / 3, "bare", 0.1),
        ("two-thirds", 2 / 3, "bare", 0.1),
        ("drei Viertel", 0.75, "bare", 0.1),
        ("nearly a quarter", 0.25, "just_below", 0.1),
        ("45 percent", 0.45, "bare", 0.05),
        ("45 per cent", 0.45, "bare", 0.05),
        ("45 Prozent", 0.45, "bare", 0.05),
        ("45 %", 0.45, "bare", 0.05),
        ("45%", 0.45, "bare", 0.05),
        ("about 7.5%", 0.075, "approx", 0.005),
    ],
)
def test_shares_are_fractions_of_one(text, value, hedge, step, hedges):
    reading = one(text, hedges)
    assert reading.share
    assert reading.value == pytest.approx(value)
    assert reading.granularity == pytest.approx(step)
    assert (reading.hedge, reading.unit_text, reading.text) == (hedge, None, text)


def test_percent_distributes_over_a_range(hedges):
    reading = one("12 to 15 percent", hedges)
    assert (reading.value_low, reading.value_high, reading.share) == (0.12, 0.15, True)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("dozens", 12),
        ("several dozen", 12),
        ("ein paar Dutzend", 12),
        ("Dutzende", 12),
        ("hundreds", 100),
        ("a few hundred", 100),
        ("a couple of hundred", 100),
        ("mehrere Hundert", 100),
        ("tens of thousands", 10_000),
        ("zehntausende", 10_000),
        ("hundreds of thousands", 100_000),
        ("several hundred thousand", 100_000),
        ("Hunderttausende", 100_000),
        ("mehrere zehntausend", 10_000),
        ("zigtausende", 10_000),
        ("Millionen", 1_000_000),
    ],
)
def test_magnitude_words_name_a_decade(text, low, hedges):
    reading = one(text, hedges)
    assert (reading.value, reading.value_low, reading.value_high) == (None, low, 10 * low)
    assert (reading.hedge, reading.granularity, reading.text) == ("magnitude", low, text)


@pytest.mark.parametrize(
    "text", ["no shells", "zero missiles", "0 missiles", "keine Raketen", "kein Geschütz", "none"]
)
def test_none_is_a_number(text, hedges, units):
    reading = one(text, hedges, units=units)
    assert (reading.value, reading.hedge, reading.text) == (0, "zero", text)


@pytest.mark.parametrize(
    "text",
    [
        "Mitte 2023",
        "seit Mitte 2023",
        "since 2023",
        "in mid-2023",
        "June 2023 to April 2025",
        "2022-2024",
        "von 2022 bis 2024",
        "around 2023",
        "2024-10-05",
        "15.03.2025",
        "15. März 2025",
        "3 May",
        "May 3",
        "10:30 Uhr",
        "152 mm",
        "152mm",
        "152-mm-Granaten",
        "22 months",
        "3 bis 5 Tage",
        "half an hour",
        "the 47th brigade",
        "die 47. Brigade",
        "an der 810. Brigade",
        "KN-23",
        "T-72",
        "M1989",
        "G7",
        "24/7",
        "1990s",
        "No. 5",
        "Nr. 5",
        "§ 5",
        "007",
        "1.2.3",
        "the second half of 2024",
        "die zweite Hälfte",
        "a third soldier",
        "one of them",
        "no longer",
        "no evidence",
        "no more",
        "Spezialeinheiten im Einsatz",
        "5 Prozentpunkte",
        "a nine-storey block",
        "der Zehn-Punkte-Plan",
        "",
        " \n\t",
    ],
)
def test_what_measures_names_orders_or_dates_counts_nothing(text, hedges, units):
    assert read_wordings(text, hedges, units=units) == []


def test_a_year_is_a_count_when_it_counts(hedges, units):
    assert one("2000 soldiers", hedges, units=units).value == 2_000
    assert one("over 2000", hedges).value == 2_000
    assert one("2.000", hedges).value == 2_000


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("sechs Millionen Schuss", "Schuss"),
        ("sechs Millionen Schuss Munition", "Schuss Munition"),
        ("150 Raketen", "Raketen"),
        ("148 ballistic missiles", "ballistic missiles"),
        ("12,000 North Korean soldiers", "soldiers"),
        ("6 million 152-mm rounds", "rounds"),
        ("six million 152 mm shells", "shells"),
        ("hundreds of thousands of shells", "shells"),
        ("a dozen of the missiles", "missiles"),
        ("5,000-odd soldiers", "soldiers"),
        ("5,000 or so soldiers", "soldiers"),
        ("28.000 Container", "Container"),
        ("20 Milliarden Dollar", "Dollar"),
        ("$20 million", "$"),
        ("11,000", None),
        ("11,000 of them", None),
    ],
)
def test_the_counted_noun_is_kept_as_written(text, unit, hedges, units):
    assert one(text, hedges, units=units).unit_text == unit


def test_without_units_the_noun_is_what_looks_like_one(hedges):
    assert one("150 ballistische Raketen", hedges, "de").unit_text == "Raketen"
    assert one("28,000 containers", hedges, "en").unit_text == "containers"
    assert one("12,000 North Koreans", hedges, "en").unit_text == "North Koreans"


def test_spans_hold_hedge_number_and_noun(hedges, units):
    text = "Im März waren es etwa 11.000 Soldaten, fast die Hälfte der 25.000 Mann."
    readings = read_wordings(text, hedges, "de", units)
    assert [reading.text for reading in readings] == [
        "etwa 11.000 Soldaten",
        "fast die Hälfte",
        "25.000 Mann",
    ]


def test_a_hedge_after_one_number_is_not_taken_by_the_next(hedges):
    readings = read_wordings("5,000 or more, over 300", hedges, "en")
    assert [(reading.text, reading.hedge) for reading in readings] == [
        ("5,000 or more", "at_least"),
        ("over 300", "lower"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "value", "hedge"),
    [
        ("60 Menschen mindestens starben", "de", 60, "at_least"),
        ("80 delegates at most may attend", "en", 80, "at_most"),
        ("Sixty people, at the very least, died", "en", 60, "at_least"),
        ("40 Prozent und mehr der Ernte", "de", 0.4, "at_least"),
        ("18 million viewers, or thereabouts, saw it", "en", 18_000_000, "approx"),
        ("at least another 40 soldiers", "en", 40, "at_least"),
        ("fast alle 40 Soldaten", "de", 40, "just_below"),
        ("ein knappes Dutzend Schiffe", "de", 12, "just_below"),
        ("mindestens ein gutes Drittel", "de", 1 / 3, "at_least"),
        ("eine knappe Million", "de", 1_000_000, "just_below"),
        ("a good dozen ships", "en", 12, "lower"),
        ("a full third of the ships", "en", 1 / 3, "bare"),
        ("a little more than 50 ships", "en", 50, "lower"),
        ("little more than 50 ships", "en", 50, "at_most"),
        ("keine 30 Soldaten", "de", 30, "at_most"),
    ],
)
def test_a_hedge_may_stand_after_the_noun_or_past_a_word(text, language, value, hedge, hedges, units):
    reading = one(text, hedges, language, units)
    assert (reading.value, reading.hedge) == (pytest.approx(value), hedge)


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("40 soldiers at least 12 guns", "en", [(40, "bare"), (12, "at_least")]),
        ("40 soldiers or more than 12 guns", "en", [(40, "bare"), (12, "lower")]),
        ("40 Soldaten und mehr als 12 Geschütze", "de", [(40, "bare"), (12, "lower")]),
        ("40 Soldaten und mehr Geschütze", "de", [(40, "bare")]),
        ("none of the 40 missiles", "en", [(0, "zero"), (40, "bare")]),
        ("Keine der 40 Raketen", "de", [(0, "zero"), (40, "bare")]),
        ("not a single convoy", "en", [(0, "zero")]),
        ("not a single one of the 15 bridges", "en", [(0, "zero"), (15, "bare")]),
        ("no convoy", "en", []),
    ],
)
def test_each_number_keeps_its_own_hedge(text, language, read, hedges, units):
    assert [(r.value, r.hedge) for r in read_wordings(text, hedges, language, units)] == read


@pytest.mark.parametrize(
    ("text", "language", "hedge"),
    [
        ("Die Armee verfügt derzeit über 900 Panzer", "de", "bare"),
        ("Die Armee verfügt über rund 900 Panzer", "de", "approx"),
        ("Die Armee verfügt, wie es heißt, über 900 Panzer", "de", "lower"),
        ("Verhandlungen über 900 Soldaten", "de", "bare"),
        ("Umfrage unter 900 Soldaten", "de", "bare"),
        ("talks about 900 soldiers", "en", "bare"),
        ("it lost about 900 soldiers", "en", "approx"),
    ],
)
def test_a_preposition_is_no_hedge(text, language, hedge, hedges):
    assert one(text, hedges, language).hedge == hedge


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("einer von acht Soldaten", "de", 0.125),
        ("jeder zwanzigste Schuss", "de", 0.05),
        ("three out of every four shells", "en", 0.75),
        ("one in every six shells", "en", 1 / 6),
        ("one in 50 shells", "en", 0.02),
        ("4 in 10 shells", "en", 0.4),
    ],
)
def test_proportions_are_shares(text, language, value, hedges):
    reading = one(text, hedges, language)
    assert (reading.share, reading.value) == (True, pytest.approx(value))


@pytest.mark.parametrize(("text", "language"), [("8 von 10 Raketen", "de"), ("12 in 14 towns", "en")])
def test_two_counts_in_digits_are_no_proportion(text, language, hedges):
    assert not any(reading.share for reading in read_wordings(text, hedges, language))


def test_several_numbers_in_one_sentence(hedges, units):
    text = "Seit Mitte 2023 kamen sechs Millionen Schuss, 150 Raketen und 370 Geschütze."
    readings = read_wordings(text, hedges, "de", units)
    assert [(reading.value, reading.unit_text) for reading in readings] == [
        (6_000_000, "Schuss"),
        (150, "Raketen"),
        (370, "Geschütze"),
    ]


def test_a_paragraph_break_ends_a_reading(hedges, units):
    assert one("About\n\n150\n\nmissiles", hedges, "en", units).text == "150"


def test_a_language_without_a_table_is_told_from_the_words(hedges):
    assert one("über 1,5 Millionen", hedges, "fr").value == 1_500_000
    assert one("über 1,5 Millionen", hedges, "de-AT").value == 1_500_000


def test_hedges_are_data():
    rows = {
        "bare": {"family": "uniform", "words_en": ""},
        "wobbly": {"family": "soft", "words_en": "give or take a few"},
        "over": {"family": "above", "words_en": "north of|north"},
    }
    words = HedgeWords.from_rows(rows)
    assert one("north of 300", words, "en").hedge == "over"
    assert one("north of 300", words, "en").text == "north of 300"
    assert one("300, give or take a few", words, "en").hedge == "bare"
    assert one("300 give or take a few", words, "en").hedge == "wobbly"
    assert one("4 to 6", words, "en").hedge == "range"


def test_a_hedge_class_is_found_by_its_id_or_any_of_its_words(hedges):
    assert hedges.class_of("lower") == "lower"
    assert hedges.class_of("Mehr als") == "lower"
    assert hedges.class_of("ca.") == "approx"
    assert hedges.class_of("fewer  than") == "at_most"
    assert hedges.class_of("allegedly") is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_of_the_hedge_table_is_read_as_its_class(code, hedges):
    trailing = LANGUAGES[code].trailing
    for phrase, row in hedges.words[code].items():
        if hedges.families[row] in ("range", "decade", "zero"):
            continue
        first = tokenize(phrase)[0].key
        text = f"5,123 {phrase}" if first in trailing else f"{phrase} 5,123"
        assert one(text, hedges, code).hedge == row, text


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_magnitude_word_of_the_hedge_table_names_a_decade(code, hedges):
    for phrase, row in hedges.words[code].items():
        if hedges.families[row] == "decade":
            assert one(phrase, hedges, code).hedge == row, phrase


SEPARATORS = ["", ",", ".", " ", "'", "’", NO_BREAK, NARROW, THIN]


@given(
    value=st.integers(0, 10**12),
    separator=st.sampled_from(SEPARATORS),
    language=st.sampled_from(["de", "en", None]),
    frame=st.sampled_from(["{}", "({})", "{}.", "{},", "„{}“", "{} Granaten", "{} shells"]),
)
@example(value=2023, separator=",", language="en", frame="{}")
@example(value=2023, separator="", language="de", frame="{} Granaten")
@settings(deadline=None)
def test_an_integer_in_any_style_reads_back(value, separator, language, frame, hedges, units):
    counted = frame == {"de": "{} Granaten", "en": "{} shells"}.get(language)
    assume(separator or not 1900 <= value <= 2099 or counted)  # else it is a year
    written = f"{value:,}".replace(",", separator)
    reading = one(frame.format(written), hedges, language, units)
    assert reading.value == value


@settings(deadline=None)
@given(thousandths=st.integers(0, 10**6), language=st.sampled_from(["de", "en"]))
def test_decimals_of_the_language_read_back_before_a_scale(thousandths, language, hedges):
    mark, word = {"de": (",", "Millionen"), "en": (".", "million")}[language]
    text = f"{thousandths // 1000}{mark}{thousandths % 1000:03} {word}"
    assert one(text, hedges, language).value == pytest.approx(thousandths * 1000)


def spell_german(value: int) -> str:
    ones = [
        "",
        "ein",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
    ]
    tens = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
    if value >= 1000:
        return spell_german(value // 1000) + "tausend" + spell_german(value % 1000)
    if value >= 100:
        return ones[value // 100] + "hundert" + spell_german(value % 100)
    if value < 13:
        return ones[value]
    if value < 20:
        return {16: "sech", 17: "sieb"}.get(value, ones[value - 10]) + "zehn"
    return (ones[value % 10] + "und" if value % 10 else "") + tens[value // 10]


@settings(deadline=None)
@given(value=st.integers(2, 999_999).filter(lambda value: value % 100 != 1))
def test_german_number_words_read_back(value, hedges):
    assert one(spell_german(value), hedges, "de").value == value


PIECES = st.sampled_from(
    [
        "5.000",
        "13,221",
        "4–6",
        "11'000",
        "2023",
        "half",
        "a",
        "third",
        "two",
        "and",
        "million",
        "Millionen",
        "bis",
        "zu",
        "zwischen",
        "und",
        "fast",
        "die",
        "Hälfte",
        "zweieinhalb",
        "anderthalb",
        "einhalb",
        "mehr",
        "als",
        "or",
        "more",
        "no",
        "keine",
        "shells",
        "Raketen",
        "152",
        "mm",
        "-",
        "–",
        ".",
        ",",
        "%",
        "$",
        "\n\n",
        "hundreds",
        "of",
        "der",
        "several",
        "½",
        "KN-23",
        "47th",
        "1.",
        "May",
        "0",
    ]
)
WILD = st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join)


@settings(max_examples=400, deadline=None)
@given(text=WILD, language=st.sampled_from(["de", "en", None, "xx", ""]))
@example(text="9" * 400, language=None)
@example(text="million " * 50, language="en")
@example(text="several " * 5_000, language="en")
@example(text="\ud800 5 \x00 000", language="de")
@example(text="٣ ²5 ½ Ⅷ", language="en")
def test_reading_never_fails_and_spans_slice_the_text(text, language, hedges, units):
    end = 0
    for reading in read_wordings(text, hedges, language, units):
        assert text[reading.start : reading.end] == reading.text
        assert end <= reading.start < reading.end
        assert reading.granularity > 0
        assert (reading.value is None) == (reading.value_low is not None) == (reading.value_high is not None)
        assert reading.hedge in hedges.families
        assert reading.unit_text is None or reading.unit_text in reading.text
        json.dumps([reading.value, reading.value_low, reading.value_high], allow_nan=False)
        end = reading.end


@settings(deadline=None)
@given(st.text())
def test_tokens_cover_all_but_white_space(text):
    tokens = tokenize(text)
    covered = "".join(text[token.start : token.end] for token in tokens)
    assert re.sub(r"\s", "", covered) == re.sub(r"\s", "", text)
    assert all(left.end <= right.start for left, right in pairwise(tokens))

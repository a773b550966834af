"""Statements in running text: what the gold sentences do not show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.read import parse_window, read_statements
from analysis.read.reporting import REPORTING

WORDS = [
    *(
        "5,000",
        "1.500",
        "2024",
        "12",
        "half",
        "one in five",
        "since",
        "by",
        "from",
        "to",
        "between",
        "and",
        "a month",
    ),
    *(
        "March",
        "mid-",
        "last year",
        "on Tuesday",
        "said",
        "the ministry",
        "according to",
        "these",
        "of",
        "of the",
    ),
    *(
        "shells",
        "soldiers",
        "47th",
        "brigade",
        "152 mm",
        "$",
        "euros",
        "%",
        "percent",
        ".",
        ",",
        ";",
        ":",
        "(",
        ")",
    ),
    *("seit", "bis", "Ende", "3. Juni", "laut", "zwischen", "und", "Soldaten", "Hälfte", "vor zwei Jahren"),
    *(
        "сорок дві тисячі",
        "до",
        "з",
        "року",
        "снарядів",
        "за даними",
        "\n\n",
        "\n",
        "'",
        "’",
        "-",
        "–",
        "⟦",
        "0",
    ),
]


def texts(text, language, hedges, units, dated="2025-06-15"):
    return [one.text for one in read_statements(text, hedges, units, language, dated)]


@given(
    words=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=40),
    language=st.sampled_from(list(REPORTING)),
    dated=st.sampled_from([None, "2025", "2025-01", "2025-01-01", "2024-02-29"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_and_windows_that_hold(words, language, dated, hedges, units):
    text = " ".join(words)
    for one in read_statements(text, hedges, units, language, dated):
        assert text[one.start : one.end] == one.text
        assert one.window is None or parse_window(one.window)
        assert 0 < one.confidence <= 1
        assert one.speaker_text is None or one.speaker_text in text
        assert (one.value is None) == (one.value_high is not None)


def test_a_paragraph_is_counted_as_the_check_of_originals_counts_it(hedges, units):
    text = "\n\nOne line\nof text.\n \n\nSome 200 missiles came.\n"
    (one,) = read_statements(text, hedges, units, "en")
    assert one.paragraph == 2


def test_a_sentence_that_refers_back_takes_over_window_and_speaker(hedges, units):
    text = (
        "By March 2025, 5,000 soldiers had died, London said. These are almost half the 11,000 troops sent."
    )
    died, half, sent = read_statements(text, hedges, units, "en")
    assert {one.window for one in (died, half, sent)} == {"../2025-03"}
    assert {one.speaker_text for one in (died, half, sent)} == {"London"}
    assert half.confidence < died.confidence
    assert half.why[-1] == "goes on with the sentence before, and takes over what it does not say"


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        (
            "Ukraine's intelligence directorate (HUR) said North Korea had sent 148 missiles.",
            "en",
            "Ukraine's intelligence directorate (HUR)",
        ),
        ("The agency (ABC) said that 148 missiles had come.", "en", "The agency (ABC)"),
        ("The agency (ABC) has said the army received 200 guns.", "en", "The agency (ABC)"),
        ("Some 300 men died, the agency (ABC) told members.", "en", "the agency (ABC)"),
        ("According to the agency (ABC), 300 men died.", "en", "the agency (ABC)"),
        ("The agency, a body of the state, said the army had lost 300 men.", "en", "The agency"),
        ("The agency (ABC), a body of the state, said Oslo sent 300 guns.", "en", "The agency (ABC)"),
        ("Ida Moe, the head of ABC, said on Monday that 148 guns had come.", "en", "Ida Moe"),
        ("Since January, 300 guns have come, said the agency.", "en", "the agency"),
        ("12,000 soldiers had been sent, said Ida Moe, the head of ABC.", "en", "Ida Moe"),
        ("Losses mount, the front moves and 300 men died, he said.", "en", None),
        (
            "Der Geheimdienst (HUR) sagte, Nordkorea habe 12.000 Soldaten geschickt.",
            "de",
            "Der Geheimdienst (HUR)",
        ),
        ("Am Montag meldete die Behörde (ABC) 300 Tote.", "de", "die Behörde (ABC)"),
        ("Die Behörde, ein Amt der Vereinten Nationen, meldete am Montag 300 Tote.", "de", "Die Behörde"),
        ("Laut der Behörde (Stand Mai) starben 300 Menschen.", "de", "der Behörde"),
        ("Die Lage sei ernst, 300 Menschen seien tot, sagte er.", "de", None),
        ("Nach südkoreanischen Angaben wurden 4.700 Soldaten getötet.", "de", "südkoreanischen Angaben"),
        ("Управління розвідки (ГУР) повідомило, що прибуло 148 ракет.", "uk", "Управління розвідки (ГУР)"),
        ("Місія, орган ООН, нарахувала 183 загиблих.", "uk", "Місія"),
    ],
)
def test_who_said_it_is_told_from_whom_it_is_about(text, language, speaker, hedges, units):
    (one,) = read_statements(text, hedges, units, language)
    assert one.speaker_text == speaker


def test_a_rate_and_the_day_of_saying_are_told_apart_from_the_window(hedges, units):
    text = "The plant makes 20,000 shells a month, the institute said on Tuesday."
    (one,) = read_statements(text, hedges, units, "en", "2025-06-15")
    assert (one.measure, one.window, one.stated_on) == ("rate", None, "2025-06-10")


def test_without_the_documents_date_a_relative_window_stays_open(hedges, units):
    text = "In 2022 the army fired 5,000 shells, last year 9,000 shells."
    windows = [one.window for one in read_statements(text, hedges, units, "en")]
    assert windows == ["2022", None]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The 47th Brigade and the 3rd Corps met at 10:30.", "en"),
        ("Aid of $20 million and 3 billion euros was pledged.", "en"),
        ("It weighs 3.4 tonnes and fires 152 mm shells over 20 km.", "en"),
        ("See page 12, table 3 and Resolution 1718.", "en"),
        ("Inflation rose by 4 percent.", "en"),
        ("Die 810. Marineinfanteriebrigade liegt am Kilometer 12.", "de"),
        ("Er ist 41 Jahre alt und kam um 7 Uhr.", "de"),
        ("A nurse, Olena, 34, and Ivan, 41, fled.", "en"),
    ],
)
def test_numbers_that_count_nothing_are_left_out(text, language, hedges, units):
    assert texts(text, language, hedges, units) == []


def test_a_language_without_words_is_refused(hedges, units):
    with pytest.raises(ValueError, match=r"^there are no words for language 'fr'; write one of de, en, uk$"):
        read_statements("5 obus", hedges, units, "fr")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("About 12 F-16 jets arrived.", [("About 12 F-16 jets", 12, "jets")]),
        (
            "Some 1.3 million active-duty soldiers serve.",
            [("Some 1.3 million active-duty soldiers", 1.3e6, "soldiers")],
        ),
        ("About 1 in 10 shells failed.", [("About 1 in 10", 0.1, None)]),
        ("The shop sold 1 in 2024.", []),
    ],
)
def test_models_compounds_and_proportions(text, expected, hedges, units):
    found = read_statements(text, hedges, units, "en")
    assert [(one.text, one.value, one.unit_text) for one in found] == expected


def test_a_window_that_opens_a_clause_says_nothing_about_the_clause_before(hedges, units):
    text = "The union has pledged 2 million shells, in 2024 some 900,000 shells arrived."
    assert [one.window for one in read_statements(text, hedges, units, "en")] == [None, "2024"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The strike killed seven and wounded 31.", "en", ["seven", "31"]),
        ("Two in five said they would leave.", "en", ["Two in five"]),
        ("Over 60% (4,200) were men.", "en", ["Over 60%", "4,200"]),
        ("Nineteen were found, the rest in week 23.", "en", ["Nineteen"]),
        ("Neunzehn liegen noch im Krankenhaus.", "de", ["Neunzehn"]),
        ("Nur zwölf der 96 Raketen trafen.", "de", ["zwölf", "96 Raketen"]),
        ("Rund 45 Prozent lehnten das ab.", "de", ["Rund 45 Prozent"]),
    ],
)
def test_a_number_needs_no_noun_where_a_sentence_counts_with_it(text, language, expected, hedges, units):
    assert texts(text, language, hedges, units) == expected


@pytest.mark.parametrize(
    ("head", "language"),
    [("KYIV, 3 June (Reuters) - ", "en"), ("GENEVA, 3 June – ", "en"), ("Genf, 3. Juni (dpa) – ", "de")],
)
def test_the_day_in_the_head_of_a_report_is_that_of_saying(head, language, hedges, units):
    text = head + {"en": "Some 200 soldiers left.", "de": "Etwa 200 Soldaten gingen."}[language]
    (one,) = read_statements(text, hedges, units, language, "2025-06-15")
    assert (one.window, one.stated_on) == (None, "2025-06-03")


@pytest.mark.parametrize(
    ("text", "language", "window"),
    [
        ("Since last autumn 20 trains crossed.", "en", "2024-23/.."),
        ("By last April, 20 trains crossed.", "en", "../2025-04"),
        ("Bis zum vergangenen August fuhren 20 Züge.", "de", "../2024-08"),
        ("Von Januar bis einschließlich März fuhren 20 Züge.", "de", "2025-01/2025-03"),
    ],
)
def test_a_word_between_a_date_and_its_preposition(text, language, window, hedges, units):
    (one,) = read_statements(text, hedges, units, language, "2025-06-15")
    assert one.window == window

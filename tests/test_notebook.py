"""What notebooks say is made from figures, claims and estimates, and reads the same wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from example_suite import example_claims, write_example_suite, write_tables
from site_tools import HOSTILE

from analysis.notebook import Suite, open_suite, showing
from analysis.notebook.arithmetic import binomial, envelope, months_both_ways, stated_ratio
from analysis.notebook.sentences import width_sentence
from analysis.notebook.tables import STATUS_WORDS, code_block, date_words, reading, window_words
from analysis.notebook.view import View, open_view
from analysis.notebook.widths import CAUSES, under_assumptions, unsettled, width_shares
from analysis.plots import MEDIA_TYPE
from analysis.selection import SUBJECTS_VARIABLE
from analysis.tables.fields import STATUSES


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example_suite(tmp_path_factory.mktemp("suite"))


@pytest.fixture
def view(root: Path) -> View:
    return open_view(root)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """What was displayed, as the bundles that a front end would get."""
    bundles: list[dict[str, object]] = []

    def keep(shown: object) -> None:
        bundle = shown._repr_mimebundle_()
        bundles.append(bundle[0] if isinstance(bundle, tuple) else bundle)

    monkeypatch.setattr(showing, "display", keep)
    return bundles


def test_a_figure_is_said_in_its_own_words_with_its_id(root: Path, said: list[dict[str, object]]) -> None:
    open_suite(root).say("rounds.rate")
    words = (
        "**North Korea supplied Russia with about 265,000 rounds of ammunition a month on average "
        "from June 2023 to April 2025 (median; 90 % credible band 190,000 to 370,000).** `rounds.rate`"
    )
    assert said == [{"text/markdown": words, "text/plain": words}]


def test_a_figure_is_said_in_german(root: Path, said: list[dict[str, object]]) -> None:
    open_suite(root).say("rounds.rate", language="de")
    assert "265.000 Schuss Munition" in str(said[0]["text/markdown"])


@pytest.mark.parametrize(
    ("call", "marks"),
    [
        (
            lambda suite: suite.say_count(),
            ["10 statements from 1 source", "8 are evidence", "2 acts", "1 names no"],
        ),
        (lambda suite: suite.figures("rounds.total"), ["6.2 million", "5.4–7.0 million", "4.4–8.6 million"]),
        (lambda suite: suite.figures(), ["`losses.share_of_deployed`", "47\u202f%", "`troops.deployed`"]),
        (lambda suite: suite.months("rounds"), ["| March 2024 |", "the prior", "`rounds.month.2024-03`"]),
        (
            lambda suite: suite.claims("losses.share_of_deployed"),
            ["over 5,000 people", "about 11,000 soldiers"],
        ),
        (lambda suite: suite.sources(), ["A newspaper", "https\\://example.org/paper"]),
        (lambda suite: suite.citations("rounds.rate", style="bibtex"), ["`rounds.rate`", "@misc"]),
        (lambda suite: suite.citation_styles("rounds.rate"), ["**text**", "**ris**", "TY  - "]),
        (lambda suite: suite.limits("rounds"), ["one act of speech", "15 of 23 months comes from the prior"]),
        (lambda suite: suite.limits("rounds.per_gun"), ["June 2023 to April 2025 as a whole"]),
        (
            lambda suite: suite.say_binomial("losses.share_of_deployed"),
            ["44.7–46.2\u202f%", "18 times as wide"],
        ),
        (lambda suite: suite.say_envelope("rounds"), ["over 22 months: 273,000", "Both lie in"]),
    ],
)
def test_tables_and_sentences_hold_the_numbers(
    root: Path, said: list[dict[str, object]], call: Callable[[Suite], None], marks: list[str]
) -> None:
    call(open_suite(root))
    text = str(said[0]["text/markdown"])
    assert [mark for mark in marks if mark not in text] == []


def test_plots_bring_their_own_words(root: Path, said: list[dict[str, object]]) -> None:
    suite = open_suite(root)
    suite.plot_months("rounds", with_prior=True)
    suite.plot_bands("rounds.rate", "guns.rate", divide=["rounds"])
    suite.plot_share("losses.share_of_deployed")
    suite.plot_widths("rounds.rate")
    suite.plot_sensitivity("rounds.rate")
    suite.plot_windows()
    names = [bundle[MEDIA_TYPE]["name"] for bundle in said]  # type: ignore[index]
    assert names == [
        "months-with-prior-rounds",
        "bands-rounds-rate-guns-rate",
        "share-losses-share-of-deployed",
        "widths-rounds-rate",
        "sensitivity-rounds-rate",
        "windows",
    ]
    assert "6,000,000 over 23 months: 261,000 rounds per month" in str(said[1]["text/plain"])
    assert all(re.search(r"\d", str(bundle["text/plain"])) for bundle in said)


def test_an_unknown_figure_is_named_with_the_nearest(view: View) -> None:
    with pytest.raises(
        LookupError, match=r"'rounds\.rates' is no figure that is seen here; did you mean 'rounds\.rate'\?"
    ):
        view.figure("rounds.rates")


def test_a_build_shows_only_what_is_declared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SUBJECTS_VARIABLE, "rounds losses.share_of_deployed")
    seen = open_view(root)
    assert {row["quantity"] for row in seen.selection.rows("claims")} == {"rounds"}
    assert {seen.subject(figure_id) for figure_id in seen.figure_ids()} == {
        "rounds",
        "losses.share_of_deployed",
    }
    with pytest.raises(LookupError, match=r"'losses\.rate' is no figure that is seen here"):
        seen.figure("losses.rate")


def test_the_envelope_counts_months_both_ways(view: View) -> None:
    assert [(band.label, band.value) for band in envelope(view, "rounds")] == [
        ("6,000,000 over 22 months", 273_000),
        ("6,000,000 over 23 months", 261_000),
    ]


@pytest.mark.parametrize(
    ("window", "months"), [("2023-06/2025-04", [22, 23]), ("2024-01/2024-01", [1]), ("../2025-03", [])]
)
def test_months_of_a_window(window: str, months: list[int]) -> None:
    assert months_both_ways(window) == months


def test_the_binomial_interval_is_that_of_the_stated_numbers(view: View) -> None:
    (interval,) = binomial(view, "losses.share_of_deployed")
    assert (interval.value, interval.low_90, interval.high_90) == (0.455, 0.447, 0.462)
    assert [band.label for band in stated_ratio(view, "rounds.per_gun")] == ["6,000,000 over 370"]


def test_arithmetic_waits_until_both_numbers_are_stated(tmp_path: Path) -> None:
    root = write_example_suite(tmp_path)
    claims = [claim for claim in example_claims() if claim.get("quantity") != "troops"]
    write_tables(root, claims)
    assert binomial(open_view(root), "losses.share_of_deployed") == []
    assert stated_ratio(open_view(root), "losses.share_of_deployed") == []


def test_width_shares_follow_from_the_scenarios(view: View) -> None:
    shares = width_shares(view, "rounds.rate")
    assert [share.label for share in shares][:2] == ["The speaker's leaning", "What the speaker could know"]
    assert shares[0].share == pytest.approx(1 - 0.62**2, abs=0.03)
    assert all(0 <= share.share < 1 for share in shares)
    doubled = next(share for share in shares if share.label == "What the speaker could know")
    assert doubled.share == pytest.approx((1.4**2 - 1) / 3, abs=0.05)  # of rounded bands
    assert unsettled(view, "rounds.rate", CAUSES) == []
    assert width_sentence(view, "rounds.rate").startswith("**The speaker's leaning makes up 6")


def test_a_cause_that_could_not_be_settled_is_named_and_not_drawn(view: View) -> None:
    assert unsettled(view, "guns.rate", CAUSES) == ["Rounding and hedge of the number"]
    assert "Rounding and hedge of the number" not in [
        share.label for share in width_shares(view, "guns.rate")
    ]


def test_other_assumptions_are_named_and_the_published_one_comes_first(view: View) -> None:
    bands = under_assumptions(view, "losses.share_of_deployed")
    assert [band.label for band in bands] == [
        "As published",
        "Hedges read half as wide",
        "Hedges read twice as wide",
    ]
    assert bands[0].value == view.band("losses.share_of_deployed").value


def test_readings_name_range_share_and_silence(view: View) -> None:
    claim = {"value": "", "value_low": "", "value_high": "", "measure": "", "hedge": "", "unit": ""}
    assert reading(view, claim) == "no number"
    ranged = claim | {"value_low": "4000000", "value_high": "6000000", "measure": "total", "unit": "rounds"}
    assert reading(view, ranged | {"hedge": "range"}) == "4,000,000 to 6,000,000 rounds"
    share = claim | {"value": "0.5", "measure": "share", "hedge": "just_below"}
    assert reading(view, share) == "nearly 50\u202f%"


def test_a_code_block_cannot_be_ended_from_inside() -> None:
    assert code_block("a\n```\nb").splitlines()[0] == "````text"


def test_text_of_a_source_is_no_markup(tmp_path: Path, said: list[dict[str, object]]) -> None:
    from markdown_it import MarkdownIt

    suite = open_suite(write_example_suite(tmp_path, hostile=HOSTILE))
    suite.claims()
    suite.sources()
    for bundle in said:
        html = MarkdownIt("commonmark").enable("table").render(str(bundle["text/markdown"]))
        assert not re.search(r"<(script|img|em|strong|h1)\b", html)
        assert 'href="javascript' not in html
        assert "\u202e" not in html
        rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
        assert len({row.count("<t") for row in rows}) == 1, "a cell was split"


def test_an_inferred_window_and_date_are_marked_as_such() -> None:
    claim = {"window": "2024-01/2024-05", "stated_on": "2024-06-01"}
    assert window_words(claim | {"window_basis": "inferred"}) == "January 2024 to May 2024 (inferred)"
    assert window_words(claim | {"window_basis": "stated"}) == "January 2024 to May 2024"
    assert date_words(claim | {"stated_on_basis": "address"}) == "2024-06-01 (from the address)"
    assert date_words(claim | {"stated_on_basis": "stated"}) == "2024-06-01"


def test_every_status_is_put_into_words() -> None:
    assert list(STATUS_WORDS) == list(STATUSES)

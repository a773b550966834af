"""What every kind of plot has in common, and what each of them shows."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis.plots import (
    MEDIA_TYPE,
    Band,
    Month,
    Plot,
    Series,
    Span,
    WidthShare,
    plot_bands,
    plot_months,
    plot_sensitivity,
    plot_share,
    plot_widths,
    plot_windows,
    rendering,
)
from analysis.plots.canvas import house_style
from analysis.plots.palette import PALETTE, themed

SVG = "{http://www.w3.org/2000/svg}"
RATE = Band("Rounds", 270_000, 230_000, 300_000, 190_000, 370_000, unit="rounds per month")
SHARE = Band("Share lost", 0.47, 0.42, 0.53, 0.34, 0.65, unit="share")


def series(informed: tuple[float, ...] = (0.1, 0.1, 0.8), label: str = "Rounds delivered") -> Series:
    months = tuple(
        Month(f"2024-0{i}", Band("", 200_000 * i, 150_000 * i, 250_000 * i, 50_000 * i, 600_000 * i), c)
        for i, c in enumerate(informed, start=1)
    )
    return Series(label, "rounds", months, replace(RATE, label="Average", kind="beside"))


PLOTS: dict[str, Callable[[str], Plot]] = {
    "months": lambda text: plot_months("months", series(label=text)),
    "bands": lambda text: plot_bands(
        "bands", [replace(RATE, label=text), Band("Divided", 260_000, unit=RATE.unit)]
    ),
    "share": lambda text: plot_share("share", [replace(SHARE, label=text)]),
    "widths": lambda text: plot_widths("widths", text, [WidthShare(text, 0.6), WidthShare("Window", 0.1)]),
    "sensitivity": lambda text: plot_sensitivity("sensitivity", text, [RATE, replace(RATE, label=text)]),
    "windows": lambda text: plot_windows(
        "windows", [Span(text, 24288.0, 24300.0, text), Span("b", None, 24290.0, "")]
    ),
}
HOSTILE = "5.000 $x^2$<script>\"'&\u202et\u202c\x07\u4e2d\U0001f600]]>"


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(params=PLOTS)
def make(request: pytest.FixtureRequest) -> Callable[[str], Plot]:
    return PLOTS[request.param]


def test_the_same_numbers_give_the_same_bytes(make: Callable[[str], Plot]) -> None:
    first, second = make("Rounds delivered"), make("Rounds delivered")
    assert (first.wide, first.narrow, first.png) == (second.wide, second.narrow, second.png)


def test_a_png_holds_what_the_figure_saves(make: Callable[[str], Plot]) -> None:
    plot, saved = make("Rounds delivered"), io.BytesIO()
    with house_style(plot.name):
        plot.figure.savefig(saved, format="png", dpi=rendering.PNG_DOTS_PER_INCH)
    shown, wanted = (
        np.asarray(Image.open(file).convert("RGB"), int) for file in (io.BytesIO(plot.png), saved)
    )
    assert shown.shape == wanted.shape
    off = np.abs(shown - wanted).max(axis=2)
    assert off.max() <= 24 and off.mean() < 2, "another colour than an eye would take for the same"


def test_text_from_a_source_is_drawn_as_it_stands_and_runs_nothing(make: Callable[[str], Plot]) -> None:
    plot = make(HOSTILE)
    for svg in (plot.wide, plot.narrow):
        tags = {element.tag for element in ET.fromstring(svg).iter()}
        assert f"{SVG}script" not in tags
        assert "\u202e" not in svg
        assert "\x07" not in svg
    assert "$x^2$" in " ".join(texts(plot.wide))
    assert "5.000" in " ".join(texts(plot.wide))


def test_two_plots_share_no_id_and_every_reference_resolves() -> None:
    seen: set[str] = set()
    for make in PLOTS.values():
        plot = make("Rounds")
        for svg in (plot.wide, plot.narrow):
            ids = re.findall(r' id="([^"]+)"', svg)
            assert len(ids) == len(set(ids))
            assert set(re.findall(r'(?:url\(|href=")#([^")]+)', svg)) == set(ids)
            assert not seen & set(ids)
            seen |= set(ids)


def test_every_colour_follows_the_theme_of_the_page(make: Callable[[str], Plot]) -> None:
    plot = make("Rounds")
    known = {colour.light for colour in PALETTE.values()}
    assert set(re.findall(r"#[0-9a-f]{6}\b", plot.wide)) <= known
    outside = re.sub(r"var\(--plot-[\w-]+, #[0-9a-f]{6}\)", "", themed(plot.wide))
    assert not re.findall(r"#[0-9a-f]{6}\b", outside)


def test_no_text_runs_off_the_page(make: Callable[[str], Plot], monkeypatch: pytest.MonkeyPatch) -> None:
    figures: list[Figure] = []
    drawn = rendering._svg
    monkeypatch.setattr(
        rendering, "_svg", lambda figure, *rest: figures.append(figure) or drawn(figure, *rest)
    )
    make("A label that is a good deal longer than anything that anybody would put beside a band " * 2)
    assert len(figures) == 2
    for figure in figures:
        box = figure.get_tightbbox(FigureCanvasAgg(figure).get_renderer())
        assert box.x0 > -0.01
        assert box.x1 < figure.get_figwidth() + 0.01


def test_a_notebook_keeps_picture_words_and_numbers() -> None:
    plot = plot_months("months", series())
    data, metadata = plot._repr_mimebundle_()
    assert data["text/plain"] == plot.words.alt
    assert metadata["image/png"] == {"alt": plot.words.alt}
    about = data[MEDIA_TYPE]
    assert isinstance(about, dict)
    assert json.loads(about["table"])[1] == [
        "2024-01",
        200_000,
        150_000,
        250_000,
        50_000,
        600_000,
        0.1,
        "rounds",
    ]
    assert Image.open(io.BytesIO(plot.png)).size[0] == 1036


def test_months_say_in_words_what_they_show() -> None:
    words = plot_months("months", series()).words
    assert words.title == "Rounds delivered averaged 270,000 a month; the statements shape 1 of 3 months"
    assert words.alt == (
        "Bands by month, January 2024 to March 2024, in rounds. "
        "Average: 270,000 rounds per month (nine chances in ten: 190,000–370,000). "
        "The lowest monthly median is 200,000 (nine chances in ten: 50,000–600,000) in January 2024, "
        "the highest 600,000 (nine chances in ten: 150,000–1.80 million) in March 2024. "
        "The shape of 2 of 3 months comes from the prior."
    )
    assert "Hatched: 2 of 3 months whose shape comes from the prior" in words.subtitle


@pytest.mark.parametrize(
    ("informed", "ending", "hatched"),
    [
        ((0.1, 0.2), "a month; the statements do not say in which months", True),
        ((0.5, 0.9), "averaged 270,000 a month", False),
    ],
)
def test_only_months_shaped_by_the_prior_are_hatched(
    informed: tuple[float, ...], ending: str, hatched: bool
) -> None:
    plot = plot_months("months", series(informed))
    assert plot.words.title.endswith(ending)
    assert ("<pattern" in plot.wide) is hatched


def test_a_withheld_month_is_a_gap_that_is_mentioned() -> None:
    whole = series()
    months = (replace(whole.months[0], band=Band("2024-01", None)), *whole.months[1:])
    plot = plot_months("months", replace(whole, months=months))
    assert "Gaps: 1 month withheld" in plot.words.subtitle
    assert plot.table.rows[0][1] == ""


def test_a_widths_plot_leads_with_the_largest_cause() -> None:
    plot = plot_widths("widths", "Rounds", [WidthShare("Window", 0.05), WidthShare("Speaker", 0.62)])
    assert plot.words.title == "Speaker makes up 62\u202f% of the width of the band"
    assert [row[0] for row in plot.table.rows] == ["Speaker", "Window"]


def test_what_did_not_settle_stands_below_the_plot_and_in_its_words() -> None:
    told = "No number, because the draws did not settle: Window; Hedge."
    missing = ["Window", "Hedge"]
    causes = plot_widths("widths", "Rounds", [WidthShare("Speaker", 0.62)], unsettled=missing)
    others = plot_sensitivity("s", "Rounds", [RATE, RATE], unsettled=missing)
    for plot in (causes, others):
        assert plot.words.footer == told and plot.words.alt.endswith(f" {told}")
        assert told in " ".join(texts(plot.wide))
    assert not plot_sensitivity("s", "Rounds", [RATE, RATE]).words.footer


def test_sensitivity_turns_to_a_logarithmic_axis_for_a_wide_prior() -> None:
    prior = Band("Prior", None, low_90=10, high_90=1e9, unit=RATE.unit, kind="beside")
    ticks = set(texts(plot_sensitivity("s", "Rounds", [RATE, prior]).wide))
    assert {"100", "10k", "1M", "100M"} <= ticks


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: plot_share("s", [RATE]), "Rounds is not a share; give numbers between 0 and 1"),
        (lambda: plot_bands("b", []), "there is nothing to plot; give at least one band"),
        (lambda: plot_months("m", series(())), "Rounds delivered has no months; give at least one"),
        (
            lambda: plot_widths("w", "Rounds", []),
            "no cause is given for the width of Rounds; give at least one",
        ),
        (
            lambda: plot_windows("w", [Span("a", None, None, "")]),
            "no statement has a window; give at least one with a start or an end",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: Callable[[], Plot], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        wrong()

"""The page What if: controls for each assumption, and the headline figures that follow them.

Every number on it is in the page, worded and rounded as the figures are; its script only chooses among them.
Without the script the figures are those published, and a table shows one assumption at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from analysis.figures.escape import json_text
from analysis.figures.suite import figure_anchor
from analysis.plots.data import Band
from analysis.plots.numbers import span, value_shown
from analysis.site.assumed import Axis, Grid
from analysis.site.edition import Edition
from analysis.site.markup import element, markdown_text, raw, table, text
from analysis.site.strips import strip
from analysis.whatif import PUBLISHED

SCRIPT = "whatif.js"
COMMAND = "hedgerow figures"


def whatif_page(edition: Edition) -> str:
    """Return the page in MyST Markdown."""
    grid = Grid.of(edition)
    parts = [
        f"# {edition.say('whatif.title')}",
        edition.say("whatif.intro"),
        raw(_controls(edition, grid) + _results(edition, grid) + _data(edition, grid)),
        f"## {edition.say('whatif.each')}",
        edition.say("whatif.each.how"),
    ]
    for figure_id in grid.figures:
        parts += [f"### {markdown_text(edition.label(figure_id))}", raw(_alone(edition, grid, figure_id))]
    return "\n\n".join(parts)


def _controls(edition: Edition, grid: Grid) -> str:
    """Return a form that stays hidden until the script can serve it."""
    reset = element("button", text(edition.say("whatif.reset")), type="reset", class_="hr-copy")
    legend = element("legend", text(edition.say("whatif.assume")))
    fields = element("fieldset", legend, *(_control(axis) for axis in grid.axes), reset)
    return element("form", fields, id="hr-whatif", class_="hr-whatif", hidden="")


def _control(axis: Axis) -> str:
    name, about = f"assume-{axis.name}", f"about-{axis.name}"
    usual, most = str(axis.usual), str(len(axis.values) - 1)
    places = (f'<option value="{place}"></option>' for place in range(len(axis.values)))
    return element(
        "div",
        element("label", text(axis.label), for_=name),
        f'<input type="range" id="{text(name)}" name="{text(axis.name)}" min="0" max="{most}" step="1" '
        f'value="{usual}" list="{text(f"places-{axis.name}")}" aria-describedby="{text(about)}" '
        f'aria-valuetext="{text(axis.words[axis.usual])}" autocomplete="off"/>',
        element("datalist", *places, id=f"places-{axis.name}"),
        # The slider says its own value; told twice, it would drown what became of the figure.
        element("output", text(axis.words[axis.usual]), for_=name, aria_live="off"),
        element("p", text(axis.about), id=about, class_="hr-note"),
        class_="hr-axis",
    )


def _results(edition: Edition, grid: Grid) -> str:
    rows = (_result(edition, grid, figure_id) for figure_id in grid.figures)
    command = element("code", text(COMMAND), id="hr-whatif-command")
    return "".join(
        (
            element(
                "p", text(edition.say("whatif.now")), id="hr-whatif-status", role="status", class_="hr-lead"
            ),
            element("ul", *rows, class_="hr-list hr-whatif-figures"),
            element("p", text(edition.say("whatif.command")), " ", command, class_="hr-note"),
            element("p", text(edition.say("whatif.noise")), class_="hr-note"),
        )
    )


def _result(edition: Edition, grid: Grid, figure_id: str) -> str:
    band = grid.band(figure_id, PUBLISHED)
    link = element("a", text(edition.label(figure_id)), href=figure_anchor(figure_id))
    published = edition.say("whatif.published", value=value_shown(band), band=span(band))
    return element(
        "li",
        element("span", link, element("small", text(published), class_="hr-note"), class_="hr-name"),
        element("b", text(value_shown(band))),
        element("span", text(edition.unit(figure_id)), class_="hr-unit"),
        strip(band, grid.top(figure_id), behind=band),
        element("span", text(_in_words(edition, band)), class_="hr-span"),
        data_figure=figure_id,
    )


def _in_words(edition: Edition, band: Band) -> str:
    low, _, high = span(band).partition("–")
    return edition.say("band.short", low=low, high=high)


def _data(edition: Edition, grid: Grid) -> str:
    """Return the numbers and words that the script chooses among, and the script."""
    content = {
        "command": COMMAND,
        "status": edition.say("whatif.status"),
        "now": edition.say("whatif.now"),
        "unsettled": edition.say("whatif.unsettled"),
        "axes": [
            {"name": axis.name, "values": axis.values, "usual": axis.usual, "words": axis.words}
            for axis in grid.axes
        ],
        "figures": {figure_id: _points(edition, grid, figure_id) for figure_id in grid.figures},
    }
    document = json_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    data = f'<script type="application/json" id="hr-whatif-grid">{document}</script>'
    return f'{data}<script src="_static/{SCRIPT}" defer="defer"></script>'


def _points(edition: Edition, grid: Grid, figure_id: str) -> dict[str, object]:
    bands = {point: grid.band(figure_id, point) for point in grid.points(figure_id)}
    return {
        "label": edition.label(figure_id),
        "unit": edition.unit(figure_id),
        "top": grid.top(figure_id),
        "axes": [axis.name for axis in grid.axes_of(figure_id)],
        "points": {
            point: [value_shown(band), _in_words(edition, band), *_places(band)]
            for point, band in bands.items()
        },
    }


def _places(band: Band) -> Sequence[float | None]:
    return band.value, band.low_90, band.high_90, band.low_50, band.high_50


def _alone(edition: Edition, grid: Grid, figure_id: str) -> str:
    """Return a table of a figure under one assumption at a time."""
    top = grid.top(figure_id)
    rows = [_row(grid.band(figure_id, PUBLISHED), edition.say("scenario.base"), top)]
    for axis in grid.axes_of(figure_id):
        for place, value in enumerate(axis.values):
            if place != axis.usual:
                words, point = f"{axis.label}: {axis.words[place]}", f"{axis.name}={value}"
                known = point in grid.points(figure_id)
                row = _row(grid.band(figure_id, point), words, top) if known else _unsettled(edition, words)
                rows.append(row)
    header = [edition.say(f"sensitivity.{name}") for name in ("assumption", "median", "band")]
    return table([*header, ""], rows, "hr-scenarios")


def _row(band: Band, words: str, top: float) -> Sequence[str]:
    return text(words), text(value_shown(band)), text(span(band)), strip(band, top)


def _unsettled(edition: Edition, words: str) -> Sequence[str]:
    return text(words), text("–"), text(edition.say("whatif.unsettled")), ""


def whatif_link(edition: Edition, to_page: str, name: str) -> Iterable[str]:
    """Yield a link to the page where there is one; ``to_page`` leads to the folder of the language."""
    if edition.grid_rows:
        link = element("a", text(edition.say(name)), href=f"{to_page}whatif.html")
        yield raw(element("p", link, class_="hr-files"))

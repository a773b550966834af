"""The panel to cite a figure from: every style, folded, each with a button that copies it."""

from __future__ import annotations

from analysis.figures.cite import STYLES
from analysis.site.edition import Edition
from analysis.site.markup import element, text, verbatim

OPEN = STYLES[0]


def citation_panel(edition: Edition, figure_id: str) -> str:
    """Return the citations of a figure as HTML; without a script the texts can still be selected."""
    rows = (_row(edition, figure_id, style) for style in STYLES)
    return element("div", *rows, class_="hr-citations")


def _row(edition: Edition, figure_id: str, style: str) -> str:
    name, place = edition.say(f"style.{style}"), f"cite.{figure_id}.{style}"
    cited = verbatim(edition.view.cite(figure_id, style, edition.language))
    opened = {"open": ""} if style == OPEN else {}
    folded = element(
        "details",
        element("summary", text(name)),
        element("pre", cited, id=place, tabindex="0"),
        **opened,
    )
    button = element(
        "button",
        text(edition.say("cite.copy")),
        type="button",
        hidden="",
        class_="hr-copy",
        aria_label=edition.say("cite.copy.what", style=name, figure_id=figure_id),
        data_copy=place,
        data_copied=edition.say("cite.copied"),
        data_failed=edition.say("cite.failed"),
    )
    return element("div", folded, button, class_="hr-cite")

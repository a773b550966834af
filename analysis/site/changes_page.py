"""The page of what changed: the figures that moved since the last release, and within this one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.comparison import comparison_as_lines
from analysis.figures.compare import compare_figures, moved_figures
from analysis.figures.history import figures_of_release, releases
from analysis.figures.retire import retired_figures, successor
from analysis.figures.suite import figure_anchor
from analysis.notebook.view import View
from analysis.publication import HISTORY, read_history, read_withheld
from analysis.site.figure_page import download_links
from analysis.site.markup import element, markdown_text, raw, table, text

CHANGELOG = Path("CHANGELOG.md")
REASONS = ("Model changes", "Data changes")
INTRODUCTION = """\
A figure is listed once its median or an end of its band moved by more than its rounding. The old number \
keeps its data version, so that what was cited can still be found. The same for any two versions: \
`hedgerow diff OLD NEW`, with revisions, release folders or `figures.json` files."""
FIRST = "There is no earlier release to compare with: all {count} figures are new in {release}."
RETIRED = "These ids are no longer published; none is ever given another meaning."
WITHHELD = "These figures failed a check, and are published again once they pass it."
SAME = "No figure moved between {old} and {new}."


def changes_page(view: View) -> str:
    """Return the page in MyST Markdown."""
    history, release = read_history(view.root), view.work.version
    earlier = [name for name in releases(history) if name != release]
    parts = ["# What changed", INTRODUCTION]
    if not history.empty:
        parts.append(raw(download_links([("History (CSV)", HISTORY.as_posix())])))
    if earlier:
        parts += [f"## {markdown_text(f'Since {earlier[-1]}')}", *_moved(view, history, earlier[-1], release)]
    else:
        parts.append(markdown_text(FIRST.format(count=len(view.figure_ids(months=True)), release=release)))
    parts += _reasons(view.root)
    parts += _within(history, release)
    parts += _retired(view, history)
    parts += _withheld(view)
    return "\n\n".join(parts)


def _moved(view: View, history: pd.DataFrame, old: str, new: str) -> Iterable[str]:
    rows = [view.figure(figure_id) for figure_id in view.figure_ids(months=True)]
    compared = moved_figures(compare_figures(figures_of_release(history, old), pd.DataFrame(rows)))
    if compared.empty:
        return [markdown_text(SAME.format(old=old, new=new))]
    lines = comparison_as_lines(compared.assign(why="see below"))
    return [raw(element("ul", *(element("li", text(line)) for line in lines), class_="hr-changes"))]


def _within(history: pd.DataFrame, release: str) -> list[str]:
    """Return the figures that moved more than once on the way to this release."""
    rows = []
    for figure_id, past in history[history["release"] == release].groupby("figure_id", sort=False):
        if len(past) > 1:
            numbers = " → ".join(f"{value:,.12g}" for value in past["value"])
            versions = " → ".join(past["data_version"])
            rows.append((element("code", text(str(figure_id))), text(numbers), text(versions)))
    if not rows:
        return []
    shown = table(("Figure", "Median", "Data version"), rows, "hr-history")
    return [f"## {markdown_text(f'On the way to {release}')}", raw(shown)]


def _retired(view: View, history: pd.DataFrame) -> list[str]:
    """Return the ids that are gone, each with what it last stood for and where to turn now."""
    published = view.figure_ids(months=True)
    rows = []
    for row in retired_figures(history, published, read_withheld(view.root)).to_dict("records"):
        figure_id, now = str(row["figure_id"]), successor(str(row["figure_id"]), published)
        low, high = (f"{row[end]:,.12g}" for end in ("low_90", "high_90"))
        rows.append(
            (
                element("code", text(figure_id), id=figure_id),
                text(f"{row['value']:,.12g} ({low} – {high}) {row['unit']}"),
                element("code", text(str(row["data_version"]))),
                element("a", element("code", text(now)), href=figure_anchor(now)) if now else "",
            )
        )
    if not rows:
        return []
    shown = table(("Figure", "Last stood for", "Data version", "Now see"), rows, "hr-history")
    return ["## Retired ids", RETIRED, raw(shown)]


def _withheld(view: View) -> list[str]:
    """Return the ids that are held back, and why."""
    rows = [
        (element("code", text(name), id=name), text(why)) for name, why in read_withheld(view.root).items()
    ]
    return ["## Withheld", WITHHELD, raw(table(("Figure", "Why"), rows, "hr-history"))] if rows else []


def _reasons(root: Path) -> list[str]:
    """Return what the changelog says of why figures moved, newest version only."""
    path = root / CHANGELOG
    newest = path.read_text(encoding="utf-8").split("\n## ")[1:2] if path.is_file() else []
    sections = [part for entry in newest for part in entry.split("\n### ")[1:]]
    wanted = [section for section in sections if section.startswith(REASONS)]
    return [f"## {section.strip()}" for section in wanted]

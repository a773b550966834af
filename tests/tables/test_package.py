from __future__ import annotations

import csv
import json
from pathlib import Path

import frictionless
import pytest

from analysis.tables import CLAIM_COLUMNS, SOURCE_COLUMNS, TablesError, data_dictionary, read_package
from analysis.tables.package import resource_columns
from analysis.tables.vocabulary import RULES


def test_the_descriptor_and_every_table_are_valid(root: Path) -> None:
    package = frictionless.Package(str(root / "data" / "datapackage.json"))
    for resource in list(package.resources):
        if not (root / "data" / str(resource.path)).is_file():
            package.remove_resource(resource.name)
    tables = {resource.name for resource in package.resources}
    assert {"claims", "sources", "quantities", "speakers", "hedges", "units"} <= tables
    report = package.validate()
    assert report.errors == []
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []


def test_a_claim_by_a_speaker_that_is_not_in_the_table_is_invalid(suite: Path) -> None:
    package = json.loads((suite / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [
        one for one in package["resources"] if one["name"] in ("speakers", "blocs", "interests")
    ]
    (suite / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    speakers = suite / "data" / "vocabulary" / "speakers.csv"
    speakers.write_text(
        speakers.read_text(encoding="utf-8").replace(",ukraine,", ",elsewhere,", 1), encoding="utf-8"
    )
    report = frictionless.Package(str(suite / "data" / "datapackage.json")).validate()
    assert [row[0] for row in report.flatten(["type"])] == ["foreign-key"]


def test_the_tables_have_the_described_columns(root: Path) -> None:
    package = read_package(root / "data")
    assert resource_columns(package, "claims") == CLAIM_COLUMNS
    assert resource_columns(package, "sources") == SOURCE_COLUMNS
    for resource in package["resources"]:
        path = root / "data" / resource["path"]
        if "schema" in resource and path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                assert tuple(next(csv.reader(file))) == resource_columns(package, resource["name"]), path.name


def test_every_vocabulary_table_is_described(root: Path) -> None:
    paths = {resource["path"] for resource in read_package(root / "data")["resources"]}
    assert {f"vocabulary/{name}.csv" for name in RULES} <= paths


def test_every_column_has_a_type_and_a_meaning_and_numbers_a_unit_or_none(root: Path) -> None:
    package = read_package(root / "data")
    fields = [field for one in package["resources"] if "schema" in one for field in one["schema"]["fields"]]
    assert all(field["type"] in ("string", "number", "integer") for field in fields)
    assert all(field["description"].endswith(".") for field in fields)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_the_dictionary_names_every_table_and_column(root: Path) -> None:
    package = read_package(root / "data")
    text = data_dictionary(package)
    for resource in package["resources"]:
        assert f"## {resource['title']}\n" in text
        for field in resource.get("schema", {"fields": []})["fields"]:
            assert f"| `{field['name']}` |" in text
    tables = [line for line in text.splitlines() if line.startswith("| `")]
    assert {line.count("|") for line in tables} == {5}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{\n,",
            "data/datapackage.json:2: is not JSON (Expecting property name enclosed in double quotes); "
            "correct this line",
        ),
        ("[]", "data/datapackage.json:1: resources: there is no list of resources; add it"),
    ],
)
def test_a_broken_descriptor(suite: Path, text: str, expected: str) -> None:
    (suite / "data" / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(TablesError) as caught:
        read_package(suite / "data")
    assert str(caught.value) == expected

"""The project's own records: what the first source states, and what editors are told about records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from analysis.tables import Records, Statement, Vocabulary, made_files, record_schema, stale_tables
from analysis.tables.fields import MAX_PHRASE_WORDS

SOURCE = "north-korea-munitions-de"
HUR, UK = "hur-2025-04", "uk-di-2025-03"


@pytest.fixture
def stated(records: Records) -> Callable[[str], Statement]:
    by_id = {statement.claim_id: statement for statement in records.statements}
    return lambda name: by_id[f"{SOURCE}.{name}"]


@pytest.mark.parametrize(
    ("name", "quantity", "value", "hedge", "unit", "window", "status", "origin"),
    [
        ("rounds", "rounds", 6e6, "bare", "rounds", "2023-06/2025-04", "primary", HUR),
        ("missiles", "missiles", 150, "bare", "missiles", "2023-06/2025-04", "primary", HUR),
        ("guns", "guns", 370, "bare", "guns", "2023-06/2025-04", "primary", HUR),
        ("rounds-opening", "rounds", 6e6, "bare", "rounds", "2023-06~/2025-04", "repeat", HUR),
        ("missiles-opening", "missiles", 150, "bare", "missiles", "2023-06~/2025-04", "repeat", HUR),
        ("guns-opening", "guns", 370, "bare", "guns", "2023-06~/2025-04", "repeat", HUR),
        ("losses", "losses", 5000, "lower", "people", "../2025-03", "repeat", UK),
        ("troops", "troops", 11000, "approx", "soldiers", "2024-10~/2024-12~", "primary", UK),
        ("share-lost", "losses", 0.5, "just_below", "", "../2025-03", "derived", UK),
    ],
)
def test_each_figure_of_the_first_source(
    stated: Callable[[str], Statement],
    name: str,
    quantity: str,
    value: float,
    hedge: str,
    unit: str,
    window: str,
    status: str,
    origin: str,
) -> None:
    statement = stated(name)
    assert (statement.quantity, statement.value, statement.hedge) == (quantity, value, hedge)
    assert (statement.unit, statement.window) == (unit, window)
    assert (statement.status, statement.origin, statement.basis) == (status, origin, "official")


@pytest.mark.parametrize("name", ["headline", "special-forces", "workers", "forced-labour"])
def test_statements_without_a_number_are_recorded_as_read(
    stated: Callable[[str], Statement], name: str
) -> None:
    statement = stated(name)
    assert statement.status == "no_figure"
    assert not statement.is_evidence
    assert statement.numbers == (None, None, None)


def test_phrases_are_short(records: Records) -> None:
    assert max(len(statement.phrase.split()) for statement in records.statements) <= MAX_PHRASE_WORDS


def standing_alone(root: Path) -> str:
    """Return the first source's record without what it retells of another."""
    text = (root / "seeds" / f"{SOURCE}.yaml").read_text(encoding="utf-8")
    retelling = "    retells: national-courrier-2025-04-02.losses\n    basis: official\n    status: repeat\n"
    assert text.count(retelling) == 1
    return text.replace(retelling, "")


def test_a_share_that_does_not_follow_is_reported(messages: Callable[..., list[str]], root: Path) -> None:
    text = standing_alone(root)
    wrong = text.replace("fast die Hälfte", "über 90 Prozent").replace("value: 0.5", "value: 0.9")
    wrong = wrong.replace("hedge: just_below", "hedge: lower").replace(f"source: {SOURCE}", "source: x")
    line = wrong.split("\n").index("    value: 0.9") + 1
    assert messages(x=wrong) == [
        f"seeds/x.yaml:{line}: value: '0.9' does not follow from losses and troops, which give 0.42 to 0.65; "
        "correct it, or write 'status: ambiguous'"
    ]


def test_a_derived_share_with_a_wrong_hedge_gives_that_message_only(
    messages: Callable[..., list[str]], root: Path
) -> None:
    text = standing_alone(root)
    wrong = text.replace("just_below", "just_belw").replace(f"source: {SOURCE}", "source: x")
    [message] = messages(x=wrong)
    assert "hedge: 'just_belw' is not in hedges.csv; the nearest known is 'just_below'" in message


def test_made_files_are_fresh(root: Path, records: Records, vocabulary: Vocabulary) -> None:
    assert stale_tables(root, records, vocabulary) == []


def test_a_stale_table_is_named(suite: Path, records: Records, vocabulary: Vocabulary) -> None:
    for path, text in made_files(suite, records, vocabulary).items():
        path.write_text(text, encoding="utf-8")
    (suite / "data" / "sources.csv").write_text("old", encoding="utf-8")
    (suite / "data" / "README.md").unlink()
    assert [str(problem) for problem in stale_tables(suite, records, vocabulary)] == [
        "data/sources.csv: differs from what the records give; run 'hedgerow build'",
        "data/README.md: is not there; run 'hedgerow build'",
    ]


def schema_errors(text: str, vocabulary: Vocabulary) -> list[str]:
    validator = Draft202012Validator(record_schema(vocabulary))
    record = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))
    return [error.message for error in validator.iter_errors(record)]


def test_the_schema_accepts_every_record(root: Path, vocabulary: Vocabulary) -> None:
    schema = record_schema(vocabulary)
    Draft202012Validator.check_schema(schema)
    paths = sorted((root / "seeds").glob("*.yaml"))
    assert paths
    assert {path.name: schema_errors(path.read_text(encoding="utf-8"), vocabulary) for path in paths} == {
        path.name: [] for path in paths
    }


def test_every_record_points_to_the_schema(root: Path) -> None:
    first = {path.read_text(encoding="utf-8").split("\n", 1)[0] for path in (root / "seeds").glob("*.yaml")}
    assert first == {"# yaml-language-server: $schema=record.schema.json"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("speaker: hur", "speaker: hurr"),
        ("quantity: rounds", "quantity: roundz"),
        ("unit: rounds", "unit: shells"),
        ("hedge: lower", "hedge: lowr"),
        ("value: 5000", "value: -1"),
        ("value: 5000", "value: five"),
        ("value: 5000", "value_low: 1"),
        ("value: 5000", "value: 5\n    value_low: 1\n    value_high: 2"),
        ("    window: 2023-06/2025-04\n", ""),
        ("    window: 2023-06/2025-04\n", "    status: no_figure\n"),
        ("id: rounds", "id: a/b"),
        ("title: ", "titel: "),
        ("address: https://example.org/page", "address: ftp://example.org"),
        ("sha256: aa", "sha256: zz"),
        ("    paragraph: 1\n", ""),
        ("    unit: rounds\n", "    unit: rounds\n    window_basis: guessed\n"),
        ("    unit: rounds\n", "    unit: rounds\n    stated_on_basis: hearsay\n"),
        ("    unit: rounds\n", "    unit: rounds\n    retells: somewhere\n"),
        ("    unit: rounds\n", "    unit: rounds\n    collected_as: K 25\n"),
    ],
)
def test_the_schema_and_the_check_refuse_the_same(
    edited: Callable[..., list[str]], suite: Path, vocabulary: Vocabulary, old: str, new: str
) -> None:
    sound = (suite / "seeds" / "x.yaml").read_text(encoding="utf-8")
    assert schema_errors(sound, vocabulary) == []
    assert schema_errors(sound.replace(old, new), vocabulary)
    assert edited((old, new))


def test_the_schema_explains_every_field_and_names_every_id(vocabulary: Vocabulary) -> None:
    schema = record_schema(vocabulary)
    statement = schema["properties"]["statements"]["items"]
    fields = [*schema["properties"].values(), *statement["properties"].values()]
    assert all(field["description"] for field in fields)
    offered = {
        name: [choice["const"] for choice in field["oneOf"]]
        for name, field in statement["properties"].items()
        if "oneOf" in field
    }
    assert offered["speaker"] == list(vocabulary.speakers)
    assert offered["quantity"] == list(vocabulary.quantities)
    assert offered["unit"] == list(vocabulary.units)
    assert offered["hedge"] == list(vocabulary.hedges)
    assert offered["basis"] == list(vocabulary.knowledge)
    assert offered["interest"] == list(vocabulary.interests)
    assert all(choice["description"] for name in offered for choice in statement["properties"][name]["oneOf"])


def test_an_editor_is_offered_every_id_with_its_meaning_and_words(vocabulary: Vocabulary) -> None:
    statement = record_schema(vocabulary)["properties"]["statements"]["items"]["properties"]
    hedges = {choice["const"]: choice["description"] for choice in statement["hedge"]["oneOf"]}
    assert list(hedges) == list(vocabulary.hedges)
    assert hedges["exact"] == (
        "A number said to be exact. In words: exactly, precisely, genau, exakt, рівно, точно, саме."
    )
    assert statement["hedge"]["default"] == "bare"
    assert all(part["description"] for part in statement.values())


def test_an_editor_is_offered_a_new_statement_with_known_fields_only(vocabulary: Vocabulary) -> None:
    statements = record_schema(vocabulary)["properties"]["statements"]
    (snippet,) = statements["defaultSnippets"]
    assert set(snippet["body"]) <= set(statements["items"]["properties"])
    assert set(statements["items"]["required"]) <= set(snippet["body"])


@pytest.mark.parametrize("field", ["window", "published", "value"])
def test_the_examples_of_a_field_are_valid(vocabulary: Vocabulary, field: str) -> None:
    schema = record_schema(vocabulary)
    properties = schema["properties"] | schema["properties"]["statements"]["items"]["properties"]
    assert properties[field]["examples"]
    for example in properties[field]["examples"]:
        Draft202012Validator(properties[field]).validate(example)


def test_an_editor_marks_what_is_still_to_be_decided(vocabulary: Vocabulary) -> None:
    publisher = Draft202012Validator(record_schema(vocabulary)["properties"]["publisher"])
    assert publisher.is_valid("Somebody")
    assert not publisher.is_valid("TODO")

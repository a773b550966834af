"""The JSON Schema of a record, made from the fields and the vocabularies so that it cannot drift."""

from __future__ import annotations

import json
from typing import Any

from analysis.read.vocabulary import split_words
from analysis.tables.fields import FIGURE_FIELDS, SOURCE_FIELDS, STATEMENT_FIELDS, UNDECIDED, Field
from analysis.tables.vocabulary import Vocabulary, VocabularyRow, known_text, words_of

Schema = dict[str, Any]

# A draft of a statement, as an editor writes it when a new one is begun.
SNIPPET = {
    "label": "statement",
    "description": "A number as someone stated it",
    "body": {
        "id": "${1:id}",
        "phrase": "${2:at most six words}",
        "paragraph": "${3:1}",
        "speaker": "$4",
        "quantity": "$5",
        "value": "$6",
        "hedge": "${7:bare}",
        "window": "${8:2023-06/2025-04}",
    },
}

# Columns that say in words what a row is, the fullest first.
MEANINGS = ("definition_en", "description", "name_en", "label_en", "words_en")
TYPES: dict[str, Schema] = {
    "text": {"type": "string", "minLength": 1},
    "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 80},
    "ids": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    "integer": {"type": "integer", "minimum": 1},
    "number": {"type": "number", "minimum": 0, "maximum": 1e12},
    # A bare year is a number to YAML.
    "edtf": {"type": ["string", "integer"], "maxLength": 60},
}


def record_schema(vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema (2020-12) of a record, with every vocabulary id and its meaning."""
    statement = _object(STATEMENT_FIELDS, vocabulary) | _statement_rules()
    statement["description"] = "A number (or none) as someone stated it in the document."
    source = _object(SOURCE_FIELDS, vocabulary)
    source["properties"]["statements"] = {
        "description": "What the document says, one entry a statement, in the order of the document.",
        "type": "array",
        "minItems": 1,
        "items": statement,
        "defaultSnippets": [SNIPPET],
    }
    source["required"].append("statements")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record of a source",
        "description": "One document that was read, and what it states. Made by 'hedgerow build'.",
    }
    place = {"properties": {"statements": {"items": {"required": ["paragraph"]}}}}
    copy_held = {"if": {"required": ["sha256"]}, "then": place}
    return head | source | copy_held | {"anyOf": [{"required": ["address"]}, {"required": ["obtained"]}]}


def schema_text(vocabulary: Vocabulary) -> str:
    """Return the schema as the text of its file."""
    return json.dumps(record_schema(vocabulary), indent=2, ensure_ascii=False) + "\n"


def _object(fields: tuple[Field, ...], vocabulary: Vocabulary) -> Schema:
    return {
        "type": "object",
        "properties": {field.name: _property(field, vocabulary) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }


def _property(field: Field, vocabulary: Vocabulary) -> Schema:
    described: Schema = {"description": field.description}
    if field.examples:
        described["examples"] = list(field.examples)
    if field.default:
        described["default"] = field.default
    if field.kind == "choice":
        return described | {"oneOf": [_const(name, meaning) for name, meaning in field.choices]}
    if field.kind == "vocabulary":
        table = vocabulary.table(field.table)
        return described | {"oneOf": [_const(name, _meaning(row)) for name, row in table.items()]}
    limits: Schema = {}
    if field.kind == "text":
        limits["maxLength"] = field.longest
        limits["not"] = {"const": UNDECIDED}
    if field.pattern:
        limits["pattern"] = f"^(?:{field.pattern})$"
    return described | TYPES[field.kind] | limits


def _const(name: str, meaning: str) -> Schema:
    return {"const": name, "description": meaning}


def _meaning(row: VocabularyRow) -> str:
    """Say what a row of a vocabulary means, and by which words it is known."""
    texts = {text: None for column in MEANINGS if (text := known_text(row, column))}
    meaning = next(iter(texts), "")
    words = [word for word in dict.fromkeys((*words_of(row), *_aliases(row))) if word != meaning]
    return f"{meaning}. In words: {', '.join(words)}." if words and meaning else meaning


def _aliases(row: VocabularyRow) -> list[str]:
    return split_words(known_text(row, "aliases"))


def _statement_rules() -> Schema:
    no_figure = {"properties": {"status": {"const": "no_figure"}}, "required": ["status"]}
    bare = {"not": {"anyOf": [{"required": [name]} for name in FIGURE_FIELDS]}}
    one_number = {"oneOf": [{"required": ["value"]}, {"required": ["value_low", "value_high"]}]}
    counted = {"required": ["quantity", "window"]} | one_number
    return {"if": no_figure, "then": bare, "else": counted}

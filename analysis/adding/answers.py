"""What was answered to a field: words of people → the checked value that a record holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.importing.cells import Manner, number_fields, window_text
from analysis.read.tokens import fold
from analysis.tables.field_values import FieldError, FieldValue, Words, field_value
from analysis.tables.fields import Field
from analysis.tables.vocabulary import Vocabulary, VocabularyRow, known_text, words_of
from analysis.tables.yaml_tree import Listing, Scalar, Tree

_STEMS = ("words", "name", "label", "noun")
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_IN_WORDS = re.compile(r"[^\W\dX_]")


@dataclass(frozen=True)
class Reader:
    """Reads answers: the words of the vocabulary, and the language and date of the document."""

    words: Words
    manner: Manner

    @classmethod
    def of(cls, words: Words, language: str, dated: str | None) -> Reader:
        """Make a reader for a document; a date that is none leaves *last year* open."""
        return cls(words, Manner(language, None, months=False, dated=dated))

    def value(self, field: Field, answer: str) -> FieldValue:
        """Return the value of a field as a record holds it.

        Numbers and dates may be in words (*6 million*, *since mid-2023*), ids of the vocabulary by any
        of their names.

        Raises
        ------
        FieldError
            The answer breaks a rule of the field.
        """
        if not answer.strip():
            raise FieldError("is blank", "give it a value, or leave it out", "")
        value, problems = field_value(field, self._tree(field, answer.strip()), self.words, "")
        if problems:
            raise FieldError(problems[0].rule, problems[0].remedy, problems[0].value)
        return value

    def _tree(self, field: Field, answer: str) -> Tree:
        if field.kind == "ids":
            return Listing(1, tuple(_scalar(part) for part in re.split(r"[,\s]+", answer) if part))
        if field.kind == "number":
            return self._number(answer)
        if field.kind == "edtf" and _IN_WORDS.search(answer):
            return _scalar(window_text(answer, self.manner))
        if field.kind == "vocabulary":
            return _scalar(known_id(answer, self.words.vocabulary.table(field.table)) or answer)
        return _scalar(answer)

    def _number(self, answer: str) -> Scalar:
        if _PLAIN_NUMBER.fullmatch(answer) or not answer:
            return Scalar(1, answer, "float", quoted=False)
        value = number_fields(answer, self.words, self.manner).get("value")
        if value is None:
            raise FieldError("holds two numbers", "give the lower and the upper one as a range", answer)
        return Scalar(1, repr(value), "float", quoted=False)


def _scalar(text: str) -> Scalar:
    return Scalar(1, text, "str", quoted=True)


def known_id(text: str, table: dict[str, VocabularyRow]) -> str | None:
    """Return the one id of a vocabulary table that a text names: by itself, a name, an alias or a word."""
    if text in table:
        return text
    wanted = fold(text)
    found = [name for name, row in table.items() if wanted in {fold(name), *map(fold, names_of(row))}]
    return found[0] if len(found) == 1 else None


def names_of(row: VocabularyRow) -> Iterator[str]:
    """Yield what a row of the vocabulary is called, in any language."""
    for stem in _STEMS:
        yield from words_of(row, stem)
    yield from (alias.strip() for alias in known_text(row, "aliases").split("|") if alias.strip())


def offered(field: Field, vocabulary: Vocabulary) -> dict[str, str]:
    """Return what can be answered to a field, with its meaning; nothing when the answer is free."""
    if field.kind == "choice":
        return dict(field.choices)
    if field.kind != "vocabulary":
        return {}
    return {name: _meaning(row) for name, row in vocabulary.table(field.table).items()}


def _meaning(row: VocabularyRow) -> str:
    for column in ("definition_en", "description", "name_en", "label_en", "words_en"):
        if text := known_text(row, column):
            return text
    return ""


def field_named(name: str, fields: Iterable[Field]) -> Field:
    """Return the field of this name."""
    return next(field for field in fields if field.name == name)

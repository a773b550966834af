"""What lies on the desk when a statement is added: vocabulary, records, and a copy of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.adding.answers import Reader, field_named
from analysis.adding.proposals import Copy
from analysis.tables.field_values import FieldError, Words
from analysis.tables.fields import ID_RULE, SOURCE_FIELDS
from analysis.tables.problems import Problem, TablesError, shown_path
from analysis.tables.records import Source, read_record
from analysis.tables.vocabulary import read_vocabulary

RECORD = "RECORD"


@dataclass(frozen=True)
class Wanted:
    """What is to be added, as it was answered.

    Attributes
    ----------
    record
        Id of the record, or its path; it is made when there is none.
    statement, source
        Field → answer: of the statement, and of a new record.
    document
        Copy of the document; None for none.
    distinct
        It is another act of speech, or document, than those that it looks like.
    dry_run
        Nothing is to be written.
    """

    record: str
    statement: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    document: Path | None = None
    distinct: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Desk:
    """The suite that a statement is added to, as it was found.

    Attributes
    ----------
    sources
        Records that could be read; what is wrong with the others is for `hedgerow check` to say.
    """

    suite: Path
    words: Words
    sources: tuple[Source, ...]
    copy: Copy | None = None

    @classmethod
    def of(cls, suite: Path, document: Path | None = None, published: str | None = None) -> Desk:
        """Lay out a suite, and read the copy of a document; its date may be in words.

        Raises
        ------
        TablesError
            The vocabulary, the document or its date cannot be read.
        """
        words = Words.of(read_vocabulary(suite / "data" / "vocabulary"))
        copy = None if document is None else _copy(document, words, published)
        return cls(suite, words, tuple(_readable_sources(suite, words)), copy)

    def path(self, record: str) -> Path:
        """Return the file of a record, which need not be there."""
        return self.suite / "seeds" / f"{record}.yaml"

    def shown(self, record: str) -> str:
        """Return the file of a record as messages show it."""
        return shown_path(self.path(record), self.suite)

    def source(self, record: str) -> Source | None:
        """Return a record; None when there is none yet.

        Raises
        ------
        TablesError
            It is there, and something is wrong with it.
        """
        path = self.path(record)
        if path.is_symlink():
            rule = "is a link, which an added statement would replace"
            raise TablesError([Problem(self.shown(record), None, None, None, rule, "add to the file itself")])
        if not path.exists():
            return None
        source, problems = read_record(path, self.shown(record), self.words)
        if source is None or problems:
            raise TablesError(problems)
        return source

    def reader(self, language: str, dated: str) -> Reader:
        """Return the reader of answers about a document of this language and date."""
        return Reader.of(self.words, language, dated or None)


def record_id(text: str) -> str:
    """Return the id of a record that is named by its id or its file; TablesError when it is none."""
    name = text.strip().removesuffix(".yaml")
    name = name.removeprefix("./").removeprefix("seeds/") if name != text.strip() else name
    if not ID_RULE.fullmatch(name) or len(name) > 80:
        remedy = "use small letters, digits and '-' only, as in example-report"
        raise TablesError([Problem(RECORD, None, None, text, "is not the id of a record", remedy)])
    return name


def option(name: str, *, of_source: bool = False) -> str:
    """Return the option that a field is given by."""
    return f"--{'source-' if of_source else ''}{name.replace('_', '-')}"


def answer_problem(name: str, error: FieldError, answer: str, *, of_source: bool = False) -> Problem:
    """Say what is wrong with the answer to a field."""
    value = answer if error.value is None else error.value
    return Problem(option(name, of_source=of_source), None, None, value or None, error.rule, error.remedy)


def _copy(document: Path, words: Words, published: str | None) -> Copy:
    from analysis.documents import read_document

    return Copy.of(read_document(document), words, _date(published, words) if published else None)


def _date(published: str, words: Words) -> str:
    name = "published"
    try:
        return str(Reader.of(words, "", None).value(field_named(name, SOURCE_FIELDS), published))
    except FieldError as error:
        raise TablesError([answer_problem(name, error, published, of_source=True)]) from error


def _readable_sources(suite: Path, words: Words) -> list[Source]:
    read = (
        read_record(path, shown_path(path, suite), words)[0]
        for path in sorted((suite / "seeds").glob("*.yaml"))
    )
    return [source for source in read if source is not None]

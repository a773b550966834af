"""Documents read into proposed statements: a table for people, plain values, the draft of a record."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.documents import Document, language_of, read_document
from analysis.read import FoundStatement, read_statements
from analysis.read.languages import LANGUAGES
from analysis.read.tokens import fold
from analysis.tables.field_values import Words, split_message
from analysis.tables.fields import MAX_PHRASE_WORDS, UNDECIDED
from analysis.tables.problems import Problem, TablesError, harmless, quoted
from analysis.tables.vocabulary import Vocabulary, known_text, read_vocabulary, words_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_NO_DATE = (
    "The date of the document is not known; give it with --dated, or 'last year' and 'in March' stay open."
)
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document with its language, its date and the statements proposed from it."""

    document: Document
    language: str
    dated: str
    statements: tuple[FoundStatement, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "file": self.document.name,
            "title": self.document.title,
            "sha256": self.document.sha256,
            "language": self.language,
            "dated": self.dated or None,
            "statements": [asdict(statement) for statement in self.statements],
        }


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """What reading some files gave, and what stood in the way of the others."""

    read: tuple[ReadDocument, ...]
    problems: tuple[Problem, ...]
    vocabulary: Vocabulary

    @property
    def errors(self) -> list[str]:
        """Lines for standard error."""
        return [str(problem) for problem in self.problems]

    def as_list(self) -> list[dict[str, object]]:
        """Return the documents as plain values."""
        return [one.as_dict() for one in self.read]

    def drafts(self) -> Iterator[str]:
        """Yield a draft record for each document."""
        return (draft_record(one, self.vocabulary) for one in self.read)

    def print_tables(self) -> None:
        """Print a table for each document on standard output."""
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        for one in self.read:
            _print_document(console, one)


def read_files(
    paths: Sequence[Path], suite: Path, language: str | None = None, dated: str | None = None
) -> ReadFiles:
    """Read documents and propose their statements.

    Parameters
    ----------
    paths
        Files; ``-`` is standard input.
    suite
        Folder of the suite, whose vocabulary is used.
    language, dated
        Language and date of all the documents; None to take what each of them says.

    Raises
    ------
    TablesError
        If the vocabulary, ``language`` or ``dated`` is wrong. A wrong document is a problem of the result.
    """
    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    words = Words.of(vocabulary)
    _check_language(language, "--language")
    read: list[ReadDocument] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            read.append(read_one(read_document(path), words, language, dated))
        except TablesError as error:
            problems.extend(error.problems)
    return ReadFiles(tuple(read), tuple(problems), vocabulary)


def read_one(document: Document, words: Words, language: str | None, dated: str | None) -> ReadDocument:
    """Propose the statements of one document; see `read_files`."""
    code = language or _told_language(document)
    date = dated or document.dated
    try:
        found = read_statements(document.text, words.hedges, words.units, code, date or None)
    except ValueError as error:
        wrong = split_message(error)
        raise TablesError([Problem("--dated", None, None, wrong.value, wrong.rule, wrong.remedy)]) from error
    return ReadDocument(document, code, date, tuple(found))


def _told_language(document: Document) -> str:
    code = language_of(document.text)
    _check_language(code, document.name)
    return code


def _check_language(code: str | None, where: str) -> None:
    if code is None or code in LANGUAGES:
        return
    known = ", ".join(LANGUAGES)
    rule = "is no language that can be read"
    raise TablesError([Problem(where, None, "language", code, rule, f"give --language with one of {known}")])


def _print_document(console: Console, one: ReadDocument) -> None:
    count = len(one.statements)
    counted = "1 statement" if count == 1 else f"{count or 'no'} statements"
    console.print(f"{one.document.name} ({one.language}, {one.dated or 'undated'}): {counted}")
    if one.statements:
        console.print(_table(one.statements))
    if not one.dated:
        console.print(_NO_DATE)


def _table(statements: Sequence[FoundStatement]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in ("¶", "statement", "value", "hedge", "window", "speaker", "sure"):
        table.add_column(name, overflow="fold", justify="right" if name in ("value", "sure") else "left")
    for one in statements:
        cells = (
            str(one.paragraph),
            one.text,
            _value_text(one) + (" a share" if one.measure == "share" else ""),
            one.hedge,
            one.window or "–",
            one.speaker_text or "–",
            f"{one.confidence:.2f}",
        )
        table.add_row(*(Text(harmless(" ".join(cell.split()))) for cell in cells))
    return table


def _value_text(one: FoundStatement) -> str:
    numbers = (one.value,) if one.value is not None else (one.value_low, one.value_high)
    return " to ".join(
        f"{number:,.6g}" if number < 1 else f"{number:,.10g}" for number in numbers if number is not None
    )


def draft_record(one: ReadDocument, vocabulary: Vocabulary) -> str:
    """Write the draft of a record: what was read is filled in, what a person decides is marked TODO.

    `hedgerow check` refuses the draft until every TODO is decided.
    """
    return record_yaml(_draft(one, vocabulary))


def record_yaml(content: Mapping[str, Any]) -> str:
    """Write a record as YAML, with the comment by which editors find its schema."""
    return "# yaml-language-server: $schema=record.schema.json\n" + block_yaml(content)


def block_yaml(content: Mapping[str, Any]) -> str:
    """Write a mapping as YAML in the layout of records."""
    import io

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = io.StringIO()
    yaml.dump(content, written)
    return written.getvalue()


def _draft(one: ReadDocument, vocabulary: Vocabulary) -> Any:
    document = one.document
    name = document.name if document.name != "standard input" else "document"
    return {
        "source": slug(Path(name).stem) or "document",
        "title": harmless(document.title) or UNDECIDED,
        "publisher": UNDECIDED,
        "language": one.language,
        "published": one.dated or UNDECIDED,
        "accessed": datetime.now(tz=UTC).date().isoformat(),
        "obtained": UNDECIDED,
        "licence": UNDECIDED,
        "sha256": document.sha256,
        "statements": _draft_statements(one, vocabulary) or UNDECIDED,
    }


def _draft_statements(one: ReadDocument, vocabulary: Vocabulary) -> list[Any]:
    drafts = [_draft_statement(found, vocabulary) for found in one.statements]
    for draft, name in zip(drafts, free_ids(draft["id"] for draft in drafts), strict=True):
        draft["id"] = name
    return drafts


def _draft_statement(found: FoundStatement, vocabulary: Vocabulary) -> Any:
    from ruamel.yaml.comments import CommentedMap

    units = matching_units(found.unit_text, vocabulary)
    quantities = list(dict.fromkeys(str(vocabulary.units[unit]["quantity"]) for unit in units))
    share = found.measure == "share"
    draft = CommentedMap(id=slug(found.unit_text or found.measure or "number") or "number")
    draft["phrase"] = _phrase(found.text)
    draft["paragraph"] = found.paragraph
    draft["speaker"] = matching_speaker(found.speaker_text, vocabulary) or UNDECIDED
    draft["quantity"] = quantities[0] if len(quantities) == 1 else UNDECIDED
    draft.update({name: value for name, value in _numbers(found).items() if value is not None})
    draft["hedge"] = found.hedge
    if not share:
        draft["unit"] = units[0] if len(units) == 1 else UNDECIDED
    if found.measure:
        draft["measure"] = found.measure
    draft["window"] = found.window or UNDECIDED
    if found.stated_on:
        draft["stated_on"] = found.stated_on
    _explain(draft, "speaker", quoted(found.speaker_text) if found.speaker_text else "")
    _explain(draft, "quantity", " or ".join(quantities))
    return draft


def _explain(draft: Any, field: str, hint: str) -> None:
    """Say beside an undecided field what it may be."""
    if draft[field] == UNDECIDED and hint:
        draft.yaml_add_eol_comment(hint, field)


def _numbers(found: FoundStatement) -> dict[str, float | int | None]:
    numbers = {"value": found.value, "value_low": found.value_low, "value_high": found.value_high}
    return {
        name: int(number) if number is not None and number == int(number) else number
        for name, number in numbers.items()
    }


def _phrase(text: str) -> str:
    """Cut a wording to the length of a key phrase."""
    return " ".join(text.split()[:MAX_PHRASE_WORDS])


def slug(text: str) -> str:
    """Make an id of a text: small Latin letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_ID]


def free_ids(wanted: Iterable[str], taken: Iterable[str] = ()) -> Iterator[str]:
    """Yield an id for each one wanted that no other has: itself, or that with a number."""
    used, numbers = set(taken), Counter[str]()
    for name in wanted:
        free = name
        while free in used:
            numbers[name] += 1
            free = f"{name}-{numbers[name] + 1}"
        used.add(free)
        yield free


def matching_units(noun: str | None, vocabulary: Vocabulary) -> list[str]:
    """Return the units of the vocabulary that a counted noun may be, in any language.

    A noun that a whole shares with its parts, as *guns* with those of one calibre, is taken for the whole.
    """
    wanted = fold(noun or "")
    named = [unit for unit, row in vocabulary.units.items() if wanted in map(fold, words_of(row))]
    counted = {unit: known_text(vocabulary.units[unit], "quantity") for unit in named}
    wholes = {unit: known_text(vocabulary.quantities[counted[unit]], "part_of") for unit in named}
    return [unit for unit in named if wholes[unit] not in counted.values()]


def matching_speaker(text: str | None, vocabulary: Vocabulary) -> str | None:
    """Return the speaker of the vocabulary whose name or alias stands in a text; None unless it is one.

    A name counts as whole words only, a genitive *s* aside: short ones are parts of other words.
    """
    said = fold(text or "")
    found = [
        speaker
        for speaker, row in vocabulary.speakers.items()
        if any(_is_named(fold(name), said) for name in _names(row))
    ]
    return found[0] if len(found) == 1 else None


def _is_named(name: str, text: str) -> bool:
    if name not in text:  # most are not, and this is told sooner
        return False
    return re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", text) is not None


def _names(row: Any) -> list[str]:
    aliases = known_text(row, "aliases").split("|")
    return [name.strip() for name in (*aliases, *words_of(row, "name")) if len(name.strip()) > 2]

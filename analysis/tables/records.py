"""Records: what was read in each source, checked field by field and against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analysis.tables.field_values import FieldValue, Words, field_value
from analysis.tables.fields import EVIDENCE, MEASURES_OF_KIND, SOURCE_FIELDS, STATEMENT_FIELDS, Field
from analysis.tables.problems import Problem, TablesError, choice_remedy, raise_errors, shown_path
from analysis.tables.vocabulary import Vocabulary
from analysis.tables.yaml_tree import Listing, Mapping, Scalar, Tree, read_yaml


@dataclass(frozen=True, slots=True)
class Statement:
    """A number (or none) as someone stated it in a source, with the defaults filled in.

    Attributes
    ----------
    claim_id
        ``<source>.<statement id>``.
    value, value_low, value_high
        In ``unit``; a share is a fraction of one; None when not given.
    paragraph
        0 where no copy is held and the place on the page was not recorded.
    window, stated_on
        EDTF texts.
    file, lines
        Record that it stands in; field → line, where ``id`` is always there.
    """

    claim_id: str
    source: str
    language: str
    id: str
    phrase: str
    paragraph: int
    speaker: str
    relayed_by: str
    quantity: str
    value: float | None
    value_low: float | None
    value_high: float | None
    hedge: str
    hedge_as_reported: str
    unit: str
    measure: str
    window: str
    window_basis: str
    origin: str
    retells: str
    basis: str
    interest: str
    status: str
    stated_on: str
    stated_on_basis: str
    derived_from: tuple[str, ...]
    collected_as: str
    note: str
    file: str
    lines: dict[str, int] = field(compare=False, repr=False)

    @property
    def is_evidence(self) -> bool:
        """Whether the model may use it."""
        return self.status in EVIDENCE

    @property
    def numbers(self) -> tuple[float | None, float | None, float | None]:
        """Value, lower and upper value."""
        return self.value, self.value_low, self.value_high

    def problem(self, name: str, value: str | None, rule: str, remedy: str) -> Problem:
        """Make a problem that stands on the line of a field, or of the statement."""
        return Problem(self.file, self.lines.get(name, self.lines["id"]), name, value, rule, remedy)


@dataclass(frozen=True, slots=True)
class Source:
    """A document that was read: its origin block and its statements."""

    id: str
    title: str
    publisher: str
    author: str
    language: str
    published: str
    accessed: str
    address: str
    obtained: str
    licence: str
    sha256: str
    relays: str
    note: str
    file: str
    statements: tuple[Statement, ...]
    lines: dict[str, int] = field(compare=False, repr=False)

    def problem(self, name: str, value: str | None, rule: str, remedy: str) -> Problem:
        """Make a problem that stands on the line of a field, or of the file's first."""
        return Problem(self.file, self.lines.get(name, 1), name, value, rule, remedy)


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a suite, in the order of their ids, and what in them is worth a second look."""

    sources: tuple[Source, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, source by source, in the order of the files."""
        return tuple(statement for source in self.sources for statement in source.statements)

    @property
    def origins(self) -> tuple[str, ...]:
        """Ids of all origins, once each."""
        return tuple(dict.fromkeys(statement.origin for statement in self.statements))


@dataclass(frozen=True, slots=True)
class _Block:
    """Checked fields of a mapping, with the line of each; a wrong one is there with the value None."""

    line: int
    values: dict[str, FieldValue]
    lines: dict[str, int]

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        return value if isinstance(value, float) else None


def read_records(folder: Path, vocabulary: Vocabulary) -> Records:
    """Read and check every record of a folder.

    Raises
    ------
    TablesError
        With every problem of every record.
    """
    from analysis.tables.retellings import inherit_origins
    from analysis.tables.statement_rules import cross_problems

    words = Words.of(vocabulary)
    sources: list[Source] = []
    problems = [*_folder_problems(folder)]
    for path in sorted(folder.glob("*.yaml")):
        source, found = read_record(path, shown_path(path, folder.parent), words)
        problems.extend(found)
        if source is not None:
            sources.append(source)
    told, found = inherit_origins(sources)
    problems.extend([*found, *cross_problems(Records(told), words)])
    problems.sort(key=lambda problem: (problem.file, problem.line or 0))
    raise_errors(problems)
    return Records(told, tuple(problems))


def read_record(path: Path, shown: str, words: Words) -> tuple[Source | None, list[Problem]]:
    """Read one record; what could be read is returned even when something else is wrong."""
    try:
        tree, problems = read_yaml(path, shown)
    except TablesError as error:
        return None, list(error.problems)
    if not isinstance(tree, Mapping):
        problems.append(_not_a_record(shown, tree.line))
        return None, problems
    block, found = _block(tree, SOURCE_FIELDS, ("statements",), words, shown)
    problems.extend([*found, *_source_problems(block, path, shown)])
    statements, found = _statements(tree, block, words, path.stem, shown)
    return _source(block, path.stem, shown, statements), [*problems, *found]


def _folder_problems(folder: Path) -> Iterator[Problem]:
    root = folder.parent
    if not any(folder.glob("*.yaml")):
        rule = "there is no record in this folder"
        yield Problem(shown_path(folder, root), None, None, None, rule, "write one, as SOURCE.yaml")
    for path in sorted(folder.glob("*.yml")):
        shown = shown_path(path, root)
        yield Problem(shown, None, None, None, "the file would not be read", "rename it to end in .yaml")


def _not_a_record(shown: str, line: int) -> Problem:
    return Problem(shown, line, None, None, "is not a record", "begin with 'source:' and 'statements:'")


def _block(
    tree: Mapping, known: tuple[Field, ...], further: tuple[str, ...], words: Words, shown: str
) -> tuple[_Block, list[Problem]]:
    by_name = {part.name: part for part in known}
    values: dict[str, FieldValue] = {}
    problems: list[Problem] = []
    for name, (line, value) in tree.items.items():
        if name in by_name:
            if not (isinstance(value, Scalar) and value.missing):
                values[name], found = field_value(by_name[name], value, words, shown)
                problems.extend(found)
        elif name not in further:
            remedy = choice_remedy(name, [*by_name, *further])
            problems.append(Problem(shown, line, None, name, "is not a field of a record", remedy))
    problems.extend(_missing_fields(tree, known, shown))
    lines = {name: line for name, (line, _) in tree.items.items()}
    return _Block(tree.line, values, {"id": tree.line} | lines), problems


def _missing_fields(tree: Mapping, known: tuple[Field, ...], shown: str) -> Iterator[Problem]:
    for part in known:
        line, value = tree.items.get(part.name, (tree.line, Scalar(tree.line, "", "null", quoted=False)))
        if part.required and isinstance(value, Scalar) and value.missing:
            yield Problem(shown, line, part.name, None, "the field is missing", "add it")


def _source_problems(block: _Block, path: Path, shown: str) -> Iterator[Problem]:
    name = block.text("source")
    if name and name != path.stem:
        rule, remedy = "is not the name of the file", f"write '{path.stem}' or rename the file to {name}.yaml"
        yield Problem(shown, block.lines["source"], "source", name, rule, remedy)
    if not ("address" in block.lines or "obtained" in block.lines):
        rule = "the field is missing"
        yield Problem(
            shown,
            block.line,
            "address",
            None,
            rule,
            "add it, or say under 'obtained' how you got the document",
        )


def _statements(
    tree: Mapping, source: _Block, words: Words, name: str, shown: str
) -> tuple[tuple[Statement, ...], list[Problem]]:
    line, listing = tree.items.get("statements", (tree.line, Listing(tree.line, ())))
    if not isinstance(listing, Listing) or not listing.items:
        rule = "there is no statement"
        return (), [Problem(shown, line, "statements", None, rule, "add at least one, as '- id: …'")]
    statements: list[Statement] = []
    problems: list[Problem] = []
    for item in listing.items:
        if not isinstance(item, Mapping):
            problems.append(_not_a_statement(shown, item))
            continue
        block, found = _block(item, STATEMENT_FIELDS, (), words, shown)
        problems.extend([*found, *_unplaced(block, source, shown)])
        statements.append(_statement(block, source, words.vocabulary, name, shown))
    return tuple(statements), problems


def _unplaced(block: _Block, source: _Block, shown: str) -> Iterator[Problem]:
    if "sha256" in source.lines and "paragraph" not in block.values:
        line = block.lines.get("paragraph", block.line)
        yield Problem(shown, line, "paragraph", None, "the field is missing", "add it")


def _not_a_statement(shown: str, item: Tree) -> Problem:
    return Problem(shown, item.line, "statements", None, "this is not a statement", "begin it with '- id: …'")


def _statement(block: _Block, source: _Block, vocabulary: Vocabulary, name: str, shown: str) -> Statement:
    claim_id = f"{name}.{block.text('id')}"
    quantity = vocabulary.quantities.get(block.text("quantity"), {})
    speaker = vocabulary.speakers.get(block.text("speaker"), {})
    paragraph, derived_from = block.values.get("paragraph"), block.values.get("derived_from")
    measures = MEASURES_OF_KIND.get(str(quantity.get("kind", "")), ("",))
    measure = block.text("measure", measures[0])
    return Statement(
        claim_id=claim_id,
        source=name,
        language=source.text("language"),
        id=block.text("id"),
        phrase=block.text("phrase"),
        paragraph=paragraph if isinstance(paragraph, int) else 0,
        speaker=block.text("speaker"),
        relayed_by=block.text("relayed_by"),
        quantity=block.text("quantity"),
        value=block.number("value"),
        value_low=block.number("value_low"),
        value_high=block.number("value_high"),
        hedge=block.text("hedge", _default_hedge(block)),
        hedge_as_reported=block.text("hedge_as_reported"),
        unit=block.text("unit", str(quantity.get("unit", "")) if measure in measures else ""),
        measure=measure,
        window=block.text("window"),
        window_basis=block.text("window_basis", "stated"),
        origin=block.text("origin", claim_id.replace(".", "-")),
        retells=block.text("retells"),
        basis=block.text("basis", "official"),
        interest=block.text("interest", str(speaker.get("interest", ""))),
        status=block.text("status", "primary"),
        stated_on=block.text("stated_on", source.text("published")),
        stated_on_basis=block.text("stated_on_basis", "stated"),
        derived_from=derived_from if isinstance(derived_from, tuple) else (),
        collected_as=block.text("collected_as"),
        note=block.text("note"),
        file=shown,
        lines=block.lines,
    )


def _default_hedge(block: _Block) -> str:
    if "value_low" in block.lines or "value_high" in block.lines:
        return "range"
    return "bare" if "value" in block.lines else ""


def _source(block: _Block, name: str, shown: str, statements: tuple[Statement, ...]) -> Source:
    texts = {part.name: block.text(part.name) for part in SOURCE_FIELDS if part.name != "source"}
    return Source(id=name, file=shown, statements=statements, lines=block.lines, **texts)

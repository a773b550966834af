"""The questions of `hedgerow add`: what is read is shown while it is typed, and ids are completed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.completion import Completer, PathCompleter, WordCompleter
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.validation import ValidationError, Validator

from analysis.adding.adding import Added, refuse_alike, rehearse
from analysis.adding.answers import Reader, field_named, offered
from analysis.adding.desk import Desk, Wanted, option, record_id
from analysis.adding.drafting import (
    NAME,
    PLACE,
    draft_of,
    first_sentence,
    read_answers,
    reader_for,
    require_whole_words,
    told_of_source,
)
from analysis.adding.likeness import same_documents
from analysis.adding.proposals import Fields, proposed, reading_of
from analysis.console import STOPPED, RefusalError
from analysis.read import Reading, window_label
from analysis.tables.field_values import FieldError, FieldValue
from analysis.tables.fields import SOURCE_FIELDS, STATEMENT_FIELDS, Field
from analysis.tables.problems import Problem, TablesError, harmless
from analysis.tables.vocabulary import units_for

_FIRST = ("phrase", "paragraph", "speaker")
_AFTER_BLANK = {PLACE[0]: "; leave it blank to say instead how the document was obtained"}
_BLANK = "An answer is needed; type one, or press Ctrl-C to stop without writing anything"
_COUNTING = ("quantity", "value", "value_low", "value_high", "hedge", "unit", "window")


@dataclass(frozen=True)
class Question:
    """Something to ask.

    Attributes
    ----------
    read
        Answer → what to show of it at once; FieldError or TablesError says why it will not do.
    choices
        Answer → its meaning, to be completed.
    """

    label: str
    read: Callable[[str], str]
    default: str = ""
    meaning: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    completer: Completer | None = None
    optional: bool = False


Done = TypeVar("Done")


def ask(wanted: Wanted, suite: Path, add: Callable[[Wanted], Done]) -> Done:
    """Ask for all that the options have left open, and add it; what is refused then is asked again.

    Raises
    ------
    RefusalError
        The questions were broken off; nothing was written.
    """
    interview = _Interview(wanted, suite)
    with _breaking_off():
        answered = interview.held()
    while True:
        try:
            return add(answered)
        except (TablesError, RefusalError) as error:
            with _breaking_off():
                answered = interview.mended(error)


@contextmanager
def _breaking_off() -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, EOFError) as error:
        raise RefusalError("Stopped; nothing was written.", STOPPED) from error


class _Interview:
    """Holds the answers while they are gathered."""

    def __init__(self, wanted: Wanted, suite: Path) -> None:
        self.suite, self.wanted = suite, wanted
        self.statement, self.source = dict(wanted.statement), dict(wanted.source)
        self.session: PromptSession[str] = PromptSession()

    def held(self) -> Wanted:
        """Ask everything, and return the answers."""
        self._lay_desk()
        self._ask_record(self.wanted.record)
        self._ask_source()
        self._ask_statement()
        self._ask_further()
        return self._confirmed()

    def mended(self, error: TablesError | RefusalError) -> Wanted:
        """Ask again for what was refused when it was to be written, and return the answers."""
        self._lay_desk()
        if isinstance(error, TablesError):
            self._ask_again(error)
        else:
            self._say(str(error))
        return self._confirmed()

    def _lay_desk(self) -> None:
        self.desk = Desk.of(self.suite, self.wanted.document, self.source.get("published"))

    def _confirmed(self) -> Wanted:
        self._ask_alike(self._settle())
        if not self.wanted.dry_run and not self._agreed("Write it?"):
            raise RefusalError("Nothing was written.")
        return self._answers()

    def _answers(self) -> Wanted:
        return replace(self.wanted, statement=dict(self.statement), source=dict(self.source))

    def _ask_record(self, name: str = "") -> None:
        known = {source.id: source.title for source in self.desk.sources}
        question = Question(
            *("record", self._read_record, self.wanted.record),
            choices=known,
            meaning="Id of a record; a new one is made",
        )
        self.wanted = replace(self.wanted, record=record_id(name or self._asked(question)))
        self.there = self.desk.source(self.wanted.record)

    def _read_record(self, answer: str) -> str:
        name = record_id(answer)
        there = self.desk.source(name)
        return f"{there.file}, {len(there.statements)} statements" if there else f"{name} is new"

    def _ask_source(self) -> None:
        if self.there is None and self.wanted.document is None:
            self._ask_document()
        if self.there is None:
            self._ask_source_fields()
        self._read_as_told()

    def _read_as_told(self) -> None:
        """Read the answers about the statement, and the copy, by the language and date of the document."""
        self._lay_desk()
        told = told_of_source(self.desk)
        source, _ = read_answers(self.source, SOURCE_FIELDS, self.desk.reader("", ""))
        self.reader = reader_for(self.there, told | source, self.desk)
        self.copy_is_held = bool(self.there.sha256 if self.there else (told | source).get("sha256"))

    def _ask_source_fields(self) -> None:
        told = told_of_source(self.desk)
        fields = [one for one in SOURCE_FIELDS if one.required and one.name != NAME]
        for one in fields:
            self._ask_field(one, told.get(one.name), self.source, self.desk.reader("", ""))
        for name in PLACE:
            if not self.source.keys() & set(PLACE):
                one = field_named(name, SOURCE_FIELDS)
                last = name == PLACE[-1]
                self._ask_field(one, None, self.source, self.desk.reader("", ""), optional=not last)
        self._ask_same_document(str(self.source.get("sha256") or told.get("sha256") or ""))

    def _ask_document(self) -> None:
        question = Question(
            "document",
            _read_path,
            meaning="Copy of the document, for its phrases and its checksum",
            completer=PathCompleter(expanduser=True),
            optional=True,
        )
        path = self._asked(question)
        if path:
            self.wanted = replace(self.wanted, document=Path(path).expanduser())
            self._lay_desk()

    def _ask_same_document(self, sha256: str) -> None:
        for one in same_documents(self.source.get("address", ""), sha256, self.desk.sources):
            if not self._agreed(f"{one.place} {one.why}. Is this another document?"):
                raise RefusalError(f"Nothing was written; add to that record: hedgerow add {one.name}")
            self.wanted = replace(self.wanted, distinct=True)

    def _ask_statement(self) -> None:
        for name in _FIRST:
            self._ask_of_statement(name, optional=name == "paragraph" and not self.copy_is_held)
        self._ask_status()
        if self.statement.get("status") == "no_figure":
            return
        for name in _COUNTING:
            if self._is_open(name):
                self._ask_of_statement(name)

    def _ask_of_statement(self, name: str, *, optional: bool = False) -> None:
        one = field_named(name, STATEMENT_FIELDS)
        self._ask_field(one, self._proposals().get(name), self.statement, self.reader, optional=optional)

    def _proposals(self) -> Fields:
        return proposed(self._fields(), self.desk.copy, self.desk.words, self.reader.manner.language)

    def _fields(self) -> Fields:
        return read_answers(self.statement, STATEMENT_FIELDS, self.reader)[0]

    def _ask_status(self) -> None:
        """Ask what a phrase without a number is for."""
        if not {"status", "value", "value_low"} & self.statement.keys() and not self._has_number():
            one = field_named("status", STATEMENT_FIELDS)
            self._ask_field(one, "no_figure", self.statement, self.reader)

    def _has_number(self) -> bool:
        return bool({"value", "value_low"} & self._proposals().keys())

    def _is_open(self, name: str) -> bool:
        """Tell whether one value or a range is to be asked for."""
        ranged = "value_low" in {*self.statement, *self._proposals()}
        return name not in ({"value"} if ranged else {"value_low", "value_high"})

    def _ask_field(
        self,
        one: Field,
        default: FieldValue,
        answers: dict[str, str],
        reader: Reader,
        *,
        optional: bool = False,
    ) -> None:
        if one.name in answers:
            return
        choices = offered(one, self.desk.words.vocabulary)
        if one.name == "phrase" and self.desk.copy is not None:
            choices = self.desk.copy.phrases()
        question = Question(
            one.name,
            lambda answer: self._shown(one, reader.value(one, answer)),
            _text(default),
            first_sentence(one) + _AFTER_BLANK.get(one.name, ""),
            choices,
            optional=optional,
        )
        answer = self._asked(question)
        if answer:
            answers[one.name] = answer

    def _shown(self, one: Field, value: FieldValue) -> str:
        """Say how an answer is read."""
        if one.name == "phrase":
            require_whole_words(str(value), self.desk.copy)
            reading = reading_of(str(value), self.desk.words, self.reader.manner.language)
            return _reading_text(reading) if reading else "no number, or several"
        if one.kind == "edtf":
            return f"{value}: {window_label(str(value))}"
        meaning = offered(one, self.desk.words.vocabulary).get(str(value), "")
        return f"{_text(value)}: {meaning}" if meaning else _text(value)

    def _ask_further(self) -> None:
        """Ask for fields that are seldom needed, by their names, until there is none."""
        while True:
            left = {
                one.name: first_sentence(one) for one in STATEMENT_FIELDS if one.name not in self.statement
            }
            question = Question(
                "further field",
                lambda answer, left=left: _known_name(answer, left),  # type: ignore[misc]
                meaning="Its name; blank for none",
                choices=left,
                optional=True,
            )
            name = self._asked(question)
            if not name:
                return
            self._ask_of_statement(name)

    def _settle(self) -> Added:
        """Rehearse the addition, and ask again for what is wrong, until nothing is."""
        while True:
            try:
                return rehearse(draft_of(self._answers(), self.desk), self.desk)
            except TablesError as error:
                self._ask_again(error)
            except RefusalError as error:
                self._say(str(error))
                if not self._agreed("Try again?"):
                    raise RefusalError("Nothing was written.") from error

    def _ask_again(self, error: TablesError) -> None:
        """Say what is wrong, and ask for the fields concerned; for the record when it is none of them."""
        for problem in error.problems:
            self._say(str(problem))
        options = list(dict.fromkeys(map(self._option_concerned, error.problems)))
        of_source = {option(one.name, of_source=True): one for one in SOURCE_FIELDS if one.name != NAME}
        of_statement = {option(one.name): one for one in STATEMENT_FIELDS}
        made_meanwhile = self.there is None and self.desk.path(self.wanted.record).exists()
        if made_meanwhile or not {*options} & {*of_source, *of_statement}:
            self._ask_another_record()
            return
        for one in (of_source[name] for name in options if name in of_source):
            default = self.source.pop(one.name, None) or told_of_source(self.desk).get(one.name)
            reader = self.desk.reader("", "")
            self._ask_field(one, default, self.source, reader, optional=not one.required)
        self._read_as_told()
        for one in (of_statement[name] for name in options if name in of_statement):
            default = self.statement.pop(one.name, None) or self._proposals().get(one.name)
            self._ask_field(one, default, self.statement, self.reader, optional=not one.required)

    def _option_concerned(self, problem: Problem) -> str:
        """Return the option of the answer that a problem is about, in whatever record it shows."""
        if problem.line is None or problem.field is None:
            return problem.file
        own = problem.file == self.desk.shown(self.wanted.record)
        return option(problem.field, of_source=own) if self.there is None or not own else problem.file

    def _ask_another_record(self) -> None:
        self._ask_record()
        if self.there is None:
            self._ask_source_fields()
        else:
            self.source = {}
        self._read_as_told()

    def _ask_alike(self, added: Added) -> None:
        for line in added.lines:
            self._say(line)
        for one in (one for one in added.alike if one.origin):
            if self._agreed(f"{one.name} ({one.place}) {one.why}. Is this the same act of speech?"):
                self.statement.setdefault("status", "repeat")
                self.statement["origin"] = one.origin
                self._count_as(one.quantity)
                self._settle()
                return
            self.wanted = replace(self.wanted, distinct=True)
        if not self.wanted.distinct:
            refuse_alike(replace(added, alike=tuple(one for one in added.alike if not one.origin)))

    def _count_as(self, quantity: str) -> None:
        """Count what another statement of the same act of speech counts, if it is something else."""
        if not quantity:
            return
        self.statement["quantity"] = quantity
        unit = self._fields().get("unit")
        if unit not in units_for(quantity, self.desk.words.vocabulary):
            self.statement.pop("unit", None)

    def _agreed(self, text: str) -> bool:
        answer = self._asked(Question(text, _read_yes_or_no, "yes", choices={"yes": "", "no": ""}))
        return answer.lower() in ("y", "yes")

    def _asked(self, question: Question) -> str:
        if question.meaning:
            print_formatted_text(FormattedText([("ansibrightblack", question.meaning)]))
        answer = self.session.prompt(
            question.label + (" " if question.label.endswith("?") else ": "),
            default=question.default,
            completer=question.completer or _completer(question.choices),
            complete_while_typing=True,
            validator=_Check(question),
            validate_while_typing=False,
            bottom_toolbar=lambda: _toolbar(question, self.session.default_buffer.text),
        )
        return answer.strip()

    def _say(self, line: str) -> None:
        print_formatted_text(harmless(line))


class _Check(Validator):
    """Holds an answer back until it will do."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def validate(self, document: Typed) -> None:
        """Say why an answer will not do."""
        answer = document.text.strip()
        blank = "" if self.question.optional else _BLANK
        wrong = _objection(self.question, answer) if answer else blank
        if wrong:
            raise ValidationError(len(document.text), wrong)


def _objection(question: Question, answer: str) -> str:
    try:
        question.read(answer)
    except FieldError as error:
        return f"{harmless(error.value or answer)} {error.rule}; {error.remedy}".strip()
    except TablesError as error:
        return str(error)
    return ""


def _toolbar(question: Question, text: str) -> str:
    answer = text.strip()
    if not answer:
        return ""
    return harmless(_objection(question, answer) or question.read(answer))


def _completer(choices: Mapping[str, str]) -> Completer | None:
    if not choices:
        return None
    return WordCompleter(
        list(choices), meta_dict=dict(choices), ignore_case=True, match_middle=True, sentence=True
    )


def _read_path(answer: str) -> str:
    if not Path(answer).expanduser().is_file():
        raise FieldError("is no file", "name a copy of the document, or leave it blank", answer)
    return ""


def _read_yes_or_no(answer: str) -> str:
    if answer.lower() not in ("y", "yes", "n", "no"):
        raise FieldError("is neither yes nor no", "write yes or no")
    return ""


def _known_name(answer: str, known: Mapping[str, str]) -> str:
    if answer not in known:
        raise FieldError("is no field that is open", f"write one of {', '.join(known)}")
    return known[answer]


def _reading_text(reading: Reading) -> str:
    numbers = (reading.value,) if reading.value is not None else (reading.value_low, reading.value_high)
    value = " to ".join(f"{number:,.10g}" for number in numbers if number is not None)
    noun = reading.unit_text or ("as a share" if reading.share else "no noun")
    return f"{value}, hedge {reading.hedge}, {noun}"


def _text(value: FieldValue) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:.15g}" if isinstance(value, float) else str(value)

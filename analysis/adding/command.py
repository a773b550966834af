"""The command line of `hedgerow add`: its options are the fields of a record, whatever these are."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.adding.adding import add_statement
from analysis.adding.desk import Wanted, option
from analysis.adding.drafting import NAME
from analysis.console import USAGE_PROBLEM, RefusalError
from analysis.suite import find_suite
from analysis.tables.fields import SOURCE_FIELDS, STATEMENT_FIELDS, Field

_SOURCE = "source_"
_OF_SOURCE = tuple(field for field in SOURCE_FIELDS if field.name != NAME)
_LITERAL = {"number": "NUMBER", "integer": "N", "edtf": "DATE", "ids": "IDS", "id": "ID", "vocabulary": "ID"}


def run(arguments: Sequence[str], description: str) -> int:
    """Run `hedgerow add` with its arguments, and return the exit status."""
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.command(help=description)(_with_field_options(_add))
    return app(list(arguments), prog_name="hedgerow add", standalone_mode=False) or 0


def _add(
    record: Annotated[
        str | None,
        typer.Argument(help="Id of a record in seeds/; it is made when there is none.", metavar="[RECORD]"),
    ] = None,
    *,
    document: Annotated[
        Path | None,
        typer.Option(help="Copy of the document: its phrases, paragraphs and checksum.", metavar="FILE"),
    ] = None,
    suite: Annotated[
        Path, typer.Option(help="Folder of the suite; default: where this folder lies.", metavar="DIR")
    ] = Path(),
    distinct: Annotated[
        bool, typer.Option("--distinct", help="Add it though it looks like one that is there.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Ask nothing; print JSON for programs.")] = False,
    **answers: str | None,
) -> None:
    folder = find_suite(suite)
    wanted = Wanted(record or "", *_parted(answers), document, distinct, dry_run)
    asking = not as_json and sys.stdin.isatty() and sys.stdout.isatty()
    if asking:
        from analysis.adding.questions import ask

        added = ask(wanted, folder, lambda answered: add_statement(answered, folder))
    elif wanted.record:
        added = add_statement(wanted, folder)
    else:
        raise RefusalError(
            "RECORD is missing; name a record, as in hedgerow add example-report", USAGE_PROBLEM
        )
    if as_json:
        typer.echo(json.dumps(added.as_dict(), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(added.notes[:1] if asking else added.notes))


def _parted(answers: dict[str, str | None]) -> tuple[dict[str, str], dict[str, str]]:
    """Part the answers into those about the statement and those about its record."""
    given = {name: answer for name, answer in answers.items() if answer is not None}
    ours = {name: answer for name, answer in given.items() if not name.startswith(_SOURCE)}
    return ours, {name.removeprefix(_SOURCE): given[name] for name in given if name not in ours}


def _with_field_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes any keyword an option for each field."""
    fixed = [
        parameter
        for parameter in inspect.signature(command, eval_str=True).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]

    def add(*args: Any, **answers: Any) -> None:
        command(*args, **answers)

    add.__signature__ = inspect.Signature([*fixed, *_field_parameters()])  # type: ignore[attr-defined]
    return add


def _field_parameters() -> Iterator[inspect.Parameter]:
    yield from _parameters(STATEMENT_FIELDS, "", "The statement")
    yield from _parameters(_OF_SOURCE, _SOURCE, "A new record")


def _parameters(fields: Iterable[Field], prefix: str, panel: str) -> Iterator[inspect.Parameter]:
    for field in fields:
        offer = typer.Option(
            option(field.name, of_source=bool(prefix)),
            help=field.description,
            metavar=_LITERAL.get(field.kind, "TEXT"),
            rich_help_panel=panel,
            show_default=False,
        )
        yield inspect.Parameter(
            prefix + field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, offer],
        )

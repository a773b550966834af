"""The verbs of the command ``hedgerow``.

What a verb needs is imported inside it, so that asking for help costs only the parser.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.console import (
    DATA_PROBLEM,
    STOPPED,
    USAGE_PROBLEM,
    RefusalError,
    complain,
    progress_on_terminal,
)

app = typer.Typer(
    name="hedgerow",
    help="Hedged statements in, tidy rows between, honest bands out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SuiteOption = Annotated[
    Path,
    typer.Option("--suite", help="Folder of the suite; default: where this folder lies.", metavar="DIR"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
AssumeOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Assume something otherwise, as hedge_width=2; may be given again. "
        "data/vocabulary/assumptions.csv lists what can be assumed.",
        metavar="NAME=VALUE",
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="Count only statements that were public by this day.", metavar="DATE"),
]


MOVED = 1
"""Exit status of a comparison in which a figure moved, as of the program diff."""


class StageName(StrEnum):
    """Stages of a build, in their order."""

    tables = "tables"
    estimates = "estimates"
    scrutiny = "scrutiny"
    figures = "figures"
    whatif = "whatif"
    readme = "readme"
    vintages = "vintages"
    notebooks = "notebooks"
    site = "site"


class TableForm(StrEnum):
    """Forms in which estimates are written."""

    csv = "csv"
    parquet = "parquet"


class GridStep(StrEnum):
    """Lengths of the steps of a series."""

    month = "month"
    week = "week"
    day = "day"


class Effort(StrEnum):
    """How long a fit draws."""

    quick = "quick"
    half = "half"
    full = "full"


class CalibrationPart(StrEnum):
    """Parts of a calibration, in their order."""

    ranks = "ranks"
    truths = "truths"
    series = "series"
    limits = "limits"
    priors = "priors"


class CitationStyle(StrEnum):
    """Forms in which a figure can be cited."""

    text = "text"
    apa = "apa"
    chicago = "chicago"
    bibtex = "bibtex"
    ris = "ris"
    csl_json = "csl-json"
    markdown = "markdown"
    latex = "latex"
    latex_macro = "latex-macro"
    html = "html"


class Language(StrEnum):
    """Languages in which figures are worded."""

    en = "en"
    de = "de"


class DataLicence(StrEnum):
    """Licences that a new suite can be put under."""

    cc_by = "CC-BY-4.0"
    cc_by_sa = "CC-BY-SA-4.0"
    cc0 = "CC0-1.0"
    odbl = "ODbL-1.0"


class Tongue(StrEnum):
    """Languages in which numbers and dates are read."""

    de = "de"
    en = "en"
    uk = "uk"


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"hedgerow {version('hedgerow')}")
        raise typer.Exit


@app.callback()
def hedgerow(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Hedged statements in, tidy rows between, honest bands out."""


@app.command()
def check(
    suite: SuiteOption = Path(),
    originals: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Copies of the documents: verify checksum, paragraph and phrase.",
            metavar="DIR",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Fail on stale made files, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check records and vocabulary tables, and tell what is stale."""
    from analysis.checking import check_suite

    found = check_suite(_suite(suite), originals, everything=everything)
    if as_json:
        _print_json(found.as_dict())
    else:
        typer.echo("".join(f"{line}\n" for line in found.errors), err=True, nl=False)
        typer.echo("\n".join(found.notes))
    raise typer.Exit(DATA_PROBLEM if found.failed else 0)


@app.command()
def read(
    files: Annotated[
        list[Path],
        typer.Argument(help="Text, Markdown, HTML, PDF or DOCX; - for standard input.", metavar="FILE…"),
    ],
    *,
    suite: SuiteOption = Path(),
    language: Annotated[
        str | None,
        typer.Option(help="Language of the documents: de, en or uk; default: told from the words."),
    ] = None,
    dated: Annotated[
        str | None, typer.Option(help="Date of the documents, as 2025-06-15, for 'last year' and 'in March'.")
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Print a record to be completed, in YAML.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Propose the statements in a document: numbers with their hedge, unit, window and speaker."""
    from analysis.reading import read_files

    if draft and as_json:
        raise RefusalError("--draft and --json exclude each other; give one of them", USAGE_PROBLEM)
    if draft and len(files) > 1:
        raise RefusalError("--draft makes one record; name one document", USAGE_PROBLEM)
    found = read_files(files, _suite(suite), language, dated)
    if as_json:
        _print_json(found.as_list())
    elif draft:
        typer.echo("".join(found.drafts()), nl=False)
    else:
        found.print_tables()
    typer.echo("".join(f"{line}\n" for line in found.errors), err=True, nl=False)
    raise typer.Exit(DATA_PROBLEM if found.errors else 0)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def add(context: typer.Context) -> None:
    """Add a statement to a record, asking for what the options leave open; --help lists them."""
    from analysis.adding.command import run

    raise typer.Exit(run(context.args, str(context.command.help)))


@app.command("import")
def import_(
    table: Annotated[
        Path, typer.Argument(help="A spreadsheet of claims: CSV, XLSX or ODS.", metavar="TABLE")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Table of claims to write.", metavar="CLAIMS.csv")],
    mapping: Annotated[
        Path | None,
        typer.Option(help="Mapping to read by, written when there is none; default: mapping.yaml."),
    ] = None,
    language: Annotated[Tongue, typer.Option(help="Language of its numbers and dates in words.")] = Tongue.en,
    dated: Annotated[
        str | None, typer.Option(help="Date against which 'last year' is read, as 2025-06-15.")
    ] = None,
    suite: SuiteOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Make a table of claims of a spreadsheet with any column names, by a mapping that is written down."""
    from analysis.importing import import_table

    where = mapping or out.parent / "mapping.yaml"
    done = import_table(table, out, where, _suite(suite), language=language.value, dated=dated)
    if as_json:
        _print_json(done.as_dict())
    else:
        typer.echo("\n".join(done.notes))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make; not there yet, or empty.", metavar="DIR")],
    *,
    licence: Annotated[
        DataLicence, typer.Option(help="Licence of its data, text and plots.")
    ] = DataLicence.cc_by,
    title: Annotated[str, typer.Option(help="Its title; default: made of the folder's name.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Make a suite on another topic: an example to replace, notebooks, tests, Makefile, and this package.

    The package goes along as a wheel that the lock holds by its hash, so that `make site` and `make test`
    work at once and need nothing but the package indexes.
    """
    from analysis.starting import start_suite

    made = start_suite(folder, licence.value, title)
    if as_json:
        _print_json(made.as_dict())
    else:
        typer.echo("\n".join(made.notes))


@app.command()
def build(
    suite: SuiteOption = Path(),
    until: Annotated[
        StageName | None,
        typer.Option(help="Last stage to bring up to date.", show_default="site; figures with --as-of"),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make everything anew, due or not.")] = False,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring tables, estimates, figures, notebooks and site up to date; only what is due is made.

    With --as-of, make tables, estimates and figures from what was public by a day, in build/as-of/DATE.
    """
    from analysis.build import build as run_build
    from analysis.predicting.as_of import build_as_of

    with progress_on_terminal() as progress:
        if day := _day(as_of):
            made = build_as_of(_suite(suite), day, until.value if until else "figures", progress, fresh=fresh)
        else:
            last = until.value if until else "site"
            made = run_build(_suite(suite), until=last, fresh=fresh, progress=progress)
        outcomes = []
        for outcome in made:
            outcomes.append(outcome._asdict())
            if not as_json:
                typer.echo(f"{outcome.stage:<10} {outcome.done} ({outcome.seconds:.1f} s)")
    if as_json:
        _print_json(outcomes)


@app.command()
def serve(
    *,
    suite: SuiteOption = Path(),
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this one is open to others.", metavar="ADDRESS")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 for any that is free.")] = 8000,
) -> None:
    """Serve the site to a browser on this machine, and build and reload it upon every change."""
    from analysis.serving import serve as serve_site

    serve_site(_suite(suite), host, port, lambda line: typer.echo(line, err=True))


@app.command()
def estimate(
    claims: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="A table of claims, CSV or Parquet.", metavar="CLAIMS.csv"
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder to write the estimates to.", metavar="DIR")],
    *,
    suite: SuiteOption = Path(),
    form: Annotated[TableForm, typer.Option("--format", help="Form of the tables written.")] = TableForm.csv,
    grid: Annotated[GridStep, typer.Option(help="Length of the steps of a series.")] = GridStep.month,
    assume: AssumeOption = None,
    effort: Annotated[
        Effort,
        typer.Option(
            help="half and quick draw some thousand times and no more; diagnostics.csv says what that costs."
        ),
    ] = Effort.full,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out rows with a problem, and list them.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(help="Dask scheduler of a cluster, as tcp://host:8786.", metavar="ADDRESS")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Estimate monthly series, totals and ratios from any table of claims."""
    from analysis.bulk import How, estimate_file

    if scheduler is not None and workers > 1:
        raise RefusalError("--workers and --scheduler exclude each other; give one of them", USAGE_PROBLEM)
    how = How(
        grid.value, effort.value, form.value, skip_bad, workers, scheduler, tuple(assume or ()), _day(as_of)
    )
    with progress_on_terminal() as progress:
        done = estimate_file(claims, out, _suite(suite), progress, how)
    if as_json:
        _print_json({name: str(path) for name, path in done.files.items()})
    else:
        typer.echo("\n".join(str(path) for path in done.files.values()))
    typer.echo("".join(f"{line}\n" for line in (*done.skipped, *done.failed)), err=True, nl=False)
    raise typer.Exit(DATA_PROBLEM if done.failed else 0)


@app.command()
def calibrate(
    *,
    suite: SuiteOption = Path(),
    part: Annotated[
        list[CalibrationPart] | None,
        typer.Option(help="Part to run; may be given again. Default: all but priors."),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(min=1, help="Cases of each design, truth or series.", metavar="N"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder of finished cases and summaries; default: .cache/calibration in the suite.",
            metavar="DIR",
        ),
    ] = None,
    effort: Annotated[
        Effort,
        typer.Option(help="quick draws too little to judge by; it is there to see that all of it runs."),
    ] = Effort.full,
    workers: Annotated[int, typer.Option(min=1, help="Processes on this machine.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(help="Dask scheduler of a cluster, as tcp://host:8786.", metavar="ADDRESS")
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Write the summaries into data/calibration/, too.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure how honest the bands are: simulated, misspecified and real truths, cut into claims, recovered.

    A run that was stopped goes on where it was. Fails when a check of ranks or limits does, or when draws
    that were spoilt on purpose are not found out.
    """
    from analysis.calibration.command import How, calibrate_suite

    if scheduler is not None and workers > 1:
        raise RefusalError("--workers and --scheduler exclude each other; give one of them", USAGE_PROBLEM)
    parts = tuple(one.value for one in part or CalibrationPart if part or one is not CalibrationPart.priors)
    how = How(parts, replicates, effort.value, workers, scheduler, publish)
    with progress_on_terminal() as progress:
        done = calibrate_suite(_suite(suite), out, how, progress, lambda text: typer.echo(text, err=True))
    if as_json:
        _print_json(done.as_dict())
    else:
        typer.echo("\n".join([*done.said, *map(str, done.files)]))
    typer.echo("".join(f"{line}\n" for line in done.failures), err=True, nl=False)
    raise typer.Exit(DATA_PROBLEM if done.failures else 0)


@app.command()
def figures(
    prefix: Annotated[str, typer.Argument(help="Beginning of the ids to show.", metavar="[PREFIX]")] = "",
    suite: SuiteOption = Path(),
    assume: AssumeOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the citable figures with their bands, as they stood on a day or under other assumptions."""
    from analysis.predicting.as_of import figures_as_of
    from analysis.publication import figures_as_json, figures_as_lines, read_figures
    from analysis.tables import read_vocabulary
    from analysis.whatif import figures_under

    folder = _suite(suite)
    if assume and as_of:
        raise RefusalError("--assume and --as-of exclude each other; give one of them", USAGE_PROBLEM)
    note = ""
    if assume:
        under = figures_under(folder, assume)
        rows, note = under.rows, under.note(prefix)
    elif day := _day(as_of):
        with progress_on_terminal() as progress:
            rows = figures_as_of(folder, day, progress)
    else:
        rows = read_figures(folder)
    chosen = [row for row in rows if row["figure_id"].startswith(prefix)]
    if not chosen:
        raise RefusalError(note or f"no figure id begins with '{prefix}'; hedgerow figures lists all ids")
    if as_json:
        _print_json(figures_as_json(chosen))
    else:
        typer.echo("\n".join(figures_as_lines(chosen, read_vocabulary(folder / "data" / "vocabulary"))))
    if note:
        typer.echo(note, err=True)


@app.command()
def predict(
    claims: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="Statements to predict, as claims.", metavar="CLAIMS.csv"
        ),
    ],
    *,
    suite: SuiteOption = Path(),
    as_of: AsOfOption = None,
    effort: Annotated[
        Effort, typer.Option(help="half and quick draw less often; quantiles are coarser.")
    ] = Effort.full,
    as_json: JsonOption = False,
) -> None:
    """Predict what would be stated: quantiles and, where the table gives the number, PIT and log-CRPS.

    A number in the table is not fitted. Statements of the record that are asked for are left out of the
    fit, with all that shares their origin.
    """
    from analysis.efforts import settings_of
    from analysis.predicting.command import predict_file

    with progress_on_terminal() as progress:
        done = predict_file(claims, _suite(suite), _day(as_of), settings_of(effort.value), progress)
    if as_json:
        _print_json(list(done.rows))
    else:
        typer.echo("\n".join(done.lines()))
    typer.echo("".join(f"{line}\n" for line in done.notes), err=True, nl=False)


@app.command()
def cite(
    figure_id: Annotated[str, typer.Argument(help="Id, as hedgerow figures lists it.", metavar="ID")],
    style: Annotated[CitationStyle, typer.Option(help="Form of the citation.")] = CitationStyle.text,
    lang: Annotated[Language, typer.Option(help="Language of its words.")] = Language.en,
    suite: SuiteOption = Path(),
) -> None:
    """Print how to cite a figure."""
    from analysis.publication import cite_figure

    typer.echo(cite_figure(_suite(suite), figure_id, style.value, lang.value))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Revision, release folder or figures.json.", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="The same, to compare with; default: the suite.")] = "",
    suite: SuiteOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Tell which figures moved beyond their rounding, by how much and why; exit with 1 if any did."""
    from analysis.comparison import compare_versions, comparison_as_json, comparison_as_lines

    folder = _suite(suite)
    compared = compare_versions(folder, old, new or str(folder))
    if as_json:
        _print_json(comparison_as_json(compared))
    else:
        typer.echo("\n".join(comparison_as_lines(compared)))
    raise typer.Exit(0 if compared.empty else MOVED)


@app.command()
def conflicts(
    prefix: Annotated[str, typer.Argument(help="Beginning of a quantity's id.", metavar="[PREFIX]")] = "",
    suite: SuiteOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Set each claim beside what the others lead one to expect of it, the most surprising first."""
    from analysis.scrutiny.telling import claims_as_lines, told_claims

    rows = told_claims(_suite(suite), prefix)
    if as_json:
        _print_json(rows)
    else:
        typer.echo("\n".join(claims_as_lines(rows)))


@app.command("next")
def next_(
    prefix: Annotated[str, typer.Argument(help="Beginning of a figure's id.", metavar="[PREFIX]")] = "",
    suite: SuiteOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Tell which single new statement would narrow which figure most."""
    from analysis.scrutiny.telling import questions_as_lines, told_questions

    rows = told_questions(_suite(suite), prefix)
    if as_json:
        _print_json(rows)
    else:
        typer.echo("\n".join(questions_as_lines(rows)))


@app.command()
def report(
    suite: SuiteOption = Path(),
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; default: build/report.", metavar="DIR")
    ] = None,
) -> None:
    """Typeset the report as PDF, in each language."""
    from analysis.build import require_built
    from analysis.site.report import write_reports

    folder = _suite(suite)
    require_built(folder, "report")
    typer.echo("\n".join(map(str, write_reports(folder, out or folder / "build" / "report"))))


@app.command()
def release(
    suite: SuiteOption = Path(),
    out: Annotated[
        Path | None, typer.Option(help="Folder to put it into; default: build/release.", metavar="DIR")
    ] = None,
    date: Annotated[
        str, typer.Option(help="Date of release; default: date-released, or that of the last commit.")
    ] = "",
) -> None:
    """Put data, notebooks and files for programs into one folder, described as an RO-Crate."""
    from analysis.release import write_release

    typer.echo(write_release(_suite(suite), out, date))


def _suite(folder: Path) -> Path:
    from analysis.suite import find_suite

    return find_suite(folder)


def _day(as_of: str | None) -> date | None:
    from analysis.predicting.dating import parse_as_of

    return None if as_of is None else parse_as_of(as_of)


def _print_json(content: Any) -> None:
    import json

    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def main() -> None:
    """Run the command line; bad input ends with a message on standard error, never with a traceback."""
    # One thread each: the arrays are small, and sums must not depend on how many processors there are.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        status = _run()
    except Exception as error:
        status = complain(error)
    sys.exit(status)


def _run() -> int | None:
    """Run the command line; an interrupt reaches us as an abort or as its status, as typer has it."""
    try:
        status: int | None = app(prog_name="hedgerow", standalone_mode=False)
    except typer.Abort:
        status = STOPPED
    if status == STOPPED:
        typer.echo("Stopped; what was not finished was not written.", err=True)
    return status

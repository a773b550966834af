"""Claims on file to estimates on file; a group whose data version is known is not drawn again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.console import RefusalError
from analysis.ledger import LOCK, Progress, hash_code, hash_files, short_hash
from analysis.workers import Spread, spread_here

if TYPE_CHECKING:
    import pandas as pd

    from analysis.model.estimates import Estimates
    from analysis.tables import Vocabulary

ESTIMATES = Path("data", "estimates")
INFO = "info.json"
TABLES = ("monthly", "totals", "ratios", "ratio_months", "diagnostics", "sensitivity")
DRAWS = "draws"
ROOMS = ("read", "model")
SIGNIFICANT = "%.6g"
MOST_DRAWS = 128
"""What is published may take longer to steady its quantiles than what is estimated for a look."""
REMEDY = "bring back what version control has, or make all anew: hedgerow build --until estimates"

Group = tuple[str, ...]
Tables = dict[str, "pd.DataFrame"]


def update_estimates(
    suite: Path, progress: Progress, *, fresh: bool = False, spread: Spread = spread_here
) -> str:
    """Estimate the groups whose data version changed, keep the others, and say which were estimated.

    Parameters
    ----------
    suite
        Folder of the suite.
    progress
        Told what is being estimated.
    fresh
        Estimate every group.
    spread
        Applies a function to cases.
    """
    from analysis.tables import read_claims, read_vocabulary

    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    claims = read_claims(suite / "data" / "claims.csv", vocabulary)
    versions = group_versions(suite, claims, vocabulary)
    info = {} if fresh or missing_tables(suite) else _read_info(suite)
    known = _groups_of(info)
    kept = [group for group in versions if known.get(group, {}).get("data_version") == versions[group]]
    texts = read_texts(suite) if kept else {}
    parts = [_rows_of(texts, group, vocabulary) for group in kept]
    due = [group for group in versions if group not in kept]
    if due:
        estimates = _estimate(due, claims, vocabulary, progress, spread)
        parts.append(_as_texts(estimates))
        info = estimates.info
        known |= {
            group: {**made, "data_version": versions[group]} for group, made in _groups_of(info).items()
        }
    groups = [known[group] for group in versions]
    _write(suite / ESTIMATES, suite, _joined(parts, vocabulary), {**info, "groups": groups})
    return f"estimated {', '.join(name for group in due for name in group) or 'nothing'}"


def missing_tables(suite: Path) -> list[str]:
    """Return the paths of the tables of estimates that are not there; every path before the first build."""
    paths = (_file(suite, name) for name in (*TABLES, DRAWS))
    return [path.relative_to(suite).as_posix() for path in paths if not path.is_file()]


def read_estimates(suite: Path) -> Tables:
    """Return the estimates of a suite, by the name of their table, with numbers as numbers.

    Raises
    ------
    RefusalError
        If a table is missing; the message says how to make it.
    """
    import pandas as pd

    _require_tables(suite)
    texts = dict.fromkeys(("quantity", "ratio", "target", "window", "month", "scenario", "output_type"), str)
    return {name: pd.read_csv(_file(suite, name), dtype=texts) for name in TABLES}


def read_texts(suite: Path) -> Tables:
    """Return the estimates of a suite, by the name of their table, as they are written.

    Raises
    ------
    RefusalError
        If a table is missing; the message says how to make it.
    """
    import pandas as pd

    _require_tables(suite)
    return {
        name: pd.read_csv(_file(suite, name), dtype=str, keep_default_na=False) for name in (*TABLES, DRAWS)
    }


def read_versions(suite: Path) -> dict[str, str]:
    """Return the version of what the estimates of each quantity rest on.

    Raises
    ------
    RefusalError
        If nothing is written about the estimates; the message says how to make them.
    """
    info = _read_info(suite)
    if "groups" not in info:
        raise RefusalError(f"{(ESTIMATES / INFO).as_posix()} is missing or damaged; {REMEDY}")
    return {name: str(made["data_version"]) for group, made in _groups_of(info).items() for name in group}


def quantity_groups(claims: pd.DataFrame, vocabulary: Vocabulary) -> list[Group]:
    """Return the quantities that are estimated together.

    Raises
    ------
    RefusalError
        If something in the table cannot be estimated.
    """
    from analysis.model.assemble import assemble_groups
    from analysis.model.settings import Settings

    try:
        return [group.quantities for group in assemble_groups(claims, vocabulary, Settings())]
    except ValueError as error:
        raise RefusalError(str(error)) from error


def group_versions(suite: Path, claims: pd.DataFrame, vocabulary: Vocabulary) -> dict[Group, str]:
    """Return the version of each group: a hash of its claims, their vocabulary, the code and the lock."""
    from analysis.tables import group_version

    rows = [{str(name): cell for name, cell in row.items()} for row in claims.to_dict("records")]
    code, lock = short_hash(repr(hash_code(ROOMS)).encode()), repr(hash_files(suite, (LOCK,)))
    return {
        group: group_version(rows, vocabulary, group, code, lock)
        for group in quantity_groups(claims, vocabulary)
    }


def _require_tables(suite: Path) -> None:
    if missing := missing_tables(suite):
        verb = "is" if len(missing) == 1 else "are"
        raise RefusalError(f"{', '.join(missing)} {verb} missing; {REMEDY}")


def _estimate(
    groups: list[Group],
    claims: pd.DataFrame,
    vocabulary: Vocabulary,
    progress: Progress,
    spread: Spread,
) -> Estimates:
    """Estimate groups under all scenarios, one fit a processor; each draws from a seed of its own content."""
    from analysis.model.estimates import SCENARIOS, estimate_table
    from analysis.model.settings import Settings

    rows = claims[claims["quantity"].isin({name for group in groups for name in group})]
    return estimate_table(
        rows,
        vocabulary,
        Settings(most_draws=MOST_DRAWS),
        scenarios=SCENARIOS,
        progress=progress,
        spread=spread,
    )


def _ratios_of(group: Group, vocabulary: Vocabulary) -> list[str]:
    return [ratio for ratio, row in vocabulary.ratios.items() if row["numerator"] in group]


def _read_info(suite: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((suite / ESTIMATES / INFO).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _groups_of(info: Mapping[str, Any]) -> dict[Group, dict[str, Any]]:
    return {tuple(group["quantities"]): group for group in info.get("groups", ())}


def _rows_of(tables: Tables, group: Group, vocabulary: Vocabulary) -> Tables:
    subjects = {*group, *_ratios_of(group, vocabulary)}
    rows = {name: tables[name][tables[name][_subject(tables[name])].isin(subjects)] for name in TABLES}
    draws = tables[DRAWS]
    own = [column for column in draws.columns if column in subjects or column.partition(".")[0] in group]
    return {**rows, DRAWS: draws[own]}


def _subject(table: pd.DataFrame) -> str:
    return "ratio" if "ratio" in table.columns else "quantity"


def _as_texts(estimates: Estimates) -> Tables:
    import pandas as pd

    def as_written(table: pd.DataFrame) -> pd.DataFrame:
        written = StringIO(table.to_csv(index=False, float_format=SIGNIFICANT))
        return pd.read_csv(written, dtype=str, keep_default_na=False)

    return {name: as_written(getattr(estimates, name)) for name in (*TABLES, DRAWS)}


def _joined(parts: Iterable[Tables], vocabulary: Vocabulary) -> Tables:
    import pandas as pd

    listed = list(parts)
    order = {name: place for place, name in enumerate([*vocabulary.quantities, *vocabulary.ratios])}
    joined = {name: pd.concat([tables[name] for tables in listed], ignore_index=True) for name in TABLES}
    rows = {
        name: table.sort_values(_subject(table), key=lambda subjects: subjects.map(order), kind="stable")
        for name, table in joined.items()
    }
    draws = pd.concat([tables[DRAWS] for tables in listed], axis=1)
    return {**rows, DRAWS: draws[sorted(draws.columns)]}


def _write(folder: Path, root: Path, tables: Tables, info: Mapping[str, Any]) -> dict[str, Path]:
    from analysis.tables import write_all

    texts = {
        **{f"{name}.csv": table.to_csv(index=False, lineterminator="\n") for name, table in tables.items()},
        INFO: json.dumps(info, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
    }
    write_all({folder / name: text for name, text in texts.items()}, root)
    return {name.partition(".")[0]: folder / name for name in texts}


def _file(suite: Path, name: str) -> Path:
    return suite / ESTIMATES / f"{name}.csv"

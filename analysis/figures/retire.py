"""Ids once published and gone stay listed, with what replaced them; an id is never given a second meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

RETIRED_COLUMNS = ("figure_id", "replaced_by", "retired_in", "note")


def retire_figures(
    retired: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    version: str,
    withheld: Iterable[str] = (),
    replacements: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Bring the list of retired ids up to date.

    Parameters
    ----------
    retired
        The list so far (``RETIRED_COLUMNS``; may be empty).
    before, after
        Published figures of the last and of this version.
    version
        Version in which ids that are gone count as retired.
    withheld
        Ids that are only held back for now; they are not retired.
    replacements
        Retired id → id that replaces it. An id that merely vanished has none; it leaves the list when
        it is published again, since it still means the same.

    Raises
    ------
    ValueError
        When an id that was replaced is published again, or a replacement is not published.
    """
    replacements = replacements or {}
    published = set(after["figure_id"])
    _check_replacements(replacements, published)
    listed = _listed(retired, replacements)
    _check_not_reused(listed, published)
    gone = [text for text in before["figure_id"] if text not in published and text not in set(withheld)]
    added = {
        text: {
            "figure_id": text,
            "replaced_by": replacements.get(text, ""),
            "retired_in": version,
            "note": "",
        }
        for text in gone
        if text not in listed
    }
    kept = {text: row for text, row in listed.items() if text not in published}
    rows = sorted((kept | added).values(), key=lambda row: str(row["figure_id"]))
    return pd.DataFrame(rows, columns=list(RETIRED_COLUMNS))


def follow_retired(figure_id: str, retired: pd.DataFrame) -> str | None:
    """Find the id that now stands for a retired one, through any chain; None when nothing does.

    Raises
    ------
    ValueError
        When the list sends the reader in a circle.
    """
    successor = dict(zip(retired["figure_id"], retired["replaced_by"].fillna(""), strict=True))
    seen = [figure_id]
    while seen[-1] in successor:
        following = str(successor[seen[-1]])
        if following in seen:
            raise ValueError(f"{' → '.join([*seen, following])} goes in a circle; correct retired.csv")
        seen.append(following)
    return seen[-1] or None


def _listed(retired: pd.DataFrame, replacements: Mapping[str, str]) -> dict[str, dict[str, str]]:
    rows = retired.reindex(columns=list(RETIRED_COLUMNS)).fillna("").astype(str).to_dict("records")
    listed = {str(row["figure_id"]): {str(key): str(cell) for key, cell in row.items()} for row in rows}
    for text in listed.keys() & replacements.keys():
        listed[text]["replaced_by"] = replacements[text]
    return listed


def _check_replacements(replacements: Mapping[str, str], published: set[str]) -> None:
    for old, new in replacements.items():
        if new not in published:
            raise ValueError(f"'{new}' is to replace '{old}' but is not published; name a published figure")
        if old in published:
            raise ValueError(f"'{old}' is replaced but still published; drop it from the replacements")


def _check_not_reused(listed: Mapping[str, Mapping[str, str]], published: set[str]) -> None:
    for text in sorted(listed.keys() & published):
        if listed[text]["replaced_by"]:
            raise ValueError(
                f"'{text}' was retired in favour of '{listed[text]['replaced_by']}'; choose a new id"
            )

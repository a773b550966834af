"""The figures for programs: one document, one figure with its grounds, LaTeX macros, a bibliography."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.figures.cite import latex_key
from analysis.figures.escape import json_text, latex_text
from analysis.figures.rounding import Band
from analysis.figures.sentences import print_bounds, print_value
from analysis.figures.suite import Suite, figure_anchor

NUMBERS = ("value", "low_50", "high_50", "low_90", "high_90")
HASH_LENGTH = 12
MACROS_HEAD = r"""% The figures of {title} (version {version}) as LaTeX macros; made, not to be edited.
%   \hedgerow{{ID}}           the median               \hedgerowband{{ID}}      nine chances in ten
%   \hedgerowtext{{ID}}       the whole sentence       \hedgerowhalf{{ID}}      one chance in two
%   \hedgerowversion{{ID}}    the data version         \hedgerowunit{{ID}}      the unit
\makeatletter
\newcommand*\hedgerow@get[2]{{\@ifundefined{{hedgerow@#1@#2}}%
  {{\PackageError{{hedgerow}}{{'#2' is no figure}}{{Choose an id of figures.csv.}}}}%
  {{\@nameuse{{hedgerow@#1@#2}}}}}}
\newcommand*\hedgerow[1]{{\hedgerow@get{{value}}{{#1}}}}
\newcommand*\hedgerowband[1]{{\hedgerow@get{{band}}{{#1}}}}
\newcommand*\hedgerowhalf[1]{{\hedgerow@get{{half}}{{#1}}}}
\newcommand*\hedgerowtext[1]{{\hedgerow@get{{text}}{{#1}}}}
\newcommand*\hedgerowunit[1]{{\hedgerow@get{{unit}}{{#1}}}}
\newcommand*\hedgerowversion[1]{{\hedgerow@get{{version}}{{#1}}}}
"""
MACROS_TAIL = "\\makeatother\n"

Row = Mapping[str, str]


def figure_values(row: Row) -> dict[str, Any]:
    """Return a figure as plain values: numbers as numbers, claims as a list, and its place on the site."""
    numbers = {name: float(row[name]) for name in NUMBERS}
    return {
        **row,
        **numbers,
        "sources": row["sources"].split(),
        "page": figure_anchor(row["figure_id"]),
    }


def figures_document(
    rows: Iterable[Row], claims: Iterable[Row], suite: Suite, made_from: Mapping[str, str]
) -> dict[str, Any]:
    """Return all figures as one JSON document, with what `hedgerow diff` needs to say why one moved.

    Parameters
    ----------
    rows
        Published figures.
    claims
        Claims; each is kept as a hash.
    suite
        The work that the figures are part of.
    made_from
        Hash of every file and room of code that decided the figures, by its name.
    """
    return {
        "title": suite.title,
        "version": suite.version,
        "released": suite.released,
        "licence": suite.licence,
        "address": suite.url,
        "figures": [figure_values(row) for row in rows],
        "claims": {row["claim_id"]: claim_hash(row) for row in claims},
        "made_from": dict(made_from),
    }


def claim_hash(row: Row) -> str:
    """Return a hash of everything that a claim says."""
    return hashlib.sha256(json.dumps(dict(row), sort_keys=True).encode()).hexdigest()[:HASH_LENGTH]


def figure_document(row: Row, claims: Sequence[Row], sources: Sequence[Row], citation: str) -> dict[str, Any]:
    """Return one figure with its citation, and the claims and sources that it rests on."""
    return {
        **figure_values(row),
        "cite_as": citation,
        "claims": [_filled(claim) for claim in claims],
        "documents": [_filled(source) for source in sources],
    }


def as_json(document: object) -> str:
    """Return a document as JSON that nothing in it can end."""
    return json_text(json.dumps(document, ensure_ascii=False, indent=1)) + "\n"


def as_line(document: object) -> str:
    """Return a document as JSON on one line, fit to stand inside a page."""
    return json_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def rows_as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV, as they are written in the tables."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def latex_macros(rows: Iterable[Row], suite: Suite, bounded: Iterable[str], language: str = "en") -> str:
    """Return a file of LaTeX macros that print figures by their ids; it needs no package.

    Parameters
    ----------
    rows
        Published figures.
    suite
        The work that they are part of.
    bounded
        Ids of the figures that read as per cent.
    language
        Language of numbers and sentences.
    """
    shares = set(bounded)
    head = MACROS_HEAD.format(title=latex_text(suite.title), version=latex_text(suite.version))
    lines = [line for row in rows for line in _macros(row, language, is_share=row["figure_id"] in shares)]
    return head + "".join(lines) + MACROS_TAIL


def bibliography(entries: Iterable[str]) -> str:
    """Return BibTeX entries as a file."""
    return "\n\n".join(entries) + "\n"


def _macros(row: Row, language: str, *, is_share: bool) -> list[str]:
    band = Band.of(row)
    wide, half = (print_bounds(band, language, level=level, bounded=is_share) for level in (90, 50))
    texts = {
        "value": print_value(band, language, bounded=is_share),
        "band": "–".join(wide),
        "half": "–".join(half),
        "text": row[f"text_{language}"],
        "unit": "" if is_share else row["unit"],
        "version": row["data_version"],
    }
    key = latex_key(row["figure_id"])
    return [
        f"\\@namedef{{hedgerow@{name}@{key}}}{{{latex_text(text).replace('–', '--')}}}\n"
        for name, text in texts.items()
    ]


def _filled(row: Row) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}

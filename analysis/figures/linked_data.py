"""Figures described for search engines and catalogues, in the vocabulary of schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.figures.escape import plain_line
from analysis.figures.sources import publisher_of
from analysis.figures.suite import Author, Suite

CONTEXT = "https://schema.org"
PRECISION = re.compile(r"[~?%]")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

Row = Mapping[str, str]
Thing = dict[str, Any]


def suite_dataset(
    suite: Suite, rows: Sequence[Row], sources: Iterable[Row], files: Iterable[str], words: Mapping[str, str]
) -> Thing:
    """Describe all figures as one data set.

    Parameters
    ----------
    suite
        The work.
    rows
        Published figures that stand for the whole; months may be left out.
    sources
        Documents that they rest on.
    files
        Paths of the tables, from the root of the site.
    words
        ``description`` and ``language`` of the texts.
    """
    return _filled(
        {
            "@context": CONTEXT,
            **_common(suite, words["language"]),
            "name": plain_line(suite.title),
            "description": plain_line(words["description"]),
            "temporalCoverage": _coverage(row["window"] for row in rows),
            "variableMeasured": [_variable(row) for row in rows],
            "isBasedOn": [_document(source) for source in sources],
            "distribution": [_download(suite, path) for path in files],
        }
    )


def figure_dataset(
    suite: Suite, row: Row, sources: Iterable[Row], page: str, words: Mapping[str, str]
) -> Thing:
    """Describe one figure as a data set that is part of the whole.

    Parameters
    ----------
    suite
        The work.
    row
        The figure.
    sources
        Documents that it rests on.
    page
        Its page from the root of the site, without the suffix; its files lie beside that.
    words
        ``label`` of the figure and ``language`` of the page.
    """
    return _filled(
        {
            "@context": CONTEXT,
            **_common(suite, words["language"]),
            "name": plain_line(words["label"]),
            "identifier": row["figure_id"],
            "description": plain_line(row[f"text_{words['language']}"]),
            "temporalCoverage": _coverage([row["window"]]),
            "variableMeasured": [_variable(row)],
            "isBasedOn": [_document(source) for source in sources],
            "isPartOf": {"@type": "Dataset", "name": plain_line(suite.title)},
            "distribution": [_download(suite, f"{page}.{form}") for form in ("json", "csv")],
            "url": suite.address_of(row["figure_id"]) if suite.url else "",
        }
    )


def _common(suite: Suite, language: str) -> Thing:
    return {
        "@type": "Dataset",
        "version": plain_line(suite.version),
        "datePublished": suite.released,
        "license": suite.data_licence.address,
        "creator": [_agent(author) for author in suite.authors],
        "inLanguage": language,
        "isAccessibleForFree": True,
        "sameAs": f"https://doi.org/{suite.doi}" if suite.doi else "",
    }


def _agent(author: Author) -> Thing:
    if author.name:
        return {"@type": "Organization", "name": plain_line(author.name)}
    names = {"givenName": plain_line(author.given), "familyName": plain_line(author.family)}
    return {"@type": "Person", **_filled(names)}


def _variable(row: Row) -> Thing:
    return {
        "@type": "PropertyValue",
        "name": plain_line(row["label"]),
        "propertyID": row["figure_id"],
        "value": float(row["value"]),
        "minValue": float(row["low_90"]),
        "maxValue": float(row["high_90"]),
        "unitText": plain_line(row["unit"]),
        "description": plain_line(row["text_en"]),
    }


def _document(source: Row) -> Thing:
    address, publisher = source.get("address", ""), publisher_of(source)
    thing = {
        "@type": "CreativeWork",
        "name": plain_line(source["title"]),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else "",
        "datePublished": _date(source["published"]),
        "inLanguage": source.get("language", ""),
        "url": address if address.startswith(("http://", "https://")) else "",
    }
    return _filled(thing)


def _download(suite: Suite, path: str) -> Thing:
    address = f"{suite.url.partition('#')[0].rstrip('/')}/{path}" if suite.url else path
    form = "text/csv" if path.endswith(".csv") else "application/json"
    return {"@type": "DataDownload", "encodingFormat": form, "contentUrl": address}


def _coverage(windows: Iterable[str]) -> str:
    """Return the span from the first start to the last end, as an ISO interval; open ends stay open."""
    pairs = [PRECISION.sub("", window).partition("/") for window in windows if window]
    if not pairs:
        return ""
    starts = [start for start, _, _ in pairs]
    ends = [end or start for start, _, end in pairs]
    first = ".." if ".." in starts else min(starts)
    last = ".." if ".." in ends else max(ends)
    return first if first == last else f"{first}/{last}"


def _date(text: str) -> str:
    found = DATE.match(text)
    return found[0] if found else ""


def _filled(thing: Mapping[str, Any]) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [], {})}

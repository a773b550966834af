"""What a citation needs to know of the suite, taken from ``CITATION.cff`` and never made up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from analysis.figures.licences import DEFAULT, LICENCES, Licence

FOLDER = "figures"
MONTH = ".month."
ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._;()/:-]+")


@dataclass(frozen=True, slots=True)
class Author:
    """A person (``family``, ``given``), or a group by its ``name``."""

    family: str = ""
    given: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        if bool(self.family) == bool(self.name):
            raise ValueError(f"{self} must have either a family name or a name; give one of the two")


@dataclass(frozen=True, slots=True)
class Suite:
    """The suite as a work that can be cited.

    Attributes
    ----------
    title, version
        As released.
    authors
        At least one.
    released
        Date of release, ``YYYY-MM-DD``; empty while there is none.
    url, doi
        Public address and DOI; empty while there are none.
    licence
        SPDX id, or empty.
    data_licence
        Licence of the data, texts and plots.
    """

    title: str
    version: str
    authors: tuple[Author, ...] = (Author(name="Hedgerow contributors"),)
    released: str = ""
    url: str = ""
    doi: str = ""
    licence: str = ""
    data_licence: Licence = LICENCES[DEFAULT]

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.version.strip() and self.authors):
            raise ValueError("the suite has no title, version or author; fill them in in CITATION.cff")
        if self.released:
            _check_date(self.released)
        if self.url and not ADDRESS.fullmatch(self.url):
            raise ValueError(f"'{self.url}' is not a web address; write one that starts with https://")
        if self.doi and not DOI.fullmatch(self.doi):
            raise ValueError(f"'{self.doi}' is not a DOI; write it as 10.1234/abcd, without an address")

    @property
    def year(self) -> str:
        """Year of release, or empty."""
        return self.released[:4]

    def address_of(self, figure_id: str) -> str:
        """Address of a figure: absolute when the suite has one, else relative to the site."""
        anchor = figure_anchor(figure_id)
        return f"{self.url.partition('#')[0].rstrip('/')}/{anchor}" if self.url else anchor


def figure_anchor(figure_id: str) -> str:
    """Place of a figure on the site, relative to its root: ``figures/rounds.rate.html``.

    The months of a series share a page: ``figures/rounds.month.html#rounds.month.2024-03``.
    """
    page = f"{FOLDER}/{quote(figure_page_name(figure_id), safe='')}.html"
    return f"{page}#{quote(figure_id, safe='')}" if MONTH in figure_id else page


def figure_page_name(figure_id: str) -> str:
    """Name of the page that a figure stands on: its id, or that of its series."""
    series, month, _ = figure_id.partition(MONTH)
    return f"{series}{month.rstrip('.')}"


def suite_from_cff(document: Mapping[str, object], package: Mapping[str, object] | None = None) -> Suite:
    """Take the suite from a parsed ``CITATION.cff``, and the licence of its data from its data package.

    Raises
    ------
    ValueError
        When it lacks a title, a version or an author, or holds a malformed date, address or DOI.
    """
    entries = document.get("authors")
    authors = tuple(map(_author, entries)) if isinstance(entries, Sequence) else ()
    return Suite(
        title=_text(document, "title"),
        version=_text(document, "version"),
        authors=authors,
        released=_text(document, "date-released"),
        url=_text(document, "url"),
        doi=_text(document, "doi"),
        licence=_text(document, "license"),
        data_licence=_data_licence(package or {}),
    )


def _data_licence(package: Mapping[str, object]) -> Licence:
    licences = package.get("licenses")
    if not isinstance(licences, Sequence) or not licences:
        return LICENCES[DEFAULT]
    return Licence(*(_text(licences[0], key) for key in ("name", "title", "path")))


def _author(entry: Mapping[str, object]) -> Author:
    family = " ".join(filter(None, (_text(entry, "name-particle"), _text(entry, "family-names"))))
    return Author(family=family, given=_text(entry, "given-names"), name=_text(entry, "name"))


def _text(document: Mapping[str, object], key: str) -> str:
    value = document.get(key)
    if isinstance(value, list | tuple):
        return " OR ".join(map(str, value))
    return "" if value is None else str(value)


def _check_date(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is not a date of release; write it as 2025-04-30") from error

"""A release described as a research object: RO-Crate 1.1 (doi:10.3233/DS-210053)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis.figures.escape import plain_line
from analysis.figures.sources import publisher_of
from analysis.figures.suite import Suite

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
METADATA = "ro-crate-metadata.json"
FORMS = {
    "csv": "text/csv",
    "json": "application/json",
    "yaml": "application/yaml",
    "cff": "application/yaml",
    "md": "text/markdown",
    "tex": "text/x-tex",
    "bib": "text/x-bibtex",
    "ipynb": "application/x-ipynb+json",
    "pdf": "application/pdf",
    "lock": "text/plain",
}
CODE_LICENCE = "https://spdx.org/licenses/{name}"

Thing = dict[str, Any]


def crate(
    suite: Suite,
    files: Mapping[str, tuple[int, str]],
    sources: Sequence[Mapping[str, str]],
    description: str,
    released: str,
) -> Thing:
    """Return the metadata of a crate.

    Parameters
    ----------
    suite
        The work.
    files
        Path in the crate → size in bytes and SHA-256.
    sources
        Documents that the data rest on.
    description
        What the data are.
    released
        Date of release, ``YYYY-MM-DD``.
    """
    documents = [_document(source) for source in sources]
    authors = [_agent(number, suite) for number in range(len(suite.authors))]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": plain_line(suite.title),
        "description": plain_line(description),
        "version": plain_line(suite.version),
        "datePublished": released,
        "license": {"@id": suite.data_licence.address},
        "author": _ids(authors),
        "isBasedOn": _ids(documents),
        "hasPart": [{"@id": path} for path in files],
    }
    parts = [_file(path, *about) for path, about in files.items()]
    return {
        "@context": CONTEXT,
        "@graph": [_descriptor(), root, *authors, *_licences(suite), *documents, *parts],
    }


def _descriptor() -> Thing:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": PROFILE},
    }


def _licences(suite: Suite) -> list[Thing]:
    own = suite.data_licence
    data = {"@id": own.address, "@type": "CreativeWork", "name": own.id}
    code = {"@id": CODE_LICENCE.format(name=suite.licence), "@type": "CreativeWork", "name": suite.licence}
    return [data, code] if suite.licence not in ("", own.id) else [data]


def _agent(number: int, suite: Suite) -> Thing:
    author = suite.authors[number]
    name = author.name or f"{author.given} {author.family}".strip()
    kind = "Organization" if author.name else "Person"
    return {"@id": f"#author-{number + 1}", "@type": kind, "name": plain_line(name)}


def _document(source: Mapping[str, str]) -> Thing:
    thing = {
        "@id": f"#source-{source['source_id']}",
        "@type": "CreativeWork",
        "name": plain_line(source["title"]),
        "inLanguage": source["language"],
    }
    if publisher_of(source):
        thing["publisher"] = publisher_of(source)
    address = source["address"]
    return {**thing, "url": address} if address.startswith(("http://", "https://")) else thing


def _file(path: str, size: int, digest: str) -> Thing:
    form = FORMS.get(path.rpartition(".")[2], "text/plain")
    name = path.rpartition("/")[2]
    about = {"encodingFormat": form, "contentSize": str(size), "sha256": digest}
    return {"@id": path, "@type": "File", "name": name, **about}


def _ids(things: Iterable[Thing]) -> list[Thing]:
    return [{"@id": thing["@id"]} for thing in things]

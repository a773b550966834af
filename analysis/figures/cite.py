"""A figure cited in the forms that people and programs use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from analysis.figures.csl import cite_in_style
from analysis.figures.escape import html_text, json_text, latex_text, markdown_text, plain_line
from analysis.figures.languages import check_language, fill, template
from analysis.figures.sources import publisher_of
from analysis.figures.suite import Author, Suite

Style = Literal[
    "text", "apa", "chicago", "bibtex", "ris", "csl-json", "markdown", "latex", "latex-macro", "html"
]
STYLES: tuple[Style, ...] = get_args(Style)
CSL_STYLES: Mapping[str, Mapping[str, str]] = {
    "apa": {"en": "apa", "de": "apa"},
    "chicago": {"en": "chicago-author-date", "de": "chicago-author-date"},
}
"""CSL style behind a style of citation, by language."""
FIGURE_ID = re.compile(r"[a-z0-9][A-Za-z0-9_.~%-]*")


@dataclass(frozen=True, slots=True)
class CiteOptions:
    """How much a citation says.

    Attributes
    ----------
    most_sources
        Sources named before the rest is only counted; at least 0.
    """

    most_sources: int = 3

    def __post_init__(self) -> None:
        if self.most_sources < 0:
            raise ValueError(f"most_sources is {self.most_sources}; give 0 or more")


DEFAULT_OPTIONS = CiteOptions()


@dataclass(frozen=True, slots=True)
class Reference:
    """The parts of a citation in one language, as plain unescaped text."""

    figure_id: str
    sentence: str
    title: str
    authors: tuple[Author, ...]
    year: str
    released: str
    version: str
    data_version: str
    address: str
    has_address: bool
    doi: str
    rests_on: str
    language: str


def cite(
    figure: Mapping[str, object],
    style: str,
    language: str = "en",
    *,
    suite: Suite,
    sources: Sequence[Mapping[str, object]] = (),
    options: CiteOptions = DEFAULT_OPTIONS,
) -> str:
    """Cite a published figure.

    Parameters
    ----------
    figure
        A row of ``data/figures.csv``.
    style
        One of ``STYLES``.
    language
        Language of the sentence and of the words around it.
    suite
        The work that the figure is part of.
    sources
        Rows of ``data/sources.csv`` that the figure rests on (``title``, ``publisher``, ``author`` and
        ``published`` are used where they are filled in).
    options
        How many sources are named.

    Returns
    -------
    str
        The citation, ending without a line break (RIS ends with one). Every part is escaped for its format.

    Raises
    ------
    ValueError
        For an unknown style or language, or a figure without a usable id or sentence.
    """
    if style not in WRITERS:
        raise ValueError(f"'{style}' is no style of citation; choose one of {', '.join(STYLES)}")
    return WRITERS[style](make_reference(figure, language, suite=suite, sources=sources, options=options))


def make_reference(
    figure: Mapping[str, object],
    language: str,
    *,
    suite: Suite,
    sources: Sequence[Mapping[str, object]] = (),
    options: CiteOptions = DEFAULT_OPTIONS,
) -> Reference:
    """Gather the parts of a citation. Parameters and errors as in `cite`."""
    check_language(language)
    text, sentence = str(figure["figure_id"]), plain_line(str(figure[f"text_{language}"]))
    if not FIGURE_ID.fullmatch(text):
        raise ValueError(f"{text!r} is not the id of a figure; choose a figure_id of data/figures.csv")
    if not sentence:
        raise ValueError(f"figure {text} has no sentence in '{language}'; publish the figures again")
    return Reference(
        figure_id=text,
        sentence=sentence,
        title=plain_line(suite.title),
        authors=suite.authors,
        year=suite.year,
        released=suite.released,
        version=plain_line(suite.version),
        data_version=plain_line(str(figure["data_version"])),
        address=suite.address_of(text),
        has_address=bool(suite.url),
        doi=suite.doi,
        rests_on=_rests_on(sources, language, options.most_sources),
        language=language,
    )


def cite_as_text(reference: Reference) -> str:
    """Write the sentence, and the reference on the line below."""
    return f"{reference.sentence}\n{_reference_line(reference, plain_line)}"


def cite_as_markdown(reference: Reference) -> str:
    """Write sentence and reference as two paragraphs of Markdown."""
    line = _reference_line(reference, markdown_text, title="*{}*", link="<{}>", place="`{}`")
    return f"{markdown_text(reference.sentence)}\n\n{line}"


def cite_as_latex(reference: Reference) -> str:
    """Write sentence and reference as two paragraphs of LaTeX that need no package."""
    line = _reference_line(reference, latex_text, title=r"\emph{{{}}}")
    return f"{latex_text(reference.sentence)}\n\n{line}"


def cite_as_apa(reference: Reference) -> str:
    """Write the reference in the style of the American Psychological Association."""
    return _cite_by_csl(reference, "apa")


def cite_as_chicago(reference: Reference) -> str:
    """Write the reference in the author-date style of the Chicago Manual of Style."""
    return _cite_by_csl(reference, "chicago")


def cite_as_latex_macro(reference: Reference) -> str:
    """Write LaTeX that prints number and band from ``hedgerow.tex`` and cites the entry of ``refs.bib``."""
    key = latex_key(reference.figure_id)
    band = rf"\hedgerow{{{key}}} (\hedgerowband{{{key}}})~\cite{{{_key(reference)}}}"
    return f"\\input{{hedgerow.tex}} % {template(reference.language, 'cite.preamble')}\n{band}"


def cite_as_html(reference: Reference) -> str:
    """Write a paragraph of HTML with the sentence and, where there is an address, a link."""
    title = html_text(_figure_title(reference))
    linked = f'<a href="{html_text(reference.address)}">{title}</a>' if reference.has_address else title
    rest = [
        fill(template(reference.language, "cite.version"), version=reference.version),
        fill(template(reference.language, "cite.data_version"), data_version=reference.data_version),
    ]
    source = f"<small><cite>{linked}</cite>, {html_text(', '.join(rest))}</small>"
    return f'<p lang="{reference.language}">{html_text(reference.sentence)} {source}</p>'


def cite_as_bibtex(reference: Reference) -> str:
    """Write a BibTeX entry of type ``misc``."""
    fields = {
        "author": " and ".join(map(_bibtex_author, reference.authors)),
        "title": f"{{{latex_text(_figure_title(reference))}}}",
        "year": latex_text(reference.year),
        "version": latex_text(reference.version),
        "howpublished": latex_text(_kind(reference)),
        "note": latex_text(_note(reference)),
        "abstract": latex_text(reference.sentence),
        "url": reference.address if reference.has_address else "",
        "doi": reference.doi,
        "langid": {"en": "english", "de": "ngerman"}.get(reference.language, ""),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{_key(reference)},\n" + ",\n".join(lines) + "\n}"


def cite_as_csl_json(reference: Reference) -> str:
    """Write a CSL-JSON list with one item of type ``dataset``."""
    return json_text(json.dumps([csl_item(reference)], ensure_ascii=False, indent=2))


def csl_item(reference: Reference) -> dict[str, Any]:
    """Return a reference as a CSL-JSON item, without what is not known."""
    item = {
        "id": _key(reference),
        "type": "dataset",
        "title": _figure_title(reference),
        "author": [_csl_author(author) for author in reference.authors],
        "issued": {"date-parts": [[int(part) for part in reference.released.split("-")]]}
        if reference.released
        else None,
        "version": reference.version,
        "URL": reference.address if reference.has_address else None,
        "DOI": reference.doi,
        "abstract": reference.sentence,
        "note": _note(reference),
        "language": reference.language,
    }
    return {name: part for name, part in item.items() if part}


def cite_as_ris(reference: Reference) -> str:
    """Write a RIS record of type ``DATA``, with the line ends that the format asks for."""
    lines = [
        ("TY", "DATA"),
        ("ID", _key(reference)),
        *(("AU", _ris_author(author)) for author in reference.authors),
        ("TI", _figure_title(reference)),
        ("PY", reference.year),
        ("DA", reference.released.replace("-", "/")),
        ("ET", reference.version),
        ("AB", reference.sentence),
        ("N1", _note(reference)),
        ("LA", reference.language),
        ("DO", reference.doi),
        ("UR", reference.address if reference.has_address else ""),
    ]
    filled = [f"{tag}  - {plain_line(text)}" for tag, text in lines if text]
    return "\r\n".join([*filled, "ER  - ", ""])


WRITERS: Mapping[str, Callable[[Reference], str]] = {
    "text": cite_as_text,
    "apa": cite_as_apa,
    "chicago": cite_as_chicago,
    "bibtex": cite_as_bibtex,
    "ris": cite_as_ris,
    "csl-json": cite_as_csl_json,
    "markdown": cite_as_markdown,
    "latex": cite_as_latex,
    "latex-macro": cite_as_latex_macro,
    "html": cite_as_html,
}


def latex_key(figure_id: str) -> str:
    """Return an id as ``hedgerow.tex`` and ``refs.bib`` name it: without what TeX gives a meaning."""
    return re.sub("[%~]", "-", figure_id)


def _cite_by_csl(reference: Reference, style: str) -> str:
    item = csl_item(reference)
    name = CSL_STYLES[style][reference.language]
    line = plain_line(cite_in_style(item, name, reference.language, kept=reference.figure_id))
    versions = fill(template(reference.language, "cite.data_version"), data_version=reference.data_version)
    return f"{line} {versions[:1].upper()}{versions[1:]}."


def _reference_line(
    reference: Reference,
    escape: Callable[[str], str],
    *,
    title: str = "{}",
    link: str = "",
    place: str = "",
) -> str:
    def say(name: str, **parts: str) -> str:
        return escape(fill(template(reference.language, name), **parts))

    year = escape(reference.year) or say("cite.undated")
    address = link if reference.has_address else place
    parts = [
        f"{escape(_author_names(reference.authors))} ({year})",
        f"{title.format(escape(reference.title))} "
        f"({say('cite.version', version=reference.version)}) [{say('cite.kind')}]",
        f"{say('cite.figure', figure_id=reference.figure_id)}, "
        f"{say('cite.data_version', data_version=reference.data_version)}",
        escape(f"https://doi.org/{reference.doi}") if reference.doi else "",
        address.format(reference.address) if address else escape(reference.address),
        escape(reference.rests_on),
    ]
    return ". ".join(part for part in parts if part) + "."


def _figure_title(reference: Reference) -> str:
    words = template(reference.language, "cite.title")
    return fill(words, title=reference.title, figure_id=reference.figure_id)


def _kind(reference: Reference) -> str:
    kind = template(reference.language, "cite.kind")
    return kind[:1].upper() + kind[1:]


def _note(reference: Reference) -> str:
    version = fill(template(reference.language, "cite.data_version"), data_version=reference.data_version)
    parts = [version, "" if reference.has_address else reference.address, reference.rests_on]
    joined = ". ".join(part for part in parts if part)
    return joined[:1].upper() + joined[1:]


def _key(reference: Reference) -> str:
    work = re.sub(r"[^a-z0-9]", "", reference.title.partition(" ")[0].casefold()) or "figure"
    return f"{work}.{latex_key(reference.figure_id)}"


def _rests_on(sources: Sequence[Mapping[str, object]], language: str, most: int) -> str:
    named = [_source_name(source, language) for source in sources[:most]]
    rest = len(sources) - len(named)
    if rest and named:
        named.append(fill(template(language, "cite.more"), count=rest))
    return fill(template(language, "cite.rests_on"), sources="; ".join(named)) if named else ""


def _source_name(source: Mapping[str, object], language: str) -> str:
    author, title = (plain_line(_cell(source, key)) for key in ("author", "title"))
    year = _cell(source, "published")[:4] or template(language, "cite.undated")
    who = ", ".join(dict.fromkeys(part for part in (author, publisher_of(source)) if part))
    return f"{who or title or plain_line(_cell(source, 'source_id'))} ({plain_line(year)})"


def _cell(row: Mapping[str, object], key: str) -> str:
    cell = row.get(key)
    return "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124 - a blank cell may be NaN


def _author_names(authors: Sequence[Author]) -> str:
    return ", ".join(author.name or f"{author.given} {author.family}".strip() for author in authors)


def _bibtex_author(author: Author) -> str:
    if author.name:
        return f"{{{latex_text(author.name)}}}"
    return ", ".join(f"{{{latex_text(part)}}}" for part in (author.family, author.given) if part)


def _csl_author(author: Author) -> dict[str, str]:
    if author.name:
        return {"literal": plain_line(author.name)}
    parts = {"family": plain_line(author.family), "given": plain_line(author.given)}
    return {name: text for name, text in parts.items() if text}


def _ris_author(author: Author) -> str:
    return author.name or ", ".join(part for part in (author.family, author.given) if part)

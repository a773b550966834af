"""HTML and Markdown from texts that are not trusted: everything is escaped here, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.figures.escape import html_text as text
from analysis.figures.escape import markdown_text

__all__ = ["attribute", "element", "link_out", "markdown_text", "raw", "table", "text", "verbatim"]

FENCE = "`" * 8
LINKED = ("http://", "https://")


def verbatim(value: str) -> str:
    """Return text of several lines for HTML, lines and blanks kept."""
    lines = (line.split(" ") for line in value.strip("\r\n").splitlines())
    return "&#10;".join(" ".join(map(text, words)) for words in lines)


def attribute(value: str) -> str:
    """Return text for an HTML attribute in double quotes."""
    return text(value)


def element(name: str, *children: str, **attributes: str) -> str:
    """Return an HTML element; children are markup, attribute values are text.

    An attribute that is a word of Python is written with a trailing underscore, and ``_`` stands for ``-``.
    """
    pairs = (
        f' {key.rstrip("_").replace("_", "-")}="{attribute(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{''.join(pairs)}>{''.join(children)}</{name}>"


def raw(html: str) -> str:
    """Return a block of MyST Markdown that stands for HTML."""
    return f"\n{FENCE}{{raw}} html\n{html}\n{FENCE}\n"


def link_out(words: str, address: str) -> str:
    """Return a link where the address is one of the web, and plain text otherwise."""
    if address.lower().startswith(LINKED):
        return element("a", text(words), href=address, rel="noopener noreferrer")
    return text(words)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> str:
    """Return a table of a class; the header is text, the cells are markup, a row's first names it."""
    cells = (element("th", text(cell), scope="col") if cell else "<td></td>" for cell in header)
    head = element("tr", *cells)
    body = (
        element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest))
        for first, *rest in rows
    )
    whole = element("table", element("thead", head), element("tbody", *body), class_=f"table {name}")
    return element("div", whole, class_="pst-scrollable-table-container", tabindex="0")

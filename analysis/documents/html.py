"""HTML → text, without scripts, styles and the furniture of the page; nothing is run or fetched."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from analysis.documents.files import Extract

_LEFT_OUT = (
    "script, style, noscript, template, iframe, object, svg, math, nav, footer, aside, form, button, select, "
    "figcaption, [hidden], [aria-hidden=true]"
)
_BLOCKS = (
    "address, article, blockquote, dd, div, dl, dt, figure, h1, h2, h3, h4, h5, h6, header, hr, li, main, "
    "ol, p, pre, section, table, td, th, tr, ul"
)
_DATES = (
    ("meta[property='article:published_time']", "content"),
    ("meta[name='date']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("time[datetime]", "datetime"),
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{1,30})")
_MOST_HEAD = 4_000


def read_html(content: bytes, _name: str) -> Extract:
    """Read the text of an HTML page, a paragraph for each block, with its title and date."""
    tree = LexborHTMLParser(_decoded(content))
    title = tree.css_first("title")
    dated = _date_of(tree)
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    for node in tree.css(_BLOCKS):
        node.insert_before("\n\n")
        node.insert_after("\n\n")
    for node in tree.css("br"):
        node.insert_after("\n")
    text = tree.body.text() if tree.body else ""
    return Extract(_tidied(text), _line(title.text()) if title else "", dated)


def _decoded(content: bytes) -> str:
    """Decode a page as UTF-8, else as it says, else as Western European: a page always has some text."""
    said = _CHARSET.search(content[:_MOST_HEAD])
    for encoding in ("utf-8-sig", said.group(1).decode("ascii") if said else "cp1252"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def _date_of(tree: LexborHTMLParser) -> str:
    for selector, attribute in _DATES:
        node = tree.css_first(selector)
        day = _DAY.match((node.attributes.get(attribute) or "").strip()) if node else None
        if day:
            return day.group()
    return ""


def _tidied(text: str) -> str:
    """Put each block on one line, blank lines between them."""
    blocks = (_line(block) for block in text.split("\n\n"))
    return "\n\n".join(block for block in blocks if block)


def _line(text: str) -> str:
    return " ".join(text.split())

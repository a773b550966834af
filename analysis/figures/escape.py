"""Text made safe for each format that it is cited in. No format is trusted with raw text from a record."""

from __future__ import annotations

import re
import unicodedata
from html import escape

LATEX_SPECIALS = {
    "\\": r"\textbackslash{}",
    # \{ and \} would unbalance the braces that BibTeX counts, escaped or not.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # A bare quotation mark is a command under German babel.
    '"': r"\char34{}",
}
MARKDOWN_SPECIALS = re.compile(r"([\\`*_\[\]<>{}#|~$&!^@]|:(?=\S)|(?<=www)\.)", re.IGNORECASE)
MARKDOWN_LINE_START = re.compile(r"^(?:([-+=%(])|(\d+)([.)]))")
UNSEEN_CATEGORIES = ("Cc", "Cs", "Co", "Cn")
DIRECTION_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_line(text: str) -> str:
    """Text on one line, without control characters and without marks that turn the direction of reading."""
    spaced = " ".join(text.split())
    if spaced.isprintable():  # so are most texts, and none of them has anything to take out
        return spaced
    seen = (
        character
        for character in spaced
        if character not in DIRECTION_CONTROLS and unicodedata.category(character) not in UNSEEN_CATEGORIES
    )
    return " ".join("".join(seen).split())


def latex_text(text: str) -> str:
    """Text that LaTeX and BibTeX set as it stands: no commands, no comments, balanced braces."""
    return "".join(LATEX_SPECIALS.get(character, character) for character in plain_line(text))


def markdown_text(text: str) -> str:
    """Text that Markdown and MyST show as it stands: no markup, no HTML, no link, no directive."""
    escaped = MARKDOWN_SPECIALS.sub(r"\\\1", plain_line(text))
    # A line that opens like a list, a heading, a comment or a target must not become one.
    return MARKDOWN_LINE_START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped
    )


def html_text(text: str) -> str:
    """Text that HTML shows as it stands, in an element or in an attribute with quotes."""
    return escape(plain_line(text)).replace("`", "&#96;")


def json_text(document: str) -> str:
    """JSON that stays JSON inside a page: no character in it can end or open an element, or turn the line."""
    for character in ("<", ">", "&", "\u2028", "\u2029", *sorted(DIRECTION_CONTROLS)):
        document = document.replace(character, f"\\u{ord(character):04x}")
    return document

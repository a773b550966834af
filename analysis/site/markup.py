"""HTML and Markdown from texts that are not trusted: everything is escaped here, once."""

from __future__ import annotations

from html import escape

from analysis.figures.escape import markdown_text, plain_line

__all__ = ["attribute", "element", "fenced", "markdown_text", "raw", "text"]

FENCE = "`" * 8


def text(value: str) -> str:
    """Return text for HTML: on one line, without controls, with no character that markup gives a meaning."""
    return escape(plain_line(value)).replace("`", "&#96;")


def verbatim(value: str) -> str:
    """Return text of several lines for HTML, lines kept."""
    return "&#10;".join(text(line) for line in value.strip().splitlines())


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


def fenced(code: str) -> str:
    """Return a block of HTML with code and, through the copy button of the pages, a way to copy it."""
    return element("div", element("pre", verbatim(code)), class_="highlight hr-cite")

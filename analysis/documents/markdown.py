"""Markdown → text, a paragraph for each block; code is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from analysis.documents.files import Extract
from analysis.tables.plain_text import BYTE_ORDER_MARK, decode

_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def read_markdown(content: bytes, name: str) -> Extract:
    """Read the text of a Markdown file; its first heading is the title."""
    tokens = (
        MarkdownIt("commonmark").enable("table").parse(decode(content, name).removeprefix(BYTE_ORDER_MARK))
    )
    blocks = [("".join(_texts(token.children or ())), before) for token, before in _inline(tokens)]
    title = next((text for text, before in blocks if before == "heading_open"), "")
    return Extract("\n\n".join(text for text, _ in blocks if text.strip()), title)


def _inline(tokens: Iterable[Token]) -> Iterator[tuple[Token, str]]:
    """Yield the tokens with text, each with the type of the block around it."""
    before = ""
    for token in tokens:
        if token.type == "inline":
            yield token, before
        before = token.type


def _texts(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        yield _BREAKS.get(child.type, child.content if child.type == "text" else "")

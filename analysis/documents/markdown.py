"""Markdown → text: its marks are taken off, code is left out; line by line, in time linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analysis.documents.files import Extract
from analysis.tables.plain_text import BYTE_ORDER_MARK, decode

_FENCES = ("```", "~~~")
_BLOCK_MARK = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+][ \t]+)?")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_RULE = re.compile(r"[ \t]*[-=*_|: \t]{3,}")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_EMPHASIS = re.compile(r"(?<!\w)[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)")


def read_markdown(content: bytes, name: str) -> Extract:
    """Read the text of a Markdown file; its first heading is the title."""
    lines = decode(content, name).removeprefix(BYTE_ORDER_MARK).split("\n")
    prose = list(_prose(lines))
    title = next((_plain(line) for line in prose if _HEADING.match(line)), "")
    text = "\n".join(f"\n{_plain(line)}\n" if _HEADING.match(line) else _plain(line) for line in prose)
    return Extract(text.strip("\n"), title)


def _prose(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines outside of fenced code, without their marks of quotation and of lists."""
    fence = ""
    for line in lines:
        start = line.strip()[:3]
        if fence or start in _FENCES:
            fence = "" if fence == start else fence or start
        elif not _RULE.fullmatch(line):
            mark = _BLOCK_MARK.match(line)
            yield line[mark.end() :] if mark else line


def _plain(line: str) -> str:
    heading = _HEADING.match(line)
    text = line[heading.end() :].rstrip("# ") if heading else line
    return _EMPHASIS.sub("", _LINK.sub(r"\1", text))

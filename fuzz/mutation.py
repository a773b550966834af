"""Broken copies of sound inputs: the same number gives the same copy, wherever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from random import Random

LARGEST = 200_000
"""Bytes that a copy may have; now and then one is let grow so far, to find what does not take linear time."""
USUAL = 20_000
NUMBERS = ["0", "-1", "1e400", "1.000.000,5", "1,000,000.5", "½", "٣", "²", "1_0", ".inf", ".nan", "%", "±"]
WORDS = ["about", "rund", "between 4 and", "zwischen", "more than", "понад", "million", "Mio.", "a dozen"]
DATES = [
    "last year",
    "since mid-2023",
    "2023-06/2025-04",
    "../..",
    "XXXX-XX",
    "2023-13",
    "0000",
    "–",
    "/",
    "~",
]
NAMES = ["TODO", "value", "value_low", "window", "quantity"]
YAML = ["&a ", "*a", "!!python/object:x ", "<<: ", "- ", ": ", "[", "]", "{", "}", '"', "'", "|\n", ">-\n"]
BLANKS = ["\t", "\r", "\r\n", "\n\n", "\0", "\ufeff", "\u2028", "\u202e", "\x1b[2J", "\ud7ff", "e\u0301" * 9]
HTML = ["<div>", "</p>", "<table><tr><td>", "<!--", "<script>", "&#x110000;", "&lt;&lt;", "]]>", "<![CDATA["]
MARKDOWN = ["```\n", "> " * 40, "* " * 40, "[a](" * 40, "#" * 40, "|" * 40, "9" * 400]
CSV = [",", ";", '"a""b"', "=1+1", "\x1f", "\n,"]
TEXTS = [*NUMBERS, *(f" {word} " for word in WORDS), *DATES, *NAMES, *YAML, *BLANKS, *HTML, *MARKDOWN, *CSV]
BYTES = [
    b"\xff\xfe",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"\xf0\x9f",
    b"%PDF-",
    b"PK\x03\x04",
    b"stream\n",
    b"endobj",
]
TOKENS = [*(text.encode() for text in TEXTS), *BYTES]


def broken(seeds: Sequence[bytes], number: int, salt: str) -> bytes:
    """Return copy ``number`` of some sound inputs, broken in one to eight places."""
    chance = Random(f"{salt}:{number}")
    sound = chance.choice(seeds)
    if sound.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _broken_archive(sound, seeds, chance)
    return _broken(sound, seeds, chance)


def _broken(sound: bytes, seeds: Sequence[bytes], chance: Random) -> bytes:
    limit = LARGEST if chance.random() < 0.02 else USUAL
    content = sound
    for _ in range(chance.randint(1, 8)):
        content = chance.choice(_WAYS)(content, seeds, chance)[: max(limit, len(sound))]
    return content


def _broken_archive(sound: bytes, seeds: Sequence[bytes], chance: Random) -> bytes:
    """Break one part of an archive and pack it again, so that what is inside is reached."""
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in sorted(parts) if name.endswith((".xml", ".rels"))])
    parts[name] = _broken(parts[name], [parts[name]], chance)
    if chance.random() < 0.05:
        del parts[chance.choice(sorted(parts))]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _span(content: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.choice((1, 2, 8, 40, 400)))


def _cut(content: bytes, _seeds: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _repeat(content: bytes, _seeds: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[start:end] * chance.choice((2, 3, 20, 2_000)) + content[end:]


def _insert(content: bytes, _seeds: Sequence[bytes], chance: Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 30, 3_000)) + content[at:]


def _flip(content: bytes, _seeds: Sequence[bytes], chance: Random) -> bytes:
    at = chance.randint(0, max(len(content) - 1, 0))
    return content[:at] + bytes([chance.randint(0, 255)]) + content[at + 1 :]


def _splice(content: bytes, seeds: Sequence[bytes], chance: Random) -> bytes:
    other = chance.choice(seeds)
    start, _ = _span(content, chance)
    return content[:start] + other[chance.randint(0, len(other)) :]


def _move(content: bytes, _seeds: Sequence[bytes], chance: Random) -> bytes:
    start, end = _span(content, chance)
    rest = content[:start] + content[end:]
    at = chance.randint(0, len(rest))
    return rest[:at] + content[start:end] + rest[at:]


_WAYS: tuple[Callable[[bytes, Sequence[bytes], Random], bytes], ...] = (
    *(_cut, _repeat, _insert, _insert, _flip, _splice, _move),
)

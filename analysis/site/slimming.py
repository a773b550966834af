"""Style sheets and fonts cut down to what the pages use, so that a phone loads little."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import printable

import tinycss2
from tinycss2.ast import Node

CLASSES = re.compile(r'class="([^"]*)"')
NAMES = re.compile(r"[A-Za-z_][\w-]*")
PRIVATE_USE = frozenset(map(chr, range(0xE000, 0xF900)))
"""Where the icons lie; reading a style sheet turns its escapes into them."""
GROUPS = ("media", "supports", "layer", "container")
SUPERFLUOUS = ("scripts/fontawesome.js", "webfonts/fa-brands*", "webfonts/fa-regular*")
"""Icons that the pages do not show; those that they do come from the font."""
LOADING = re.compile(r"<script[^>]*fontawesome\.js[^>]*></script>")


def slim(site: Path) -> None:
    """Cut down the style sheets and the icon font of the pages in a folder, in place."""
    pages = sorted(site.rglob("*.html"))
    on_pages = used_names(pages, ())
    rules, subset = cache(rules_of), cache(font_subset)  # each language has the same sheets and fonts
    for folder in sorted({path for path in site.rglob("_static") if path.is_dir()}):
        used = on_pages | used_names((), folder.rglob("*.js"))
        for path in sorted(folder.rglob("*.css")):
            path.write_text(purged(rules(path.read_text(encoding="utf-8")), used), encoding="utf-8")
        _slim_fonts(folder, subset)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        page.write_text(LOADING.sub("", text), encoding="utf-8")


def used_names(pages: Iterable[Path], scripts: Iterable[Path]) -> frozenset[str]:
    """Return the classes on pages, and every word of the scripts, which may set a class later."""
    found: set[str] = set()
    for page in pages:
        for names in CLASSES.findall(page.read_text(encoding="utf-8")):
            found.update(names.split())
    for script in scripts:
        found.update(NAMES.findall(script.read_text(encoding="utf-8")))
    return frozenset(found)


def rules_of(sheet: str) -> list[Node]:
    """Return the rules of a style sheet."""
    rules: list[Node] = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return rules


def purged(rules: Iterable[Node], used: frozenset[str]) -> str:
    """Return the rules of a style sheet without the selectors that need a class which is never used."""
    return "\n".join(text for rule in rules if (text := _kept(rule, used))) + "\n"


def _kept(rule: Node, used: frozenset[str]) -> str:
    if rule.type == "qualified-rule":
        wanted = [selector for selector in _selectors(rule.prelude) if _classes(selector) <= used]
        head = ",".join(tinycss2.serialize(selector).strip() for selector in wanted)
        return f"{head}{{{tinycss2.serialize(rule.content).strip()}}}" if wanted else ""
    if rule.type == "at-rule" and rule.at_keyword in GROUPS and rule.content:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        kept = "".join(_kept(one, used) for one in inner)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}" if kept else ""
    return str(rule.serialize())


def _selectors(prelude: Iterable[Node]) -> list[list[Node]]:
    """Split at commas; those inside strings, brackets and functions are no tokens of the prelude itself."""
    selectors: list[list[Node]] = [[]]
    for token in prelude:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def _classes(selector: list[Node]) -> set[str]:
    """Return the classes that a selector needs; what stands in a function such as ``:not`` is not needed."""
    return {name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"}


def _slim_fonts(folder: Path, subset: Callable[[bytes, frozenset[int]], bytes]) -> None:
    for pattern in SUPERFLUOUS:
        for path in folder.rglob(pattern):
            path.unlink()
    sheets = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.css")))
    icons = (ord(character) for character in sheets if character in PRIVATE_USE)
    glyphs = frozenset([*icons, *map(ord, printable)])
    for path in sorted(folder.rglob("fa-solid*.woff2")):
        path.write_bytes(subset(path.read_bytes(), glyphs))


def font_subset(font: bytes, glyphs: Iterable[int]) -> bytes:
    """Return a WOFF2 font with only some code points, the same bytes each time."""
    from fontTools.subset import Options, Subsetter, load_font, save_font

    logging.getLogger("fontTools.subset").setLevel(logging.WARNING)
    options = Options(flavor="woff2", recalc_timestamp=False, notdef_outline=True)
    loaded = load_font(io.BytesIO(font), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(glyphs))
    subsetter.subset(loaded)
    small = io.BytesIO()
    save_font(loaded, small, options)
    return small.getvalue()

"""What the pages need of Sphinx: formulas as MathML, ids that lead to what they name and are found."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage
from sphinx.search.de import SearchGerman
from sphinx.search.en import SearchEnglish
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from analysis.site.building import DATA, IDS, LINKS, SWITCH


class LinkIds(SphinxPostTransform):  # type: ignore[misc]
    """Turn code that is exactly a known id into a link to its place."""

    default_priority = 400
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Wrap each such literal in a reference."""
        links: dict[str, tuple[str, str]] = self.config[LINKS]
        for literal in list(self.document.findall(nodes.literal)):
            place = links.get(literal.astext())
            if place and not isinstance(literal.parent, nodes.reference):
                literal.replace_self(self._reference(literal, *place))

    def _reference(self, literal: nodes.literal, page: str, anchor: str) -> nodes.reference:
        here = self.env.docname
        if page.endswith("/"):  # a file of the site, not a page
            target = self.app.builder.get_relative_uri(here, "index").rsplit("index", 1)[0] + page + anchor
        else:
            target = self.app.builder.get_relative_uri(here, page) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", "", literal.deepcopy(), refuri=target, internal=True)


class IndexIds(SphinxPostTransform):  # type: ignore[misc]
    """Give the search the ids that stand on a page, whole: it takes words apart at dots and hyphens."""

    default_priority = 410
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Add an entry for each of them; it prints nothing."""
        places: dict[str, tuple[str, str]] = self.config[IDS]
        here = self.env.docname
        entries = [
            ("single", name, anchor, "main", None) for name, (page, anchor) in places.items() if page == here
        ]
        if entries:
            self.document.append(addnodes.index(entries=entries))


class Remembering(SearchLanguage):  # type: ignore[misc]
    """A language of the search that takes the stem of a word once; Sphinx forgets it after each page."""

    def __init__(self, options: dict[str, str]) -> None:
        super().__init__(options)
        self._stems: dict[str, str] = {}

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        if word not in self._stems:
            self._stems[word] = super().stem(word)
        return self._stems[word]


class English(Remembering, SearchEnglish):  # type: ignore[misc]
    """English that remembers its stems."""


class German(Remembering, SearchGerman):  # type: ignore[misc]
    """German that remembers its stems."""


def add_to_page(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Give a page its linked data, and a way to the same page in the other language."""
    known: dict[str, str] = app.config[DATA]
    found = known.get(pagename, known.get("", ""))
    if found:
        script = f'<script type="application/ld+json">{found}</script>'
        context["metatags"] = f"{context.get('metatags', '')}\n{script}"
    switch: dict[str, Any] = app.config[SWITCH]
    if switch:
        there = pagename if pagename in switch["pages"] else "index"
        up = app.builder.get_relative_uri(pagename, "index").rsplit("index", 1)[0]
        context[SWITCH] = {**switch, "href": f"{up}{switch['folder']}{quote(there)}.html"}


def visit_math(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    translator.body.append(_mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def visit_math_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula in a line of its own."""
    translator.body.append(f'<div class="hr-math">{_mathml(node.astext(), "block")}</div>')
    raise nodes.SkipNode


def _mathml(latex: str, display: str) -> str:
    from latex2mathml.converter import convert

    return str(convert(latex, display=display))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts."""
    app.add_config_value(LINKS, {}, "env", types=(dict,))
    app.add_config_value(IDS, {}, "env", types=(dict,))
    app.add_config_value(DATA, {}, "html", types=(dict,))
    app.add_config_value(SWITCH, {}, "html", types=(dict,))
    app.connect("html-page-context", add_to_page)
    app.add_post_transform(LinkIds)
    app.add_post_transform(IndexIds)
    for language in (English, German):
        app.add_search_language(language)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

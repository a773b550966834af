"""Style sheets and fonts lose what no page uses, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pydata_sphinx_theme
import pytest
from fontTools.ttLib import TTFont

from analysis.site.slimming import font_subset, purged, rules_of, used_names

USED = frozenset({"kept", "set-later"})


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (".kept{a:b}.gone{a:b}", ".kept{a:b}\n"),
        (".kept,.gone,.kept .gone{a:b}", ".kept{a:b}\n"),
        ("p{a:b}:root{--x:1}", "p{a:b}\n:root{--x:1}\n"),
        (".kept:not(.gone){a:b}", ".kept:not(.gone){a:b}\n"),
        ("@media print{.gone{a:b}.kept{a:b}}", "@media print{.kept{a:b}}\n"),
        ("@media print{.gone{a:b}}", "\n"),
        ("@font-face{font-family:x}", "@font-face{font-family:x}\n"),
        ('.kept:before{content:"\\f002"}', '.kept:before{content:"\uf002"}\n'),
        ("a[href='.gone,.kept']{a:b}", 'a[href=".gone,.kept"]{a:b}\n'),
    ],
)
def test_only_selectors_that_need_an_unused_class_go(sheet: str, left: str) -> None:
    assert purged(rules_of(sheet), USED) == left


def test_classes_of_pages_and_words_of_scripts_count_as_used(tmp_path: Path) -> None:
    page, script = tmp_path / "a.html", tmp_path / "a.js"
    page.write_text('<p class="kept also"></p><p class="two">', encoding="utf-8")
    script.write_text('node.classList.add("set-later")', encoding="utf-8")
    assert used_names([page], [script]) == {"kept", "also", "two", "node", "classList", "add", "set-later"}


def test_a_font_keeps_the_glyphs_that_are_wanted_and_is_the_same_twice() -> None:
    theme = Path(pydata_sphinx_theme.__file__).parent
    (path, *_) = theme.rglob("fa-solid-900.woff2")
    small = font_subset(path.read_bytes(), [0xF002])
    assert small == font_subset(path.read_bytes(), [0xF002])
    assert len(small) < path.stat().st_size / 20
    assert set(TTFont(io.BytesIO(small)).getBestCmap()) == {0xF002}

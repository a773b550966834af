from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figures.languages import LANGUAGES, TARGETS, TEMPLATES, fill, template


def slots(text: str) -> list[str]:
    return sorted(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_that_english_says(language: str) -> None:
    for name in TEMPLATES["en"]:
        assert slots(template(language, name)) == slots(template("en", name)), name
    for target in TARGETS:
        for part in ("value", "sentence", "label", "unit"):
            assert template(language, f"{part}.{target}")


@given(st.text(), st.text())
def test_what_is_filled_in_is_never_filled_again(first: str, second: str) -> None:
    hostile = first + "{b}" + second
    assert fill("<{a}|{b}>", a=hostile, b="x") == f"<{hostile}|x>"


def test_an_open_brace_or_an_unknown_slot_stays() -> None:
    assert fill("{a} {unknown} {", a="1") == "1 {unknown} {"

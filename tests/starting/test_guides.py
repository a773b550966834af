"""Every guide on the site does what it says, in a suite that was just made."""

from __future__ import annotations

from pathlib import Path

import pytest
from worked_examples import assert_printed, follow, steps

from analysis.site.guide_pages import GUIDES, guide_text


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_does_what_it_says(name: str, suite: Path) -> None:
    follow(guide_text(name), suite)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_leaves_nothing_to_belief(name: str) -> None:
    told = list(steps(guide_text(name)))
    assert {step.language for step in told} <= {"sh", "text", "csv", "yaml"}
    assert any(step.language == "text" and not step.task for step in told)
    files = [step for step in told if step.language in ("csv", "yaml")]
    assert [step for step in files if not step.task] == []


def test_what_was_not_printed_is_noticed() -> None:
    assert_printed("one\nthree", "one two three")
    with pytest.raises(AssertionError, match="'one' was not printed"):
        assert_printed("three\none", "one two three")

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analysis.figures.escape import LATEX_SPECIALS, json_text, latex_text, markdown_text, plain_line

HOSTILE = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\\{}#$%&_~^<>|\"'`*[]()!@:=+-.\r\n\t\u2028\u202e\u2066\x00\x1b\x85")
    )
)
LATEX_COMMANDS = {command: character for character, command in LATEX_SPECIALS.items()}


def unescape_latex(text: str) -> str:
    """Read back what `latex_text` wrote; any other command, brace or active character is an error."""
    known = "|".join(re.escape(command) for command in sorted(LATEX_COMMANDS, key=len, reverse=True))
    pieces = re.split(f"({known})", text)
    assert not any(set(piece) & set('\\{}#$%&_~^"') for piece in pieces[::2]), text
    return "".join(LATEX_COMMANDS.get(piece, piece) for piece in pieces)


def balanced(text: str) -> bool:
    """Count braces as BibTeX does, which does not know escapes."""
    depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


@given(HOSTILE)
def test_a_plain_line_is_one_line_that_reads_in_one_direction(text: str) -> None:
    line = plain_line(text)
    assert len(line.splitlines()) <= 1
    assert line == plain_line(line) == line.strip()
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in line)
    assert not any(
        unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI") for c in line
    )


def test_letters_of_any_script_stay() -> None:
    assert plain_line("Geschütz – снаряд\n 포탄 «מספר» 10 µ") == "Geschütz – снаряд 포탄 «מספר» 10 µ"


@given(HOSTILE)
def test_latex_reads_back_and_keeps_braces_balanced(text: str) -> None:
    escaped = latex_text(text)
    assert unescape_latex(escaped) == plain_line(text)
    assert balanced(escaped)


@given(HOSTILE)
def test_markdown_reads_back_and_leaves_nothing_active(text: str) -> None:
    escaped = markdown_text(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped) == plain_line(text)
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", escaped)
    assert not set(unescaped) & set("`*_[]<>{}#|~$&!^@\\")


@given(HOSTILE)
def test_a_markdown_reader_sees_one_paragraph_of_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown_text(text))
    assert [token.type for token in tokens if token.type != "inline"] in (
        [],
        ["paragraph_open", "paragraph_close"],
    )
    shown = [child for token in tokens for child in token.children or []]
    assert {child.type for child in shown} <= {"text"}
    assert "".join(child.content for child in shown) == plain_line(text)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("- a list", r"\- a list"),
        ("1. a list", r"1\. a list"),
        ("2) a list", r"2\) a list"),
        ("+++", r"\+++"),
        ("(target)=", r"\(target)="),
        ("% comment", r"\% comment"),
        ("# heading", r"\# heading"),
        ("https://evil.example", r"https\://evil.example"),
        ("www.evil.example", r"www\.evil.example"),
        (":::{note}", r"\:\:\:\{note\}"),
        ("a\n\n<script>", r"a \<script\>"),
        ("270,000 (median; 90 % band): 6.1", "270,000 (median; 90 % band): 6.1"),
    ],
)
def test_markdown_lines_stay_paragraphs(text: str, escaped: str) -> None:
    assert markdown_text(text) == escaped


@given(st.text())
def test_json_for_pages_is_the_same_json_without_tags(text: str) -> None:
    document = json_text(json.dumps([text], ensure_ascii=False))
    assert json.loads(document) == [text]
    assert not set(document) & set("<>&\u2028\u2029")

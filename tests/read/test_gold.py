"""Score the reader of statements on sentences of our own, half of them written before it existed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from analysis.read import read_statements

GOLD = Path(__file__).parent / "gold"
DATED = "2025-06-15"
HALVES, CODES = ("before", "after"), ("en", "de", "uk")
SETS = (*HALVES, "fresh", "blind")
MARKED = re.compile("⟦([^⟦⟧]*)⟧")


@dataclass(frozen=True)
class Wanted:
    start: int
    end: int
    number: tuple[float, ...]
    hedge: str
    unit: str | None
    window: str | None
    speaker: str | None


@dataclass
class Score:
    wanted: int = 0
    found: int = 0
    matched: int = 0
    numbers: int = 0
    windows: int = 0
    units: int = 0
    speakers: int = 0
    misses: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = {
            "recall": (self.matched, self.wanted),
            "precision": (self.matched, self.found),
            "value and hedge": (self.numbers, self.matched),
            "window": (self.windows, self.matched),
            "noun": (self.units, self.matched),
            "speaker": (self.speakers, self.matched),
        }
        return ", ".join(
            f"{name} {part}/{whole} = {part / whole:.3f}" for name, (part, whole) in parts.items()
        )


def gold(name: str) -> list[dict]:
    return YAML(typ="safe").load((GOLD / f"{name}.yaml").read_text(encoding="utf-8"))


def wanted_in(case: dict) -> tuple[str, list[Wanted]]:
    """Take the marks out of a case's text; their places are those of its statements."""
    text, wanted = "", []
    pieces = MARKED.split(case["text"])
    assert len(pieces) == 2 * len(case["says"]) + 1, case["text"]
    for piece, says in zip(pieces[1::2], case["says"], strict=True):
        text += pieces[2 * len(wanted)]
        number, hedge, unit, window, speaker = says
        numbers = tuple(float(part) for part in (number if isinstance(number, list) else [number]))
        wanted.append(Wanted(len(text), len(text) + len(piece), numbers, hedge, unit, window, speaker))
        text += piece
    return text + pieces[-1], wanted


def number_of(found) -> tuple[float, ...]:
    return (found.value,) if found.value is not None else (found.value_low, found.value_high)


def same_window(one: str | None, other: str | None) -> bool:
    return (str(one) if one else None) == other


def same_speaker(wanted: str | None, found: str | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    return wanted.lower() in found.lower() or found.lower() in wanted.lower()


def score(name: str, language: str, hedges, units, total: Score | None = None) -> Score:
    total = total or Score()
    for case in gold(name):
        text, wanted = wanted_in(case)
        found = read_statements(text, hedges, units, language, case.get("dated", DATED))
        add_case(total, text, wanted, found)
    return total


def score_half(half: str, languages: tuple[str, ...], hedges, units) -> Score:
    total = Score()
    for language in languages:
        score(f"{half}_{language}", language, hedges, units, total)
    print(f"{half}, {' and '.join(languages)}: {total}", *total.misses, sep="\n  ")
    return total


def test_the_gold_set_is_as_large_as_it_should_be():
    sizes = {name: len(gold(name)) for name in (f"{half}_{code}" for half in HALVES for code in CODES)}
    assert sum(size for name, size in sizes.items() if not name.endswith("uk")) >= 120
    assert min(sizes["before_en"] + sizes["before_de"], sizes["after_en"] + sizes["after_de"]) >= 60
    assert sizes["before_uk"] + sizes["after_uk"] >= 40


@pytest.mark.parametrize("half", SETS)
def test_german_and_english_statements_are_read_as_a_person_reads_them(half, hedges, units):
    total = score_half(half, ("en", "de"), hedges, units)
    assert total.matched / total.wanted >= 0.95
    assert total.matched / total.found >= 0.90
    assert total.numbers / total.matched >= 0.97
    assert total.windows / total.matched >= 0.90


@pytest.mark.parametrize("half", HALVES)
def test_ukrainian_statements_are_read_as_a_person_reads_them(half, hedges, units):
    total = score_half(half, ("uk",), hedges, units)
    assert total.matched / total.wanted >= 0.85
    assert total.matched / total.found >= 0.85


@pytest.mark.parametrize(
    ("half", "code"),
    [
        *((half, code) for half in HALVES for code in CODES),
        *((half, code) for half in ("fresh", "blind") for code in ("en", "de")),
    ],
)
def test_a_whole_gold_file_reads_like_its_sentences(half, code, hedges, units):
    """One document of many paragraphs gives what its paragraphs give, each with its number and span."""
    cases = [wanted_in(case) for case in gold(f"{half}_{code}") if "dated" not in case]
    document = "\n\n".join(text for text, _ in cases)
    found = read_statements(document, hedges, units, code, DATED)
    alone = [
        (number, one.text, one.window)
        for number, (text, _) in enumerate(cases, 1)
        for one in read_statements(text, hedges, units, code, DATED)
    ]
    assert [(one.paragraph, one.text, one.window) for one in found] == alone
    assert all(document[one.start : one.end] == one.text for one in found)


def add_case(total: Score, text: str, wanted: list[Wanted], found: list) -> None:
    total.wanted += len(wanted)
    total.found += len(found)
    left = list(found)
    for one in wanted:
        same = next((f for f in left if f.start < one.end and one.start < f.end), None)
        if same is None:
            total.misses.append(f"missed {text[one.start : one.end]!r} in {text!r}")
            continue
        left.remove(same)
        total.matched += 1
        count(total, text, one, same)
    total.misses += [f"invented {one.text!r} in {text!r}" for one in left]


def count(total: Score, text: str, one: Wanted, same) -> None:
    number = number_of(same) == pytest.approx(one.number, rel=1e-3) and same.hedge == one.hedge
    window = same_window(one.window, same.window)
    unit = (one.unit or "").lower() in (same.unit_text or "").lower() or (same.unit_text or "-").lower() in (
        one.unit or ""
    ).lower()
    speaker = same_speaker(one.speaker, same.speaker_text)
    total.numbers += number
    total.windows += window
    total.units += unit
    total.speakers += speaker
    if not number:
        total.misses.append(f"number {number_of(same)} {same.hedge}, not {one.number} {one.hedge}: {text!r}")
    if not window:
        total.misses.append(f"window {same.window}, not {one.window}: {text!r}")
    if not unit:
        total.misses.append(f"noun {same.unit_text}, not {one.unit}: {text!r}")
    if not speaker:
        total.misses.append(f"speaker {same.speaker_text}, not {one.speaker}: {text!r}")

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.tables import TablesError, Vocabulary, read_vocabulary
from analysis.tables.vocabulary import nearest_id, unit_fits, units_for


def messages(suite: Path) -> list[str]:
    with pytest.raises(TablesError) as caught:
        read_vocabulary(suite / "data" / "vocabulary")
    return [str(problem) for problem in caught.value.problems]


def edit(suite: Path, name: str, old: str, new: str) -> None:
    path = suite / "data" / "vocabulary" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_numbers_are_floats_and_texts_are_never_missing(vocabulary: Vocabulary) -> None:
    assert vocabulary.units["rounds"]["factor"] == 1.0
    assert vocabulary.quantities["rounds"]["part_of"] == ""
    assert all(cell is not None for row in vocabulary.speakers.values() for cell in row.values())


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "speakers",
            "hur,Ukraine's military intelligence (HUR),Ukrainischer Militärgeheimdienst (HUR),ukraine",
            "hur,Ukraine's military intelligence (HUR),Ukrainischer Militärgeheimdienst (HUR),ukrain",
            "speakers.csv:2: bloc: 'ukrain' is not in blocs.csv; "
            "the nearest known is 'ukraine', or add a row to data/vocabulary/blocs.csv",
        ),
        (
            "knowledge",
            "guess,0.30",
            "guess,-0.30",
            "knowledge.csv:4: sd: '-0.30' is below zero; write a number from 0 up",
        ),
        (
            "knowledge",
            "guess,0.30",
            "guess,nan",
            "knowledge.csv:4: sd: 'nan' is not a number; write digits, as 0.25",
        ),
        (
            "knowledge",
            "guess",
            "official",
            "knowledge.csv:4: basis: 'official' is already on line 3; give each row its own id",
        ),
        (
            "knowledge",
            "guess",
            "a/b",
            "knowledge.csv:4: basis: 'a/b' is not an id; "
            "use small letters, digits, '-' and '_', without blanks or slashes",
        ),
        (
            "knowledge",
            "basis,sd,",
            "basis,s,",
            "knowledge.csv:1: sd: the column is missing; "
            "add it to the header (basis, description, sd are required)",
        ),
        (
            "quantities",
            "rounds,flow",
            "rounds,flw",
            "quantities.csv:2: kind: 'flw' is not one of the choices; the nearest known is 'flow'",
        ),
        (
            "quantities",
            "2024-11~",
            "2024-13",
            "quantities.csv:5: onset: '2024-13' is not a date; write year-month, as in 2025-04",
        ),
        (
            "interests",
            "interested,0,0.15",
            "interested,0,",
            "interests.csv:3: bloc_sd: is blank; write digits, as 0.25",
        ),
        (
            "interests",
            "neutral,",
            "neutrl,",
            "speakers.csv:29: interest: 'neutral' is not in interests.csv; "
            "the nearest known is 'neutrl', or add a row to data/vocabulary/interests.csv",
        ),
        (
            "blocs",
            "south_korea,",
            "seoul,",
            "speakers.csv:22: bloc: 'south_korea' is not in blocs.csv; "
            "the nearest known is 'north_korea', or add a row to data/vocabulary/blocs.csv",
        ),
        (
            "quantities",
            "losses,flow,people,,2024-11~,,",
            "losses,flow,people,,2024-11~,killed,",
            "quantities.csv:5: part_of: 'losses' is a part of itself (losses → killed → losses); "
            "name the whole only, or leave part_of blank",
        ),
        (
            "blocs",
            "west,Western allies",
            "west,Western\0 allies",
            "blocs.csv:3: name_en: 'Western\\x00 allies of Ukraine' has a control character (U+0000); "
            "delete it",
        ),
        ("blocs", "west,Western allies of Ukraine", "west,", "blocs.csv:3: name_en: is blank; fill it in"),
    ],
)
def test_a_wrong_cell(suite: Path, name: str, old: str, new: str, expected: str) -> None:
    edit(suite, name, old, new)
    assert f"data/vocabulary/{expected}" in messages(suite)


def test_a_missing_table_and_a_wrong_one_are_named_together(suite: Path) -> None:
    (suite / "data" / "vocabulary" / "blocs.csv").unlink()
    edit(suite, "knowledge", "guess,0.30", "guess,much")
    assert messages(suite) == [
        "data/vocabulary/blocs.csv: cannot be read (no such file or directory); "
        "check that it exists and may be read",
        "data/vocabulary/knowledge.csv:4: sd: 'much' is not a number; write digits, as 0.25",
    ]


def test_a_language_is_added_by_a_column(suite: Path) -> None:
    edit(suite, "blocs", "bloc,name_en,name_de", "bloc,name_en,name_de,name_uk")
    path = suite / "data" / "vocabulary" / "blocs.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *(f"{row},назва" for row in rows)]) + "\n", encoding="utf-8")
    assert read_vocabulary(suite / "data" / "vocabulary").blocs["west"]["name_uk"] == "назва"


def test_a_unit_added_as_a_row_counts_its_quantity(suite: Path) -> None:
    path = suite / "data" / "vocabulary" / "units.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "crates,rounds,450,0.3,crates,Kisten,ящиків,\n", encoding="utf-8"
    )
    vocabulary = read_vocabulary(suite / "data" / "vocabulary")
    assert units_for("rounds", vocabulary) == ["rounds", "containers", "crates"]
    assert not unit_fits("crates", "guns", vocabulary)


@pytest.mark.parametrize(
    ("word", "expected"), [("Granaten", "rounds"), ("missle", "missiles"), ("qqqq", None)]
)
def test_the_nearest_unit_is_found_by_its_words(
    vocabulary: Vocabulary, word: str, expected: str | None
) -> None:
    assert nearest_id(word, vocabulary.units) == expected

"""Other assumptions: the grid of the page is what the command line gives, and follows the vocabulary."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pytest
from command_line import run
from suite_copy import ROOT, copy_suite, require_fresh

from analysis.estimation import read_estimates
from analysis.figures.rounding import Band, round_band
from analysis.publication import read_figures
from analysis.tables import TablesError, read_vocabulary
from analysis.tables.assumptions import AssumptionError, assume, assumptions_of, parse_assumptions
from analysis.whatif import (
    BAND,
    EFFORT,
    PUBLISHED,
    Assumed,
    figures_under,
    read_grid,
    settled,
    update_grid,
)

Numbers = dict[str, tuple[float, ...]]
KNOWN_EXACTLY = "basis,sd,description\nitemised,0.001,Exact\nofficial,0.001,Exact\nguess,0.001,Exact\n"


def numbers_at(suite: Path, assumptions: str) -> Numbers:
    rows = [row for row in read_grid(suite) if row["assumptions"] == assumptions]
    return {row["figure_id"]: tuple(float(row[part]) for part in BAND.values()) for row in rows}


def assumed(assumptions: str) -> Iterator[str]:
    for one in assumptions.split():
        yield from ("--assume", one)


def estimated(folder: Path) -> Numbers:
    """Return what the command estimate wrote, by the id of the figure."""
    found: dict[str, dict[str, float]] = {}
    quantities = read_vocabulary(ROOT / "data" / "vocabulary").quantities
    for table, key in (("totals", "quantity"), ("ratios", "ratio")):
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                level = f".{quantities.get(row[key], {}).get('level_id') or 'level'}"
                suffix = {"rate": ".rate", "level": level, None: ""}.get(row.get("target"), ".total")
                if row["output_type"] != "mean":
                    found.setdefault(row[key] + suffix, {})[row["output_type_id"]] = float(row["value"])
    return {name: tuple(points[part] for part in BAND) for name, points in found.items()}


def settled_at(suite: Path, assumptions: str) -> dict[str, bool]:
    rows = read_grid(suite)
    return {row["figure_id"]: settled(row) for row in rows if row["assumptions"] == assumptions}


def settled_by_command(folder: Path, wanted: Collection[str]) -> dict[str, bool]:
    """Return whether populations agree, as the command estimate diagnosed them, by the id of the figure."""
    with (folder / "diagnostics.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["target"] in ("rate", "level", "ratio")]
    worst = {row["quantity"]: float(row["rhat"]) for row in rows if not row["month"]}
    return {name: worst[name if name in worst else name.partition(".")[0]] < 1.05 for name in wanted}


def published_ids() -> set[str]:
    """Return the ids of the figures that were not withheld."""
    return {row["figure_id"] for row in read_figures(ROOT)}


def silent(_what: str, _done: int, _total: int) -> None:
    """Tell nothing."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite with one quantity, stated in a unit whose size is uncertain, and two values an assumption."""
    suite = copy_suite(tmp_path_factory.mktemp("loaded") / "suite")
    vocabulary = suite / "data" / "vocabulary"
    table = (vocabulary / "assumptions.csv").read_text(encoding="utf-8")
    for old, new in (("0.5|1|2", "1|2"), ("half as wide|", ""), ("halb so weit|", ""), ("-1|0|1", "0|1")):
        table = table.replace(old, new)
    table = table.replace("{to} each|{to} each|", "{to} each|").replace("je {to}|je {to}|", "je {to}|")
    lines = [line for line in table.splitlines() if not line.startswith(("window_reading", "speaker_bias"))]
    (vocabulary / "assumptions.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    keep_claims(suite, [{"quantity": "rounds", "unit": "containers", "value": "28000", "hedge": "approx"}])
    assert update_grid(suite, silent) == 3
    return suite


@pytest.fixture(scope="module")
def torn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite in which some who know exactly say one number of rounds, and as many say another."""
    suite = copy_suite(tmp_path_factory.mktemp("torn") / "suite")
    knowledge = suite / "data" / "vocabulary" / "knowledge.csv"
    knowledge.write_text(KNOWN_EXACTLY, encoding="utf-8")
    rounds = {"quantity": "rounds", "unit": "rounds", "hedge": "exact"}
    numbers = ("1000001", "9000007")
    said = [
        {**rounds, "value": number, "origin_id": f"{place}-{number}", "claim_id": f"paper.r{place}-{number}"}
        for number in numbers
        for place in range(4)
    ]
    keep_claims(suite, [*said, {}])
    return suite


def keep_claims(suite: Path, changes: Iterable[dict[str, str]]) -> None:
    """Keep of the claims of a suite one of missiles, changed in each of some ways."""
    path = suite / "data" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        one = next(row for row in csv.DictReader(file) if row["claim_id"].endswith(".missiles"))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(one), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**one, **change} for change in changes)


@pytest.mark.parametrize(
    "assumptions",
    ["hedge_width=2", "hedge_width=0.5 window_reading=0 speaker_bias=-0.2"],
)
def test_a_point_of_the_grid_is_what_the_command_line_estimates(assumptions: str, tmp_path: Path) -> None:
    require_fresh(ROOT)
    claims = ROOT / "data" / "claims.csv"
    ran = run("estimate", claims, "--out", tmp_path, "--effort", EFFORT, *assumed(assumptions))
    assert ran.returncode == 0, ran.stderr
    wanted, found = numbers_at(ROOT, assumptions), estimated(tmp_path)
    assert len(wanted) > 6
    assert {name: found[name] for name in wanted} == wanted
    assert settled_at(ROOT, assumptions) == settled_by_command(tmp_path, wanted)
    assert json.loads((tmp_path / "info.json").read_text("utf-8"))["assumptions"] == assumptions.split()


def test_figures_prints_the_same_point_rounded() -> None:
    require_fresh(ROOT)
    assumptions = "hedge_width=2 speaker_bias=0.2"
    ran = run("figures", *assumed(assumptions), "--assume", "window_reading=1", "--json")
    assert ran.returncode == 0, ran.stderr
    printed = {row["figure_id"]: Band.of(row) for row in json.loads(ran.stdout)}
    wanted = {name: round_band(Band(*numbers)) for name, numbers in numbers_at(ROOT, assumptions).items()}
    published = {name for name in wanted if name in published_ids()}
    assert printed == {name: wanted[name] for name in published}
    assert all(row["data_version"] == "" for row in json.loads(ran.stdout))
    rate = next(row for row in json.loads(ran.stdout) if row["figure_id"] == "rounds.rate")
    assert f"about {rate['value']:,.0f} rounds" in rate["text_en"]


def test_what_did_not_settle_under_assumptions_is_told_and_has_no_number(torn: Path) -> None:
    told = (
        "rounds.rate: no number, for the draws did not settle under these assumptions; "
        "hedgerow estimate data/claims.csv --out DIR draws for longer under the same --assume\n"
    )
    ran = run("figures", "--assume", "hedge_width=0.5", "--suite", torn)
    assert (ran.returncode, ran.stderr) == (0, told)
    assert "missiles.rate" in ran.stdout and "rounds.rate" not in ran.stdout
    ran = run("figures", "rounds", "--assume", "hedge_width=0.5", "--suite", torn)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", told)
    assert Assumed([], ["rounds.rate", "guns.rate"]).note("missiles") == ""


def test_the_point_of_no_assumption_is_what_is_published() -> None:
    require_fresh(ROOT)
    totals = read_estimates(ROOT)["totals"]
    rates = totals[(totals["target"] == "rate") & (totals["output_type"] == "median")]
    medians = dict(zip(rates["quantity"] + ".rate", rates["value"], strict=True))
    published = numbers_at(ROOT, PUBLISHED)
    assert {name: published[name][0] for name in medians} == medians
    ids = {row["figure_id"] for row in figures_under(ROOT, ["hedge_width=1"]).rows}
    assert ids == set(published) & published_ids()


def test_a_grid_agrees_with_the_sensitivity_that_is_published() -> None:
    require_fresh(ROOT)
    table = read_estimates(ROOT)["sensitivity"]
    rows = table[(table["scenario"] == "hedge_width_double") & (table["target"] == "rate")]
    medians = {f"{row.quantity}.rate": row.median for row in rows.itertuples()}
    found = numbers_at(ROOT, "hedge_width=2")
    # Both are drawn with less effort than what is published, and not with the same.
    assert {name: found[name][0] for name in medians} == pytest.approx(medians, rel=0.1)


def test_an_uncertain_unit_becomes_an_axis_without_a_line_of_code(loaded: Path, tmp_path: Path) -> None:
    points = [row["assumptions"] for row in read_grid(loaded)]
    loads = "unit_load.containers=1"
    assert points == [PUBLISHED, loads, "hedge_width=2", f"hedge_width=2 {loads}"]
    usual, more = (numbers_at(loaded, point)["rounds.rate"] for point in ("hedge_width=2", points[-1]))
    assert more[0] / usual[0] == pytest.approx(2.2255, rel=0.1)  # exp(0.8)
    out = ("--out", tmp_path, "--suite", loaded)
    claims = loaded / "data" / "claims.csv"
    ran = run("estimate", claims, *out, "--effort", EFFORT, *assumed(points[-1]))
    assert ran.returncode == 0, ran.stderr
    assert estimated(tmp_path)["rounds.rate"] == more


def test_a_grid_is_made_again_only_where_something_changed(loaded: Path) -> None:
    before = (loaded / "data" / "whatif.csv").read_bytes()
    assert update_grid(loaded, silent) == 0
    assert (loaded / "data" / "whatif.csv").read_bytes() == before
    assert update_grid(loaded, silent, fresh=True) == 3
    assert (loaded / "data" / "whatif.csv").read_bytes() == before


def test_an_assumption_moves_its_cells_and_no_others() -> None:
    vocabulary = read_vocabulary(ROOT / "data" / "vocabulary")
    moved = assume(vocabulary, {"speaker_bias": 0.2})
    means = {name: row["mean"] for name, row in moved.interests.items()}
    assert means == {"neutral": 0, "interested": 0.2, "enemy_losses": 0.4, "own_losses": pytest.approx(-0.1)}
    assert moved.hedges == vocabulary.hedges
    assert (
        assume(vocabulary, {name: one.usual for name, one in assumptions_of(vocabulary).items()})
        == vocabulary
    )


def test_everything_wrong_with_what_is_assumed_is_told_at_once() -> None:
    ran = run(
        "figures", *assumed("hedge_wdth=2 speaker_bias=much window_reading=-1 hedge_width=2 hedge_width=3")
    )
    assert ran.returncode == 2
    assert ran.stderr.splitlines() == [
        "'hedge_wdth' is not something that can be assumed; the nearest known is 'hedge_width', or add a row "
        "to data/vocabulary/assumptions.csv",
        "'speaker_bias=much' is no assumption; write a name, '=' and a number, as hedge_width=2",
        "window_reading is -1; it multiplies, so write a number from 0 up",
        "hedge_width is assumed twice; keep one",
    ]


def test_a_wrong_assumption_writes_no_estimates(tmp_path: Path) -> None:
    claims = ROOT / "data" / "claims.csv"
    ran = run("estimate", claims, "--out", tmp_path / "out", "--assume", "hedge_width")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert not (tmp_path / "out").exists()


def test_a_spread_too_far_is_refused(loaded: Path) -> None:
    vocabulary = read_vocabulary(loaded / "data" / "vocabulary")
    with pytest.raises(AssumptionError, match=r"^unit_load.containers is 99; it counts spreads, so write a "):
        parse_assumptions(["unit_load.containers=99"], vocabulary)


def test_a_table_of_assumptions_with_mistakes_names_them_all(tmp_path: Path) -> None:
    suite = copy_suite(tmp_path / "suite")
    path = suite / "data" / "vocabulary" / "assumptions.csv"
    header, *_ = path.read_text(encoding="utf-8").splitlines()
    rows = (
        "a,hedgs,width,,times,,no,1|2,1,A,A,x|y,x|y,,",
        "b,hedges,widht,,times,,no,1|2,3,B,B,x|y,x,,",
        "c,units,factor,container,spreads,,yes,1|0,0,C,C,x|y,x|y,,",
        "d,interests,mean,,plus,,no,one|2,2,D,D,x|y,x|y,,",
    )
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    with pytest.raises(TablesError) as refusal:
        read_vocabulary(suite / "data" / "vocabulary")
    where = "data/vocabulary/assumptions.csv"
    assert str(refusal.value).splitlines() == [
        f"{where}:2: table: 'hedgs' is not a table with numbers; the nearest known is 'hedges'",
        f"{where}:3: columns: 'widht' is not in hedges.csv; the nearest known is 'width'",
        f"{where}:3: usual: '3' is not one of the values 1, 2; add it to them",
        f"{where}:3: words_de: there are 1 words for 2 values; write one for each value, with | between",
        f"{where}:4: rows: 'container' is not in units.csv; the nearest known is 'containers'",
        f"{where}:4: by: is blank, and a change by spreads needs it; name the column that holds the spread",
        f"{where}:4: values: '1|0' do not rise; write each once, the smallest first",
        f"{where}:5: values: 'one|2' are not numbers; write them as 0.5|1|2",
    ]

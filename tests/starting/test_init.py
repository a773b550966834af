"""``hedgerow init``: what it makes, what it refuses, and that nothing is left when it cannot."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import ROOT, run
from topic_words import TOPIC

from analysis.cli import DataLicence
from analysis.console import RefusalError
from analysis.figures.licences import DEFAULT, LICENCES
from analysis.starting import start_suite
from analysis.starting.parts import CHAPTERS, completed, locked_for_suites

LAYOUT = {
    "seeds",
    "data",
    "notebooks",
    "Makefile",
    "README.md",
    "CITATION.cff",
    "LICENSE",
    "requirements.lock",
}


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_new_suite_has_the_layout_of_this_one_and_nothing_of_its_topic(untouched: Path) -> None:
    names = {path.name for path in untouched.iterdir()}
    assert names >= LAYOUT
    assert {name for name in LAYOUT if not (ROOT / name).exists()} == set()
    told = {
        name: content.decode() for name, content in contents(untouched).items() if not name.endswith(".whl")
    }
    assert [name for name, text in told.items() if TOPIC.search(text)] == []
    assert "{{" not in told["README.md"] + told["CITATION.cff"] + told["LICENSE"]
    assert [path.stem[3:] for path in sorted((untouched / "notebooks").glob("*.ipynb"))] == list(CHAPTERS)


def test_the_package_knows_nothing_of_the_topic_of_this_suite() -> None:
    texts = (path for path in (ROOT / "analysis").rglob("*") if path.suffix in (".py", ".md", ".js", ".typ"))
    assert [path.name for path in texts if TOPIC.search(path.read_text(encoding="utf-8"))] == []


def test_title_and_licence_stand_wherever_they_are_asked_for(untouched: Path) -> None:
    package = json.loads((untouched / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["title"] == 'An epidemic: 100 % "reported": data'
    assert package["name"] == "an-epidemic-100-reported"
    assert [one["name"] for one in package["licenses"]] == ["CC0-1.0"]
    citation = (untouched / "CITATION.cff").read_text(encoding="utf-8")
    assert 'title: "An epidemic: 100 % \\"reported\\""\n' in citation
    assert "\nlicense: CC0-1.0\n" in citation
    assert (untouched / "LICENSE").read_text().startswith("Creative Commons Zero v1.0 Universal (CC0-1.0)\n")
    assert (untouched / "vendor" / "LICENSE").read_text().startswith("MIT License\n")


def test_the_wheel_is_what_the_lock_holds_and_says_what_is_in_it(untouched: Path) -> None:
    (wheel,) = (untouched / "vendor").glob("*.whl")
    lock = (untouched / "requirements.lock").read_text(encoding="utf-8")
    assert (
        f"./vendor/{wheel.name} \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
        in lock
    )
    assert {"numpy", "pytest", "pluggy", "iniconfig"} <= set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    with zipfile.ZipFile(wheel) as archive:
        about = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
        assert archive.testzip() is None
        assert "analysis/cli.py" in archive.namelist()
        assert not any("__pycache__" in name for name in archive.namelist())
    assert f"\nVersion: {wheel.name.split('-')[1]}\n" in about
    assert "\nRequires-Dist: numpy" in about


def test_a_suite_made_from_a_suite_is_the_same(untouched: Path, installed: Path, tmp_path: Path) -> None:
    arguments = ("again", "--licence", "CC0-1.0", "--title", 'An epidemic: 100 % "reported"')
    ran = run("init", *arguments, cwd=tmp_path, PYTHONPATH=str(installed))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert contents(tmp_path / "again") == contents(untouched)


def test_the_command_says_what_it_made_and_puts_it_under_git(tmp_path: Path) -> None:
    ran = run("init", "flood-victims", "--licence", "ODbL-1.0", cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    first, second = ran.stdout.splitlines()
    told, _, wheel = first.rpartition(" ")
    assert told == "flood-victims: a suite titled 'Flood victims', under ODbL-1.0, on"
    assert re.fullmatch(r"hedgerow-[\d.]+\+\w{12}-py3-none-any\.whl", wheel)
    assert second == (
        "Next: cd flood-victims && make site. README.md there says how to make the topic yours."
    )
    assert (tmp_path / "flood-victims" / ".git").is_dir()


def test_without_git_a_suite_is_made_and_the_lack_is_told(tmp_path: Path) -> None:
    ran = run("init", "floods", "--json", cwd=tmp_path, PATH="/nowhere")
    assert ran.returncode == 0
    told = json.loads(ran.stdout)
    assert told["missing"] == "git was not found, so nothing keeps its versions; when it is there: git init"
    assert not (tmp_path / "floods" / ".git").exists()


def test_a_folder_that_git_keeps_already_gets_no_git_of_its_own(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    start_suite(tmp_path / "floods", DEFAULT)
    assert not (tmp_path / "floods" / ".git").exists()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "floods").mkdir()
    start_suite(tmp_path / "floods", DEFAULT)
    assert (tmp_path / "floods" / "Makefile").is_file()


def _file(folder: Path) -> None:
    (folder / "x").write_text("mine")


def _full(folder: Path) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "notes.txt").write_text("mine")


def _link(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "x").symlink_to("elsewhere")


def _dangling(folder: Path) -> None:
    (folder / "x").symlink_to("nowhere")


def _suite_above(folder: Path) -> None:
    mark = folder / "data" / "vocabulary"
    mark.mkdir(parents=True)
    (mark / "quantities.csv").write_text("quantity\n")


def _nothing(_: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("prepare", "name", "message"),
    [
        (_file, "x", "x: is a file; name a folder that is not there yet"),
        (_full, "x", "x: is not empty; name a folder that is not there yet; nothing was changed"),
        (_link, "x", "x: is a symbolic link; name the folder itself"),
        (_dangling, "x", "x: is a symbolic link; name the folder itself"),
        (_suite_above, "x", "x: lies inside the suite {here}; name a folder outside of it"),
        (_nothing, ".", ".: is the folder you are in; go to the one above, and name it from there"),
        (_nothing, "a/b", "a/b: lies in {here}/a, which is not there; make that folder first"),
        (_file, "x/b", "x/b: lies in {here}/x, which is not there; make that folder first"),
        (_nothing, "a\nb", "a\\nb: has a character that cannot be printed; choose another name"),
        (
            _nothing,
            f"a{os.pathsep}b",
            "a:b: has ':' in its path, which no Python environment allows; name one whose path has none",
        ),
        (_nothing, "./-x", "-x: begins with '-', which commands take for an option; choose another name"),
        (_nothing, "n" * 101, f"{'n' * 101}: is a name of more than 100 bytes; choose a shorter one"),
    ],
)
def test_where_nothing_can_be_made_it_is_said_and_nothing_is_left(
    prepare: Callable[[Path], None], name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RefusalError, match=f"^{re.escape(message.format(here=tmp_path))}$") as caught:
        start_suite(Path(name), DEFAULT)
    assert caught.value.status == 2
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("one\ntwo", "'one\\ntwo': is no title: one line of 1 to 120 characters is; give one with --title"),
        ("t" * 121, f"'{'t' * 39}: is no title: one line of 1 to 120 characters is; give one with --title"),
        (" ", "' ': is no title: one line of 1 to 120 characters is; give one with --title"),
    ],
)
def test_a_title_that_fits_on_no_line_is_refused(title: str, message: str, tmp_path: Path) -> None:
    ran = run("init", "x", "--title", title, cwd=tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"{message}\n")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_licence_is_answered_with_those_there_are(tmp_path: Path) -> None:
    ran = run("init", "x", "--licence", "GPL", cwd=tmp_path)
    assert (ran.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "'GPL' is not one of 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC0-1.0', 'ODbL-1.0'." in ran.stderr
    assert [choice.value for choice in DataLicence] == list(LICENCES)


def test_a_folder_above_that_cannot_be_written_is_named_and_nothing_is_left() -> None:
    with pytest.raises(RefusalError) as caught:
        start_suite(Path("/proc/floods"), DEFAULT)
    assert re.fullmatch(
        r"/proc/floods: cannot be made \([a-z ]+\); make /proc writable, or name a folder elsewhere",
        str(caught.value),
    )


def test_what_is_in_the_way_at_the_last_moment_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grab(self: Path, target: Path) -> Path:
        target.mkdir()
        (target / "theirs.txt").write_text("theirs")
        return rename(self, target)

    rename = Path.rename
    monkeypatch.setattr(Path, "rename", grab)
    with pytest.raises(RefusalError, match=r"floods: cannot be made \(directory not empty\); make "):
        start_suite(tmp_path / "floods", DEFAULT)
    assert contents(tmp_path) == {"floods/theirs.txt": b"theirs"}


def test_what_a_killed_run_has_left_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f".floods-{ended.pid}-x" / "floods"
    left.mkdir(parents=True)
    start_suite(tmp_path / "floods", DEFAULT)
    assert [path.name for path in tmp_path.iterdir()] == ["floods"]


def test_a_package_without_what_a_suite_takes_over_says_where_to_run_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "analysis", tmp_path / "lib" / "analysis")
    ran = run("init", "floods", cwd=tmp_path, PYTHONPATH=str(tmp_path / "lib"))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"{tmp_path}/lib/data/vocabulary/hedges.csv: is missing, and a new suite needs it; run hedgerow init "
        "from a checkout of Hedgerow, or from a suite that it has made\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["lib"]


def test_a_table_of_the_template_follows_the_columns_of_the_data_package() -> None:
    fields = [{"name": name} for name in ("unit", "quantity", "words_en", "reason")]
    package = {"resources": [{"path": "vocabulary/units.csv", "schema": {"fields": fields}}]}
    table = completed("data/vocabulary/units.csv", b"unit,quantity,words_en\na,b,c\n", package)
    assert table == b"unit,quantity,words_en,reason\na,b,c,\n"


def test_the_lock_of_a_suite_takes_from_the_tests_only_what_its_tests_need() -> None:
    lock = "numpy==1 \\\n    --hash=sha256:a\n"
    wanted = "pytest==9 \\\n    --hash=sha256:c\n"
    tests = f"mypy==1 \\\n    --hash=sha256:b\n{lock}{wanted}"
    assert locked_for_suites(lock, tests) == lock + wanted

"""The files that say what the suite needs, who may use it and how it is cited agree with one another."""

from __future__ import annotations

import re
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def read_yaml(name: str) -> dict:
    return YAML(typ="safe").load((ROOT / name).read_text())


def required(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text().splitlines()
    requirements = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def locked(name: str) -> dict[str, set[Version]]:
    versions: dict[str, set[Version]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE):
        versions.setdefault(canonicalize_name(package), set()).add(Version(version))
    return versions


def conda_ranges() -> dict[str, Requirement]:
    entries = read_yaml("environment.yml")["dependencies"]
    plain = [entry for entry in entries if isinstance(entry, str)]
    from_pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    lines = [line for line in (*plain, *from_pip) if not line.startswith("-")]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def test_conda_environment_names_what_the_suite_runs_on() -> None:
    assert set(conda_ranges()) - {"python", "pip"} == set(required("requirements.in"))


@pytest.mark.parametrize("package", sorted(required("requirements.in")))
def test_locked_versions_lie_in_the_ranges_of_the_conda_environment(package: str) -> None:
    versions = locked("requirements.lock")[package]
    assert versions
    outside = [version for version in versions if not conda_ranges()[package].specifier.contains(version)]
    assert outside == []


@pytest.mark.parametrize("package", sorted(required("requirements.in")))
def test_conda_environment_starts_where_the_requirement_starts(package: str) -> None:
    def lowest(requirement: Requirement) -> set[str]:
        return {one.version for one in requirement.specifier if one.operator == ">="}

    assert lowest(conda_ranges()[package]) == lowest(required("requirements.in")[package])


def test_one_python_everywhere() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert str(conda_ranges()["python"].specifier) == PROJECT["requires-python"] == ">=3.11"
    assert "sys.version_info < (3, 11)" in makefile
    assert "--python-version 3.11 " in makefile


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-bench"])
def test_locks_meet_their_requirements_and_hold_hashes_without_addresses(name: str) -> None:
    text = (ROOT / f"{name}.lock").read_text()
    versions = locked(f"{name}.lock")
    for package, requirement in required(f"{name}.in").items():
        assert all(requirement.specifier.contains(version) for version in versions[package]), package
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|--index|--find-links|file:", text) == []


@pytest.mark.parametrize("name", ["requirements-dev", "requirements-bench"])
def test_locks_agree_on_shared_packages(name: str) -> None:
    suite, other = locked("requirements.lock"), locked(f"{name}.lock")
    assert {package: other.get(package) for package in suite} == suite


def test_dependencies_are_the_requirements_of_the_suite() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert settings["tool"]["setuptools"]["dynamic"]["dependencies"] == {"file": ["requirements.in"]}
    assert PROJECT["scripts"] == {"hedgerow": "analysis.cli:main"}
    assert (ROOT / "analysis" / "py.typed").is_file()


def test_citation_file_has_what_its_format_requires_and_nothing_invented() -> None:
    citation = read_yaml("CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
    assert citation["title"] == "Hedgerow"
    assert citation["authors"] == [{"name": "Hedgerow contributors"}]
    assert citation["type"] == "software"
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert str(citation["version"]) == PROJECT["version"]
    assert not {"doi", "url", "repository", "repository-code", "identifiers", "contact"} & set(citation)
    assert all(isinstance(citation[key], str) for key in ("message", "title", "abstract"))
    assert len(citation["keywords"]) == len(set(citation["keywords"]))


def test_newest_entry_of_the_changelog_is_this_version_and_names_model_changes() -> None:
    entries = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:]
    assert entries[0].split()[0] == PROJECT["version"]
    assert "### Model changes" in entries[0]


def test_licences_are_whole() -> None:
    assert (ROOT / "LICENSE").read_text().startswith("MIT License\n")
    data = (ROOT / "LICENSE-DATA").read_text()
    assert "Creative Commons Attribution 4.0 International Public License" in data
    assert "Section 8 -- Interpretation." in data


def test_precommit_hooks_run_from_the_environment_and_fetch_nothing() -> None:
    repositories = read_yaml(".pre-commit-config.yaml")["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    hooks = repositories[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["entry"].split()[0] for hook in hooks if not hook["entry"].startswith(".venv/bin/")] == []


def test_default_target_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.split()[:2] for line in listed.splitlines()] == [["make", target] for target in phony]
    assert {"site", "test", "check", "bench", "lab", "clean"} <= set(phony)


def test_make_names_what_is_missing_when_no_python_will_do(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("requirements.lock", "requirements.in", "pyproject.toml"):
        (tmp_path / name).write_text("")
    command = ["make", "site", "PYTHON=/nowhere/python3"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[:2] == [
        "No Python 3.11 or newer with the venv module was found (tried: /nowhere/python3).",
        "Install one (on Debian: apt install python3 python3-venv), or name it: "
        "make site PYTHON=/path/to/python3",
    ]
    assert not (tmp_path / ".venv").exists()


def test_cleaning_removes_what_is_built_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("build/site/index.html", ".cache/x", "data/claims.csv", "seeds/a.yaml", ".venv/bin/python"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    subprocess.run(["make", "clean"], cwd=tmp_path, capture_output=True, check=True)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"Makefile", "data/claims.csv", "seeds/a.yaml", ".venv/bin/python"}


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert script.read_text().rstrip().endswith("exec make test")
    assert "make test" in (ROOT / "README.md").read_text()

"""Makes a new suite in full beside its place, then gives it its name."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.console import USAGE_PROBLEM, RefusalError
from analysis.figures.escape import markdown_text
from analysis.figures.licences import LICENCES, Licence
from analysis.site.building import scratch_beside
from analysis.starting.parts import LOCK, carried_files, completed, numbered, template_files
from analysis.starting.place import check_place
from analysis.starting.wheel import Wheel, pack_package

LONGEST_TITLE = 120
DESCRIPTOR = "data/datapackage.json"
VOCABULARY = "data/vocabulary/"
NAMED = ("CITATION.cff", "LICENSE", "README.md")
"""Files of the template in which title and licence are filled in."""
GIT_MISSING = "git was not found, so nothing keeps its versions; when it is there: git init"


@dataclass(frozen=True, slots=True)
class Started:
    """A suite that was made: folder, title, licence, the wheel that it runs on, and what is missing."""

    folder: Path
    title: str
    licence: str
    wheel: str
    missing: str = ""

    @property
    def notes(self) -> list[str]:
        """Lines for the reader."""
        made = f"{self.folder}: a suite titled '{self.title}', under {self.licence}, on {self.wheel}"
        after = f"Next: cd {self.folder} && make site. README.md there says how to make the topic yours."
        return [made, *filter(None, [self.missing]), after]

    def as_dict(self) -> dict[str, str]:
        """Return what was made as plain values."""
        return {**asdict(self), "folder": str(self.folder)}


def start_suite(folder: Path, licence: str, title: str = "") -> Started:
    """Make a suite on another topic, with an example to replace.

    Parameters
    ----------
    folder
        Where to; not there yet, or empty.
    licence
        SPDX id of the licence of its data, text and plots.
    title
        Its title; by default made of the folder's name.

    Raises
    ------
    RefusalError
        If it cannot be made there, or not with that title; nothing was written.
    """
    place = check_place(folder)
    named = check_title(title or _title_of(place))
    files, wheel = suite_files(named, LICENCES[licence])
    _put(files, place)
    return Started(folder, named, licence, wheel.name, _under_git(place))


def suite_files(title: str, licence: Licence) -> tuple[dict[str, bytes], Wheel]:
    """Return the files of a new suite by path, and the wheel among them."""
    carried = carried_files()
    wheel = pack_package({f"starting/carried/{name}": content for name, content in carried.items()})
    files = numbered({**carried, **template_files()})
    package = json.loads(files[DESCRIPTOR])
    files |= {name: _filled(files[name], title, licence) for name in NAMED}
    files |= {name: completed(name, files[name], package) for name in files if name.startswith(VOCABULARY)}
    files |= {
        DESCRIPTOR: _described(package, title, licence),
        f"vendor/{wheel.name}": wheel.content,
        LOCK: files[LOCK] + f"./vendor/{wheel.name} \\\n    --hash=sha256:{wheel.sha256}\n".encode(),
    }
    return files, wheel


def check_title(title: str) -> str:
    """Return a title that can stand on one line.

    Raises
    ------
    RefusalError
        If it cannot.
    """
    if not title.strip() or not title.isprintable() or len(title) > LONGEST_TITLE:
        rule = f"is no title: one line of 1 to {LONGEST_TITLE} characters is"
        raise RefusalError(f"{ascii(title)[:40]}: {rule}; give one with --title", USAGE_PROBLEM)
    return title.strip()


def _title_of(place: Path) -> str:
    words = place.name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _described(package: Mapping[str, object], title: str, licence: Licence) -> bytes:
    """Return a data package that speaks of a new suite; what its tables and columns mean stays."""
    described = {
        **package,
        "name": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "suite",
        "title": f"{title}: data",
        "description": f"{title}: what was stated, and what that implies month by month, with bands.",
        "version": "0.1.0",
        "keywords": ["uncertainty", "hedged numbers", "monthly series"],
        "licenses": [{"name": licence.id, "title": licence.title, "path": licence.address}],
        "contributors": [{"title": f"{title} contributors", "roles": ["author"]}],
    }
    return f"{json.dumps(described, indent=2, ensure_ascii=False)}\n".encode()


def _filled(text: bytes, title: str, licence: Licence) -> bytes:
    places = {
        "{{title}}": markdown_text(title),
        "{{title as YAML}}": json.dumps(title, ensure_ascii=False),
        "{{licence}}": licence.id,
        "{{licence title}}": licence.title,
        "{{licence address}}": licence.address,
    }
    filled = text.decode()
    for place, words in places.items():
        filled = filled.replace(place, words)
    return filled.encode()


def _put(files: Mapping[str, bytes], place: Path) -> None:
    """Write a folder beside its place and rename it; a failure on the way leaves nothing."""
    try:
        with scratch_beside(place) as scratch:
            unfinished = scratch / place.name
            for name, content in files.items():
                path = unfinished / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            unfinished.rename(place)
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise RefusalError(
            f"{place}: cannot be made ({reason}); make {place.parent} writable, or name a folder elsewhere"
        ) from error


def _under_git(place: Path) -> str:
    """Put a folder under git unless one above it is, and say what is missing for it."""
    git = shutil.which("git")
    if git is None:
        return GIT_MISSING
    inside = subprocess.run(
        [git, "rev-parse", "--is-inside-work-tree"], cwd=place, capture_output=True, check=False
    )
    if inside.returncode:
        subprocess.run([git, "init", "--quiet"], cwd=place, capture_output=True, check=False)
    return ""

"""The package as a wheel, so that a suite carries the very code that its figures are made with.

A wheel is an archive with a list of its files and their hashes (PEP 427, PEP 376). Its version ends in a hash
of its content (PEP 440), so that an installer never takes another state of the code for this one.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from analysis.console import RefusalError
from analysis.ledger import PACKAGE

DISTRIBUTION = "hedgerow"
TAG = "Wheel-Version: 1.0\nGenerator: hedgerow\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
HASH_LENGTH = 12
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can hold; the same content gives the same bytes whenever it is packed."""
READABLE = 0o100644 << 16
DESCRIPTION = re.compile(r"^Description-Content-Type:.*\n|^License-File: LICENSE-DATA\n|^Dynamic:.*\n", re.M)

Files = Mapping[str, bytes]


class Wheel(NamedTuple):
    """A wheel: the name of its file, and its bytes."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hash by which a lock holds it."""
        return hashlib.sha256(self.content).hexdigest()


def pack_package(more: Files) -> Wheel:
    """Return this package as a wheel.

    Parameters
    ----------
    more
        Further files, by their path below the folder of the package.

    Raises
    ------
    RefusalError
        If the package is not installed, so that nothing says what it needs.
    """
    files = {f"{PACKAGE.name}/{name}": content for name, content in {**package_files(), **more}.items()}
    about = _about()
    version = f"{about.version.partition('+')[0]}+{_digest_of(files)}"
    folder = f"{DISTRIBUTION}-{version}.dist-info"
    described = {
        f"{folder}/METADATA": _header(about, version).encode(),
        f"{folder}/WHEEL": TAG.encode(),
        f"{folder}/entry_points.txt": (about.read_text("entry_points.txt") or "").encode(),
    }
    return Wheel(f"{DISTRIBUTION}-{version}-py3-none-any.whl", _archive(files | described, folder))


def package_files() -> dict[str, bytes]:
    """Return the files of the package by their path below its folder, without those that Python makes."""
    return files_below(PACKAGE)


def files_below(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their path below it, without those that Python makes."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _about() -> metadata.Distribution:
    try:
        return metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        raise RefusalError(
            "hedgerow is not installed, so nothing says what it needs; make its environment with: make site"
        ) from None


def _header(about: metadata.Distribution, version: str) -> str:
    """Return what an installer reads of the package; its description speaks of another suite and is cut."""
    head = (about.read_text("METADATA") or "").partition("\n\n")[0].rstrip() + "\n"
    return re.sub(r"^Version: .*$", f"Version: {version}", DESCRIPTION.sub("", head), flags=re.M)


def _digest_of(files: Files) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:HASH_LENGTH]


def _archive(files: Files, folder: str) -> bytes:
    buffer = io.BytesIO()
    listed = {**files, f"{folder}/RECORD": _record(files, f"{folder}/RECORD")}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(listed.items()):
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, READABLE
            archive.writestr(entry, content)
    return buffer.getvalue()


def _record(files: Files, own: str) -> bytes:
    text = io.StringIO()
    rows = [(name, f"sha256={_encoded(content)}", len(content)) for name, content in sorted(files.items())]
    csv.writer(text, lineterminator="\n").writerows([*rows, (own, "", "")])
    return text.getvalue().encode()


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")

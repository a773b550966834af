"""The data package: its descriptor, and the data dictionary that is made from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analysis.tables.plain_text import read_text
from analysis.tables.problems import Problem, TablesError, shown_path

Descriptor = dict[str, Any]

DESCRIPTOR_NAME = "datapackage.json"
MAX_BYTES = 5_000_000


def read_package(folder: Path) -> Descriptor:
    """Read ``datapackage.json`` of a data folder.

    Raises
    ------
    TablesError
        Unreadable, or not a JSON object with resources.
    """
    path = folder / DESCRIPTOR_NAME
    shown = shown_path(path, folder.parent)
    try:
        package = json.loads(read_text(path, shown, max_bytes=MAX_BYTES))
    except json.JSONDecodeError as error:
        rule = f"is not JSON ({error.msg})"
        raise TablesError([Problem(shown, error.lineno, None, None, rule, "correct this line")]) from error
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        problem = Problem(shown, 1, "resources", None, "there is no list of resources", "add it")
        raise TablesError([problem])
    return package


def data_dictionary(package: Descriptor) -> str:
    """Return the data dictionary in Markdown: every table, every column, with type, unit and meaning."""
    parts = [_opening(package), *(_resource_section(resource) for resource in package["resources"])]
    return "\n\n".join([*parts, _closing(package)]) + "\n"


def resource_columns(package: Descriptor, name: str) -> tuple[str, ...]:
    """Return the column names of a resource."""
    resource = next(one for one in package["resources"] if one["name"] == name)
    return tuple(field["name"] for field in resource["schema"]["fields"])


def _opening(package: Descriptor) -> str:
    rows = "\n".join(
        f"| [{resource['path']}](#{_anchor(resource['title'])}) | {resource['title']} |"
        for resource in package["resources"]
    )
    note = f"This page is made from `{DESCRIPTOR_NAME}`. Edit that, then run `hedgerow build`."
    contents = f"| file | what it holds |\n|---|---|\n{rows}"
    return "\n\n".join([f"# {package['title']}", package["description"], note, contents])


def _anchor(title: str) -> str:
    return "".join(char for char in title.lower().replace(" ", "-") if char.isalnum() or char == "-")


def _resource_section(resource: Descriptor) -> str:
    head = f"## {resource['title']}\n\n`{resource['path']}`. {resource['description']}"
    schema = resource.get("schema")
    if schema is None:
        return head
    key = schema.get("primaryKey")
    keyed = f"\n\nKey: {', '.join(f'`{name}`' for name in key)}." if key else ""
    links = _links(schema)
    rows = "\n".join(_field_row(field, links) for field in schema["fields"])
    return f"{head}{keyed}\n\n| column | type | unit | meaning |\n|---|---|---|---|\n{rows}"


def _links(schema: Descriptor) -> dict[str, str]:
    """Map a column to the column that it points to."""
    return {
        key["fields"][0]: f"{key['reference']['resource'] or 'this table'}: {key['reference']['fields'][0]}"
        for key in schema.get("foreignKeys", [])
    }


def _field_row(field: Descriptor, links: dict[str, str]) -> str:
    constraints = field.get("constraints", {})
    required = ", required" if constraints.get("required") else ""
    choices = constraints.get("enum")
    meaning = field["description"]
    if choices:
        meaning += f" One of {', '.join(f'`{choice}`' for choice in choices)}."
    if field["name"] in links:
        meaning += f" Points to {links[field['name']]}."
    cells = [f"`{field['name']}`", f"{field['type']}{required}", field.get("unit", ""), meaning]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _closing(package: Descriptor) -> str:
    licences = ", ".join(f"[{licence['title']}]({licence['path']})" for licence in package["licenses"])
    sources = "\n".join(f"- {source['title']}" for source in package["sources"])
    missing = "A blank cell is a missing value."
    defused = "Texts that a spreadsheet program would run as a formula begin with `'`."
    head = "## Missing values, licence, sources"
    return "\n\n".join([head, f"{missing} {defused}", f"Licence: {licences}.", sources])

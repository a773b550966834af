"""Which column of a spreadsheet holds what: proposed from the names in its header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.documents.sheets import Cell, Sheet
from analysis.tables.problems import nearest

_HEADER_ROWS = 25  # a header stands among the first ones
_ALIKE = 0.86  # for names that are spelt almost so
_MAY_BE_HEADED = 2  # columns that a row must name to be a header

# What a column may be called, in lower case; a column of claims, or one end of a window.
NAMES: dict[str, tuple[str, ...]] = {
    "claim_id": ("claim_id", "id", "nr", "no", "№"),
    "origin_id": ("origin_id", "origin"),
    "source_id": ("source_id", "source", "document", "quelle", "dokument", "джерело"),
    "speaker": (
        *("speaker", "said by", "stated by", "by whom", "who", "sprecher", "wer", "von wem", "urheber"),
        *("хто", "мовець"),
    ),
    "quantity": (
        *("quantity", "what", "item", "category", "subject", "indicator", "größe", "was", "gegenstand"),
        *("kategorie", "merkmal", "величина", "що", "показник"),
    ),
    "value": (
        *("value", "number", "amount", "count", "figure", "total", "wert", "zahl", "anzahl", "menge"),
        *(
            "how many",
            "how much",
            "wie viel",
            "wie viele",
            "wieviel",
            "angabe",
            "кількість",
            "значення",
            "число",
        ),
    ),
    "value_low": ("value_low", "low", "lower", "min", "minimum", "mindestens", "untergrenze", "від"),
    "value_high": ("value_high", "high", "upper", "max", "maximum", "höchstens", "obergrenze", "до"),
    "unit": ("unit", "units", "einheit", "одиниця"),
    "hedge": ("hedge", "qualifier", "wording of number", "einschränkung", "zusatz", "застереження"),
    "window": ("window", "period", "when", "time", "zeitraum", "wann", "zeit", "період", "коли"),
    "start": (
        "start",
        "from",
        "since",
        "begin",
        "first day",
        "von",
        "seit",
        "beginn",
        "anfang",
        "початок",
        "з",
    ),
    "end": ("end", "to", "until", "last day", "bis", "ende", "кінець", "по"),
    "stated_on": (
        *(
            "stated_on",
            "date",
            "said on",
            "published",
            "reported on",
            "datum",
            "veröffentlicht",
            "gemeldet am",
        ),
        "дата",
    ),
    "status": ("status",),
    "measure": ("measure", "maß"),
    "locator": ("locator", "page", "paragraph", "seite", "absatz", "сторінка"),
    "note": ("note", "notes", "remark", "comment", "bemerkung", "anmerkung", "notiz", "примітка"),
}


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its last row, counted from 0, and the label of each column."""

    row: int
    labels: tuple[str, ...]


def find_header(sheet: Sheet) -> Header | None:
    """Return the header of a sheet: the row, with the merged one above it, that names the most columns."""
    rows = range(min(len(sheet.rows), _HEADER_ROWS))
    headers = [Header(row, labels) for row in rows for labels in _labels(sheet, row)]
    best = max(headers, key=lambda header: len(proposed_columns(header.labels)), default=None)
    if best is None or len(proposed_columns(best.labels)) < _MAY_BE_HEADED:
        return None
    return best


def header_at(sheet: Sheet, row: int, wanted: Sequence[str]) -> Header | None:
    """Return the header in a row, read so that most of the wanted labels are there."""
    if row >= len(sheet.rows):
        return None
    readings = [Header(row, labels) for labels in _labels(sheet, row)]
    return max(readings, key=lambda header: len(set(wanted) & set(header.labels)))


def proposed_columns(labels: Sequence[str]) -> dict[str, str]:
    """Return what each column probably holds: target → label; every label and target once."""
    columns: dict[str, str] = {}
    for label in labels:
        target = _target_of(label)
        if target and target not in columns and labels.count(label) == 1:
            columns[target] = label
    return columns


def _target_of(label: str) -> str | None:
    """Return what a label means: as a whole, or by the last part of a merged one."""
    spellings = {spelling: target for target, names in NAMES.items() for spelling in names}
    whole, _, part = label.casefold().rpartition(" / ")
    for name in (label.casefold(), part, whole):
        if name in spellings:
            return spellings[name]
    near = nearest(part, spellings, _ALIKE) if len(part) > 3 else None
    return spellings[near] if near else None


def _labels(sheet: Sheet, row: int) -> list[tuple[str, ...]]:
    """Return the labels of a header in a row: on its own, and under the merged cells of the row above."""
    own = tuple(_label(cell) for cell in sheet.rows[row])
    upper_row = [_label(cell) for cell in sheet.rows[row - 1]] if row else []
    width = max(len(own), len(upper_row))
    # Without a blank nothing is merged: the row above is a header of its own, and this one is data.
    if not any(own) or all(upper_row + [""] * (width - len(upper_row))) or not any(upper_row):
        return [own]
    own = own + ("",) * (width - len(own))
    above = _spread(upper_row, width)
    merged = tuple(
        f"{upper} / {lower}" if upper and lower else upper or lower
        for upper, lower in zip(above, own, strict=True)
    )
    return [own, merged]


def _spread(labels: Sequence[str], width: int) -> list[str]:
    """Repeat each label over the blank cells after it, as merged cells show it."""
    spread: list[str] = []
    for at in range(width):
        here = labels[at] if at < len(labels) else ""
        spread.append(here or (spread[-1] if spread else ""))
    return spread


def _label(cell: Cell) -> str:
    return " ".join(str(cell).split()) if isinstance(cell, str) else ""
